package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// metaMode fits the model to the rows of each data owner alone, on its machine, and combines the estimates by sums that nobody
// can take apart: of their precisions, and of estimates and their squares times precisions. A second and last round has the
// precisions with the variance between owners that the first one tells. See decision 0040.
type metaMode struct{}

func (metaMode) plan(f *spec.File) (Plan, error) {
	return &metaPlan{outcome: newOutcome(f), between: make([]float64, f.MetaTerms()), cost: math.NaN()}, nil
}

func (metaMode) metric(f *spec.File) string  { return f.Architecture().Family().Metric() }
func (metaMode) sameRows(*spec.File) bool    { return true }
func (metaMode) rowCount(wire.RoundKind) int { return -1 }

// metaPlan is the plan of metaMode.
type metaPlan struct {
	outcome
	between []float64 // the variance between owners of each term
	first   []meta.Sums
	cost    float64
}

func (m *metaPlan) Next() (*Point, bool, error) {
	switch m.phase {
	case atEnd:
		return nil, true, nil
	case atEvaluation:
		return &Point{Kind: wire.RoundEvaluation, Shared: &Parameters{Weights: m.between}}, false, nil
	}
	return &Point{Kind: wire.RoundGradient, Shared: &Parameters{Weights: make([]float64, len(m.between))}}, false, nil
}

func (m *metaPlan) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	switch {
	case sums.OtherOwners:
		return errors.New("invalid sums: the data owners are others than before")
	case m.phase == atEnd:
		return errEnded
	case p.Shared == nil || len(p.Shared.Weights) != len(m.between):
		return errors.New("invalid sums: the point does not have the variances of this training")
	}
	read, rest, err := meta.Decode(sums.Values, len(m.between), m.file.MetaForm(p.Kind == wire.RoundGradient), 2)
	if err != nil {
		return err
	}
	rows := rest[1]
	if !rows.IsInt64() || rows.Sign() <= 0 {
		return errors.New("invalid sums: the number of rows is not positive")
	}
	m.rows = rows.Int64()
	m.rounds++
	if p.Kind == wire.RoundGradient {
		m.first = read
		for j, s := range read {
			m.between[j] = math.Min(s.Between(sums.Owners), float64(m.file.Bounds.Weight))
		}
		m.cost = meta.Real(rest[0]) / float64(m.rows)
		m.phase = atEvaluation
		return nil
	}
	if m.first == nil {
		return errors.New("invalid sums: the first round is missing")
	}
	end := *m
	if err := end.end(p.Shared.Weights, read, sums.Owners); err != nil {
		return err
	}
	end.phase, end.measured = atEnd, true
	end.warnings = append(end.warnings, "the cost is that of the data owners' own fits, each on its own rows")
	*m = end
	return nil
}

// end makes the model of the mean effects over data owners.
func (m *metaPlan) end(between []float64, last []meta.Sums, owners int) error {
	s, family := m.file.Predictors(), m.file.Architecture().Family()
	scales, names := termScales(m.file)
	extras := model.Extras{Inference: &model.Inference{Freedom: float64(owners - 1), Likelihood: &model.Likelihood{Errors: spec.ErrorsModel, Dispersion: 1}}}
	weights, columns := make([]float64, s.Width()), s.Columns()
	skipped := len(columns) - len(names) // 1 without an intercept
	for j, name := range names {
		t := meta.Combine(m.first[j], last[j], between[j], owners)
		if skipped+j > 0 {
			weights[skipped+j] = t.Random.Estimate
			weights[0] += 2 * t.Random.Estimate * zeroOf(s, columns[skipped+j])
		} else {
			weights[0] += 2 * (t.Random.Estimate - family.Link().Shift/scales[j])
		}
		if m.file.Inference.Egger {
			t.Egger = m.first[j].Asymmetry(owners)
		}
		t = t.Times(scales[j])
		t.Name = name
		extras.Meta = append(extras.Meta, t)
		extras.Inference.Terms = append(extras.Inference.Terms, model.Term{Name: name, Error: t.Random.Error, T: t.Random.Estimate / t.Random.Error})
	}
	extras.Level = m.file.Inference.Level
	var err error
	m.model, err = model.New(model.Summary{
		Kind: m.file.Model.Kind, Link: m.file.Model.Link, Name: m.file.Name, Schema: s, Metric: family.Metric(), Cost: math.Max(m.cost, 0),
		Rounds: m.rounds, Rows: m.rows, Extras: extras,
	}, nil, weights)
	return err
}

// zeroOf returns what a column at 0 in its unit is encoded as, with the opposite sign.
func zeroOf(s *schema.Schema, c schema.Column) float64 {
	shift, width := scaleOf(s, c)
	return shift / width
}

// termScales returns the unit of each term in sums, and the names of terms: the scale of the target over the width of a column.
func termScales(f *spec.File) (scales []float64, names []string) {
	s, family := f.Predictors(), f.Architecture().Family()
	columns := s.Columns()
	text := make([]string, len(columns))
	for j, c := range columns {
		text[j] = c.Name
	}
	for _, t := range family.Terms(text) {
		scale := family.Link().Scale
		if t.Column > 0 {
			_, width := scaleOf(s, columns[t.Column])
			scale /= width
		}
		scales, names = append(scales, scale), append(names, t.Name)
	}
	return scales, names
}

func (m *metaPlan) Cost() float64 {
	if m.model != nil {
		return m.model.Cost
	}
	return m.cost
}

func (m *metaPlan) Partial() (*model.Model, error) { return m.model, nil }

// hold fits the model to the rows and keeps the estimates alone.
func (metaMode) hold(f *spec.File, train, _ *schema.Table) (held, int, error) {
	h := &heldEstimates{file: f, rows: int64(train.Rows)}
	fitted, err := fitAlone(f.Alone(), train)
	if err != nil {
		return nil, 0, err
	}
	scales, _ := termScales(f)
	estimates := fitted.Estimates()
	for j, t := range fitted.Inference.Terms {
		e, err := meta.NewEstimate(estimates[j].Value/scales[j], t.Error/scales[j])
		if err != nil {
			return nil, 0, alone(fmt.Errorf("the estimate of %s: %w", t.Name, err))
		}
		h.estimates = append(h.estimates, e)
	}
	h.cost = fitted.Cost * float64(train.Rows)
	return h, 0, nil
}

// alone is the error of rows to which the model cannot be fitted by themselves.
func alone(err error) error {
	return fmt.Errorf("the model cannot be fitted to these rows alone, which this training needs of every data owner, so nothing is sent: %w", err)
}

// fitAlone fits a model to the rows of one table. It fails if a term has no estimate there.
func fitAlone(f *spec.File, t *schema.Table) (*model.Model, error) {
	// By name, not by modeOf: the page's module has no other plans then.
	var own mode = newtonMode{}
	begin := newNewton
	if f.Hazards() {
		own, begin = coxMode{}, newCox
	}
	held, _, err := own.hold(f, t, nil)
	if err != nil {
		return nil, err
	}
	p, err := begin(f, nil) // the estimates of one table have no penalty
	if err != nil {
		return nil, err
	}
	for {
		point, done, err := p.Next()
		if err != nil {
			return nil, alone(err)
		}
		if done {
			break
		}
		values, _, err := held.upload(point, func() {})
		if err == nil {
			err = p.Observe(point, Sums{Values: values, Owners: 1})
		}
		if err != nil {
			return nil, alone(err)
		}
	}
	// Every warning is about an estimate: of a column that is set aside, or of all if the likelihood has no maximum.
	for _, w := range p.Warnings() {
		return nil, alone(errors.New(w))
	}
	m := p.Model()
	if m.Inference == nil || len(m.Inference.Terms) == 0 || len(m.Inference.Terms) != len(m.Estimates()) {
		return nil, alone(errors.New("there are not more rows than terms"))
	}
	return m, nil
}

// heldEstimates are the estimates of one data owner.
type heldEstimates struct {
	file      *spec.File
	estimates []meta.Estimate
	cost      float64 // times rows
	rows      int64
}

func (h *heldEstimates) upload(p *Point, _ func()) ([]*big.Int, int, error) {
	first := p.Kind == wire.RoundGradient
	switch {
	case !first && p.Kind != wire.RoundEvaluation:
		return nil, 0, errKind(p.Kind)
	case p.Shared == nil || len(p.Shared.Weights) != len(h.estimates):
		return nil, 0, errors.New("invalid round: no variances, or not those of this training")
	}
	for _, between := range p.Shared.Weights {
		if !(between >= 0) || first && between != 0 {
			return nil, 0, errors.New("invalid round: a variance between data owners is below 0, or not 0 in the first round")
		}
	}
	out := meta.Encode(h.estimates, p.Shared.Weights, h.file.MetaForm(first))
	return append(out, meta.Whole(math.Min(h.cost, meta.Most)), big.NewInt(h.rows)), 0, nil
}

func (*heldEstimates) forms(wire.RoundKind) ([][]*big.Int, []*big.Int, error) {
	return nil, nil, errNoForms
}

func (*heldEstimates) holds(*schema.Table) bool { return false }
func (h *heldEstimates) clear()                 { clear(h.estimates) }
