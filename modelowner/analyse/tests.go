package analyse

import (
	"math"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/tables"
)

func upperF(x, df, df2 float64) float64 { return compare.UpperF(x, df, df2) }

// contains reports whether a term is a product of another with further factors.
func (t Term) contains(o Term) bool {
	return len(t.Factors) > len(o.Factors) && !slices.ContainsFunc(o.Factors, func(f string) bool { return !slices.Contains(t.Factors, f) })
}

// without returns the terms that a condition leaves.
func without(terms []Term, out func(Term) bool) []Term {
	return slices.DeleteFunc(slices.Clone(terms), out)
}

// tests is the table of partial tests of the terms of a model. Sums of squares are held against the variance of the residuals
// of the model with all of them.
func (f *Fit) tests() (*tables.Table, error) {
	t := testTable()
	for i, term := range f.terms {
		before, err := f.sums.fit(f.response, f.terms[:i])
		if err != nil {
			return nil, err
		}
		after, err := f.sums.fit(f.response, f.terms[:i+1])
		if err != nil {
			return nil, err
		}
		f.compare(t, term.Name, "type_1", before, after)
	}
	for _, term := range f.terms {
		after, err := f.sums.fit(f.response, without(f.terms, func(o Term) bool { return o.contains(term) }))
		if err != nil {
			return nil, err
		}
		before, err := f.sums.fit(f.response, without(f.terms, func(o Term) bool { return o.Name == term.Name || o.contains(term) }))
		if err != nil {
			return nil, err
		}
		f.compare(t, term.Name, "type_2", before, after)
	}
	return t, nil
}

func testTable() *tables.Table {
	return &tables.Table{Name: "tests", Columns: []string{"variable", "group", "test", "statistic", "df", "df2", "p_value"}}
}

// beyond returns the F test of what one model leaves beyond another, as far as there is one.
func (f *Fit) beyond(before, after *Fit) (statistic, p tables.Cell) {
	df := before.Freedom - after.Freedom
	if !(df > 0) {
		return tables.Empty, tables.Empty
	}
	x := math.Max(before.RSS-after.RSS, 0) / df / f.Sigma2()
	if finite(x) && f.Freedom > 0 {
		p = tables.Number(upperF(x, df, f.Freedom))
	}
	return tables.Number(x), p
}

// compare adds the F test of one model against another.
func (f *Fit) compare(t *tables.Table, variable, test string, before, after *Fit) {
	statistic, p := f.beyond(before, after)
	t.Add(tables.Text(variable), tables.Empty, tables.Text(test), statistic, tables.Number(before.Freedom-after.Freedom), tables.Number(f.Freedom), p)
}

// partial adds the test of the terms of a larger model that f leaves out, all together.
func (f *Fit) partial(t *tables.Table, whole *Fit) {
	var names []string
	for _, term := range whole.terms {
		if !slices.ContainsFunc(f.terms, func(o Term) bool { return o.Name == term.Name }) {
			names = append(names, term.Name)
		}
	}
	if len(names) > 0 {
		whole.compare(t, strings.Join(names, " + "), tables.Partial, f, whole)
	}
}
