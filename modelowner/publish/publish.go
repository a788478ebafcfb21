// Package publish owns the rules under which a description may be published: which counts are too small to be shown, which
// others must go with them so that totals do not disclose them, and the rounding of counts.
package publish

import (
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/schema"
)

// Rule is the rule of a publication. The zero value shows everything.
type Rule struct {
	// Below hides counts from 1 to Below − 1.
	Below int64
	// Round shows counts as the nearest multiple; 0 and 1 show them as they are.
	Round int64
}

// Count is a number of rows as it may be shown.
type Count struct {
	N      int64 // rounded
	Hidden bool
}

// View is a description under a rule. Its columns are all rows together, at index 0, and then the levels of the group.
type View struct {
	*describe.Description
	Rule   Rule
	cells  []describe.Cell // by column; then the rows without a level, if there are some
	groups int
	rows   []bool     // hidden numbers of rows, by cell
	tables [][][]bool // hidden counts of each feature: by level, at the end of missing values, and by cell
}

// New applies a rule to a description.
func New(d *describe.Description, rule Rule) *View {
	v := &View{Description: d, Rule: rule, cells: []describe.Cell{d.All()}}
	if d.Group >= 0 {
		v.groups = len(d.Cells) - 1
		v.cells = append(v.cells, d.Cells...)
		if d.Cells[v.groups].Rows == 0 {
			v.cells = v.cells[:v.groups+1]
		}
	}
	v.rows = v.hideRows()
	for f := range d.Features() {
		v.tables = append(v.tables, v.hideFeature(f))
	}
	return v
}

// Columns returns the number of columns.
func (v *View) Columns() int { return 1 + v.groups }

// Label names a column, for example "sex=male". It is empty for all rows.
func (v *View) Label(column int) string {
	if column == 0 {
		return ""
	}
	group := v.Schema.Features[v.Group]
	return group.Name + "=" + group.Levels[column-1]
}

// Parts returns how many cells of the description a column adds up.
func (v *View) Parts(column int) int {
	if column == 0 {
		return v.CellCount()
	}
	return 1
}

// Cell returns the counts of a column as they are.
func (v *View) Cell(column int) describe.Cell { return v.cells[column] }

// Rows returns the number of rows of a column.
func (v *View) Rows(column int) Count { return v.shown(v.cells[column].Rows, v.rows[column]) }

// Missing returns how many values of a feature are missing.
func (v *View) Missing(feature, column int) Count {
	levels := v.levels(feature)
	return v.shown(v.count(feature, levels, column), v.tables[feature][levels][column])
}

// Present returns how many values of a feature there are. They are hidden with any other count that would follow from it.
func (v *View) Present(feature, column int) Count {
	n := v.cells[column].Features[feature].Present()
	return v.shown(n, v.hidesPresent(feature, column))
}

// Level returns how many rows have a level.
func (v *View) Level(feature, level, column int) Count {
	return v.shown(v.count(feature, level, column), v.tables[feature][level][column])
}

// Share returns the share of a level among the values that are present, from counts as they are shown. ok is false if one of
// them is hidden, or without values.
func (v *View) Share(feature, level, column int) (share float64, ok bool) {
	n, all := v.Level(feature, level, column), v.Present(feature, column)
	if n.Hidden || all.Hidden || all.N == 0 {
		return 0, false
	}
	return float64(n.N) / float64(all.N), true
}

// Open reports whether statistics of a number may be shown, such as its mean. Those of all rows would disclose a hidden number of
// values from those of the groups.
func (v *View) Open(feature, column int) bool {
	n := v.cells[column].Features[feature].Present()
	if n == 0 || n < v.Rule.Below || v.few(feature) {
		return false
	}
	return column > 0 || v.groups == 0 || v.whole(feature)
}

// few reports whether a feature is a number of at most three values, one of which few rows have: the mean, the deviation and the
// number of values would disclose how many rows have each.
func (v *View) few(feature int) bool {
	f := v.Schema.Features[feature]
	if bins := v.BinsOf(f); !f.Type.Numeric() || !bins.Exact || bins.N > 3 {
		return false
	}
	return slices.ContainsFunc(v.cells, func(c describe.Cell) bool { return slices.ContainsFunc(c.Features[feature].Bins, v.Rule.Hides) })
}

// Tested reports whether tests of a feature may be shown: their statistics would disclose a hidden count.
func (v *View) Tested(feature int) bool {
	return v.whole(feature) && v.whole(v.Group) && !v.few(feature)
}

// Paired reports whether the correlation of two numbers may be shown.
func (v *View) Paired(p describe.Pair) bool {
	return p.Rows >= max(2, v.Rule.Below) && !v.few(p.A) && !v.few(p.B)
}

// whole reports whether no count of a feature is hidden.
func (v *View) whole(feature int) bool {
	for _, line := range v.tables[feature] {
		for _, hidden := range line {
			if hidden {
				return false
			}
		}
	}
	return true
}

// Round returns a count as it is shown if it is not hidden.
func (r Rule) round(n int64) int64 {
	if r.Round < 2 {
		return n
	}
	return int64(math.Round(float64(n)/float64(r.Round))) * r.Round
}

// Hides reports whether a count is too small to be shown.
func (r Rule) Hides(n int64) bool { return n > 0 && n < r.Below }

func (v *View) shown(n int64, hidden bool) Count {
	if hidden {
		return Count{Hidden: true}
	}
	return Count{N: v.Rule.round(n)}
}

// levels returns how many lines of counts a feature has before the one of missing values: its levels, or one for all numbers.
func (v *View) levels(feature int) int {
	if f := v.Schema.Features[feature]; !f.Type.Numeric() {
		return len(f.Levels)
	}
	return 1
}

// hidesPresent reports whether the number of values is hidden: that of missing ones and the rows would disclose it.
func (v *View) hidesPresent(feature, column int) bool {
	t := v.tables[feature]
	last := len(t) - 1
	if v.Schema.Features[feature].Type.Numeric() {
		return t[0][column]
	}
	return t[last][column] || v.rows[column]
}

// count returns a line of counts of a feature in a cell.
func (v *View) count(feature, line, cell int) int64 {
	c := v.cells[cell]
	counts := c.Features[feature]
	switch {
	case line == v.levels(feature):
		return c.Rows - counts.Present()
	case v.Schema.Features[feature].Type == schema.Ordinal, v.Schema.Features[feature].Type == schema.Nominal:
		return counts.Bins[line]
	}
	return counts.Present()
}
