package tables

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// Names of tests of models against each other.
const (
	LikelihoodRatio = "likelihood_ratio" // twice the difference of log likelihoods, χ²
	Partial         = "partial"          // F, of deviances over the dispersion of the larger model
)

// Comparison is that of two fits to the same rows.
type Comparison struct {
	Models *Table // one row for each
	// Tests has the test of the smaller model within the larger; it has no row if neither is within the other.
	Tests *Table
	Notes []string // remarks on it for people: sentences without a period
}

// fitted are the numbers of a model that a comparison takes.
type fitted struct {
	*model.Model
	name string
	fitStatistics
	criteria map[string]float64 // statistics of the table fit
	// scale is the dispersion of targets with an estimated variance; NaN of others.
	scale float64
	terms []string // of estimates that were not set aside
}

func invalidComparison(format string, args ...any) error {
	return problem.As(problem.ErrInput, fmt.Errorf("invalid comparison: "+format, args...))
}

// take returns the numbers of a model, and refuses one that has no likelihood of its own.
func take(name string, m *model.Model) (*fitted, error) {
	i := m.Inference
	if m.Description != nil || i == nil || !known(m) || len(m.Hidden) > 0 || i.Noisy() {
		return nil, problem.WithHint(invalidComparison("%s has no likelihood", name), "train it by Newton's rounds, or a linear regression on encrypted weights")
	}
	if l := i.Likelihood; l != nil && (l.Firth || l.L1 > 0) || !i.Whole() {
		return nil, invalidComparison("the estimates of %s have a penalty, so that differences of likelihoods follow no χ²", name)
	}
	f := &fitted{Model: m, name: name, fitStatistics: fitOf(m, i), criteria: map[string]float64{}, scale: math.NaN()}
	for _, row := range fit(Source{Model: m}).Rows {
		f.criteria[row[0].String()] = number(row[1])
	}
	switch {
	case m.Metric == kinds.MSE:
		f.scale = f.deviance / f.freedom
	case i.Likelihood != nil && m.Architecture().Family().Dispersed():
		f.scale = i.Likelihood.Dispersion
	}
	e := EstimatesOf(m)
	for j, c := range e.Of {
		if !e.Absent[j] {
			f.terms = append(f.terms, strings.TrimPrefix(c.Outcome+":"+c.Name, ":"))
		}
	}
	return f, nil
}

// slopes returns how many of the estimates are no constants.
func (f *fitted) slopes() (n int) {
	for j, e := range f.Estimates() {
		if e.Column > 0 && !f.IsAside(e.Name) && (len(f.Inference.Terms) == 0 || !f.Inference.Terms[j].Excluded) {
			n++
		}
	}
	return n
}

// sameNull is how near null deviances of the same rows are, relatively: they come from sums at constants of their own.
const sameNull = 1e-6

// sameRows refuses models of other targets or rows. The null deviance depends on targets, offsets and weights alone, so that of
// the same rows it is the same. Of a negative binomial model it depends on θ too.
func (f *fitted) sameRows(o *fitted) error {
	a, b := f.Schema.Target, o.Schema.Target
	switch {
	case f.Kind != o.Kind || f.Architecture().Family().Link().Name != o.Architecture().Family().Link().Name:
		return invalidComparison("%s and %s differ in kind or link", f.name, o.name)
	case a.Name != b.Name || !slices.Equal(a.Levels, b.Levels):
		return invalidComparison("%s and %s differ in their target", f.name, o.name)
	case f.Site != o.Site || f.Schema.Formula.Intercept() != o.Schema.Formula.Intercept():
		return invalidComparison("%s and %s differ in their intercepts", f.name, o.name)
	case f.Rows != o.Rows:
		return problem.WithHint(invalidComparison("%s is of %d rows and %s of %d", f.name, f.Rows, o.name, o.Rows), "rows with missing values may be left out of one only: let both read the same columns")
	}
	l := f.Inference.Likelihood
	if l != nil && l.Theta > 0 || math.IsNaN(f.null) || math.IsNaN(o.null) {
		return nil
	}
	if !(math.Abs(f.null-o.null) <= sameNull*math.Max(math.Abs(f.null), math.Abs(o.null))) {
		return invalidComparison("%s and %s are of other rows, or have other offsets or weights: without columns their deviances are %.6g and %.6g", f.name, o.name, f.null, o.null)
	}
	return nil
}

// CompareModels compares two fits to the same rows, as far as numbers of rows and null deviances show it. The error wraps
// problem.ErrInput.
func CompareModels(names [2]string, models [2]*model.Model) (*Comparison, error) {
	a, err := take(names[0], models[0])
	if err != nil {
		return nil, err
	}
	b, err := take(names[1], models[1])
	if err != nil {
		return nil, err
	}
	if err := a.sameRows(b); err != nil {
		return nil, err
	}
	c := newComparison(a, b)
	small, large := a, b
	if len(small.terms) > len(large.terms) {
		small, large = b, a
	}
	var extra []string
	for _, t := range large.terms {
		if !slices.Contains(small.terms, t) {
			extra = append(extra, t)
		}
	}
	if df := len(large.terms) - len(small.terms); df == 0 || len(extra) != df {
		c.Notes = append(c.Notes, "the columns of neither model are among those of the other, so that no test compares them; AIC and BIC do")
	} else {
		c.test(small.name, large, small.deviance-large.deviance, 2*(large.logLik-small.logLik), float64(df))
	}
	return c, nil
}

// CompareWithNull compares a fit with constants alone.
func CompareWithNull(name string, m *model.Model) (*Comparison, error) {
	f, err := take(name, m)
	if err != nil {
		return nil, err
	}
	l := m.Inference.Likelihood
	switch {
	case l != nil && l.Theta > 0:
		return nil, invalidComparison("the null deviance of %s is that at its own θ: compare it with a training without its columns", name)
	case math.IsNaN(f.null) || f.intercepts == 0:
		return nil, invalidComparison("the null deviance of %s is not known", name)
	}
	c := newComparison(f)
	if df := float64(f.slopes()); df > 0 {
		c.test("null", f, f.null-f.deviance, f.null-f.deviance, df)
	}
	return c, nil
}

func newComparison(all ...*fitted) *Comparison {
	c := &Comparison{
		Models: &Table{Name: "models", Columns: []string{"model", "nobs", "df", "log_lik", "aic", "bic", "deviance", "df_residual", "delta_aic", "delta_bic"}},
		Tests:  &Table{Name: "tests", Columns: []string{"variable", "group", "test", "statistic", "df", "df2", "p_value"}},
	}
	aic, bic := math.Inf(1), math.Inf(1)
	for _, f := range all {
		if _, has := f.criteria["log_lik"]; !has { // as of a perfect fit
			f.criteria["aic"], f.criteria["bic"], f.criteria["log_lik"] = math.NaN(), math.NaN(), math.NaN()
		}
		aic, bic = math.Min(aic, f.criteria["aic"]), math.Min(bic, f.criteria["bic"])
		if l := f.Inference.Likelihood; l != nil && l.Errors != spec.ErrorsModel {
			c.Notes = append(c.Notes, fmt.Sprintf("%s has %s errors; likelihoods take the model's variance of rows to be right all the same", f.name, l.Errors))
		}
	}
	for _, f := range all {
		c.Models.Add(Text(f.name), Count(f.Rows), Number(f.parameters), Number(f.criteria["log_lik"]), Number(f.criteria["aic"]), Number(f.criteria["bic"]),
			Number(f.deviance), Number(f.freedom), Number(f.criteria["aic"]-aic), Number(f.criteria["bic"]-bic))
	}
	return c
}

// test adds the test of a smaller model within f: of the difference of deviances where the dispersion is estimated, and else of
// twice the difference of log likelihoods.
func (c *Comparison) test(small string, f *fitted, deviance, ratio, df float64) {
	variable := small + " in " + f.name
	if !math.IsNaN(f.scale) {
		x := math.Max(deviance, 0) / df / f.scale
		p := math.NaN()
		if f.scale > 0 && f.freedom > 0 {
			p = compare.UpperF(x, df, f.freedom)
		}
		c.Tests.Add(Text(variable), Empty, Text(Partial), Number(x), Number(df), Number(f.freedom), Number(p))
		return
	}
	if math.IsNaN(ratio) { // of Cox's regression, with the deviance of the partial likelihood
		ratio = deviance
	}
	ratio = math.Max(ratio, 0)
	c.Tests.Add(Text(variable), Empty, Text(LikelihoodRatio), Number(ratio), Number(df), Empty, Number(compare.UpperChiSquared(ratio, df)))
}

// number reads a cell; NaN if it is empty.
func number(c Cell) float64 {
	var x float64
	if _, err := fmt.Sscanf(c.text, "%g", &x); err != nil {
		return math.NaN()
	}
	return x
}
