package optim

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Mean holds means over all rows of all owners at the weights that Next returned.
type Mean struct {
	Update []float64 // the gradient, or with SharedOptions.Local the change of weights
	Loss   float64
}

// SharedOptions are the options of NewShared, for weights that owners can read.
type SharedOptions struct {
	Name         string  // Auto, LBFGS, GradientDescent, Momentum or Adam
	Rounds       int     // the most observations
	LearningRate float64 // 0 chooses one; on convex losses one that converges on any rows
	Schedule     string  // Constant (also if empty), Cosine or Inverse
	Fixed        bool    // run all rounds, also after the weights have converged
	// Tolerance ends the rounds if no entry of the gradient is larger. If it is 0, it is 1e-7 of the largest entry at
	// the start.
	Tolerance float64
	// Resolution is the fixed point of the sums: smaller differences of the objective mean nothing.
	Resolution float64
	Patience   int // stop after so many rounds without a better loss; never if 0
	// Local means that updates are changes of weights after steps of the owners.
	Local bool
	// Curvature bounds the largest eigenvalue of the Hessian of the mean loss; 0 if there is no bound.
	Curvature float64
	// Convex means that the loss is convex, as it is if Curvature bounds it.
	Convex bool
	// Penalty adds the gradient of the penalty at w to g and returns the penalty. It is not called with Local, since
	// owners add it then.
	Penalty func(w, g []float64) float64
}

// rule is one way to step. Between observations it is asked for its next point
// any number of times.
type rule interface {
	point() []float64 // the next point to observe
	// observe takes the objective and its gradient at that point, given again as it was used: see Shared.ObserveAt.
	observe(at, g []float64, f, rate float64)
	weights() []float64 // the solution so far
	stalled() bool      // no step helps any more
}

// Shared finds weights from means over rows. Like a Method it is a pure function of its observations, and is resumed
// by replaying them.
type Shared struct {
	opt       SharedOptions
	rule      rule
	rounds    int
	first     float64 // the objective at the start
	best      float64
	loss      float64 // mean loss at the last observed point
	waited    int     // rounds without a better objective
	converged bool
}

const (
	defaultTolerance = 1e-7 // of the first gradient
	enough           = 1e-9 // relative gain that counts as better, for patience
	divergence       = 16   // how far above its start the objective may get
)

// NewShared returns a training that starts from the given weights. It fails on unknown names and options out of range.
func NewShared(start []float64, opt SharedOptions) (*Shared, error) {
	if opt.Rounds < 1 || !(opt.LearningRate >= 0) || !(opt.Curvature >= 0) {
		return nil, errors.New("invalid options: rounds must be positive, learning rate and curvature not negative")
	}
	if opt.Penalty == nil {
		opt.Penalty = func(_, _ []float64) float64 { return 0 }
	}
	s := &Shared{opt: opt, first: math.NaN(), loss: math.NaN(), best: math.Inf(1)}
	w := slices.Clone(start)
	switch opt.name() {
	case LBFGS:
		s.rule = newQuasiNewton(w, opt.Resolution)
	case GradientDescent:
		s.rule = &plain{w: w}
	case Momentum:
		s.rule = newMomentum(w, opt.convex())
	case Adam:
		s.rule = newAdam(w)
	default:
		return nil, unknown(ForShared())
	}
	return s, nil
}

// name resolves Auto: a quasi-Newton method, since sums over all rows are exact to their fixed point and rounds cost
// far more than vectors; plain averaging if owners take local steps.
func (o SharedOptions) name() string {
	switch {
	case o.Name != Auto:
		return o.Name
	case o.Local:
		return GradientDescent
	}
	return LBFGS
}

func (o SharedOptions) convex() bool { return o.Convex || o.Curvature > 0 }

// Rate returns the learning rate of round i, counted from 0. If the file does not choose one it is 1 over the
// curvature, at which a convex loss falls on any rows, or else a rate that works for most.
func (o SharedOptions) Rate(i int) float64 {
	rate := o.LearningRate
	if rate == 0 {
		switch {
		case o.name() == Adam:
			rate = 0.05
		case o.Curvature > 0:
			rate = 1 / o.Curvature
		default:
			rate = 0.2
		}
	}
	part := float64(i) / float64(o.Rounds)
	switch o.Schedule {
	case Cosine:
		rate *= (1 + math.Cos(math.Pi*part)) / 2
	case Inverse:
		rate /= 1 + 9*part
	}
	return rate
}

// Next returns the weights of the next round, or done. Without Observe in between it returns the same again.
func (s *Shared) Next() (w []float64, done bool) {
	switch {
	case s.rounds >= s.opt.Rounds, s.converged && !s.opt.Fixed:
		return nil, true
	case s.converged:
		return s.Weights(), false
	}
	return slices.Clone(s.rule.point()), false
}

// Observe takes the means at the weights that Next returned. It fails with ErrDiverged if the loss rises instead of
// falling.
func (s *Shared) Observe(m Mean) error { return s.ObserveAt(s.rule.point(), m) }

// ObserveAt is Observe for means at recorded weights: another processor may round the last bit of them differently.
func (s *Shared) ObserveAt(w []float64, m Mean) error {
	if len(m.Update) != len(w) || len(w) != len(s.rule.weights()) {
		return fmt.Errorf("%w: %d entries for %d weights", ErrInvalidSums, len(m.Update), len(s.rule.weights()))
	}
	if s.converged { // a round for the eye
		s.rounds++
		return nil
	}
	g := slices.Clone(m.Update)
	objective, rate := m.Loss, s.opt.Rate(s.rounds)
	if s.opt.Local {
		for i := range g {
			g[i] = -g[i]
		}
		rate = 1 // owners have stepped already
	} else {
		objective += s.opt.Penalty(w, g)
	}
	steepest := 0.0
	for _, x := range g {
		steepest = math.Max(steepest, math.Abs(x))
	}
	if math.IsNaN(objective+steepest) || math.IsInf(objective+steepest, 0) {
		return ErrDiverged
	}
	if s.rounds == 0 {
		s.first = objective
	} else if _, searches := s.rule.(*quasiNewton); !searches && objective > divergence*(s.first+1) {
		return ErrDiverged
	}
	s.rule.observe(w, g, objective, rate)
	s.rounds++
	s.loss = m.Loss
	if objective < s.best-enough*math.Abs(s.best) || math.IsInf(s.best, 1) {
		s.best, s.waited = objective, 0
	} else {
		s.waited++
	}
	if s.rounds == 1 && s.opt.Tolerance == 0 {
		s.opt.Tolerance = defaultTolerance * steepest
	}
	s.converged = steepest <= s.opt.Tolerance || s.rule.stalled() || s.opt.Patience > 0 && s.waited >= s.opt.Patience
	return nil
}

// Weights returns the solution so far.
func (s *Shared) Weights() []float64 { return slices.Clone(s.rule.weights()) }

// Loss returns the mean loss at the last observed weights, without penalty. It is NaN before the first Observe.
func (s *Shared) Loss() float64 { return s.loss }

// Warnings returns notes for people about the solution, or nil if there are none.
func (s *Shared) Warnings() []string {
	if !s.converged && s.rounds >= s.opt.Rounds && s.opt.Tolerance > 0 && s.opt.convex() && !s.opt.Local {
		return []string{fmt.Sprintf("stopped after %d rounds, before the weights stood still: raise training.rounds", s.rounds)}
	}
	return nil
}
