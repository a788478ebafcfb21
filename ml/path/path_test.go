package path_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/path"
)

// problem returns random columns that are correlated, scaled to variance 1.
func problem(seed uint64, p int) *path.Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	const rows = 60
	x := mat.NewDense(rows, p, nil)
	y := make([]float64, rows)
	for j := range p {
		sum, square := 0.0, 0.0
		for i := range rows {
			v := r.NormFloat64()
			if j > 0 {
				v += 0.8 * x.At(i, j-1)
			}
			x.Set(i, j, v)
			sum += v
		}
		for i := range rows {
			v := x.At(i, j) - sum/rows
			x.Set(i, j, v)
			square += v * v
		}
		for i := range rows {
			x.Set(i, j, x.At(i, j)/math.Sqrt(square/rows))
			if j < 3 {
				y[i] += float64(j+1) * x.At(i, j)
			}
		}
	}
	for i := range y {
		y[i] += 2 * r.NormFloat64()
	}
	gram := mat.NewSymDense(p, nil)
	gram.SymOuterK(1.0/rows, x.T())
	out := &path.Problem{R: gram, Y: make([]float64, p)}
	for j := range p {
		for i := range rows {
			out.Y[j] += x.At(i, j) * y[i] / rows
		}
	}
	return out
}

// Every solution meets the conditions of a minimum, checked here from the definition, and no neighbour is better.
func TestConditionsOfAMinimum(t *testing.T) {
	for seed := range uint64(20) {
		p := problem(seed, 3+int(seed))
		if seed%3 == 1 {
			p.Factor = make([]float64, len(p.Y))
			for j := range p.Factor {
				p.Factor[j] = float64(j % 3)
			}
		}
		for _, alpha := range []float64{1, 0.5, 0} {
			lambdas := path.Lambdas(3, 1e-4, 30)
			all, err := p.Solutions(lambdas, alpha)
			if err != nil {
				t.Fatal(err)
			}
			for i, b := range all {
				at := objective(p, b, lambdas[i], alpha)
				for j := range b {
					g := p.Y[j]
					for k := range b {
						g -= p.R.At(j, k) * b[k]
					}
					f := 1.0
					if p.Factor != nil {
						f = p.Factor[j]
					}
					g -= lambdas[i] * (1 - alpha) * f * b[j]
					bound := lambdas[i] * alpha * f
					if b[j] == 0 && math.Abs(g) > bound+1e-10 || b[j] != 0 && math.Abs(g-math.Copysign(bound, b[j])) > 1e-10 {
						t.Fatalf("seed %d, lambda %g, alpha %g: column %d is no minimum", seed, lambdas[i], alpha, j)
					}
					old := b[j]
					for _, d := range []float64{1e-4, -1e-4} {
						if b[j] = old + d; objective(p, b, lambdas[i], alpha) < at {
							t.Fatalf("seed %d, lambda %g, alpha %g: a neighbour is better", seed, lambdas[i], alpha)
						}
					}
					b[j] = old
				}
			}
		}
	}
}

func objective(p *path.Problem, b []float64, lambda, alpha float64) (sum float64) {
	for j := range b {
		for k := range b {
			sum += b[j] * p.R.At(j, k) * b[k] / 2
		}
		f := 1.0
		if p.Factor != nil {
			f = p.Factor[j]
		}
		sum += -p.Y[j]*b[j] + lambda*f*(alpha*math.Abs(b[j])+(1-alpha)/2*b[j]*b[j])
	}
	return sum
}

func TestLargest(t *testing.T) {
	p := problem(7, 6)
	most := p.Largest(1)
	for lambda, want := range map[float64]bool{most * 1.0001: true, most * 0.9999: false} {
		b, err := p.Solve(lambda, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		zero := true
		for _, x := range b {
			zero = zero && x == 0
		}
		if zero != want {
			t.Errorf("lambda %g of %g: all zero is %t", lambda, most, zero)
		}
	}
	if !math.IsInf(p.Largest(0), 1) {
		t.Error("a ridge penalty has a largest lambda")
	}
}

func TestRefused(t *testing.T) {
	p := problem(1, 3)
	for _, x := range [][2]float64{{-1, 1}, {math.NaN(), 1}, {math.Inf(1), 1}, {1, 2}, {1, math.NaN()}} {
		if _, err := p.Solve(x[0], x[1], nil); !errors.Is(err, path.ErrPenalty) {
			t.Errorf("%v: %v", x, err)
		}
	}
	p.Y = p.Y[:2]
	if _, err := p.Solve(1, 1, nil); !errors.Is(err, path.ErrShape) {
		t.Error(err)
	}
}
