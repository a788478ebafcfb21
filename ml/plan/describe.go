package plan

import (
	"math"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// describeMode counts and sums rows in one round, without a model.
type describeMode struct{}

func (describeMode) plan(f *spec.File) (Plan, error) {
	design, err := f.Design()
	if err != nil {
		return nil, err
	}
	return &description{oneRound: oneRound{outcome: newOutcome(f)}, design: design}, nil
}

func (describeMode) metric(*spec.File) string    { return "" }
func (describeMode) sameRows(*spec.File) bool    { return false }
func (describeMode) rowCount(wire.RoundKind) int { return -1 }

// description is the plan of describeMode. Its model has no weights.
type description struct {
	oneRound
	design *describe.Design
}

func (d *description) Observe(_ *Point, s Sums) error {
	if err := s.check(); err != nil {
		return err
	}
	if d.phase == atEnd {
		return errEnded
	}
	read, err := d.design.Read(s.Values)
	if err != nil {
		return err
	}
	end := d.outcome
	end.phase, end.rounds, end.rows, end.measured = atEnd, 1, read.All().Rows, true
	end.model, err = model.New(model.Summary{
		Kind: d.file.Model.Kind, Name: d.file.Name, Rounds: 1, Rows: end.rows,
		Schema: &schema.Schema{Features: d.file.Features, Missing: d.file.Missing},
		Extras: model.Extras{Description: &describe.Result{Group: d.file.Model.Group, Survival: d.file.Survival, Sums: s.Values}},
	}, nil, nil)
	if err != nil {
		return err
	}
	d.outcome = end
	return nil
}

// Cost is not known: nothing is fitted.
func (*description) Cost() float64 { return math.NaN() }

// hold keeps the values of the one round only.
func (describeMode) hold(f *spec.File, train, _ *schema.Table) (held, int, error) {
	design, err := f.Design()
	if err != nil {
		return nil, 0, err
	}
	values, err := design.Sums(train)
	return heldValues(values), 0, err
}

var _ Plan = (*description)(nil)
