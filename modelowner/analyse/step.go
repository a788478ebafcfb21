package analyse

import (
	"math"
	"slices"

	"github.com/blindfit/blindfit/modelowner/tables"
)

// Criterion is the penalty of a parameter in the choice of terms.
type Criterion string

// The criteria.
const (
	ByAIC Criterion = "aic" // 2
	ByBIC Criterion = "bic" // the log of the number of rows
)

// Criteria are all of them.
var Criteria = []Criterion{ByAIC, ByBIC}

// deletions is the table of the models that one term less leaves, of the terms that are in no product with others: what R's
// drop1 has with test = "F".
func (f *Fit) deletions() *tables.Table {
	t := &tables.Table{Name: "drop1", Columns: []string{"term", "df", "sum_of_squares", "residual_deviance", "aic", "statistic", "p_value"}}
	t.Add(tables.Text("<none>"), tables.Empty, tables.Empty, tables.Number(f.RSS), tables.Number(f.AIC(2)), tables.Empty, tables.Empty)
	for _, term := range f.terms {
		if slices.ContainsFunc(f.terms, func(o Term) bool { return o.contains(term) }) {
			continue
		}
		less, err := f.sums.fit(f.response, without(f.terms, func(o Term) bool { return o.Name == term.Name }))
		if err != nil { // a smaller model of the same rows has more degrees of freedom
			continue
		}
		statistic, p := f.beyond(less, f)
		t.Add(tables.Text(term.Name), tables.Number(less.Freedom-f.Freedom), tables.Number(math.Max(less.RSS-f.RSS, 0)), tables.Number(less.RSS),
			tables.Number(less.AIC(2)), statistic, p)
	}
	return t
}

// step leaves out one term after the other, that without which the criterion is lowest, as long as it falls, as R's step does
// without a scope. A term stays as long as a product of it with others does.
func (f *Fit) step(by Criterion) (*Fit, *tables.Table, error) {
	k := 2.0
	if by == ByBIC {
		k = math.Log(float64(f.sums.Rows))
	}
	t := &tables.Table{Name: "step", Columns: []string{"step", "df", "deviance", "df_residual", "residual_deviance", "aic"}}
	t.Add(tables.Empty, tables.Empty, tables.Empty, tables.Number(f.Freedom), tables.Number(f.RSS), tables.Number(f.AIC(k)))
	now := f
	for {
		var best *Fit
		var left string
		for _, term := range now.terms {
			inside := false
			for _, o := range now.terms {
				inside = inside || o.contains(term)
			}
			if inside {
				continue
			}
			next, err := f.sums.fit(f.response, without(now.terms, func(o Term) bool { return o.Name == term.Name }))
			if err != nil {
				return nil, nil, err
			}
			if best == nil || next.AIC(k) < best.AIC(k) {
				best, left = next, term.Name
			}
		}
		if best == nil || best.AIC(k) >= now.AIC(k) {
			return now, t, nil
		}
		t.Add(tables.Text("- "+left), tables.Number(best.Freedom-now.Freedom), tables.Number(best.RSS-now.RSS),
			tables.Number(best.Freedom), tables.Number(best.RSS), tables.Number(best.AIC(k)))
		now = best
	}
}
