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
// levels, of all rows and by group.
func summary(s Source) *Table {
	v := s.view()
	if v == nil {
		return nil
	}
	t := &Table{Columns: []string{"variable", "level", "group", "statistic", "value"}}
	for c := range v.Columns() {
		t.Add(Empty, Empty, Text(v.Label(c)), Text("n"), shown(v.Rows(c)))
	}
	for f, feature := range v.Features() {
		for c := range v.Columns() {
			if f == v.Group && c > 0 {
				continue // these are the groups
			}
			add := func(level, statistic string, value Cell) {
				t.Add(Text(feature.Name), Text(level), Text(v.Label(c)), Text(statistic), value)
			}
			add("", "n", shown(v.Present(f, c)))
			add("", "missing", shown(v.Missing(f, c)))
			if !feature.Type.Numeric() {
				for l, level := range feature.Levels {
					add(level, "count", shown(v.Level(f, l, c)))
					share := Empty
					if x, ok := v.Share(f, l, c); ok {
						share = Number(x)
					}
					add(level, "share", share)
				}
				continue
			}
			counts := v.Cell(c).Features[f]
			m := describe.MomentsOf(feature, counts)
			for _, x := range []struct {
				statistic string
				value     float64
			}{
				{"mean", m.Mean}, {"sd", m.SD}, {"q25", describe.Quantile(feature, counts, 0.25)},
				{"median", describe.Quantile(feature, counts, 0.5)}, {"q75", describe.Quantile(feature, counts, 0.75)},
			} {
				value := Empty
				if v.Open(f, c) {
					value = Number(x.value)
				}
				add("", x.statistic, value)
			}
		}
	}
	return t
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
	if v == nil {
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
