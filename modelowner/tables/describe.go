package tables

import (
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// view returns the description of a source under its rule, or nil if it has none.
func (s Source) view() *publish.View {
	d, err := s.Model.Describe()
	if err != nil { // a model
		return nil
	}
	return publish.New(d, s.Rule)
}

// summary lists numbers of values, missing ones, means, standard deviations and quantiles of numbers, and counts and shares of
// levels, of all rows and by group. A description with noise has the standard error of each value in addition.
func summary(s Source) *Table {
	v := s.view()
	if v == nil {
		return nil
	}
	t := &summaryTable{View: v, to: &Table{Columns: []string{"variable", "level", "group", "statistic", "value"}}}
	if v.Noisy {
		t.to.Columns = append(t.to.Columns, NoiseError)
	}
	for c := range v.Columns() {
		t.line("", "", c, "n", shown(v.Rows(c)), v.RowsError(v.Parts(c)))
	}
	for f := range v.Features() {
		for c := range v.Columns() {
			if f == v.Group && c > 0 {
				continue // these are the groups
			}
			t.feature(f, c)
		}
	}
	return t.to
}

// NoiseError is the column of the standard errors that noise alone gives the values beside it.
const NoiseError = "noise_error"

// summaryTable is a summary on its way.
type summaryTable struct {
	*publish.View
	to *Table
}

func (t *summaryTable) line(variable, level string, column int, statistic string, value Cell, noise float64) {
	row := []Cell{Text(variable), Text(level), Text(t.Label(column)), Text(statistic), value}
	if t.Noisy && value == Empty {
		row = append(row, Empty)
	} else if t.Noisy {
		row = append(row, Number(noise))
	}
	t.to.Add(row...)
}

// feature adds the lines of a feature in a column.
func (t *summaryTable) feature(f, c int) {
	feature, parts := t.Features()[f], t.Parts(c)
	add := func(level, statistic string, value Cell, noise float64) {
		t.line(feature.Name, level, c, statistic, value, noise)
	}
	add("", "n", shown(t.Present(f, c)), t.CountError(parts))
	add("", "missing", shown(t.Missing(f, c)), t.CountError(parts))
	if !feature.Type.Numeric() {
		for l, level := range feature.Levels {
			add(level, "count", shown(t.Level(f, l, c)), t.CountError(parts))
			share, noise := Empty, 0.0
			if x, ok := t.Share(f, l, c); ok {
				share, noise = Number(x), t.ShareError(x, t.Present(f, c).N, parts)
			}
			add(level, "share", share, noise)
		}
		return
	}
	counts := t.Cell(c).Features[f]
	m := describe.MomentsOf(feature, counts)
	mean, sd := t.MomentErrors(feature, counts, parts)
	add("", "mean", t.open(f, c, m.Mean), mean)
	add("", "sd", t.open(f, c, m.SD), sd)
	for _, q := range []struct {
		statistic string
		share     float64
	}{{"q25", 0.25}, {"median", 0.5}, {"q75", 0.75}} {
		add("", q.statistic, t.open(f, c, describe.Quantile(feature, counts, q.share)), t.QuantileError(feature, counts, q.share, parts))
	}
}

// open returns a statistic of a number, or an empty cell if it is hidden.
func (t *summaryTable) open(f, c int, x float64) Cell {
	if !t.Open(f, c) {
		return Empty
	}
	return Number(x)
}

// shown returns a count, or an empty cell if it is hidden.
func shown(c publish.Count) Cell {
	if c.Hidden {
		return Empty
	}
	return Count(c.N)
}

// tests lists the tests between groups.
func tests(s Source) *Table {
	t := &Table{Columns: []string{"variable", "group", "test", "statistic", "df", "df2", "p_value"}}
	v := s.view()
	if v != nil && v.Noisy {
		return nil
	}
	if v == nil {
		if proportional(t, s.Model.Inference); len(t.Rows) == 0 {
			typeTwo(t, s.Model)
		}
		if len(t.Rows) == 0 {
			return nil
		}
		return t
	}
	for _, x := range compare.Tests(v) {
		t.Add(Text(x.Variable), Text(x.Group), Text(x.Name), Number(x.Statistic), Number(x.DF), Number(x.DF2), Number(x.P))
	}
	return t
}

// proportional adds the tests whether hazards are proportional, of each term and of all together, as far as they are known.
func proportional(t *Table, i *model.Inference) {
	if i == nil || i.Likelihood == nil || i.Likelihood.Proportional == nil {
		return
	}
	global := *i.Likelihood.Proportional
	global.Name = "GLOBAL"
	for _, x := range append(i.Likelihood.Terms[:len(i.Likelihood.Terms):len(i.Likelihood.Terms)], global) {
		p := compare.UpperChiSquared(x.Statistic, float64(x.DF))
		t.Add(Text(x.Name), Empty, Text("schoenfeld"), Number(x.Statistic), Count(int64(x.DF)), Empty, Number(p))
	}
}

// correlation lists the correlations of every two numbers over the rows that have both.
func correlation(s Source) *Table {
	v := s.view()
	if v == nil || v.Noisy { // which has no sums of two numbers
		return nil
	}
	features := v.Features()
	values := map[[2]int]Cell{}
	for _, p := range v.Pairs {
		if v.Paired(p) {
			values[[2]int{p.A, p.B}] = Number(p.Correlation())
			values[[2]int{p.B, p.A}] = Number(p.Correlation())
		}
	}
	t := &Table{Columns: []string{"variable", "other", "value"}}
	for a, f := range features {
		for b, g := range features {
			switch {
			case !f.Type.Numeric() || !g.Type.Numeric():
			case a == b:
				t.Add(Text(f.Name), Text(g.Name), Number(1))
			default:
				t.Add(Text(f.Name), Text(g.Name), values[[2]int{a, b}])
			}
		}
	}
	return t
}

// survivalCurves lists the curves of times to an event, of all rows and by group. Times are the right edges of bins.
func survivalCurves(s Source) *Table {
	v := s.view()
	if v == nil || v.Survival == nil {
		return nil
	}
	t := &Table{Columns: []string{"group", "time", "at_risk", "events", "survival", "conf_low", "conf_high"}}
	for c := range v.Columns() {
		for _, step := range v.Curve(c, publish.Normal) {
			t.Add(Text(v.Label(c)), Number(v.Survival.Edge(step.Bin)), shown(step.AtRisk), shown(step.Events),
				Number(step.Survival), Number(step.Low), Number(step.High))
		}
	}
	return t
}
