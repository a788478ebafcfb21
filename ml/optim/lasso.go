package optim

import (
	"math"

	"github.com/blindfit/blindfit/ml/path"
	"gonum.org/v1/gonum/mat"
)

// Lasso finds the steps of a proximal Newton method: of the quadratic function that has the loss's derivatives at a point, plus the
// sum of weighted magnitudes of parameters, it finds the minimum (J. D. Lee, Y. Sun and M. A. Saunders, SIAM J. Optim. 24, 2014).
type Lasso struct {
	weight []float64 // of the magnitude of each parameter in the penalty of a row; 0 for those without a penalty
	// find is step. It is a field so that a program without penalties, such as the page's, does not have the function.
	find func(l *Lasso, point, gradient []float64, h [][]float64, rows, floor float64, fixed, aside []bool) (step []float64, decrement float64, out []bool, ok bool)
	// least is the smallest multiple of the penalty at which all penalised parameters are 0, as far as the last sums tell it; 0 if one is not 0.
	least float64
}

// NewLasso returns the penalty with the weight of each parameter's magnitude for a row, 0 for parameters without a penalty.
func NewLasso(weight []float64) *Lasso { return &Lasso{weight: weight, find: (*Lasso).step} }

// definite is the part of a column's square that is added before a matrix is tested: columns may follow from each other, but no direction
// may bend downwards.
const definite = 1e-8

// penalty returns the penalty of a row.
func (l *Lasso) penalty(point []float64) (sum float64) {
	for i, w := range l.weight {
		sum += w * math.Abs(point[i])
	}
	return sum
}

// step returns the step from a point to the minimum, and twice what the quadratic part of it gains. h has the lower triangle of second
// derivatives of the sum over rows, gradient is minus the first ones. fixed parameters, if any, stay as they are. aside are parameters of
// which nothing is known and that stay 0; nil if that is to be decided. ok is false if there is no minimum.
func (l *Lasso) step(point, gradient []float64, h [][]float64, rows, floor float64, fixed, aside []bool) (step []float64, decrement float64, out []bool, ok bool) {
	free, bound := l.split(fixed)
	out = aside
	if aside == nil {
		out = make([]bool, len(point))
	}
	// The parameters without a penalty follow from the others: h_ff·d_f = g_f − h_fb·d_b.
	f, known := Factorise(pick(h, free, free), floor, chosen(aside, free))
	if !known {
		return nil, 0, nil, false
	}
	for i, a := range free {
		out[a] = f.Aside[i]
	}
	own := f.Solve(entries(gradient, free))
	cross := make([][]float64, len(bound)) // h_ff⁻¹·h_fb
	for j, b := range bound {
		cross[j] = f.Solve(entriesOf(h, free, b))
	}
	rest := make([][]float64, len(bound))
	for j, b := range bound {
		rest[j] = make([]float64, j+1)
		for k := range rest[j] {
			rest[j][k] = entry(h, b, bound[k])
			for i, a := range free {
				rest[j][k] -= entry(h, a, bound[k]) * cross[j][i]
			}
		}
		if aside == nil && !(rest[j][j] > dependent*h[b][b]+floor) {
			out[b] = true
		}
	}
	if !l.convex(rest, chosen(out, bound), floor) {
		return nil, 0, nil, false
	}
	slope := entries(gradient, bound)
	for j, b := range bound {
		for i, a := range free {
			slope[j] -= entry(h, a, b) * own[i]
		}
	}
	solved, ok := l.minimum(point, slope, rest, rows, bound, out)
	if !ok {
		return nil, 0, nil, false
	}
	step = make([]float64, len(point))
	for j, b := range bound {
		step[b] = solved[j] - point[b]
	}
	for i, a := range free {
		step[a] = own[i]
		for j, b := range bound {
			step[a] -= cross[j][i] * step[b]
		}
	}
	for i := range step {
		for j := range step {
			decrement += step[i] * entry(h, i, j) * step[j]
		}
	}
	return step, decrement, out, !math.IsNaN(decrement)
}

// minimum returns the parameters with a penalty at the minimum, from minus the derivatives at a point and second ones, without those
// that are set aside.
func (l *Lasso) minimum(point, slope []float64, h [][]float64, rows float64, bound []int, aside []bool) ([]float64, bool) {
	l.least = 0
	if len(bound) == 0 {
		return nil, true
	}
	r := mat.NewSymDense(len(bound), nil)
	y, start := make([]float64, len(bound)), make([]float64, len(bound))
	for j, b := range bound {
		if aside[b] {
			continue
		}
		y[j] = slope[j]
		for k, c := range bound {
			if aside[c] {
				continue
			}
			x := entry(h, j, k)
			y[j] += x * point[c]
			if k <= j {
				r.SetSym(j, k, x/(rows*l.weight[b]*l.weight[c]))
			}
		}
		y[j] /= rows * l.weight[b]
		start[j] = point[b] * l.weight[b]
	}
	p := &path.Problem{R: r, Y: y} // of parameters times their weights, which have a penalty of 1
	solved, err := p.Solve(1, 1, start)
	if err != nil {
		return nil, false
	}
	l.least = p.Largest(1)
	for j, b := range bound {
		if solved[j] != 0 {
			solved[j] /= l.weight[b]
			l.least = 0
		}
	}
	return solved, true
}

// split returns the parameters without a penalty that may move, and those with one.
func (l *Lasso) split(fixed []bool) (free, bound []int) {
	for i, w := range l.weight {
		switch {
		case fixed != nil && fixed[i]:
		case w > 0:
			bound = append(bound, i)
		default:
			free = append(free, i)
		}
	}
	return free, bound
}

// convex reports whether a matrix bends downwards in no direction, up to rounding.
func (l *Lasso) convex(rest [][]float64, aside []bool, floor float64) bool {
	lifted := make([][]float64, len(rest))
	for i := range rest {
		lifted[i] = append([]float64(nil), rest[i]...)
		lifted[i][i] += definite*rest[i][i] + floor*float64(len(rest))
	}
	_, ok := Factorise(lifted, 0, aside)
	return ok
}

// entry returns an entry of a symmetric matrix of which the lower triangle is there.
func entry(h [][]float64, i, j int) float64 { return h[max(i, j)][min(i, j)] }

// pick returns the lower triangle of the rows and columns at ascending indices.
func pick(h [][]float64, rows, columns []int) [][]float64 {
	out := make([][]float64, len(rows))
	for i, a := range rows {
		out[i] = entriesOf(h, columns[:i+1], a)
	}
	return out
}

// entriesOf returns the entries of a column.
func entriesOf(h [][]float64, rows []int, column int) []float64 {
	out := make([]float64, len(rows))
	for i, a := range rows {
		out[i] = entry(h, a, column)
	}
	return out
}

func entries(x []float64, at []int) []float64 {
	out := make([]float64, len(at))
	for i, a := range at {
		out[i] = x[a]
	}
	return out
}

// chosen returns the marks at indices, or nil if there are none.
func chosen(marks []bool, at []int) []bool {
	if marks == nil {
		return nil
	}
	out := make([]bool, len(at))
	for i, a := range at {
		out[i] = marks[a]
	}
	return out
}
