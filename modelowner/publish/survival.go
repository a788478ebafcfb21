package publish

import "github.com/blindfit/blindfit/ml/survival"

// Normal is the quantile of the standard normal distribution that bands of 95 % are made with.
const Normal = 1.959963984540054

// Step is a point of a curve as it may be shown.
type Step struct {
	survival.Point
	Bin            int // the last that the step covers
	AtRisk, Events Count
}

// Curve returns the curve of a column, with z as in survival.Counts.Curve. Under a rule several bins become one step, until it
// rests on enough events and enough rows, and its number of censored rows is no small count either; bins at the end that are not
// enough are left out. The curve's values stay those at the right edge of the step. It is nil if the number of rows is hidden.
func (v *View) Curve(column int, z float64) []Step {
	if v.rows[column] {
		return nil
	}
	points := v.cells[column].Survival.Curve(z)
	var out []Step
	from, events, censored := 0, int64(0), int64(0)
	for i, p := range points {
		events += p.Events
		censored += p.Censored
		if v.Rule.Below > 0 && (events < v.Rule.Below || v.Rule.Hides(censored) || points[from].AtRisk < v.Rule.Below) {
			continue
		}
		out = append(out, Step{
			Point: p, Bin: i, AtRisk: v.shown(points[from].AtRisk, false), Events: v.shown(events, false),
		})
		from, events, censored = i+1, 0, 0
	}
	return out
}

// Line returns counts that add up to a number which is shown.
func (r Rule) Line(counts []int64) []Count {
	hidden := make([]bool, len(counts))
	for i, n := range counts {
		hidden[i] = r.Hides(n)
	}
	r.complete(counts, hidden, 0)
	out := make([]Count, len(counts))
	for i, n := range counts {
		if out[i].Hidden = hidden[i]; !out[i].Hidden {
			out[i].N = r.round(n)
		}
	}
	return out
}
