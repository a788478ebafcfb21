package optim

import (
	"math"
	"slices"
)

// Stage is the kind of the sums of a round of Newton's method.
type Stage byte

// The stages.
const (
	// WithExpected has expected second derivatives, for steps far from the optimum.
	WithExpected Stage = iota
	// WithObserved has the second derivatives themselves.
	WithObserved
	// AtStart begins at values that come from each row's target alone: the score is that of a weighted least-squares fit.
	AtStart
)

// NewtonOptions are the options of NewNewton.
type NewtonOptions struct {
	Rounds int     // the most
	Bound  float64 // the largest magnitude of a parameter
	// Last is the largest value of the last parameter, if it has a bound of its own at which it may stay; 0 if not.
	Last   float64
	Starts bool // the first round is AtStart
	// Begin, if not nil, corrects the point that follows from the sums AtStart.
	Begin func(point []float64, s NewtonSums)
	// Ridge is the matrix R of a penalty of half pᵀRp a row; nil if there is none.
	Ridge [][]float64
	// Firth adds Firth's penalty.
	Firth bool
	// Lasso is a penalty of the magnitudes of parameters; nil if there is none.
	Lasso *Lasso
}

// NewtonSums are sums over rows at a point.
type NewtonSums struct {
	Score       []float64   // minus the gradient of the loss
	Information [][]float64 // the lower triangle of the second derivatives of the loss
	// Third are the derivatives of Information by parameters i ≥ j ≥ k; only with Firth.
	Third      []float64
	Loss       float64
	Rows       int64
	Resolution float64 // of the part of one row in a sum
}

// Newton minimises a loss by Newton's method with step halving: from expected second derivatives at first, which makes it
// Fisher's scoring, then from observed ones (P. McCullagh and J. A. Nelder, Generalized Linear Models, 1989, section 2.5).
type Newton struct {
	opt   NewtonOptions
	trial []float64
	stage Stage

	best      []float64
	total     float64 // penalised loss at best
	aside     []bool
	step      []float64 // from best to the first trial after it
	decrement float64   // of the penalised loss along step, doubled
	firth     *firth
	slow      int  // steps in a row that gained little less than those before them
	cut       bool // the last step was shortened
	rounds    int
	done      bool

	// The result of the method once it is done.
	Converged bool
	Endless   bool // the loss has no minimum: it falls along Step for ever
	Bounded   bool // a parameter would pass Bound
}

// NewNewton returns the method before its first round. initial is where it begins, unless it starts from the rows.
func NewNewton(initial []float64, opt NewtonOptions) *Newton {
	n := &Newton{opt: opt, trial: slices.Clone(initial), stage: WithExpected}
	if opt.Starts {
		n.stage = AtStart
	}
	if opt.Firth {
		n.firth = &firth{}
	}
	return n
}

const (
	// newtonTolerance of the decrement: the next step leaves an error of about its square in units of standard errors.
	newtonTolerance = 1e-12
	// scored takes its place after a step from expected second derivatives, whose error is only smaller by a factor.
	scored = 1e-20
	// nearby is the decrement below which second derivatives are observed.
	nearby = 100
	// An endless fall gains by a fixed factor in each step; Newton's method near a minimum squares its error.
	endless, endlessBelow, endlessSteps = 0.1, 0.1, 4
	// rounding is the decrement below which a step that gains no faster than the one before is lost in rounding.
	rounding = 1e-8
	// worse is the relative rise of the loss that may be rounding.
	worse = 1e-11
)

// Next returns the point and the stage of the next round, or done.
func (n *Newton) Next() (point []float64, stage Stage, done bool) { return n.trial, n.stage, n.done }

// Aside returns which parameters follow from others, as far as that is known, and stay 0.
func (n *Newton) Aside() []bool { return n.aside }

// Least returns, if the parameters with a lasso penalty are all 0, the smallest multiple of it at which they are; 0 if one is not 0.
func (n *Newton) Least() float64 {
	if n.opt.Lasso == nil {
		return 0
	}
	return n.opt.Lasso.least
}

// Step returns the direction of the last step.
func (n *Newton) Step() []float64 { return n.step }

// Weights returns the estimates: of an unfinished method those of the best round.
func (n *Newton) Weights() []float64 {
	if n.done || n.best == nil {
		return slices.Clone(n.trial)
	}
	return slices.Clone(n.best)
}

// Observe takes the sums at a point, which is Next's except if a training is resumed.
func (n *Newton) Observe(point []float64, stage Stage, s NewtonSums) {
	n.rounds++
	h, gradient, penalty := n.penalised(point, s)
	floor := 8 * s.Resolution * math.Sqrt(float64(s.Rows))
	if stage == AtStart {
		origin := make([]float64, len(point))
		step, _, ok := n.solve(origin, s.Score, h, s.Rows, floor)
		if !ok {
			step = origin
		}
		n.trial, n.stage = n.bounded(origin, step), WithExpected
		if n.opt.Begin != nil {
			n.opt.Begin(n.trial, s)
		}
		n.limit()
		return
	}
	if n.firth != nil {
		factor, ok := Factorise(h, floor, n.aside)
		if !ok {
			n.halve(point)
			return
		}
		penalty += n.firth.penalise(factor, gradient, s.Third)
	}
	total := s.Loss + penalty
	if n.best != nil && !(total <= n.total+worse*math.Abs(n.total)) {
		n.halve(point)
		return
	}
	step, decrement, ok := n.solve(point, gradient, h, s.Rows, floor)
	n.best, n.total = slices.Clone(point), total
	if !ok {
		if n.stage = WithExpected; stage == WithExpected { // nothing is left to learn in some direction
			n.finish(point)
			n.Endless = n.opt.Lasso == nil
		}
		n.limit()
		return
	}
	n.advance(step, decrement, stage)
	n.limit()
}

// solve returns the step from a point to the minimum of a quadratic function with derivatives there, and twice its gain. It decides which
// parameters are set aside if that is not known. ok is false if there is no such minimum.
func (n *Newton) solve(point, gradient []float64, h [][]float64, rows int64, floor float64) (step []float64, decrement float64, ok bool) {
	var fixed []bool
	if last := len(point) - 1; n.opt.Last > 0 && point[last] >= n.opt.Last && gradient[last] >= 0 { // it stays there
		fixed = make([]bool, len(point))
		fixed[last], gradient[last] = true, 0
	}
	if n.opt.Lasso != nil {
		step, decrement, aside, ok := n.opt.Lasso.find(n.opt.Lasso, point, gradient, h, float64(rows), floor, fixed, n.aside)
		if ok {
			n.aside = aside
		}
		return step, decrement, ok
	}
	f, ok := Factorise(h, floor, n.aside)
	if !ok {
		return nil, 0, false
	}
	n.aside = f.Aside
	if n.firth != nil {
		f = n.firth.accept(point, h, floor, f)
	}
	if fixed != nil {
		aside := slices.Clone(n.aside)
		aside[len(aside)-1] = true
		f, _ = Factorise(h, floor, aside)
	}
	step = f.Solve(gradient)
	for i, g := range gradient {
		decrement += g * step[i]
	}
	return step, decrement, true
}

// penalised returns second derivatives and minus the gradient with the penalty, and the penalty.
func (n *Newton) penalised(point []float64, s NewtonSums) (h [][]float64, gradient []float64, penalty float64) {
	gradient = slices.Clone(s.Score)
	h = make([][]float64, len(point))
	for i := range h {
		h[i] = slices.Clone(s.Information[i])
		if n.opt.Ridge == nil {
			continue
		}
		for j := range point {
			r := float64(s.Rows) * n.opt.Ridge[i][j]
			if j <= i {
				h[i][j] += r
			}
			gradient[i] -= r * point[j]
			penalty += r * point[i] * point[j] / 2
		}
	}
	if n.opt.Lasso != nil {
		penalty += float64(s.Rows) * n.opt.Lasso.penalty(point)
	}
	return h, gradient, penalty
}

// halve goes half the way back.
func (n *Newton) halve(point []float64) {
	n.slow = 0
	for i := range n.trial {
		n.trial[i] = (n.best[i] + point[i]) / 2
	}
	n.limit()
}

// advance takes a step from the best point, found with second derivatives of a stage.
func (n *Newton) advance(step []float64, decrement float64, stage Stage) {
	n.step = step
	before := n.decrement
	n.decrement = decrement
	if n.decrement < endlessBelow && n.decrement > endless*before {
		n.slow++
	} else {
		n.slow = 0
	}
	tolerance := newtonTolerance
	lost := rounding
	switch {
	case n.firth != nil:
		tolerance, lost = firthTolerance, firthRounding
	case stage == WithExpected:
		tolerance = scored
	}
	if n.decrement <= tolerance || n.slow > 0 && n.decrement <= lost {
		n.Converged = true
		n.finish(n.bounded(n.best, n.step))
		return
	}
	if n.slow >= endlessSteps && n.firth == nil {
		n.Endless = true
		n.finish(n.best)
		return
	}
	cut := n.cut
	n.trial = n.bounded(n.best, n.step)
	if n.cut && cut {
		n.Bounded = true
		n.finish(n.best)
		return
	}
	if n.stage = WithExpected; n.decrement < nearby {
		n.stage = WithObserved
	}
}

// bounded returns the end of a step, which is shortened if it would pass the bound.
func (n *Newton) bounded(from, step []float64) []float64 {
	share := 1.0
	for i, x := range from {
		if past := math.Abs(x + step[i]); past > n.opt.Bound && (i < len(from)-1 || n.opt.Last == 0) {
			share = math.Min(share, math.Max(0, (n.opt.Bound-math.Abs(x))/math.Abs(step[i])))
		}
	}
	n.cut = share < 1
	out := make([]float64, len(from))
	for i, x := range from {
		out[i] = x + share*step[i]
	}
	if last := len(out) - 1; n.opt.Last > 0 {
		out[last] = math.Max(-n.opt.Last, math.Min(n.opt.Last, out[last]))
	}
	return out
}

// limit ends the method after its last round.
func (n *Newton) limit() {
	if n.rounds >= n.opt.Rounds && !n.done {
		n.finish(n.Weights())
	}
}

func (n *Newton) finish(weights []float64) { n.trial, n.done = slices.Clone(weights), true }
