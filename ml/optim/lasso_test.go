package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// logistic returns the loss of a logistic regression, and its derivatives.
func logistic(x [][]float64, y []float64) func(p []float64) (float64, []float64, [][]float64) {
	return func(p []float64) (loss float64, gradient []float64, h [][]float64) {
		gradient, h = make([]float64, len(p)), make([][]float64, len(p))
		for j := range h {
			h[j] = make([]float64, j+1)
		}
		for i, row := range x {
			z := 0.0
			for j, v := range row {
				z += v * p[j]
			}
			mu := 1 / (1 + math.Exp(-z))
			loss += math.Log1p(math.Exp(-math.Abs(z))) + math.Max(z, 0) - y[i]*z
			for j, v := range row {
				gradient[j] += (mu - y[i]) * v
				for k := range j + 1 {
					h[j][k] += mu * (1 - mu) * v * row[k]
				}
			}
		}
		return loss, gradient, h
	}
}

// slack returns by how much a point misses the conditions of a minimum of the loss of one row with a penalty.
func slack(p, gradient, weight []float64) (most float64) {
	for j, g := range gradient {
		if p[j] != 0 {
			most = math.Max(most, math.Abs(g+math.Copysign(weight[j], p[j])))
		} else {
			most = math.Max(most, math.Abs(g)-weight[j])
		}
	}
	return most
}

// lassoRows are rows of a constant and of normal columns, of which the third repeats the second, the fourth never changes, and the
// fifth decides the target.
func lassoRows(rows, columns int) (x [][]float64, y []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	for range rows {
		row := make([]float64, columns)
		for j := range row {
			row[j] = r.NormFloat64()
		}
		row[0], row[2], row[3] = 0.5, row[1], -0.5
		x, y = append(x, row), append(y, math.Max(0, math.Copysign(1, row[4])))
	}
	return x, y
}

// The lasso's weights meet the conditions of a minimum with fewer and with more columns than rows, with columns that repeat others or
// never change, and where a column separates the targets, so that the likelihood has no maximum.
func TestLassoMeetsTheConditions(t *testing.T) {
	for _, c := range []struct {
		rows, columns int
		weight        float64
	}{{200, 12, 3}, {25, 60, 1}, {200, 12, 0.05}} {
		x, y := lassoRows(c.rows, c.columns)
		weight := slices.Repeat([]float64{c.weight}, c.columns)
		weight[0] = 0
		n := NewNewton(make([]float64, c.columns), NewtonOptions{Rounds: 40, Bound: 1e6, Lasso: NewLasso(weight)})
		loss := logistic(x, y)
		rounds := minimise(n, loss)
		w := n.Weights()
		_, gradient, _ := loss(w)
		if off := slack(w, gradient, weight); !n.Converged || !(off < 1e-9) || rounds > 20 {
			t.Errorf("%+v: converged %v in %d rounds, off by %g: %v", c, n.Converged, rounds, off, w)
		}
		if kept := len(w) - len(slices.DeleteFunc(slices.Clone(w), func(x float64) bool { return x != 0 })); w[3] != 0 || !n.Aside()[3] || n.Aside()[2] || kept > c.rows {
			t.Errorf("%+v: %d weights kept, aside %v", c, kept, n.Aside())
		}
		if n.Least() != 0 {
			t.Errorf("%+v: all weights are 0 from %v on", c, n.Least())
		}
	}
}

// From the penalty that Least names on, all weights are 0, and a little below it one is not.
func TestLassoThatKeepsNothing(t *testing.T) {
	x, y := lassoRows(100, 8)
	at := func(weight float64) *Newton {
		all := slices.Repeat([]float64{weight}, 8)
		all[0] = 0
		n := NewNewton(make([]float64, 8), NewtonOptions{Rounds: 25, Bound: 1e6, Lasso: NewLasso(all)})
		minimise(n, logistic(x, y))
		return n
	}
	least := 1000 * at(1000).Least()
	if !(least > 1 && least < 100) {
		t.Fatalf("all weights are 0 from %v on", least)
	}
	for factor, zero := range map[float64]bool{1.0001: true, 0.9999: false} {
		n := at(factor * least)
		if w := n.Weights(); zero != (w[4] == 0) || zero != (n.Least() > 0) || w[0] == 0 || !n.Converged {
			t.Errorf("at %v of it: %v", factor, w)
		}
	}
}

// With a ridge beside it the minimum of (x − 1)² + r/2·x² + |x| is (2 − 1)/(2 + r), and a step too far is halved.
func TestElasticNet(t *testing.T) {
	n := NewNewton([]float64{0}, NewtonOptions{Rounds: 25, Bound: 64, Ridge: [][]float64{{3}}, Lasso: NewLasso([]float64{1})})
	minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		return (p[0] - 1) * (p[0] - 1), []float64{2*p[0] - 2}, [][]float64{{2}}
	})
	if w := n.Weights(); !n.Converged || math.Abs(w[0]-0.2) > 1e-14 {
		t.Errorf("found %v", w)
	}
	n = NewNewton([]float64{3}, NewtonOptions{Rounds: 60, Bound: 1e6, Lasso: NewLasso([]float64{0.25})})
	rounds := minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		s := math.Sqrt(1 + (p[0]-1)*(p[0]-1))
		return s, []float64{(p[0] - 1) / s}, [][]float64{{1 / (s * s * s)}}
	})
	want := 1 - 0.25/math.Sqrt(1-0.0625)
	if w := n.Weights(); !n.Converged || math.Abs(w[0]-want) > 1e-9 {
		t.Errorf("found %v in %d rounds, want %v", w, rounds, want)
	}
}

// Second derivatives that bend downwards, as no rows have them, end the fit.
func TestLassoOnSumsOfNoRows(t *testing.T) {
	n := NewNewton([]float64{0, 0, 0}, NewtonOptions{Rounds: 25, Bound: 64, Lasso: NewLasso([]float64{0, 1, 1})})
	rounds := minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		return 1, []float64{0, 2, 2}, [][]float64{{1}, {0, 1}, {0, 3, 1}}
	})
	if n.Converged || rounds > 2 {
		t.Errorf("converged %v in %d rounds", n.Converged, rounds)
	}
}
