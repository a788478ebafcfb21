package disclosure

import (
	"fmt"
	"slices"
	"sort"
)

// Noise is the unit that a training's noise protects. It decides which rules apply.
type Noise string

// The kinds of trainings.
const (
	Exact     Noise = ""       // without noise: all rules
	RowNoise  Noise = "record" // noise for single rows: a constant column still names the owner
	SiteNoise Noise = "owner"  // noise for whole owners: no rule
)

// Options are the parameters of a check.
type Options struct {
	MinRows int // rows asked for; below DefaultRows counts as DefaultRows
	Noise   Noise
	// Pause, if not nil, is called now and then, so that a host with one thread can look at its events.
	Pause func()
}

// Report is the result of a check.
type Report struct {
	// Findings are the questions, in the order of rules.
	Findings []Finding `json:"findings"`
	// Lacks are encoded columns that are constant although their source varies, such as levels that this owner does not
	// have, or that are declared to be constant: a note, no question.
	Lacks []string `json:"lacks"`
}

// Check looks for accidental disclosure by a table's new sums. It returns an error only if a column holds a value
// that is not a number.
func Check(t Table, o Options) (Report, error) {
	r := Report{Findings: []Finding{}, Lacks: []string{}}
	if o.Noise == SiteNoise {
		return r, nil
	}
	o.MinRows = max(o.MinRows, DefaultRows)
	if o.Pause == nil {
		o.Pause = func() {}
	}
	if o.Noise == Exact {
		for _, c := range t.classes() {
			findings, err := t.checkClass(c, o)
			if err != nil {
				return Report{}, err
			}
			r.Findings = append(r.Findings, findings...)
		}
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == Rows }) && t.empty() {
			r.Findings = append(r.Findings, Finding{Rule: Rows, Needs: o.MinRows, Class: Class{Sums: t.now()}})
		}
	}
	constant, lacks := t.constant(o.Pause)
	if len(constant) > 0 {
		r.Findings = append(r.Findings, Finding{Rule: Constant, Has: len(constant), Columns: constant, Class: Class{Sums: t.now(), Rows: t.Rows}})
	}
	r.Lacks = append(r.Lacks, lacks...)
	sort.SliceStable(r.Findings, func(a, b int) bool { return order(r.Findings[a].Rule) < order(r.Findings[b].Rule) })
	return r, nil
}

func order(r Rule) int { return slices.Index([]Rule{Rows, Alone, Constant}, r) }

// now returns the indices of the sums that are about to be given.
func (t *Table) now() []int {
	var out []int
	for s := range t.Sums {
		if t.Sums[s].Now {
			out = append(out, s)
		}
	}
	return out
}

// empty reports whether a sum that is about to be given has no row.
func (t *Table) empty() bool {
	for _, s := range t.now() {
		some := false
		for i := 0; i < t.Rows && !some; i++ {
			some = t.in(s, i)
		}
		if !some {
			return true
		}
	}
	return false
}

// least returns the number of rows of a class, or of the smallest of its parts that has any if these are groups.
func (t *Table) least(c class, parts [][]int) int {
	least := len(c.rows)
	if slices.ContainsFunc(c.sums, func(s int) bool { return t.Sums[s].Groups }) {
		for _, part := range parts {
			least = min(least, len(part))
		}
	}
	return least
}

func (t *Table) checkClass(c class, o Options) ([]Finding, error) {
	var out []Finding
	about := Class{Sums: c.sums, Rows: len(c.rows)}
	parts := t.parts(c)
	if least := t.least(c, parts); least < o.MinRows {
		out = append(out, Finding{Rule: Rows, Has: least, Needs: o.MinRows, Class: about})
	}
	j := t.joint(c.sums)
	var lone []Lone
	rows := 0
	for _, part := range parts {
		some, n := j.alone(part, o.Pause)
		if j.err != nil {
			return nil, fmt.Errorf("failed to check rows: %w", j.err)
		}
		lone, rows = append(lone, some...), rows+n
	}
	lone = lone[:min(len(lone), maxLone)]
	for i := range lone {
		for k, row := range lone[i].Rows {
			lone[i].Rows[k] = t.line(row)
		}
	}
	if rows > 0 {
		out = append(out, Finding{Rule: Alone, Has: rows, Lone: lone, Class: about})
	}
	return out, nil
}
