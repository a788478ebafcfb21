package schema

import (
	"math"
	"math/bits"
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

// Constant returns the meaning of the fact that a column is the same in every row, positive or not: a clause for people.
func (c Column) Constant(positive bool) string {
	switch {
	case c.Role == RoleLevel && !positive:
		return "no row has this level"
	case c.Role == RoleLevel:
		return "every row has this level"
	case c.Role == RoleMissing && !positive:
		return "no value is missing"
	}
	return "every row has the same value"
}

// Rounded returns for each column whether its values are rounded, so that sums are not those of the values as written.
func Rounded(s *Schema) []bool {
	columns := s.Columns()
	out := make([]bool, len(columns))
	for j, c := range columns {
		out[j] = c.Role == RoleValue && !s.Features[c.Feature].Exact()
	}
	return out
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
	if g, ok := f.Grid(); ok {
		return g.encode(v)
	}
	low, high := *f.Min, *f.Max
	if f.Origin {
		return v / (2 * max(-low, high))
	}
	return ((v - low) - (high - v)) / (2 * (high - low))
}

// ScaleRank maps the rank of an ordinal level to [-1/2, 1/2].
func (f Feature) ScaleRank(rank int) float64 {
	if g, ok := f.Grid(); ok {
		return g.encode(float64(rank))
	}
	last := len(f.Levels) - 1
	if f.Origin {
		return float64(rank) / float64(2*last)
	}
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
	if g, ok := f.Grid(); ok {
		return g.Middle * g.Step, math.Ldexp(g.Step, g.Bits)
	}
	if f.Origin {
		if f.Type.Numeric() {
			return 0, 2 * max(-*f.Min, *f.Max)
		}
		return 0, 2 * float64(len(f.Levels)-1)
	}
	if f.Type.Numeric() {
		return *f.Min/2 + *f.Max/2, *f.Max - *f.Min
	}
	last := float64(len(f.Levels) - 1)
	return last / 2, last
}

// Grid is the encoding of a feature whose values are whole multiples of a step: the multiple j is encoded as
// (j − Middle)·2^-Bits, which is a whole number of steps of 2^-QuantBits. Nothing is rounded then.
type Grid struct {
	Step, Middle float64
	Bits         int
}

// farthest is the largest multiple of a step: beyond it floats are no longer dense enough to distinguish multiples.
const farthest = 1 << 50

// Grid returns the grid of a feature. ok is false if it has no step, or if the range holds more than 2^QuantBits steps.
func (f Feature) Grid() (g Grid, ok bool) {
	if f.Step == nil {
		return Grid{}, false
	}
	low, high := 0.0, float64(len(f.Levels)-1) // ranks
	if f.Type.Numeric() {
		low, high = math.Floor(multiple(*f.Min, *f.Step)), math.Ceil(multiple(*f.Max, *f.Step))
	}
	if !(math.Abs(low) <= farthest && math.Abs(high) <= farthest && high-low <= 1<<QuantBits) {
		return Grid{}, false
	}
	g = Grid{Step: *f.Step, Middle: math.Floor((low + high) / 2)}
	reach := high - g.Middle
	if f.Origin {
		g.Middle, reach = 0, max(-low, high)
	}
	// On both sides of the middle there must be room for the multiples.
	g.Bits = 1 + bits.Len64(uint64(max(1, reach))-1)
	return g, g.Bits <= QuantBits+1
}

// multiple returns x/step, exactly whole if x is a multiple as it is written: of 0.1 the float 0.3 is none.
func multiple(x, step float64) float64 {
	j := x / step
	if whole := math.RoundToEven(j); math.Abs(j-whole) <= math.Max(NearGrid, math.Ldexp(math.Abs(j), -NearBits)) {
		return whole
	}
	return j
}

// A quotient this close to a whole number is one: NearGrid, or 2^-NearBits of itself.
const (
	NearGrid = 1e-6
	NearBits = 50
)

// encode maps a value to [-1/2, 1/2]. It multiplies by nothing but powers of two, so that no platform can fuse steps.
func (g Grid) encode(x float64) float64 {
	return math.Ldexp(multiple(x, g.Step)-g.Middle, -g.Bits)
}

// Exact reports whether the values of the feature are encoded without rounding, if they are multiples of its step.
func (f Feature) Exact() bool {
	if f.Type == Nominal {
		return true
	}
	_, ok := f.Grid()
	return ok
}

// Cell returns the distance of encoded values in the feature's unit, or in ranks. Values between are rounded.
func (f Feature) Cell() float64 {
	_, width := f.Scale()
	return math.Ldexp(width, -QuantBits)
}

// WithStep returns the feature with the step that it has if none is declared: 1 for whole numbers and ranks.
func (f Feature) WithStep() Feature {
	if f.Step == nil && (f.Type == Discrete || f.Type == Ordinal) {
		one := 1.0
		f.Step = &one
	}
	return f
}

// stepRule returns the rule that the feature's step breaks, or "".
func (f Feature) stepRule() string {
	switch step := f.Step; {
	case step == nil:
	case f.Type == Nominal:
		return "levels without a rank have no step"
	case f.Type == Ordinal && *step != 1:
		return "must be 1: ranks have no other"
	case !(*step > 0) || math.IsInf(*step, 0) || *step < 1e-300:
		return "must be a number greater than 0"
	case f.Type == Discrete && *step != math.Trunc(*step):
		return "must be a whole number for a discrete feature"
	case f.Type.Numeric() && *step > *f.Max-*f.Min:
		return "must be at most the width of the range"
	}
	return ""
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

// Term is a part of a model that enters and leaves it as a whole: a feature, or a term of a formula.
type Term struct {
	Name    string
	Factors []string // that it is the product of
	Columns []int    // of encoded rows
}

// Within reports whether a term is a part of another: all its factors are factors of it.
func (t Term) Within(other Term) bool {
	return len(t.Factors) < len(other.Factors) && !slices.ContainsFunc(t.Factors, func(f string) bool { return !slices.Contains(other.Factors, f) })
}

// Terms returns the terms of a schema in the order of their columns. The intercept is none.
func Terms(s *Schema) []Term {
	var out []Term
	if s.Formula != nil {
		for _, t := range s.Formula.compiled.Terms {
			out = append(out, Term{Name: t.Name, Factors: t.Factors})
		}
	} else {
		for _, f := range s.Features {
			out = append(out, Term{Name: f.Name, Factors: []string{f.Name}})
		}
	}
	for j, c := range s.Columns() {
		if c.Feature < 0 {
			continue
		}
		at := c.Feature
		if s.Formula != nil {
			at = s.Formula.compiled.Columns[c.Feature].Term
		}
		if at < 0 {
			continue // a time or an event
		}
		out[at].Columns = append(out[at].Columns, j)
	}
	return out
}
