package plan

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
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
	fit   *kinds.LeastSquares
	folds []*squares.Statistics // nil if the rows were not divided
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
	folds, err := readFolds(o.file, &s)
	if err != nil {
		return err
	}
	fit, err := o.data.solve(s)
	if err != nil {
		return err
	}
	end := o.outcome
	end.phase, end.rounds, end.rows, end.measured = atEnd, 1, fit.rows, fit.sums != nil
	if err := end.finishFit(o.fit, fit.weights, fit.at, fit.mse, model.Extras{Aside: fit.aside}); err != nil {
		return err
	}
	end.infer(fit)
	end.warnings = append(end.warnings, o.data.warnings()...)
	if o.file.Folds > 0 && folds == nil {
		end.warnings = append(end.warnings, "the rows were not divided into folds, because some data owner's fold would have had too few rows or one that stands alone: there is no cross-validation")
	}
	o.outcome, o.folds = end, folds
	return nil
}

// readFolds takes the sums of folds off those of the one round and returns them, the last fold too, which is all rows without the
// others. It returns nil if data owners did not divide their rows: then all their sums of folds are 0.
func readFolds(f *spec.File, s *Sums) ([]*squares.Statistics, error) {
	d := f.Schema().Width()
	n := squares.Values(d)
	if f.Folds == 0 || len(s.Values) != f.Folds*n {
		return nil, nil // of another length: the sums over all rows are refused
	}
	rest := copied(s.Values[:n])
	others := s.Values[n:]
	s.Values = s.Values[:n]
	if !slices.ContainsFunc(others, func(v *big.Int) bool { return v.Sign() != 0 }) {
		return nil, nil
	}
	var out []*squares.Statistics
	for values := range slices.Chunk(others, n) {
		for i, v := range values {
			rest[i].Sub(rest[i], v)
		}
		fold, err := squares.ParseVector(d, values)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", len(out)+1, err)
		}
		out = append(out, fold)
	}
	last, err := squares.ParseVector(d, rest)
	if err != nil {
		return nil, fmt.Errorf("fold %d: %w", f.Folds, err)
	}
	return append(out, last), nil
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
	for len(values) > 0 && f.Folds > 0 && len(values) < f.Folds*squares.Values(f.Schema().Width()) { // rows that are not divided
		values = append(values, new(big.Int))
	}
	return heldValues(values), cut, err
}

// NewFoldRows takes a data owner's checked rows divided into folds, as many as the training asks for: the sums over all of them and
// over each fold but the last. The tables are not needed after it. See Discard.
func NewFoldRows(f *spec.File, folds []*schema.Table) (*Rows, error) {
	if f.Folds == 0 || len(folds) != f.Folds {
		return nil, fmt.Errorf("invalid rows: %d folds for %d of the training", len(folds), f.Folds)
	}
	r := &Rows{file: f}
	var all, values heldValues
	for _, t := range folds {
		if err := checkTable(f, t, r.counts[0]); err != nil {
			return nil, err
		}
		fold, _, err := encodingOf(f).squares(t)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = copied(fold)
		} else {
			for i, v := range fold {
				all[i].Add(all[i], v)
			}
		}
		r.counts[0] += t.Rows
		values = append(values, fold...)
	}
	r.held = append(all, values[:len(values)-len(all)]...)
	return r, nil
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
