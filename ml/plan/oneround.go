package plan

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// oneRoundMode solves the model from the sums of squares and products of one round. No weights travel.
type oneRoundMode struct{}

func (oneRoundMode) plan(f *spec.File) (Plan, error) {
	return &oneRound{outcome: newOutcome(f), fit: f.LeastSquares()}, nil
}

func (oneRoundMode) metric(f *spec.File) string  { return f.LeastSquares().Metric }
func (oneRoundMode) sameRows(*spec.File) bool    { return false }
func (oneRoundMode) rowCount(wire.RoundKind) int { return -1 }

// oneRound is the plan of oneRoundMode.
type oneRound struct {
	outcome
	fit *kinds.LeastSquares
}

func (o *oneRound) Next() (*Point, bool, error) {
	if o.phase == atEnd {
		return nil, true, nil
	}
	return &Point{Kind: wire.RoundOneRound}, false, nil
}

func (o *oneRound) Observe(_ *Point, s Sums) error {
	if err := s.check(); err != nil {
		return err
	}
	if o.phase == atEnd {
		return errEnded
	}
	fit, err := o.data.solve(s)
	if err != nil {
		return err
	}
	end := o.outcome
	end.phase, end.rounds, end.rows, end.measured = atEnd, 1, fit.rows, fit.infer != nil
	if err := end.finishFit(o.fit, fit.weights, fit.at, fit.mse, model.Extras{Aside: fit.aside}); err != nil {
		return err
	}
	end.infer(fit)
	end.warnings = append(end.warnings, o.data.warnings()...)
	o.outcome = end
	return nil
}

func (o *oneRound) Cost() float64 {
	if o.model == nil {
		return math.NaN()
	}
	return o.model.Cost
}

// Partial returns the model only after the one round.
func (o *oneRound) Partial() (*model.Model, error) { return o.model, nil }

// hold keeps the values of the one round only.
func (oneRoundMode) hold(f *spec.File, train, _ *schema.Table) (held, int, error) {
	values, cut, err := encodingOf(f).squares(train)
	return heldValues(values), cut, err
}

// heldValues are the values of the one round.
type heldValues []*big.Int

func (h heldValues) upload(p *Point, _ func()) ([]*big.Int, int, error) {
	if p.Kind != wire.RoundOneRound {
		return nil, 0, errKind(p.Kind)
	}
	return copied(h), 0, nil
}

func (heldValues) forms(wire.RoundKind) ([][]*big.Int, []*big.Int, error) {
	return nil, nil, errNoForms
}

func (heldValues) holds(*schema.Table) bool { return false }
func (heldValues) clear()                   {}
