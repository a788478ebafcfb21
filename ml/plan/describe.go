package plan

import (
	"cmp"
	"fmt"
	"math"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/dp"
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
	read, noise, err := d.read(s)
	if err != nil {
		return err
	}
	end := d.outcome
	end.phase, end.rounds, end.rows, end.measured = atEnd, 1, read.All().Rows, true
	end.model, err = model.New(model.Summary{
		Kind: d.file.Model.Kind, Name: d.file.Name, Rounds: 1, Rows: end.rows,
		Schema: &schema.Schema{Features: d.file.Features, Missing: d.file.Missing},
		Extras: model.Extras{Description: &describe.Result{Group: d.file.Model.Group, Survival: d.file.Survival, Noise: noise, Sums: s.Values}},
	}, nil, nil)
	if err != nil {
		return err
	}
	if noise != nil {
		end.warnings = append(end.warnings, fmt.Sprintf("noise moves every count by about %.2g rows (one standard deviation), and more where counts are added up", noise.Deviation))
		if noise.Units > 0 {
			end.warnings = append(end.warnings, "every data owner counts as one row, whatever number it has: the number of rows is not known")
		}
	}
	d.outcome = end
	return nil
}

// read reads the totals of all owners; noise is nil if they are exact.
func (d *description) read(s Sums) (read *describe.Description, noise *describe.Noise, err error) {
	if !d.design.Noisy {
		read, err = d.design.Read(s.Values)
		return read, nil, err
	}
	c := clipped{file: d.file}
	units, err := c.units(wire.RoundOneRound, s)
	if err != nil {
		return nil, nil, err
	}
	noise = &describe.Noise{
		Deviation: math.Ldexp(c.deviation(wire.RoundOneRound)*math.Sqrt(cmp.Or(s.Noise, 1)*s.inflation()), -schema.QuantBits), Units: int64(units),
	}
	read, err = d.design.ReadNoisy(s.Values, *noise)
	return read, noise, err
}

// Cost is not known: nothing is fitted.
func (*description) Cost() float64 { return math.NaN() }

// hold keeps the values of the one round only.
func (describeMode) hold(f *spec.File, train, _ *schema.Table) (held, int, error) {
	design, err := f.Design()
	if err != nil {
		return nil, 0, err
	}
	if design.Noisy {
		values, err := design.NoisySums(train, f.Privacy.Unit == dp.OwnerUnit)
		return heldValues(values), 0, err
	}
	values, err := design.Sums(train)
	return heldValues(values), 0, err
}

var _ Plan = (*description)(nil)
