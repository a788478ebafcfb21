package tables

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/compare"
)

// estimated are the estimates of a model that have covariances.
type estimated struct {
	values     []float64
	columns    []int // of encoded rows; 0 for constants
	covariance model.Covariance
	outcomes   bool // they belong to several outcomes
}

// estimatedOf returns the estimates with covariances; ok is false if there are none.
func estimatedOf(m *model.Model) (e estimated, ok bool) {
	i := m.Inference
	if i == nil || i.Covariance == nil || !known(m) {
		return e, false
	}
	for j, x := range m.Estimates() {
		if !i.Terms[j].Excluded {
			e.values, e.columns = append(e.values, x.Value), append(e.columns, x.Column)
			e.outcomes = e.outcomes || x.Outcome != ""
		}
	}
	e.covariance = i.Covariance
	return e, true
}

// of returns the indices of the estimates of columns.
func (e estimated) of(columns ...int) (out []int) {
	for k, c := range e.columns {
		if slices.Contains(columns, c) {
			out = append(out, k)
		}
	}
	return out
}

// among returns the covariances of estimates.
func (e estimated) among(at []int) *mat.SymDense {
	out := mat.NewSymDense(len(at), nil)
	for i, a := range at {
		for j, b := range at[:i+1] {
			out.SetSym(i, j, e.covariance.At(a, b))
		}
	}
	return out
}

// wald returns Wald's statistic of estimates being 0; NaN if their covariances are singular.
func (e estimated) wald(at []int) float64 {
	if len(at) == 0 {
		return 0
	}
	var c mat.Cholesky
	if !c.Factorize(e.among(at)) {
		return math.NaN()
	}
	b := mat.NewVecDense(len(at), nil)
	for i, a := range at {
		b.SetVec(i, e.values[a])
	}
	var x mat.VecDense
	if err := c.SolveVecTo(&x, b); err != nil {
		return math.NaN()
	}
	return mat.Dot(b, &x)
}

// typeTwo adds tests of every term given all terms that it is no part of, by Wald's statistic: for least squares those of
// the sums of squares of type II (J. Fox, Applied Regression Analysis, 2016, section 8.2).
func typeTwo(t *Table, m *model.Model) {
	e, ok := estimatedOf(m)
	if !ok {
		return
	}
	all, freedom := schema.Terms(m.Schema), DistributionOf(m.Inference).Freedom
	for _, term := range all {
		own := e.of(term.Columns...)
		var beside []int
		for _, other := range all {
			if term.Within(other) {
				beside = append(beside, e.of(other.Columns...)...)
			}
		}
		statistic, df := e.wald(append(slices.Clone(own), beside...))-e.wald(beside), float64(len(own))
		switch {
		case len(own) == 0 || math.IsNaN(statistic):
		case math.IsInf(freedom, 1):
			t.Add(Text(term.Name), Empty, Text("type_2"), Number(statistic), Number(df), Empty, Number(compare.UpperChiSquared(statistic, df)))
		default:
			f := statistic / df
			t.Add(Text(term.Name), Empty, Text("type_2"), Number(f), Number(df), Number(freedom), Number(compare.UpperF(f, df, freedom)))
		}
	}
}

// vif lists by how much the other terms inflate the variance of each (J. Fox and G. Monette, JASA 87, 1992).
func vif(s Source) *Table {
	e, ok := estimatedOf(s.Model)
	if !ok || e.outcomes {
		return nil
	}
	var slopes []int
	for k, c := range e.columns {
		if c > 0 {
			slopes = append(slopes, k)
		}
	}
	whole := e.logDeterminant(slopes)
	t := &Table{Columns: []string{"term", "vif", "df", "scaled"}}
	for _, term := range schema.Terms(s.Model.Schema) {
		own := e.of(term.Columns...)
		rest := slices.DeleteFunc(slices.Clone(slopes), func(k int) bool { return slices.Contains(own, k) })
		if len(own) == 0 || len(rest) == 0 {
			continue
		}
		x, df := math.Exp(e.logDeterminant(own)+e.logDeterminant(rest)-whole), float64(len(own))
		t.Add(Text(term.Name), Number(x), Number(df), Number(math.Pow(x, 1/(2*df))))
	}
	if len(t.Rows) == 0 { // of one term alone
		return nil
	}
	return t
}

// logDeterminant returns that of the correlations of estimates; NaN if they are singular.
func (e estimated) logDeterminant(at []int) float64 {
	r := e.among(at)
	out := mat.NewSymDense(len(at), nil)
	for i := range at {
		for j := range i + 1 {
			out.SetSym(i, j, r.At(i, j)/math.Sqrt(r.At(i, i)*r.At(j, j)))
		}
	}
	var c mat.Cholesky
	if !c.Factorize(out) {
		return math.NaN()
	}
	return c.LogDet()
}
