package plan

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// encoding is how sums over rows become the values of a round and are read again: exactly, or clipped so that noise hides
// the part of every unit. Data owners use the first of each pair, the model owner the second.
type encoding interface {
	split(t *schema.Table, seed [32]byte) (train, holdout *schema.Table)

	moments(t *schema.Table) ([]*big.Int, error)
	readMoments(s Sums) (*schema.Moments, error)

	// squares returns the values of the one round. cut is the number of rows that were clipped.
	squares(t *schema.Table) (values []*big.Int, cut int, err error)
	solve(s Sums) (*solution, error)

	// update returns the values of a gradient round. cut is the number of entries or units past a bound.
	update(o *model.Objective, w []float64, local *model.Local) (values []*big.Int, cut int, err error)
	readUpdate(s Sums) (*model.Means, error)

	evaluation(o *model.Objective, w []float64) []*big.Int
	readEvaluation(s Sums) (q *kinds.Quality, warnings []string, err error)

	noisy() bool
	// warnings returns the warnings for every model from such sums.
	warnings() []string
}

func encodingOf(f *spec.File) encoding {
	if f.Private() {
		return clipped{f, f.Architecture()}
	}
	return exact{f, f.Architecture()}
}

// solution is a least-squares fit.
type solution struct {
	weights []float64 // on the scaled columns
	mse     float64   // on the scaled target
	rows    int64
	at      kinds.Fit
	aside   []model.Aside
	sums    *squares.Statistics // that it was solved from; nil with noise
	// infer is the inference on a model with these weights in original units. It is nil with noise.
	infer func(terms []model.Weight) (*model.Inference, []string)
}

// penalty returns l2 times the sum of squares of all weights but the first, each times its column's deviation; nil stands
// for deviations of 1.
func penalty(w []float64, l2 float64, deviation []float64) float64 {
	sum := 0.0
	for j := 1; j < len(w); j++ {
		x := w[j]
		if deviation != nil {
			x *= deviation[j]
		}
		sum += x * x
	}
	return l2 * sum
}

// exact sums are whole steps of a grid, so their order does not matter and the model is that of the pooled rows.
type exact struct {
	file *spec.File
	arch model.Architecture
}

func (e exact) split(t *schema.Table, seed [32]byte) (train, holdout *schema.Table) {
	return t.Split(e.file.Holdout, seed)
}

func (e exact) moments(t *schema.Table) ([]*big.Int, error) { return e.file.Schema().Moments(t) }

func (e exact) readMoments(s Sums) (*schema.Moments, error) {
	return e.file.Schema().ReadMoments(s.Values)
}

func (e exact) squares(t *schema.Table) ([]*big.Int, int, error) {
	s, err := accumulate(e.file, t)
	if err != nil {
		return nil, 0, err
	}
	return s.Vector(), 0, nil
}

// accumulate returns the sums over a data owner's rows that a fit needs.
func accumulate(f *spec.File, t *schema.Table) (*squares.Statistics, error) {
	s, err := squares.AccumulateFor(f.LeastSquares(), t)
	if err == nil && f.Site == spec.SiteFixed {
		s.Within()
	}
	return s, err
}

// solve has arithmetic long enough that the model is the pooled solution bit for bit.
func (e exact) solve(sums Sums) (*solution, error) {
	f := e.file
	s, err := squares.ParseVector(e.arch.Inputs, sums.Values)
	if err != nil {
		return nil, err
	}
	return solveExact(f, s, sums.Owners)
}

// solveExact returns the pooled fit of a training file's model to exact sums over data owners.
func solveExact(f *spec.File, s *squares.Statistics, owners int) (*solution, error) {
	fit, l2 := f.LeastSquares(), f.Model.L2
	s.Rounded, s.Origin = schema.Rounded(f.Schema()), !f.Schema().Formula.Intercept()
	if f.Site == spec.SiteFixed {
		s.Sites = owners
		for j := range s.Rounded {
			s.Rounded[j] = j > 0 // to whole steps, about the means
		}
	}
	var deviation []float64
	if f.Scaling == spec.ScalingFederated {
		deviation = s.Standard().Deviation
	}
	solved, err := s.SolveScaled(l2, deviation)
	if err != nil {
		return nil, err
	}
	out := &solution{weights: make([]float64, len(solved.Weights)), mse: solved.Cost, rows: s.N, aside: s.Asides(f.Schema(), solved), sums: s}
	for i := range out.weights {
		out.weights[i], _ = solved.Weights[i].Float64()
	}
	out.at = kinds.Fit{Rows: s.N, Mean: s.TargetMean(), Penalised: solved.Cost + penalty(out.weights, l2, deviation)}
	out.infer = func(terms []model.Weight) (*model.Inference, []string) {
		return s.Infer(f.Schema(), fit, solved, l2, deviation, terms)
	}
	return out, nil
}

// update fails only for reasons that do not depend on the rows: if a gradient is not finite, Diverged replaces it.
func (e exact) update(o *model.Objective, w []float64, local *model.Local) (values []*big.Int, cut int, err error) {
	bits, _ := e.arch.Family().Grid()
	var u *model.Update
	if local != nil {
		u, err = o.LocalUpdate(w, *local, bits)
	} else {
		u, err = o.GradientUpdate(w, bits)
	}
	diverged := 0
	if errors.Is(err, model.ErrNotFinite) {
		u, err, diverged = o.Diverged(bits), nil, len(w)
	}
	if err != nil {
		return nil, 0, err
	}
	values, cut = u.Encode(e.file.Bounds.Update)
	return values, cut + diverged, nil
}

func (e exact) readUpdate(s Sums) (*model.Means, error) {
	if want := e.arch.Parameters(); len(s.Values) != want+2 {
		return nil, fmt.Errorf("invalid sums: %d values for %d weights", len(s.Values), want)
	}
	bits, _ := e.arch.Family().Grid()
	return model.DecodeMeans(s.Values, bits)
}

func (e exact) evaluation(o *model.Objective, w []float64) []*big.Int {
	return o.Evaluate(w, spec.MaxRowLoss).Encode()
}

func (e exact) readEvaluation(s Sums) (*kinds.Quality, []string, error) {
	sums, err := e.arch.DecodeEvaluation(s.Values)
	if err != nil {
		return nil, nil, err
	}
	q, err := e.arch.Quality(sums)
	return q, nil, err
}

func (exact) noisy() bool        { return false }
func (exact) warnings() []string { return nil }

// clipped sums have a bound on the part of every unit, and noise that is scaled to it.
type clipped struct {
	file *spec.File
	arch model.Architecture
}

// split decides for every row on its own, so that one row more or less does not move others.
func (c clipped) split(t *schema.Table, seed [32]byte) (train, holdout *schema.Table) {
	return t.SplitEach(c.file.Holdout, seed)
}

func (c clipped) owners() bool { return c.file.Privacy.Unit == dp.OwnerUnit }

// units returns the number of units if it is public, and 0 if it is not. It fails on sums with a wrong number of
// values.
func (c clipped) units(kind wire.RoundKind, s Sums) (int, error) {
	if want := c.file.Noise(kind).Values; len(s.Values) != want {
		return 0, fmt.Errorf("invalid sums: %d values, want %d", len(s.Values), want)
	}
	switch {
	case !c.owners():
		return 0, nil
	case s.Owners < 1:
		return 0, errors.New("internal error: the number of owners is not known")
	}
	return s.Owners, nil
}

// deviation returns the standard deviation of the noise of a kind of round.
func (c clipped) deviation(kind wire.RoundKind) float64 {
	x, _ := new(big.Float).SetInt(c.file.Noise(kind).Deviation()).Float64()
	return x
}

func (c clipped) moments(t *schema.Table) ([]*big.Int, error) {
	return c.file.Schema().PrivateMoments(t, c.owners())
}

func (c clipped) readMoments(s Sums) (*schema.Moments, error) {
	units, err := c.units(wire.RoundStatistics, s)
	if err != nil {
		return nil, err
	}
	return c.file.Schema().ReadPrivateMoments(s.Values, units)
}

func (c clipped) squares(t *schema.Table) ([]*big.Int, int, error) {
	return squares.Clipped(c.file.LeastSquares(), t, c.file.Clipping(wire.RoundOneRound))
}

func (c clipped) solve(s Sums) (*solution, error) {
	units, err := c.units(wire.RoundOneRound, s)
	if err != nil {
		return nil, err
	}
	fit, err := squares.SolveNoisy(c.arch.Inputs, s.Values, squares.NoisyOptions{
		Deviation: c.deviation(wire.RoundOneRound) * math.Sqrt(cmp.Or(s.Noise, 1)), Units: units,
		Inflation: s.inflation(), L2: c.file.Model.L2, Scaled: c.file.Scaling == spec.ScalingFederated,
	})
	if err != nil {
		return nil, err
	}
	// A penalty on standardised columns counts as one on their ranges here, which is far below the noise.
	at := kinds.Fit{Rows: fit.Rows, Mean: fit.Mean, Penalised: fit.MSE + penalty(fit.Weights, c.file.Model.L2, nil)}
	if c.file.LeastSquares().Labels { // noise can move a count past both ends
		at.Mean = min(0.5-0.5/float64(fit.Rows), max(0.5/float64(fit.Rows)-0.5, at.Mean))
	}
	out := &solution{weights: fit.Weights, mse: fit.MSE, rows: fit.Rows, at: at}
	if as := c.file.LeastSquares(); as.Approximates == "" && !as.Labels && !c.owners() {
		out.infer = func(terms []model.Weight) (*model.Inference, []string) { return fit.Infer(c.file.Schema(), terms) }
	}
	return out, nil
}

func (c clipped) update(o *model.Objective, w []float64, local *model.Local) ([]*big.Int, int, error) {
	return o.ClippedUpdate(w, c.file.Clipping(wire.RoundGradient), local)
}

func (c clipped) readUpdate(s Sums) (*model.Means, error) {
	units, err := c.units(wire.RoundGradient, s)
	if err != nil {
		return nil, err
	}
	return model.DecodeClippedMeans(s.Values, c.file.Clipping(wire.RoundGradient), units)
}

func (c clipped) evaluation(o *model.Objective, w []float64) []*big.Int {
	return o.ClippedEvaluation(w, c.file.Clipping(wire.RoundEvaluation))
}

func (c clipped) readEvaluation(s Sums) (*kinds.Quality, []string, error) {
	units, err := c.units(wire.RoundEvaluation, s)
	if err != nil {
		return nil, nil, err
	}
	q, noise, err := c.arch.ClippedQuality(s.Values, c.file.Clipping(wire.RoundEvaluation), units, c.deviation(wire.RoundEvaluation))
	if err != nil {
		return nil, nil, err
	}
	return q, []string{fmt.Sprintf("noise moves the cost by %.2g and more", c.arch.Family().Cost(noise))}, nil
}

func (clipped) noisy() bool { return true }

func (c clipped) warnings() []string {
	out := []string{"the cost comes from sums with noise: it is an estimate, so measure the model on rows of your own"}
	if c.owners() {
		out = append(out, "the number of rows is not known: the number reported as rows counts data owners")
	}
	return out
}
