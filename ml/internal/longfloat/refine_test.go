package longfloat

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// Refining gives what the long way gives, to far more digits than a float64
// has, and leaves to it what float64 cannot decide.
func TestRefine(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func(rows, d int) ([][]int64, []int64) {
		out, y := make([][]int64, rows), make([]int64, rows)
		for i := range out {
			for range d {
				out[i] = append(out[i], r.Int64N(1<<24)-1<<23)
			}
			out[i][0], y[i] = 1<<23, r.Int64N(1<<23)
			out[i][1] = out[i][2]/1000 + r.Int64N(1<<13) // nearly dependent
		}
		return out, y
	}
	rows, y := random(90, 40)
	m, b := gram(rows, y)
	got, ok := refine(m, b)
	if !ok {
		t.Fatal("not refined")
	}
	want, rank, err := eliminate(m, b)
	if err != nil || rank != 40 {
		t.Fatal(rank, err)
	}
	for i := range want {
		difference := New().Sub(got[i], want[i])
		if difference.Sign() != 0 && difference.MantExp(nil) > want[i].MantExp(nil)-300 {
			t.Errorf("unknown %d differs by 2^%d", i, difference.MantExp(nil)-want[i].MantExp(nil))
		}
		x, _ := got[i].Float64()
		if z, _ := want[i].Float64(); x != z {
			t.Errorf("unknown %d is %v, the long way gives %v", i, x, z)
		}
	}
	zero := make([]*big.Float, 40)
	for i := range zero {
		zero[i] = New()
	}
	if x, ok := refine(m, zero); !ok || x[3].Sign() != 0 {
		t.Error("a right side of 0 is not solved by 0")
	}
	for i := range rows {
		rows[i][5] = rows[i][6]
	}
	m, b = gram(rows, y)
	if _, ok := refine(m, b); ok {
		t.Error("a singular matrix is refined")
	}
	if _, rank, err := Solve(m, b); err != nil || rank != 39 {
		t.Error(rank, err)
	}
}
