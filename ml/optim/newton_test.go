package optim

import (
	"math"
	"slices"
	"testing"
)

// minimise runs Newton's method on a loss of one row and returns how many rounds it took.
func minimise(n *Newton, loss func(p []float64) (value float64, gradient []float64, h [][]float64)) int {
	for rounds := 0; ; rounds++ {
		p, stage, done := n.Next()
		if done {
			return rounds
		}
		value, gradient, h := loss(p)
		for i := range gradient {
			gradient[i] = -gradient[i]
		}
		n.Observe(p, stage, NewtonSums{Score: gradient, Information: h, Loss: value, Rows: 1, Resolution: 1e-15})
	}
}

func quadratic(p []float64) (float64, []float64, [][]float64) {
	x, y := p[0]-1, p[1]+2
	return x*x + x*y + 2*y*y, []float64{2*x + y, x + 4*y}, [][]float64{{2}, {1, 4}}
}

func TestNewtonOnAQuadratic(t *testing.T) {
	n := NewNewton([]float64{0, 0}, NewtonOptions{Rounds: 25, Bound: 64})
	if rounds := minimise(n, quadratic); rounds != 2 || !n.Converged {
		t.Errorf("%d rounds, converged %v", rounds, n.Converged)
	}
	if w := n.Weights(); math.Abs(w[0]-1)+math.Abs(w[1]+2) > 1e-14 {
		t.Errorf("found %v", w)
	}
}

// A penalty of a row moves the minimum: (2 + r)·p = 2 for x² − 2x + r/2·x².
func TestNewtonWithARidge(t *testing.T) {
	n := NewNewton([]float64{0}, NewtonOptions{Rounds: 25, Bound: 64, Ridge: [][]float64{{3}}})
	minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		return p[0]*p[0] - 2*p[0], []float64{2*p[0] - 2}, [][]float64{{2}}
	})
	if w := n.Weights(); !n.Converged || math.Abs(w[0]-0.4) > 1e-14 {
		t.Errorf("found %v", w)
	}
}

// √(1 + x²) lets Newton's method overshoot from any |x| above 1: halving brings it back.
func TestNewtonHalves(t *testing.T) {
	n := NewNewton([]float64{3}, NewtonOptions{Rounds: 25, Bound: 1e6})
	rounds := minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		s := math.Sqrt(1 + p[0]*p[0])
		return s, []float64{p[0] / s}, [][]float64{{1 / (s * s * s)}}
	})
	if w := n.Weights(); !n.Converged || math.Abs(w[0]) > 1e-6 {
		t.Errorf("found %v in %d rounds", w, rounds)
	}
}

// e^−x has no minimum: the method says so long before its rounds or the bound end it.
func TestNewtonOfAnEndlessFall(t *testing.T) {
	n := NewNewton([]float64{0, 0}, NewtonOptions{Rounds: 25, Bound: 64})
	rounds := minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		e := math.Exp(-p[0])
		return e + p[1]*p[1], []float64{-e, 2 * p[1]}, [][]float64{{e}, {0, 2}}
	})
	if !n.Endless || n.Converged || rounds > 12 || !(n.Step()[0] > 0.9) || math.Abs(n.Step()[1]) > 1e-9 {
		t.Errorf("endless %v, converged %v after %d rounds along %v", n.Endless, n.Converged, rounds, n.Step())
	}
}

// A minimum past the bound ends the method before it.
func TestNewtonIsBounded(t *testing.T) {
	n := NewNewton([]float64{0}, NewtonOptions{Rounds: 25, Bound: 8})
	minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		return (p[0] - 100) * (p[0] - 100), []float64{2 * (p[0] - 100)}, [][]float64{{2}}
	})
	if w := n.Weights(); !n.Bounded || n.Converged || !(math.Abs(w[0]) <= 8) {
		t.Errorf("bounded %v at %v", n.Bounded, w)
	}
}

func TestNewtonEndsAfterItsRounds(t *testing.T) {
	n := NewNewton([]float64{5}, NewtonOptions{Rounds: 3, Bound: 64})
	rounds := minimise(n, func(p []float64) (float64, []float64, [][]float64) {
		x := p[0]
		return x * x * x * x, []float64{4 * x * x * x}, [][]float64{{12 * x * x}}
	})
	if rounds != 3 || n.Converged {
		t.Errorf("%d rounds, converged %v", rounds, n.Converged)
	}
}

// Columns that follow from those before them are set aside, and the others are solved as if they were not there.
func TestFactorSetsAside(t *testing.T) {
	h := [][]float64{{4}, {2, 3}, {6, 5, 11}, {0, 0, 0, 0}, {1, 1, 2, 0, 7}} // the third is the sum of the first two
	f, ok := Factorise(h, 1e-12, nil)
	if !ok || !slices.Equal(f.Aside, []bool{false, false, true, true, false}) {
		t.Fatalf("set aside %v", f.Aside)
	}
	x := f.Solve([]float64{1, 2, 3, 4, 5})
	for i, row := range []int{0, 1, 4} {
		sum := 0.0
		for _, col := range []int{0, 1, 4} {
			sum += h[max(row, col)][min(row, col)] * x[col]
		}
		if math.Abs(sum-[]float64{1, 2, 5}[i]) > 1e-14 || x[2] != 0 || x[3] != 0 {
			t.Errorf("solved %v", x)
		}
	}
	inverse := f.Inverse()
	if inverse[2][2] != 0 || math.Abs(inverse[0][4]-inverse[4][0]) > 1e-15 {
		t.Errorf("inverse %v", inverse)
	}
	if _, ok := Factorise(h, 1e-12, make([]bool, 5)); ok {
		t.Error("a singular matrix is positive definite")
	}
}
