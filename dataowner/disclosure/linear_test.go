package disclosure

import (
	"errors"
	"math"
	"math/rand/v2"
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

// TestMoreColumnsThanRows: singular values of a table with fewer rows than columns are found in few sweeps, as many as rows, less
// one for the mean.
func TestMoreColumnsThanRows(t *testing.T) {
	const n, p = 100, 260
	r := rand.New(rand.NewPCG(1, 2))
	x := make([][]float64, n)
	rows := make([]int, n)
	for i := range x {
		x[i], rows[i] = make([]float64, p), i
		for j := range x[i] {
			x[i][j] = float64(r.IntN(101))
		}
	}
	pauses := 0
	read := func(i int, dst []float64) { copy(dst, x[i]) }
	s, err := newSpace(rows, p, read, func() { pauses++ })
	if err != nil {
		t.Fatal(err)
	}
	if s.rank != n-1 {
		t.Errorf("rank %d, want %d", s.rank, n-1)
	}
	if pauses > 15*p { // one for each row in a sweep
		t.Errorf("%d pauses, more than of 15 sweeps", pauses)
	}
	for i, h := range s.leverages(rows, read, func() {}) {
		if math.Abs(h-1) > 1e-9 {
			t.Fatalf("row %d has leverage %v in a table that determines each row, want 1", i, h)
		}
	}
}
