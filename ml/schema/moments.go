package schema

import (
	"errors"
	"fmt"
	"math"
	"math/big"
)

// Moments are counts, sums and sums of squares over the rows of all owners, for standardisation and for filling in
// missing values.
type Moments struct {
	Rows     int64
	Features []FeatureMoments
	Target   FeatureMoments

	schema *Schema
}

// FeatureMoments are those of one feature over the rows where it is present.
type FeatureMoments struct {
	Present int64
	// Sum and Squares of a number or rank, in steps of 2^-24 and 2^-48.
	Sum, Squares *big.Int
	// Counts of each level; under MissingMode also of each value of a discrete
	// feature with at most MaxLevels values, the smallest first.
	Counts []int64
}

// MomentSteps is the largest magnitude of the part of one row in a value of Moments: the square of 1/2 in steps of
// 2^-48.
const MomentSteps = Half * Half

// counted returns the number of values of f that Moments counts one by one.
func (s *Schema) counted(f Feature) int {
	switch {
	case f.Type == Nominal, f.Type == Ordinal && (s.Missing == MissingMode || f.Name == s.Target.Name):
		return len(f.Levels)
	case f.Type == Discrete && s.Missing == MissingMode && f.Name != s.Target.Name && *f.Max-*f.Min < MaxLevels:
		return int(*f.Max-*f.Min) + 1
	}
	return 0
}

// summed reports whether Moments sums the values of f: those that are encoded as one number, and a numeric target.
func (s *Schema) summed(f Feature) bool {
	return f.Type.Numeric() || f.Type == Ordinal && f.Name != s.Target.Name
}

// MomentValues returns the number of values of Moments for this schema.
func (s *Schema) MomentValues() int {
	n := 1
	for _, f := range s.All() {
		n += 1 + s.counted(f)
		if s.summed(f) {
			n += 2
		}
	}
	return n
}

// Moments returns the sums over the rows of one owner as exact integers, each at most rows·MomentSteps: the number of
// rows, then for every feature and the target the number of present values, sum and squares, and counts, as far as its
// type has them. ReadMoments reads the sums over several owners.
func (s *Schema) Moments(t *Table) ([]*big.Int, error) {
	if len(t.Columns) != s.Width() || len(t.X) != t.Rows*len(t.Columns) || len(t.Y) != t.Rows && s.HasTarget() {
		return nil, errors.New("invalid table: it has not the columns of this schema, or no target")
	}
	out := []*big.Int{big.NewInt(int64(t.Rows))}
	column := 1
	for i, f := range s.Features {
		width := f.width(s.Missing)
		out = append(out, s.sumFeature(t, i, column, width)...)
		column += width
	}
	if !s.HasTarget() {
		return out, nil
	}
	return append(out, s.sumTarget(t)...), nil
}

// sumFeature sums one feature, which starts at the given column.
func (s *Schema) sumFeature(t *Table, feature, column, width int) []*big.Int {
	f := s.Features[feature]
	absent := make([]bool, t.Rows)
	if t.Absent != nil {
		for _, row := range t.Absent[feature] {
			absent[row] = true
		}
	}
	indicator := s.Missing == MissingIndicator
	var present int64
	sum := newSums(s.counted(f))
	for r := range t.Rows {
		row := t.Row(r)
		if absent[r] || indicator && row[column+width-1] > 0 {
			continue
		}
		present++
		switch {
		case f.Type == Nominal:
			sum.count(f.LevelOf(row[column:]))
		default:
			sum.add(int64(row[column]))
			if len(sum.counts) > 0 {
				sum.count(RankOf(row[column], len(sum.counts)))
			}
		}
	}
	return sum.values(present, s.summed(f))
}

// rank returns the index of an encoded value among the n that Moments counts: the ranks, or the whole numbers of the range.
func (f Feature) rank(x int32, n int) int {
	center, width := f.Scale()
	v := center + float64(width*math.Ldexp(float64(x), -QuantBits)) // the conversion keeps platforms from fusing both operations
	if f.Type.Numeric() {
		v -= *f.Min
	}
	return min(n-1, max(0, int(math.RoundToEven(v))))
}

// ofRank is the inverse of rank.
func (f Feature) ofRank(i int) int32 {
	if f.Type.Numeric() {
		return Quantise(f.scaleNumber(*f.Min + float64(i)))
	}
	return Quantise(f.ScaleRank(i))
}

// LevelOf returns the index of the level of a nominal or ordinal feature in encoded rows. columns are those of a row from
// the feature's first on; its value is present.
func (f Feature) LevelOf(columns []int32) int {
	if f.Type == Ordinal {
		return f.rank(columns[0], len(f.Levels))
	}
	level := 0
	for l := 1; l < len(f.Levels); l++ {
		if columns[l-1] > 0 {
			level = l
		}
	}
	return level
}

// RankOf returns the index of an encoded value among n evenly spaced ones from the least to the greatest of its
// declared range, if it has no step.
func RankOf(x int32, n int) int {
	step := int64(n - 1)
	at := (int64(x)+Half)*step + Half // rounds to the nearest
	return int(min(step, max(0, at/(2*Half))))
}

func (s *Schema) sumTarget(t *Table) []*big.Int {
	sum := newSums(s.counted(s.Target))
	for _, y := range t.Y {
		if s.Target.Type.Numeric() {
			sum.add(int64(y))
		} else {
			sum.count(int(y))
		}
	}
	return sum.values(int64(t.Rows), s.summed(s.Target))
}

// sums adds up one feature. Squares are at most 2^46, so that 2^16 of them stay
// within 63 bits.
type sums struct {
	sum, squares         *big.Int
	partial, partSquares int64
	rows                 int
	counts               []int64
}

func newSums(counted int) *sums {
	return &sums{sum: new(big.Int), squares: new(big.Int), counts: make([]int64, counted)}
}

func (s *sums) add(x int64) {
	s.partial += x
	s.partSquares += x * x
	if s.rows++; s.rows == 1<<16 {
		s.flush()
	}
}

func (s *sums) flush() {
	s.sum.Add(s.sum, big.NewInt(s.partial))
	s.squares.Add(s.squares, big.NewInt(s.partSquares))
	s.partial, s.partSquares, s.rows = 0, 0, 0
}

func (s *sums) count(level int) {
	if level >= 0 && level < len(s.counts) {
		s.counts[level]++
	}
}

func (s *sums) values(present int64, summed bool) []*big.Int {
	s.flush()
	out := []*big.Int{big.NewInt(present)}
	if summed {
		out = append(out, s.sum, s.squares)
	}
	for _, c := range s.counts {
		out = append(out, big.NewInt(c))
	}
	return out
}

// ErrInvalidMoments is the error of sums that no rows of the schema can have.
var ErrInvalidMoments = errors.New("invalid statistics")

// ReadMoments reads sums of Moments over one or more owners. It fails with ErrInvalidMoments if no rows can have them.
func (s *Schema) ReadMoments(values []*big.Int) (*Moments, error) {
	if len(values) != s.MomentValues() {
		return nil, fmt.Errorf("%w: %d values, want %d", ErrInvalidMoments, len(values), s.MomentValues())
	}
	rows, err := count(values[0], 1<<53)
	if err != nil || rows == 0 {
		return nil, fmt.Errorf("%w: no rows", ErrInvalidMoments)
	}
	m := &Moments{Rows: rows, schema: s}
	at := values[1:]
	for _, f := range s.Features {
		one, err := s.readFeature(f, rows, &at)
		if err != nil {
			return nil, err
		}
		m.Features = append(m.Features, one)
	}
	if s.HasTarget() {
		m.Target, err = s.readFeature(s.Target, rows, &at)
	}
	return m, err
}

func count(v *big.Int, most int64) (int64, error) {
	if v == nil || v.Sign() < 0 || v.Cmp(big.NewInt(most)) > 0 {
		return 0, ErrInvalidMoments
	}
	return v.Int64(), nil
}

func (s *Schema) readFeature(f Feature, rows int64, at *[]*big.Int) (FeatureMoments, error) {
	next := func() *big.Int {
		v := (*at)[0]
		*at = (*at)[1:]
		return v
	}
	fail := func(rule string) (FeatureMoments, error) {
		return FeatureMoments{}, fmt.Errorf("%w: column %s: %s", ErrInvalidMoments, f.Name, rule)
	}
	present, err := count(next(), rows)
	if err != nil {
		return fail("more values than rows")
	}
	m := FeatureMoments{Present: present}
	if s.summed(f) {
		m.Sum, m.Squares = next(), next()
		// Σx² ≤ n/4 and (Σx)² ≤ n·Σx² (Cauchy and Schwarz).
		limit := new(big.Int).Mul(big.NewInt(present), big.NewInt(MomentSteps))
		square := new(big.Int).Mul(m.Sum, m.Sum)
		if m.Squares.Cmp(limit) > 0 || square.Cmp(new(big.Int).Mul(big.NewInt(present), m.Squares)) > 0 {
			return fail("sum and squares fit no values of the declared range")
		}
	}
	total := int64(0)
	for range s.counted(f) {
		c, err := count(next(), present)
		if err != nil {
			return fail("a level counts more rows than there are")
		}
		m.Counts = append(m.Counts, c)
		total += c
	}
	if len(m.Counts) > 0 && total != present {
		return fail("the counts of levels do not add up")
	}
	return m, nil
}
