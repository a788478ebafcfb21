package disclosure

import (
	"errors"
	"math"
	"testing"
)

// bounded returns a pause that ends the test if the work does not end.
func bounded(t *testing.T) func() {
	left := 100_000
	return func() {
		if left--; left < 0 {
			t.Fatal("the iteration does not end")
		}
	}
}

// Columns that are no numbers have no singular values: nothing is said of their rows. One column is never rotated, and of
// several the rotations do not come to an end.
func TestSingularValuesOfNoNumbers(t *testing.T) {
	for p := 1; p <= 3; p++ {
		tri := newTriangle(p)
		for i := range tri.data {
			tri.data[i] = math.NaN()
		}
		if values, vectors, err := tri.singular(bounded(t)); !errors.Is(err, errNoValues) || values != nil || vectors != nil {
			t.Errorf("%d columns: %v, %v", p, values, err)
		}
	}
}

// Rows that become no numbers while they are read again have no space.
func TestSpaceOfNoNumbers(t *testing.T) {
	rows := []int{0, 1, 2, 3}
	calls := 0
	good := func(i int, dst []float64) { calls++; dst[0], dst[1] = float64(i), float64(i*i) }
	newStandard(rows, 2, good, func() {})
	passes := calls
	calls = 0
	s, err := newSpace(rows, 2, func(i int, dst []float64) {
		if good(i, dst); calls > passes {
			dst[0] = math.NaN()
		}
	}, bounded(t))
	if !errors.Is(err, errNoValues) || s != nil {
		t.Errorf("got a space, %v", err)
	}
}
