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
// enough are left out. The curve of all rows has fewer steps, so that none discloses by subtraction the parts that the curves of groups hide.
// Its values follow from the counts as they are shown: those of the bins within a step would disclose how its events lie among them. It
// is nil if the number of rows is hidden.
func (v *View) Curve(column int, z float64) []Step {
	if v.rows[column] {
		return nil
	}
	counts := v.cells[column].Survival
	risk, estimate := counts.Rows(), survival.NewEstimate(z)
	var out []Step
	from := 0
	for _, end := range v.ends(column) {
		events, censored := between(counts, from, end+1)
		s := Step{Bin: end, AtRisk: v.shown(risk, false), Events: v.shown(events, false)}
		if s.AtRisk.N == 0 { // rounded
			break
		}
		s.Point = estimate.Next(s.AtRisk.N, min(s.Events.N, s.AtRisk.N), censored)
		out = append(out, s)
		risk, from = risk-events-censored, end+1
	}
	return out
}

// between returns the events and the censored rows of the bins from one to before another.
func between(c survival.Counts, from, to int) (events, censored int64) {
	for i := from; i < to; i++ {
		events += c.Events[i]
		censored += c.Censored[i]
	}
	return events, censored
}

// ends returns the last bins of the steps of a column.
func (v *View) ends(column int) (out []int) {
	counts := v.cells[column].Survival
	risk, from := counts.Rows(), 0
	for i := range counts.Events {
		events, censored := between(counts, from, i+1)
		if v.Rule.Below > 0 && (events < v.Rule.Below || v.Rule.Hides(censored) || risk < v.Rule.Below) {
			continue
		}
		if risk == 0 {
			break
		}
		out = append(out, i)
		risk, from = risk-events-censored, i+1
	}
	if column > 0 || len(v.cells) == 1 || v.Rule.Below == 0 {
		return out
	}
	return v.common(out)
}

// common returns those of the steps of all rows at which each group's curve has a step too, or nothing has happened since its last
// one, and at which the rows of no curve together have no small count: they are what is left of all.
func (v *View) common(all []int) (out []int) {
	var parts [][]int // of the groups that are shown
	var shown, rest []survival.Counts
	for c := 1; c < len(v.cells); c++ {
		if counts := v.cells[c].Survival; c > v.groups || v.rows[c] {
			rest = append(rest, counts)
		} else {
			parts, shown = append(parts, v.ends(c)), append(shown, counts)
		}
	}
	from := 0
	for _, end := range all {
		told := true
		for k, counts := range shown {
			last := 0
			for _, e := range parts[k] {
				if e <= end {
					last = e + 1
				}
			}
			events, censored := between(counts, last, end+1)
			told = told && events == 0 && censored == 0
		}
		var events, censored int64
		for _, counts := range rest {
			e, c := between(counts, from, end+1)
			events, censored = events+e, censored+c
		}
		if told && !v.Rule.Hides(events) && !v.Rule.Hides(censored) {
			out, from = append(out, end), end+1
		}
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
