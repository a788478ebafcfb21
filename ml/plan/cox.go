package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/cox"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// coxMode finds the maximum of Cox's partial likelihood by Newton's method on weights that data owners read. If each owner is a
// stratum, it sums the score, the information and the log partial likelihood of its own rows. If not, it sums hazards and their
// products with columns by bins of times, from which the same follow for all rows together; so does the likelihood of piecewise
// exponential regression. The closing round does so at the estimates, with what tests whether hazards are proportional.
type coxMode struct{}

func (coxMode) plan(f *spec.File) (Plan, error) { return newCox(f, optim.NewLasso) }

// newCox returns the plan; newLasso may be nil for a model without a lasso penalty.
func newCox(f *spec.File, newLasso lassoMaker) (Plan, error) {
	d := f.Covariates()
	c := &coxPlan{outcome: newOutcome(f), d: d, null: math.NaN(), loss: math.NaN(), mean: make([]float64, d), newLasso: newLasso}
	c.begin() // anew once the columns' scale is known
	return c, nil
}

// begin makes the method. The penalties of an elastic net are those of the mean of all rows, not of events.
func (c *coxPlan) begin() {
	opt := optim.NewtonOptions{Rounds: c.file.Training.Rounds, Bound: float64(c.file.Bounds.Weight)}
	if l1, l2 := c.file.Model.L1, c.file.Model.L2; l1 > 0 {
		var weight []float64
		for j := range c.d {
			deviation := 1.0
			if c.scale != nil {
				deviation = c.scale.Deviation[1+j]
			}
			weight = append(weight, l1*deviation)
			if l2 > 0 {
				row := make([]float64, c.d)
				row[j] = l2 * deviation * deviation
				opt.Ridge = append(opt.Ridge, row)
			}
		}
		opt.Lasso = c.newLasso(weight)
	}
	c.method = optim.NewNewton(make([]float64, c.d), opt)
}

func (coxMode) metric(f *spec.File) string  { return f.Architecture().Family().Metric() }
func (coxMode) sameRows(*spec.File) bool    { return true }
func (coxMode) rowCount(wire.RoundKind) int { return -1 }

// coxPlan is the plan of coxMode.
type coxPlan struct {
	outcome
	newLasso lassoMaker
	d        int // columns of the covariates
	method   *optim.Newton
	mean     []float64 // the mean row of the last round by bins, see cox.BinSums
	null     float64   // log partial likelihood at the weights 0
	loss     float64   // of the best round, for each event
}

func (c *coxPlan) Next() (*Point, bool, error) {
	switch c.phase {
	case atStatistics:
		return &Point{Kind: wire.RoundStatistics}, false, nil
	case atEnd:
		return nil, true, nil
	}
	w, stage, done := c.method.Next()
	p := &Point{Kind: wire.RoundGradient, Shared: &Parameters{Weights: w, Stage: stage}}
	if done {
		c.phase, p.Kind, p.Shared.Stage = atEvaluation, wire.RoundEvaluation, optim.WithExpected
	}
	if c.file.Pooled() {
		p.Shared.Weights = append([]float64{c.constant(w)}, w...)
	}
	return p, false, nil
}

// constant returns what centres the log hazards of a round by bins at the mean row, so that most hazards are about 1.
func (c *coxPlan) constant(w []float64) float64 {
	out, bound := 0.0, float64(c.file.Bounds.Weight)
	for j, x := range w {
		out -= x * c.mean[j]
	}
	return math.Max(-bound, math.Min(bound, out)) + 0
}

func (c *coxPlan) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	switch {
	case sums.OtherOwners:
		return optim.ErrChanged
	case c.phase == atStatistics:
		if err := c.standardise(sums); err != nil {
			return err
		}
		c.begin()
		return nil
	case c.phase == atEnd:
		return errEnded
	case p.Shared == nil || len(p.Shared.Weights) != c.file.HazardWeights():
		return errors.New("invalid sums: the point does not have the weights of this training")
	}
	w := p.Shared.Weights[len(p.Shared.Weights)-c.d:]
	s, bins, err := c.read(p.Shared.Weights, sums)
	if err != nil {
		return err
	}
	if s.Events == 0 {
		return fmt.Errorf("%w: no row has the event (survival.event_level)", optim.ErrDiverged)
	}
	loss := -s.LogLik / float64(s.Events)
	if c.phase == atEvaluation {
		return c.close(p.Shared.Weights, s, bins, loss)
	}
	if c.rounds == 0 {
		c.null = s.LogLik // Newton's method begins at 0
	}
	c.method.Observe(w, p.Shared.Stage, optim.NewtonSums{
		Score: s.Score, Information: s.Information, Loss: -s.LogLik, Rows: s.Rows, Resolution: math.Ldexp(1, -cox.Bits),
	})
	c.loss, c.rows = loss, s.Rows
	c.rounds++
	return nil
}

// read returns the likelihood that the sums of a round tell; bins is nil with strata.
func (c *coxPlan) read(weights []float64, sums Sums) (s *cox.Sums, bins *cox.BinSums, err error) {
	closing := c.phase == atEvaluation
	if !c.file.Pooled() {
		s, err = cox.Decode(sums.Values, c.d, closing)
		return s, nil, err
	}
	if bins, err = c.file.HazardGrid().Decode(sums.Values, closing); err != nil {
		return nil, nil, err
	}
	s, _ = bins.Likelihood(weights)
	if bins.Cut > 0 {
		s.LogLik = math.NaN() // not the likelihood of these weights: half the way back
	} else {
		c.mean = bins.Mean()
	}
	return s, bins, nil
}

// close ends the training with the closing round.
func (c *coxPlan) close(weights []float64, s *cox.Sums, bins *cox.BinSums, loss float64) error {
	end := *c
	w := weights[len(weights)-c.d:]
	extras := model.Extras{}
	if bins != nil {
		if bins.Cut > 0 {
			return noModel{fmt.Errorf("in %d rows the hazard is more than %d times that of the mean row: a column separates who has the event first, or its range is declared much wider than its values", bins.Cut, cox.GridMost)}
		}
		end.null += bins.Constant()
	}
	extras.Inference, extras.Aside = end.infer(w, s)
	if bins != nil {
		end.baseline(extras.Inference, weights, bins, s)
	}
	if err := end.end(w, loss, extras); err != nil {
		return err
	}
	end.phase, end.measured, end.rows = atEnd, true, s.Rows
	end.warnAside(extras.Aside)
	end.warnings = append(end.warnings, c.said()...)
	*c = end
	return nil
}

// said returns remarks on the fit, for people.
func (c *coxPlan) said() []string {
	switch m := c.method; {
	case m.Endless, m.Bounded:
		return []string{"the partial likelihood has no maximum: some columns tell who has the event first, so that their weights and errors mean nothing; leave them out"}
	case !m.Converged:
		return []string{fmt.Sprintf("the estimates have not converged in %d rounds: raise training.rounds", c.rounds)}
	}
	return allZero(c.method, c.file.Model.L1)
}

// end makes the model. Its constant makes the output 0 where all columns are 0 in their units.
func (c *coxPlan) end(w []float64, loss float64, extras model.Extras) error {
	s := c.file.Predictors()
	weights, constant := make([]float64, s.Width()), 0.0
	for j, column := range s.Columns()[1:] {
		weights[j+1] = w[j]
		shift, width := scaleOf(s, column)
		constant += 2 * w[j] * shift / width
	}
	weights[0] = constant
	extras.Level, extras.Contrasts = c.file.Inference.Level, c.file.Inference.Contrasts
	var err error
	c.model, err = model.New(model.Summary{
		Kind: c.file.Model.Kind, Name: c.file.Name, Schema: s, Metric: c.file.Architecture().Family().Metric(), Cost: max(loss, 0),
		Rounds: c.rounds, Rows: c.rows, Extras: extras,
	}, nil, weights)
	return err
}

// scaleOf returns the affine map of a column: a value v in its unit is encoded as (v − shift)/width.
func scaleOf(s *schema.Schema, c schema.Column) (shift, width float64) {
	if c.Role == schema.RoleValue {
		return s.Features[c.Feature].Scale()
	}
	return 0.5, 1
}

// infer returns the inference on estimates, and the columns that have none.
func (c *coxPlan) infer(w []float64, s *cox.Sums) (*model.Inference, []model.Aside) {
	of := c.file.Predictors()
	columns, terms := of.Columns()[1:], schema.Terms(of)
	aside := c.method.Aside()
	if aside == nil {
		aside = make([]bool, c.d)
	}
	logLik := s.LogLik
	l := &model.Likelihood{Errors: spec.ErrorsModel, LogLik: &logLik, Deviance: -2 * s.LogLik, NullDeviance: -2 * c.null, Dispersion: 1, Events: s.Events}
	out := &model.Inference{Likelihood: l}
	l.L1 = c.file.Model.L1
	var asides []model.Aside
	for j, column := range columns {
		out.Terms = append(out.Terms, model.Term{Name: column.Name, Excluded: aside[j]})
		if aside[j] {
			asides = append(asides, model.Aside{Name: column.Name, Reason: "it follows from others, or the same in all rows of every data owner"})
			continue
		}
		if l.L1 == 0 || w[j] != 0 { // of a lasso those that it keeps
			l.Parameters++
		}
	}
	out.Freedom = float64(s.Events) - float64(l.Parameters)
	if index, off, ok := s.Pairs.Index(); ok {
		l.Concordance = &model.Concordance{Index: index, Error: off}
	}
	factor, ok := optim.Factorise(s.Information, 0, aside)
	if !ok || l.L1 > 0 {
		out.Terms = nil
		return out, asides
	}
	inverse := factor.Inverse()
	for j, column := range columns {
		if aside[j] {
			continue
		}
		_, width := scaleOf(of, column)
		t := &out.Terms[j]
		t.Error = math.Sqrt(inverse[j][j]) / width
		if t.Error > 0 {
			t.T = w[j] / width / t.Error
		}
		for k := 0; k <= j; k++ {
			if !aside[k] {
				_, other := scaleOf(of, columns[k])
				out.Covariance = append(out.Covariance, inverse[j][k]/width/other)
			}
		}
	}
	if l.Parameters > model.MaxCovariance {
		out.Covariance = nil
	}
	left := changes(s, inverse)
	l.Proportional = proportional(s, left, aside)
	for _, term := range terms {
		others := slices.Repeat([]bool{true}, c.d)
		for _, j := range term.Columns {
			others[j-1] = aside[j-1]
		}
		if t := proportional(s, left, others); t != nil && t.DF > 0 {
			t.Name = term.Name
			l.Terms = append(l.Terms, *t)
		}
	}
	return out, asides
}

// baseline adds the rates of piecewise exponential regression, of a row whose columns are all 0 in their units.
func (c *coxPlan) baseline(to *model.Inference, weights []float64, bins *cox.BinSums, s *cox.Sums) {
	if bins.Ties != cox.Exposed {
		return
	}
	of, times := c.file.Predictors(), c.file.Survival
	shift := make([]float64, c.d) // of the columns at 0 in their units
	for j, column := range of.Columns()[1:] {
		zero, width := scaleOf(of, column)
		shift[j] = zero / width
	}
	var inverse [][]float64
	if factor, ok := optim.Factorise(s.Information, 0, c.method.Aside()); ok {
		inverse = factor.Inverse()
	}
	_, rates := bins.Likelihood(weights)
	for b, r := range rates {
		x := model.Rate{Until: times.Edge(b)}
		if r != nil {
			x.Events, x.Log = r.Events, r.Log-math.Log(times.TimeMax)
			variance := 1 / float64(r.Events)
			for j := range shift {
				x.Log -= weights[1+j] * shift[j]
				for k := range inverse {
					variance += (r.Mean[j] + shift[j]) * inverse[j][k] * (r.Mean[k] + shift[k])
				}
			}
			x.Error = math.Sqrt(variance)
			to.Likelihood.Parameters++
		}
		to.Likelihood.Rates = append(to.Likelihood.Rates, x)
	}
}

// changes returns the information about weights that change with time that is left beside the weights themselves:
// I22 − I21·I11⁻¹·I12, its lower triangle.
func changes(s *cox.Sums, inverse [][]float64) [][]float64 {
	left := make([][]float64, len(inverse))
	for i := range left {
		left[i] = make([]float64, i+1)
		for j := range left[i] {
			left[i][j] = s.Squared[i][j]
			for a := range inverse {
				for b := range inverse {
					left[i][j] -= at(s.Cross, i, a) * inverse[a][b] * at(s.Cross, b, j)
				}
			}
		}
	}
	return left
}

// proportional returns the score test of weights that change with time, each along a straight line (P. M. Grambsch and T. M.
// Therneau, Biometrika 81, 1994), for the columns that are not set aside together. It is nil if the rows do not allow it.
func proportional(s *cox.Sums, left [][]float64, aside []bool) *model.ScoreTest {
	factor, ok := optim.Factorise(left, 0, aside)
	if !ok {
		return nil
	}
	t := &model.ScoreTest{}
	for j, x := range factor.Solve(s.Trend) {
		if !factor.Aside[j] {
			t.Statistic += x * s.Trend[j]
			t.DF++
		}
	}
	return t
}

func (c *coxPlan) Cost() float64 {
	if c.model != nil {
		return c.model.Cost
	}
	return c.loss
}

func (c *coxPlan) Partial() (*model.Model, error) {
	if c.model != nil || c.rounds == 0 {
		return c.model, nil
	}
	end := *c // the plan itself goes on
	err := end.end(c.method.Weights(), c.loss, model.Extras{})
	return end.model, err
}

// hold keeps the rows: each round computes on them at weights of its own.
func (coxMode) hold(f *spec.File, train, _ *schema.Table) (held, int, error) {
	if f.Pooled() {
		b, err := cox.NewBinned(f.Schema(), train, f.HazardGrid())
		return &heldStratum{&b.Stratum, b, f}, 0, err
	}
	s, err := cox.New(f.Schema(), train, f.Covariates(), f.Survival.Ties)
	return &heldStratum{s, nil, f}, 0, err
}

// heldStratum is the rows of one owner.
type heldStratum struct {
	*cox.Stratum
	binned *cox.Binned // of the same rows; nil with strata
	file   *spec.File
}

func (h *heldStratum) upload(p *Point, _ func()) ([]*big.Int, int, error) {
	switch {
	case p.Kind != wire.RoundGradient && p.Kind != wire.RoundEvaluation:
		return nil, 0, errKind(p.Kind)
	case p.Shared == nil || len(p.Shared.Weights) != h.file.HazardWeights():
		return nil, 0, errors.New("invalid round: no weights, or not those of this training")
	case h.binned != nil:
		return h.binned.At(p.Shared.Weights, p.Kind == wire.RoundEvaluation).Encode(), 0, nil
	}
	return h.At(p.Shared.Weights, p.Kind == wire.RoundEvaluation).Encode(h.file.MostHazard()), 0, nil
}

func (*heldStratum) forms(wire.RoundKind) ([][]*big.Int, []*big.Int, error) {
	return nil, nil, errNoForms
}

func (*heldStratum) holds(*schema.Table) bool { return false }
func (h *heldStratum) clear()                 { h.Clear() }
