package analyse

import (
	"errors"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Run analyses the sums of a training.
func (s *Source) Run(opt Options) (*Result, error) {
	if s.Sums != nil {
		return s.Sums.Run(opt)
	}
	switch {
	case opt.Formula != "" || len(opt.Terms) > 0:
		return nil, errNoSums("a model of other terms")
	case opt.Step != "":
		return nil, errNoSums("the choice of terms")
	case opt.Penalty != nil:
		return nil, errNoSums("a path of penalties")
	case opt.Cross:
		return nil, errNoSums("a cross-validation")
	}
	out := &Result{Tables: tables.All(tables.Source{Model: s.Model})}
	i := s.Model.Inference
	if i != nil && i.Likelihood != nil && i.Likelihood.L1 > 0 {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("the estimates have a lasso penalty and therefore no standard errors, so that nothing follows from them")),
			"train it without model.l1, with the columns that you chose beforehand or on other rows")
	}
	if i == nil || i.Covariance == nil || len(s.Model.Estimates()) == 0 {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("the model has no standard errors, so that nothing follows from it beside its estimates")),
			"train it by Newton's rounds, or a linear regression on encrypted weights")
	}
	if len(opt.Contrasts) > 0 {
		t, err := tables.EstimatesOf(s.Model).Contrasts(opt.Contrasts)
		if err != nil {
			return nil, err
		}
		out.Tables = append(slices.DeleteFunc(out.Tables, func(o *tables.Table) bool { return o.Name == t.Name }), t)
	}
	tests, inflation := s.wald()
	if k := slices.IndexFunc(out.Tables, func(t *tables.Table) bool { return t.Name == tests.Name }); k >= 0 {
		tests.Rows = append(tests.Rows, out.Tables[k].Rows...)
		out.Tables[k] = tests
	} else {
		out.Tables = append(out.Tables, tests)
	}
	if inflation != nil {
		out.Tables = append(out.Tables, inflation)
	}
	return out, nil
}

// wald tests all estimates of each term together by their covariances: χ², or F where the estimates follow Student's t (A. Wald,
// Trans. Am. Math. Soc. 54, 1943). With several outcomes a term has the estimates of all of them. Inflation factors are of models
// with one outcome.
func (s *Source) wald() (tests, inflation *tables.Table) {
	m, i := s.Model, s.Model.Inference
	estimates := m.Estimates()
	places := map[string][]int{}
	var value []float64
	var slopes []int // places of estimates that are no intercepts
	outcomes := map[string]bool{}
	for j, e := range estimates {
		if i.Terms[j].Excluded {
			continue
		}
		if e.Column > 0 {
			slopes = append(slopes, len(value))
		}
		places[e.Name] = append(places[e.Name], len(value))
		outcomes[e.Outcome] = true
		value = append(value, e.Value)
	}
	terms := termsOf(m.Schema, func(name string) bool { return len(places[name]) > 0 })
	tests = testTable()
	student := i.Likelihood == nil || i.Likelihood.Student
	for _, t := range terms {
		var at []int
		for _, c := range t.Columns {
			at = append(at, places[c]...)
		}
		v, b := mat.NewSymDense(len(at), nil), mat.NewVecDense(len(at), nil)
		for a, x := range at {
			b.SetVec(a, value[x])
			for k := range a + 1 {
				v.SetSym(a, k, i.Covariance.At(x, at[k]))
			}
		}
		inverse, ok := invert(v)
		if !ok {
			continue
		}
		statistic, df := mat.Inner(b, inverse, b), float64(len(at))
		df2, p := tables.Empty, compare.UpperChiSquared(statistic, df)
		if student {
			statistic /= df
			df2, p = tables.Number(i.Freedom), compare.UpperF(statistic, df, i.Freedom)
		}
		tests.Add(tables.Text(t.Name), tables.Empty, tables.Text("wald"), tables.Number(statistic), tables.Number(df), df2, tables.Number(p))
	}
	if len(outcomes) > 1 || len(terms) < 2 {
		return tests, nil
	}
	covariance, where := mat.NewSymDense(len(slopes), nil), map[int]int{}
	for a, x := range slopes {
		where[x] = a
		for b := range a + 1 {
			covariance.SetSym(a, b, i.Covariance.At(x, slopes[b]))
		}
	}
	return tests, inflationOf(covariance, terms, func(t Term) (out []int) {
		for _, c := range t.Columns {
			for _, x := range places[c] {
				if a, ok := where[x]; ok {
					out = append(out, a)
				}
			}
		}
		return out
	})
}
