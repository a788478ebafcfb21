// Package path owns penalised least squares from sums: the lasso, ridge regression and the elastic net between them, at one penalty or
// along a path of them. It needs XᵀX and Xᵀy alone, so that any caller that holds sums can use it: of all rows, or of the weighted
// rows of a step of Newton's method.
//
// The objective is that of J. Friedman, T. Hastie and R. Tibshirani (J. Stat. Softw. 33(1), 2010):
//
//	½·bᵀRb − rᵀb + λ·Σⱼ fⱼ·(α·|bⱼ| + (1−α)/2·bⱼ²)
//
// where R and r are XᵀX/n and Xᵀy/n of columns that are centred, and usually scaled to variance 1 with denominator n.
package path

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Problem is a least-squares problem from sums. It is read only.
type Problem struct {
	R mat.Symmetric // XᵀX/n, p×p, positive semidefinite
	Y []float64     // Xᵀy/n, p
	// Factor has the weight of each column in the penalty, 0 or more; nil stands for 1 everywhere.
	Factor []float64
}

// Errors of problems and penalties.
var (
	ErrShape   = errors.New("invalid problem: R and Y differ in size")
	ErrPenalty = errors.New("invalid penalty: lambda must be finite and not negative, alpha from 0 to 1")
	ErrSlow    = errors.New("no convergence: columns depend on each other nearly or exactly; raise lambda")
)

// mostSweeps bounds the sweeps of coordinate descent at one penalty.
const mostSweeps = 100_000

// Solve returns the weights that minimise the objective at a penalty. start are weights to begin from, such as those of the
// penalty before; nil is 0. The conditions of Karush, Kuhn and Tucker hold to about 1e-12 of the largest entry of Y.
func (p *Problem) Solve(lambda, alpha float64, start []float64) ([]float64, error) {
	n := len(p.Y)
	if p.R.SymmetricDim() != n || p.Factor != nil && len(p.Factor) != n || start != nil && len(start) != n {
		return nil, ErrShape
	}
	if !(lambda >= 0) || math.IsInf(lambda, 0) || !(alpha >= 0 && alpha <= 1) {
		return nil, ErrPenalty
	}
	b := make([]float64, n)
	copy(b, start)
	rest := make([]float64, n) // r − R·b
	p.residual(rest, b)
	scale := 0.0
	for _, y := range p.Y {
		scale = math.Max(scale, math.Abs(y))
	}
	if scale == 0 {
		return make([]float64, n), nil
	}
	for range mostSweeps {
		moved := 0.0
		for j := range b {
			one, two := p.penalty(j, lambda, alpha)
			square := p.R.At(j, j)
			if !(square > 0) {
				continue
			}
			next := soft(rest[j]+square*b[j], one) / (square + two)
			if d := next - b[j]; d != 0 {
				b[j] = next
				for k := range rest {
					rest[k] -= d * p.R.At(k, j)
				}
				moved = math.Max(moved, math.Abs(d)*square)
			}
		}
		if moved <= 1e-4*scale {
			if exact, ok := p.polish(b, lambda, alpha, scale); ok {
				return exact, nil
			}
		}
		if moved <= 1e-15*scale {
			return b, nil
		}
	}
	return nil, ErrSlow
}

// penalty returns the weights of |bⱼ| and of bⱼ²/2.
func (p *Problem) penalty(j int, lambda, alpha float64) (one, two float64) {
	if p.Factor != nil {
		lambda *= p.Factor[j]
	}
	return lambda * alpha, lambda * (1 - alpha)
}

// residual sets rest to r − R·b.
func (p *Problem) residual(rest, b []float64) {
	for j := range rest {
		rest[j] = p.Y[j]
		for k, x := range b {
			if x != 0 {
				rest[j] -= p.R.At(j, k) * x
			}
		}
	}
}

// polish solves the equations of the columns that are in, with the signs that they have, and reports whether the result meets the
// conditions of a minimum.
func (p *Problem) polish(b []float64, lambda, alpha, scale float64) ([]float64, bool) {
	var in []int
	for j, x := range b {
		if x != 0 {
			in = append(in, j)
		}
	}
	out := make([]float64, len(b))
	if len(in) > 0 {
		h, y := mat.NewSymDense(len(in), nil), mat.NewVecDense(len(in), nil)
		for i, j := range in {
			one, two := p.penalty(j, lambda, alpha)
			for k := range i + 1 {
				h.SetSym(i, k, p.R.At(j, in[k]))
			}
			h.SetSym(i, i, p.R.At(j, j)+two)
			y.SetVec(i, p.Y[j]-math.Copysign(one, b[j]))
		}
		var f mat.Cholesky
		if !f.Factorize(h) {
			return nil, false
		}
		x := mat.NewVecDense(len(in), nil)
		if err := f.SolveVecTo(x, y); err != nil {
			return nil, false
		}
		for i, j := range in {
			out[j] = x.AtVec(i)
			if one, _ := p.penalty(j, lambda, alpha); one > 0 && out[j]*b[j] <= 0 {
				return nil, false
			}
		}
	}
	return out, p.Slack(out, lambda, alpha) <= 1e-12*scale
}

// Slack returns by how much weights miss the conditions of a minimum at a penalty, at most over all columns: 0 at the minimum.
func (p *Problem) Slack(b []float64, lambda, alpha float64) float64 {
	rest := make([]float64, len(b))
	p.residual(rest, b)
	most := 0.0
	for j, x := range b {
		one, two := p.penalty(j, lambda, alpha)
		g := rest[j] - two*x
		if x != 0 {
			g = math.Abs(g - math.Copysign(one, x))
		} else {
			g = math.Max(0, math.Abs(g)-one)
		}
		if p.R.At(j, j) > 0 {
			most = math.Max(most, g)
		}
	}
	return most
}

// soft is the soft threshold.
func soft(x, by float64) float64 {
	return math.Copysign(math.Max(math.Abs(x)-by, 0), x)
}

// Largest returns the least lambda at which all penalised weights are 0. It is infinite if alpha is 0.
func (p *Problem) Largest(alpha float64) float64 {
	most := 0.0
	for j, y := range p.Y {
		one, _ := p.penalty(j, 1, alpha)
		if one > 0 {
			most = math.Max(most, math.Abs(y)/one)
		} else if alpha == 0 {
			return math.Inf(1)
		}
	}
	return most
}

// Lambdas returns count penalties from the largest down to ratio times it, evenly by their logarithm.
func Lambdas(largest, ratio float64, count int) []float64 {
	out := make([]float64, count)
	for i := range out {
		out[i] = largest
		if count > 1 {
			out[i] *= math.Exp(math.Log(ratio) * float64(i) / float64(count-1))
		}
	}
	return out
}

// Solutions returns the weights at each of the penalties, each begun from the one before.
func (p *Problem) Solutions(lambdas []float64, alpha float64) ([][]float64, error) {
	out := make([][]float64, len(lambdas))
	var last []float64
	for i, lambda := range lambdas {
		b, err := p.Solve(lambda, alpha, last)
		if err != nil {
			return nil, fmt.Errorf("lambda %g: %w", lambda, err)
		}
		out[i], last = b, b
	}
	return out, nil
}
