package dp

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func ints(values ...int64) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = big.NewInt(v)
	}
	return out
}

// TestClip holds the exact rule at the bound, one past it, and where squares leave 64 bits.
func TestClip(t *testing.T) {
	for _, c := range []struct {
		values  []int64
		bound   int64
		clipped bool
	}{
		{[]int64{0, 0}, 1, false},
		{[]int64{3, 4}, 5, false},
		{[]int64{3, -4}, 4, true},
		{[]int64{3, 4, 1}, 5, true}, // by 1 in the square
		{[]int64{1, 1}, 1, true},
		{[]int64{math.MaxInt64, -math.MaxInt64}, math.MaxInt64, true},
		{[]int64{1 << 32, 1 << 32, 0}, 1 << 32, true}, // the sum of squares is 0 modulo 2^64
	} {
		v, bound := ints(c.values...), big.NewInt(c.bound)
		if got := Clip(v, bound); got != c.clipped {
			t.Errorf("%v: clipped %v", c.values, got)
		}
		norm, most := Norm2(v), new(big.Int).Mul(bound, bound)
		if norm.Cmp(most) > 0 {
			t.Errorf("%v: past the bound after clipping", c.values)
		}
		for i := range v {
			if !c.clipped && v[i].Int64() != c.values[i] || v[i].Sign()*int(c.values[i]>>63|1) < 0 {
				t.Errorf("%v: became %v", c.values, v)
			}
		}
		if c.bound > 100 {
			// What is cut off is at most a step for each value, and one for the root.
			if low := new(big.Int).Sub(bound, big.NewInt(int64(len(v))+1)); norm.Cmp(low.Mul(low, low)) < 0 {
				t.Errorf("%v: clipped to %v, further than needed", c.values, v)
			}
		}
	}
}

// TestRecord says that no record gets past its bound, however its numbers round.
func TestRecord(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	dst := make([]int64, 40)
	cuts, shrunk := 0, 0
	for range 20_000 {
		x := make([]float64, 1+r.IntN(len(dst)))
		size := math.Exp(10 * r.NormFloat64())
		for i := range x {
			x[i] = size * r.NormFloat64()
		}
		bound := int64(1 + r.IntN(1<<r.IntN(40)))
		z := dst[:len(x)]
		cut, err := Record(z, x, bound)
		if err != nil {
			t.Fatal(err)
		}
		sum, rounded := new(big.Int), false
		for i, v := range z {
			sum.Add(sum, new(big.Int).Mul(big.NewInt(v), big.NewInt(v)))
			rounded = rounded || !cut && float64(v) != math.RoundToEven(x[i])
		}
		if sum.Cmp(new(big.Int).Mul(big.NewInt(bound), big.NewInt(bound))) > 0 {
			t.Fatalf("a record of %d numbers is past %d", len(x), bound)
		}
		if cut {
			cuts++
		}
		if rounded {
			shrunk++
		}
	}
	if cuts < 1000 || shrunk == 0 {
		t.Errorf("%d records cut and %d shrunk: the test does not reach what it is for", cuts, shrunk)
	}
	for _, bad := range [][]float64{{math.NaN()}, {math.Inf(-1)}, {1, math.NaN(), 3}} {
		if _, err := Record(dst[:len(bad)], bad, 5); !errors.Is(err, ErrNotFinite) {
			t.Errorf("%v: error %v", bad, err)
		}
	}
	if cut, err := Record(dst[:2], []float64{1e300, -1e300}, 1000); err != nil || !cut || dst[0] < 700 {
		t.Errorf("huge numbers: %v, %v", dst[:2], err)
	}
	if exceeds([]int64{1 << 32, 1 << 32}, 1<<32) != true || exceeds([]int64{1 << 52}, 1<<52) {
		t.Error("squares past 64 bits are miscounted")
	}
}
