package optim

import (
	"math"
	"slices"
)

// Symmetric is Newton's method for the weights of several outcomes, of which the sums know the differences from the first outcome's alone.
// Without outcomes it is Newton's method as it is. With them it moves weights of every outcome, so that a lasso penalty treats all
// alike: it decides on the part that they have in common (J. Friedman, T. Hastie and R. Tibshirani, J. Stat. Softw. 33(1), 2010,
// section 4). The first outcome's constant, which has no penalty, stays 0.
type Symmetric struct {
	*Newton
	outcomes, columns int
}

// NewSymmetric returns the method for differences that begin at initial, in the order of outcomes and in that of columns, the constant first.
// Options are those of all weights: of the first outcome without its constant, then of the others.
func NewSymmetric(initial []float64, outcomes, columns int, opt NewtonOptions) *Symmetric {
	s := &Symmetric{outcomes: outcomes, columns: columns}
	if outcomes > 0 {
		opt.Bound /= 2 // of differences of two weights
		initial = s.weights(initial)
	}
	s.Newton = NewNewton(initial, opt)
	return s
}

// at returns the index of an outcome's weight of a column, which is not the first outcome's constant.
func (s *Symmetric) at(outcome, column int) int { return outcome*s.columns + column - 1 }

// differences returns weights as differences from the first outcome's.
func (s *Symmetric) differences(w []float64) []float64 {
	if s.outcomes == 0 || w == nil {
		return w
	}
	var out []float64
	for k := 1; k < s.outcomes; k++ {
		for j := range s.columns {
			x := w[s.at(k, j)]
			if j > 0 {
				x -= w[s.at(0, j)]
			}
			out = append(out, x)
		}
	}
	return out
}

// weights returns those with the given differences of which the magnitudes add up to least.
func (s *Symmetric) weights(differences []float64) []float64 {
	out := make([]float64, s.outcomes*s.columns-1)
	all := make([]float64, s.outcomes)
	for j := range s.columns {
		for k := 1; k < s.outcomes; k++ {
			all[k] = differences[(k-1)*s.columns+j]
		}
		middle := 0.0
		if j > 0 {
			middle = upperMedian(all)
			out[s.at(0, j)] = -middle
		}
		for k := 1; k < s.outcomes; k++ {
			out[s.at(k, j)] = all[k] - middle
		}
	}
	return out
}

// upperMedian returns the number that has half of the others, or one more, below it or beside it in order.
func upperMedian(x []float64) float64 {
	for i, m := range x {
		below := 0
		for j, y := range x {
			if y < m || y == m && j < i {
				below++
			}
		}
		if below == len(x)/2 {
			return m
		}
	}
	return math.NaN()
}

// Next is Newton.Next for differences.
func (s *Symmetric) Next() (point []float64, stage Stage, done bool) {
	point, stage, done = s.Newton.Next()
	return s.differences(point), stage, done
}

// Aside is Newton.Aside for differences.
func (s *Symmetric) Aside() []bool {
	aside := s.Newton.Aside()
	if s.outcomes == 0 || aside == nil {
		return aside
	}
	var out []bool
	for k := 1; k < s.outcomes; k++ {
		for j := range s.columns {
			out = append(out, aside[s.at(k, j)] && (j == 0 || aside[s.at(0, j)]))
		}
	}
	return out
}

// Weights is Newton.Weights for differences.
func (s *Symmetric) Weights() []float64 { return s.differences(s.Newton.Weights()) }

// Step is Newton.Step for differences.
func (s *Symmetric) Step() []float64 { return s.differences(s.Newton.Step()) }

// Kept returns how many weights there are that a lasso has not left at 0, at a point of differences. Of several weights with the least
// penalty it counts those that are centred at one of them.
func (s *Symmetric) Kept(point []float64) (kept int) {
	aside, w := s.Newton.Aside(), s.own(point)
	if s.outcomes > 0 && s.opt.Ridge == nil {
		w = s.weights(point)
	}
	for i, x := range w {
		if (aside == nil || !aside[i]) && (s.opt.Lasso == nil || s.opt.Lasso.weight[i] == 0 || x != 0) {
			kept++
		}
	}
	return kept
}

// own returns the weights of a point of differences: those of the method if it is there.
func (s *Symmetric) own(point []float64) []float64 {
	if s.outcomes == 0 {
		return point
	}
	if slices.Equal(s.differences(s.trial), point) {
		return slices.Clone(s.trial)
	}
	return s.weights(point)
}

// Observe is Newton.Observe for sums of differences.
func (s *Symmetric) Observe(point []float64, stage Stage, sums NewtonSums) {
	if s.outcomes == 0 {
		s.Newton.Observe(point, stage, sums)
		return
	}
	n := s.outcomes*s.columns - 1
	all := NewtonSums{Score: make([]float64, n), Information: make([][]float64, n), Loss: sums.Loss, Rows: sums.Rows, Resolution: sums.Resolution * float64(s.outcomes)}
	for i := range all.Information {
		all.Information[i] = make([]float64, i+1)
	}
	for i, g := range sums.Score {
		for _, a := range s.parts(i) {
			if a.at >= 0 {
				all.Score[a.at] += a.sign * g
			}
		}
		for j := range sums.Score {
			h := sums.Information[max(i, j)][min(i, j)]
			for _, a := range s.parts(i) {
				for _, b := range s.parts(j) {
					if b.at >= 0 && a.at >= b.at {
						all.Information[a.at][b.at] += a.sign * h * b.sign
					}
				}
			}
		}
	}
	s.Newton.Observe(s.own(point), stage, all)
}

// part is a weight of a difference, with its sign. Its index is −1 if it is the first outcome's constant.
type part struct {
	at   int
	sign float64
}

func (s *Symmetric) parts(difference int) [2]part {
	outcome, column := 1+difference/s.columns, difference%s.columns
	first := -1
	if column > 0 {
		first = s.at(0, column)
	}
	return [2]part{{s.at(outcome, column), 1}, {first, -1}}
}
