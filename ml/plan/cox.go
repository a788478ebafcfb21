package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/cox"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// coxMode finds the maximum of Cox's partial likelihood by Newton's method on weights that data owners read. Each owner is a
// stratum: it sums the score, the information and the log partial likelihood of its own rows. The closing round does so at the
// estimates, with the sums that test whether hazards are proportional.
type coxMode struct{}

func (coxMode) plan(f *spec.File) (Plan, error) {
	d := f.Covariates()
	return &coxPlan{
		outcome: newOutcome(f), d: d, null: math.NaN(), loss: math.NaN(),
		method: optim.NewNewton(make([]float64, d), optim.NewtonOptions{Rounds: f.Training.Rounds, Bound: float64(f.Bounds.Weight)}),
	}, nil
}

func (coxMode) metric(*spec.File) string    { return kinds.PartialLogLoss }
func (coxMode) sameRows(*spec.File) bool    { return true }
func (coxMode) rowCount(wire.RoundKind) int { return -1 }

// coxPlan is the plan of coxMode.
type coxPlan struct {
	outcome
	d      int // columns of the covariates
	method *optim.Newton
	null   float64 // log partial likelihood at the weights 0
	loss   float64 // of the best round, for each event
}

func (c *coxPlan) Next() (*Point, bool, error) {
	if c.phase == atEnd {
		return nil, true, nil
	}
	w, stage, done := c.method.Next()
	p := &Point{Kind: wire.RoundGradient, Shared: &Parameters{Weights: w, Stage: stage}}
	if done {
		c.phase, p.Kind, p.Shared.Stage = atEvaluation, wire.RoundEvaluation, optim.WithExpected
	}
	return p, false, nil
}

func (c *coxPlan) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	switch {
	case sums.OtherOwners:
		return optim.ErrChanged
	case c.phase == atEnd:
		return errEnded
	case p.Shared == nil || len(p.Shared.Weights) != c.d:
		return errors.New("invalid sums: the point does not have the weights of this training")
	}
	s, err := cox.Decode(sums.Values, c.d, c.phase == atEvaluation)
	if err != nil {
		return err
	}
	if s.Events == 0 {
		return fmt.Errorf("%w: no row has the event (survival.event_level)", optim.ErrDiverged)
	}
	loss := -s.LogLik / float64(s.Events)
	if c.phase == atEvaluation {
		return c.close(p.Shared.Weights, s, loss)
	}
	if c.rounds == 0 {
		c.null = s.LogLik // Newton's method begins at 0
	}
	c.method.Observe(p.Shared.Weights, p.Shared.Stage, optim.NewtonSums{
		Score: s.Score, Information: s.Information, Loss: -s.LogLik, Rows: s.Rows, Resolution: math.Ldexp(1, -cox.Bits),
	})
	c.loss, c.rows = loss, s.Rows
	c.rounds++
	return nil
}

// close ends the training with the closing round.
func (c *coxPlan) close(w []float64, s *cox.Sums, loss float64) error {
	end := *c
	extras := model.Extras{}
	extras.Inference, extras.Aside = c.infer(w, s)
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
	return nil
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
		Kind: c.file.Model.Kind, Name: c.file.Name, Schema: s, Metric: kinds.PartialLogLoss, Cost: max(loss, 0),
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
	var asides []model.Aside
	for j, column := range columns {
		out.Terms = append(out.Terms, model.Term{Name: column.Name, Excluded: aside[j]})
		if aside[j] {
			asides = append(asides, model.Aside{Name: column.Name, Reason: "it follows from others, or the same in all rows of every data owner"})
			continue
		}
		l.Parameters++
	}
	out.Freedom = float64(s.Events) - float64(l.Parameters)
	factor, ok := optim.Factorise(s.Information, 0, aside)
	if !ok {
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

// changes returns the information about weights that change with time that is left besides the weights themselves:
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
	s, err := cox.New(f.Schema(), train, f.Covariates(), f.Survival.Ties)
	return &heldStratum{s, f}, 0, err
}

// heldStratum is the rows of one owner.
type heldStratum struct {
	*cox.Stratum
	file *spec.File
}

func (h *heldStratum) upload(p *Point, _ func()) ([]*big.Int, int, error) {
	switch {
	case p.Kind != wire.RoundGradient && p.Kind != wire.RoundEvaluation:
		return nil, 0, errKind(p.Kind)
	case p.Shared == nil || len(p.Shared.Weights) != h.file.Covariates():
		return nil, 0, errors.New("invalid round: no weights, or not those of this training")
	}
	return h.At(p.Shared.Weights, p.Kind == wire.RoundEvaluation).Encode(h.file.MostHazard()), 0, nil
}

func (*heldStratum) forms(wire.RoundKind) ([][]*big.Int, []*big.Int, error) {
	return nil, nil, errNoForms
}

func (*heldStratum) holds(*schema.Table) bool { return false }
func (h *heldStratum) clear()                 { h.Clear() }
