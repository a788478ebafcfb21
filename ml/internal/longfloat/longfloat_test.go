package longfloat

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

// gram gives XᵀX and Xᵀy for integer rows, as long floats.
func gram(rows [][]int64, y []int64) ([][]*big.Float, []*big.Float) {
	d := len(rows[0])
	m, b := make([][]*big.Float, d), make([]*big.Float, d)
	for i := range d {
		m[i], b[i] = make([]*big.Float, d), New()
		for j := range d {
			m[i][j] = New()
			for _, row := range rows {
				m[i][j].Add(m[i][j], New().SetInt64(row[i]*row[j]))
			}
		}
		for r, row := range rows {
			b[i].Add(b[i], New().SetInt64(row[i]*y[r]))
		}
	}
	return m, b
}

func residual(m [][]*big.Float, b, x []*big.Float) float64 {
	worst := 0.0
	for i := range b {
		r, _ := New().Sub(Dot(m[i], x), b[i]).Float64()
		worst = max(worst, r, -r)
	}
	return worst
}

func TestSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(rows, d int, scale int64) [][]int64 {
		out := make([][]int64, rows)
		for i := range out {
			out[i] = make([]int64, d)
			for j := range out[i] {
				out[i][j] = r.Int64N(2*scale+1) - scale
			}
		}
		return out
	}
	near := random(30, 3, 1<<23)
	for i := range near { // the third column is the first but for one unit in one row
		near[i][2] = near[i][0]
	}
	near[7][2]++
	twin := random(30, 4, 1<<23)
	for i := range twin {
		twin[i][3], twin[i][1] = twin[i][0], 0
	}
	tests := []struct {
		name string
		rows [][]int64
		rank int
	}{
		{"regular", random(40, 6, 1<<23), 6},
		{"one column", random(3, 1, 5), 1},
		{"fewer rows than columns", random(3, 8, 1<<23), 3},
		{"one unit from dependent", near, 3},
		{"a twin and a zero column", twin, 2},
		{"nothing", [][]int64{{0, 0}, {0, 0}}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			y := make([]int64, len(test.rows))
			for i := range y {
				y[i] = r.Int64N(1 << 23)
			}
			m, b := gram(test.rows, y)
			x, rank, err := Solve(m, b)
			if err != nil {
				t.Fatal(err)
			}
			if rank != test.rank {
				t.Errorf("rank %d, want %d", rank, test.rank)
			}
			if worst := residual(m, b, x); worst > 1e-100 {
				t.Errorf("residual %g", worst)
			}
		})
	}
}

func TestSolveRefusesIndefinite(t *testing.T) {
	m := [][]*big.Float{{FromFloat(1)}, {FromFloat(2), FromFloat(1)}}
	if _, _, err := Solve(m, []*big.Float{New(), New()}); !errors.Is(err, ErrIndefinite) {
		t.Fatalf("got %v", err)
	}
}
