package schema

import (
	"math"
	"slices"
)

// QuantBits is the resolution of rows: a range of width 1 is cut into 2^QuantBits steps.
const QuantBits = 24

// Half is the largest magnitude in the quantised matrix: 1/2 in steps of 2^-24.
const Half = 1 << (QuantBits - 1)

// Role is the meaning of a column of the encoded matrix.
type Role string

// The roles a column can have.
const (
	RoleIntercept Role = "intercept" // constant 1/2
	RoleValue     Role = "value"     // a number or a rank, scaled to [-1/2, 1/2]
	RoleLevel     Role = "level"     // 1/2 if a row has that level, -1/2 if not
	RoleMissing   Role = "missing"   // 1/2 if a row lacks the value, -1/2 if not
)

// Column is one column of the encoded matrix.
type Column struct {
	Name    string `json:"name"` // "weight", "origin=japan", "weight missing"
	Role    Role   `json:"role"`
	Feature int    `json:"feature"`         // index into Schema.Features, -1 for the intercept
	Level   string `json:"level,omitempty"` // for RoleLevel
}

// Columns returns the columns of encoded rows. The first is the intercept; then come, feature by feature, one column
// for a number or a rank, one for each level but the first of a nominal feature, and with MissingIndicator one more
// that marks missing values.
func (s *Schema) Columns() []Column {
	columns := make([]Column, 0, s.Width())
	columns = append(columns, Column{Name: "(intercept)", Role: RoleIntercept, Feature: -1})
	for i, f := range s.Features {
		if f.Type == Nominal {
			for _, level := range f.Levels[1:] {
				columns = append(columns, Column{Name: f.Name + "=" + level, Role: RoleLevel, Feature: i, Level: level})
			}
		} else {
			columns = append(columns, Column{Name: f.Name, Role: RoleValue, Feature: i})
		}
		if s.Missing == MissingIndicator {
			columns = append(columns, Column{Name: f.Name + " missing", Role: RoleMissing, Feature: i})
		}
	}
	return columns
}

// Width returns the number of columns of encoded rows.
func (s *Schema) Width() int {
	n := 1
	for _, f := range s.Features {
		n += f.width(s.Missing)
	}
	return n
}

func (f Feature) width(missing string) int {
	n := 1
	if f.Type == Nominal {
		n = max(0, len(f.Levels)-1)
	}
	if missing == MissingIndicator {
		n++
	}
	return n
}

// scaleNumber maps a value of the declared range to [-1/2, 1/2]. It multiplies by nothing but a power of two, so that
// no platform can fuse the steps and the result is the same everywhere.
func (f Feature) scaleNumber(v float64) float64 {
	low, high := *f.Min, *f.Max
	return ((v - low) - (high - v)) / (2 * (high - low))
}

// scaleLevel maps the rank of a level to [-1/2, 1/2].
func (f Feature) scaleLevel(rank int) float64 {
	last := len(f.Levels) - 1
	return float64(2*rank-last) / float64(2*last)
}

// Quantise rounds x in [-1/2, 1/2] to steps of 2^-24, half to even. The result
// is in [-2^23, 2^23].
func Quantise(x float64) int32 {
	return int32(math.RoundToEven(math.Ldexp(x, QuantBits)))
}

// Quantised returns the encoded value of a number of a numeric feature.
func (f Feature) Quantised(v float64) int32 { return Quantise(f.scaleNumber(v)) }

// Scale returns the affine map of a numeric or ordinal feature: the value (or rank) v is encoded as (v -
// center)/width. Center and width are in the unit of the feature, or in ranks.
func (f Feature) Scale() (center, width float64) {
	if f.Type.Numeric() {
		return *f.Min/2 + *f.Max/2, *f.Max - *f.Min
	}
	last := float64(len(f.Levels) - 1)
	return last / 2, last
}

// MergeRare counts rare levels of nominal features as their level "other": in every feature that declares one, all levels
// with fewer than least rows and, until "other" has either no rows or least rows, the next smallest, as long as one is
// left. Levels without rows, and features without "other", and events, stay as they are. It returns the columns of the merged levels,
// such as "ward=C", in their order; the reference level is written alike.
func (s *Schema) MergeRare(t *Table, least int) []string {
	var names []string
	column := 1
	for i, f := range s.Features {
		event := s.Timed && i == len(s.Features)-1 // which are not to be counted as none
		if f.Type == Nominal && f.Other != "" && !event {
			for level, merged := range t.mergeLevels(f, i, column, least) {
				if merged {
					names = append(names, f.Name+"="+f.Levels[level])
				}
			}
		}
		column += f.width(s.Missing)
	}
	return names
}

// mergeLevels does this for one feature, and reports for each of its levels whether it was merged. column is the first
// of its columns.
func (t *Table) mergeLevels(f Feature, feature, column, least int) []bool {
	other := slices.Index(f.Levels, f.Other)
	width, d := len(f.Levels)-1, len(t.Columns)
	marked := column + width // the column that marks missing values, if there is one
	hasMark := marked < d && t.Columns[marked].Role == RoleMissing && t.Columns[marked].Feature == feature
	absent := map[int]bool{}
	if feature < len(t.Absent) {
		for _, row := range t.Absent[feature] {
			absent[row] = true
		}
	}
	levels := make([]int, t.Rows) // -1 without a value
	counts := make([]int, len(f.Levels))
	for row := range levels {
		x := t.Row(row)
		if absent[row] || hasMark && x[marked] == Half {
			levels[row] = -1
			continue
		}
		levels[row] = slices.Index(x[column:marked], Half) + 1
		counts[levels[row]]++
	}
	merged := rare(counts, other, least)
	for row, level := range levels {
		if level < 0 || !merged[level] {
			continue
		}
		for k := range width {
			half := int32(-Half)
			if k+1 == other {
				half = Half
			}
			t.X[row*d+column+k] = half
			if len(t.Real) > 0 {
				t.Real[row*d+column+k] = float64(half) / (1 << QuantBits)
			}
		}
	}
	return merged
}

// rare returns which levels are merged. counts holds the rows of each level, other is the index of the level "other".
func rare(counts []int, other, least int) []bool {
	merged := make([]bool, len(counts))
	sum := counts[other]
	for level, n := range counts {
		if level != other && n > 0 && n < least {
			merged[level] = true
			sum += n
		}
	}
	for sum > 0 && sum < least {
		next := -1
		for level, n := range counts {
			if level != other && !merged[level] && n > 0 && (next < 0 || n < counts[next]) {
				next = level
			}
		}
		if next < 0 {
			break
		}
		merged[next] = true
		sum += counts[next]
	}
	return merged
}
