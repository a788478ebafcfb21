package analyse

import (
	"math"

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
