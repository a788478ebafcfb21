package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// encryptedMode trains on weights that only the model owner reads. Data owners compute linear forms on their ciphertexts,
// which is enough for least squares.
type encryptedMode struct{}

func (encryptedMode) plan(f *spec.File) (Plan, error) {
	e := &encrypted{outcome: newOutcome(f), fit: f.LeastSquares()}
	if e.phase == atStatistics {
		return e, nil
	}
	return e, e.begin()
}

func (encryptedMode) metric(f *spec.File) string { return f.LeastSquares().Metric }
func (encryptedMode) sameRows(f *spec.File) bool {
	return f.Training.Optimizer != optim.GradientDescent
}
func (encryptedMode) rowCount(wire.RoundKind) int { return -1 }

// encrypted is the plan of encryptedMode.
type encrypted struct {
	outcome
	fit    *kinds.LeastSquares
	method optim.Method
	zero   *optim.Sums // at weight 0, of the rows that evaluations are over; nil if not known
	mean   float64     // of the target, on the scale of the fit
	owners int         // in the sums
	solved *solution   // the pooled fit, once the rounds have determined all sums
	point  []*big.Int  // the final weights
}

// begin makes the method, once the columns' scale is known.
func (e *encrypted) begin() (err error) {
	b, t := e.file.Budget(), e.file.Training
	opt := optim.Options{
		Rounds:       t.Rounds,
		FractionBits: b.FractionBits,
		L2:           e.file.Model.L2,
		LearningRate: float64(t.LearningRate),
		WeightBound:  float64(b.WeightBound),
		Tolerance:    t.Tolerance,
		Fixed:        t.Stop == spec.StopFixed,
	}
	if e.scale != nil {
		opt.Mean, opt.Deviation = e.scale.Mean, e.scale.Deviation
	}
	e.method, err = optim.New(t.Optimizer, b.Columns, opt)
	return err
}

func (e *encrypted) Next() (*Point, bool, error) {
	switch e.phase {
	case atStatistics:
		return &Point{Kind: wire.RoundStatistics}, false, nil
	case atEnd:
		return nil, true, nil
	}
	kind := wire.RoundGradient
	weights, done := e.method.Next()
	if done && e.phase == atGradients {
		if err := e.solve(); err != nil {
			return nil, false, err
		}
		if e.beyond() {
			return nil, true, e.finishUnmeasured()
		}
		e.phase = atEvaluation
		if e.file.Holdout > 0 {
			e.phase = atZero
		}
	}
	if e.phase != atGradients {
		kind, weights = wire.RoundEvaluation, e.weights()
	}
	if e.phase == atZero {
		clear(weights)
	}
	point, err := optim.Quantise(weights, spec.WeightBits)
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", optim.ErrDiverged, err)
	}
	return &Point{Kind: kind, Encrypted: point}, false, nil
}

// solve finds the pooled fit from all sums of squares and products, if the rounds have determined them.
func (e *encrypted) solve() error {
	method, ok := e.method.(optim.Spanning)
	if !ok || e.solved != nil {
		return nil
	}
	a, b, yy, n, ok := method.Products()
	if !ok {
		return nil
	}
	var err error
	e.solved, err = solveExact(e.file, &squares.Statistics{A: a, B: b, YY: yy, N: n}, e.owners)
	return err
}

// weights returns those of the fit as far as it is known.
func (e *encrypted) weights() []float64 {
	if e.solved != nil {
		return slices.Clone(e.solved.weights)
	}
	return e.method.Weights()
}

// beyond reports whether the solved weights are too large to be sent, so that no closing evaluation can be at them.
func (e *encrypted) beyond() bool {
	bound := float64(e.file.Bounds.Weight)
	return e.solved != nil && slices.ContainsFunc(e.solved.weights, func(w float64) bool { return math.Abs(w) > bound })
}

func (e *encrypted) Observe(p *Point, s Sums) error {
	if err := s.check(); err != nil {
		return err
	}
	if s.OtherOwners {
		if (encryptedMode{}).sameRows(e.file) {
			return optim.ErrChanged
		}
		e.zero = nil // it holds for its own rows only
	}
	switch e.phase {
	case atStatistics:
		if err := e.standardise(s); err != nil {
			return err
		}
		return e.begin()
	case atEnd:
		return errEnded
	}
	e.owners = s.Owners
	sums, mse, err := e.read(p, s)
	if err != nil {
		return err
	}
	switch e.phase {
	case atGradients:
		return e.step(p, sums)
	case atZero:
		if sums.N == 0 {
			return e.finishUnmeasured()
		}
		e.zero, e.phase = sums, atEvaluation
		return nil
	}
	return e.measure(p.Encrypted, mse, sums.N)
}

// read returns the sums of a gradient or evaluation round with their mean squared error. Only at atZero there may be no
// rows, since data owners may hold none back.
func (e *encrypted) read(p *Point, s Sums) (sums *optim.Sums, mse float64, err error) {
	d, values := e.file.Budget().Columns, s.Values
	if len(values) != d+2 || len(p.Encrypted) != d || !values[d+1].IsInt64() {
		return nil, 0, fmt.Errorf("invalid sums: %d values for %d columns", len(values), d)
	}
	sums = &optim.Sums{G: values[:d], L: values[d], N: values[d+1].Int64(), OtherRows: s.OtherOwners}
	if sums.N == 0 && e.phase == atZero {
		return sums, 0, nil
	}
	mse, err = sums.Cost(p.Encrypted, spec.WeightBits)
	return sums, mse, err
}

func (e *encrypted) step(p *Point, sums *optim.Sums) error {
	if err := e.method.Observe(p.Encrypted, *sums); err != nil {
		return err
	}
	if e.rounds == 0 {
		e.rows = sums.N
		e.mean = targetMean(sums)
		if e.file.Holdout == 0 {
			e.zero = sums
		}
	}
	e.rounds++
	return nil
}

// targetMean returns the mean of the target from sums at weight 0: the gradient is −Xᵀy there, and column 0 is 1/2.
func targetMean(sums *optim.Sums) float64 {
	half := new(big.Float).SetInt(sums.G[0])
	mean, _ := half.SetMantExp(half, 1-2*schema.QuantBits-spec.WeightBits).Float64()
	return -mean / float64(sums.N)
}

// measure ends the training with weights and their error on rows; no rows if it was not measured.
func (e *encrypted) measure(point []*big.Int, mse float64, rows int64) error {
	extras := model.Extras{}
	if rows > 0 {
		extras.Quality = e.quality(mse, rows)
	}
	w := optim.Real(point, spec.WeightBits)
	at := e.at(w)
	if e.solved != nil {
		w, at, extras.Aside = e.weights(), e.solved.at, e.solved.aside
	}
	if err := e.finishFit(e.fit, w, at, mse, extras); err != nil {
		return err
	}
	e.point, e.phase, e.measured = point, atEnd, true
	if e.solved != nil {
		e.infer(e.solved)
	} else {
		e.warnings = append(e.warnings, e.method.Warnings()...)
	}
	return nil
}

func (e *encrypted) finishUnmeasured() error {
	point, err := optim.Quantise(e.weights(), spec.WeightBits)
	if err != nil {
		return err
	}
	mse := e.method.Cost()
	if e.solved != nil {
		mse = e.solved.mse
	}
	if err := e.measure(point, mse, 0); err != nil {
		return err
	}
	if e.beyond() {
		e.measured = false
		e.warnings = append(e.warnings, "weights are past bounds.weight, so there was no closing evaluation: the cost follows from the sums of all rounds")
		return nil
	}
	e.unmeasured()
	return nil
}

// quality describes the model on the rows of the evaluation. At weight 0 the sums are those of the target alone, which
// determine its variance.
func (e *encrypted) quality(mse float64, rows int64) *kinds.Quality {
	q := &kinds.Quality{Rows: rows, Apparent: e.file.Holdout == 0, Loss: mse / 2}
	inMetric := e.fit.Cost(mse)
	if e.fit.Labels {
		q.Loss = inMetric
		return q
	}
	q.MSE = &inMetric
	if e.zero == nil || e.file.Site != "" {
		return q
	}
	square, err := e.zero.Cost(zeros(len(e.zero.G)), spec.WeightBits) // mean of y²
	mean := targetMean(e.zero)
	if variance := square - mean*mean; err == nil && variance > 0 {
		r2 := 1 - mse/variance
		q.R2 = &r2
	}
	return q
}

func zeros(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}

func (e *encrypted) Cost() float64 {
	switch {
	case e.model != nil:
		return e.model.Cost
	case e.method == nil:
		return math.NaN()
	}
	return e.fit.Cost(e.method.Cost())
}

func (e *encrypted) Point() []*big.Int { return e.point }

func (e *encrypted) Partial() (*model.Model, error) {
	if e.model != nil || e.rounds == 0 {
		return e.model, nil
	}
	mse := e.method.Cost()
	if math.IsNaN(mse) || math.IsInf(mse, 0) {
		return nil, nil
	}
	o := e.outcome // the plan itself goes on
	// The exact cost is never negative; its float can be, by a rounding, if the fit is perfect.
	w := e.method.Weights()
	err := o.finishFit(e.fit, w, e.at(w), max(mse, 0), model.Extras{})
	if errors.As(err, &noModel{}) {
		return nil, nil
	}
	return o.model, err
}

// at returns the values that the sums so far determine besides weights w of the fit.
func (e *encrypted) at(w []float64) kinds.Fit {
	var deviation []float64
	if e.scale != nil {
		deviation = e.scale.Deviation
	}
	return kinds.Fit{Rows: e.rows, Mean: e.mean, Penalised: max(e.method.Cost(), 0) + penalty(w, e.file.Model.L2, deviation)}
}

// hold keeps sums over the rows only.
func (encryptedMode) hold(f *spec.File, train, holdout *schema.Table) (held, int, error) {
	sums, err := accumulate(f, train)
	if err != nil {
		return nil, 0, err
	}
	h := &heldSums{gradient: sums, evaluation: sums}
	if holdout != nil {
		h.evaluation, err = accumulate(f, holdout)
	}
	return h, 0, err
}

// heldSums are the sums over the rows that each kind of round is over.
type heldSums struct{ gradient, evaluation *squares.Statistics }

func (h *heldSums) of(kind wire.RoundKind) (*squares.Statistics, error) {
	switch kind {
	case wire.RoundGradient:
		return h.gradient, nil
	case wire.RoundEvaluation:
		return h.evaluation, nil
	}
	return nil, errKind(kind)
}

// upload computes on weights in the clear, as forms does on encrypted ones.
func (h *heldSums) upload(p *Point, _ func()) ([]*big.Int, int, error) {
	s, err := h.of(p.Kind)
	if err != nil {
		return nil, 0, err
	}
	if len(p.Encrypted) != len(s.B) {
		return nil, 0, fmt.Errorf("invalid round: %d weights for %d columns", len(p.Encrypted), len(s.B))
	}
	g, l := s.Gradient(p.Encrypted, spec.WeightBits)
	return append(g, l, big.NewInt(s.N)), 0, nil
}

func (h *heldSums) forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error) {
	s, err := h.of(kind)
	if err != nil {
		return nil, nil, err
	}
	scalars, constants = s.Forms(spec.WeightBits)
	return scalars, constants, nil
}

func (*heldSums) holds(*schema.Table) bool { return false }
func (*heldSums) clear()                   {}

var errNoForms = errors.New("invalid round: the weights of this training do not travel encrypted")
