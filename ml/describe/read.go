package describe

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
)

// Description describes the rows of all owners together, from the totals of their uploads.
type Description struct {
	*Design
	Cells []Cell // by level of the group, then the rows that lack it; one without a group
	Pairs []Pair // of every two numbers, in order; none with noise
	Noise Noise  // zero for exact totals
}

// Cell describes the rows of one level of the group.
type Cell struct {
	Rows     int64
	Features []Counts
	Survival survival.Counts // without bins if there are no times
}

// Counts describes the values of one feature that are present.
type Counts struct {
	Bins []int64
	// Sum and Squares of encoded values, in steps of 2^-24 and 2^-48; nil if the bins are values.
	Sum, Squares *big.Int
}

// Present returns the number of values.
func (c Counts) Present() int64 {
	n := int64(0)
	for _, b := range c.Bins {
		n += b
	}
	return n
}

// Pair is the sums of two numbers over the rows that have both.
type Pair struct {
	A, B int // indices of the features
	Rows int64
	sums [pairSums - 1]*big.Int
}

// ErrInvalidSums is the error of totals that no rows can have.
var ErrInvalidSums = errors.New("invalid description")

// Read reads totals of Sums over one or more owners. It fails with ErrInvalidSums if no rows can have them.
func (d *Design) Read(values []*big.Int) (*Description, error) {
	if want := d.Values(); len(values) != want {
		return nil, fmt.Errorf("%w: %d values, want %d", ErrInvalidSums, len(values), want)
	}
	r := &reader{values: values}
	out := &Description{Design: d}
	for range d.CellCount() {
		cell := Cell{Rows: r.count(math.MaxInt32 << 20)}
		for _, f := range d.Features() {
			cell.Features = append(cell.Features, r.feature(d, f, cell.Rows))
		}
		if d.Survival != nil {
			n := d.Survival.Bins()
			cell.Survival = survival.Counts{Events: r.counts(n, cell.Rows), Censored: r.counts(n, cell.Rows)}
			if cell.Survival.Rows() > cell.Rows {
				r.fail("more times than rows")
			}
		}
		out.Cells = append(out.Cells, cell)
	}
	rows := out.All().Rows
	if rows == 0 {
		r.fail("no rows")
	}
	numbers := d.numbers()
	for i, a := range numbers {
		for _, b := range numbers[i+1:] {
			p := Pair{A: a, B: b, Rows: r.count(rows)}
			for k := range p.sums {
				p.sums[k] = r.next()
			}
			if squares(p.Rows, p.sums[0], p.sums[2]).Sign() < 0 || squares(p.Rows, p.sums[1], p.sums[3]).Sign() < 0 {
				r.fail("sums and squares fit no values")
			}
			out.Pairs = append(out.Pairs, p)
		}
	}
	if r.count(math.MaxInt32<<20) != rows {
		r.fail("the rows of the groups do not add up")
	}
	return out, r.err
}

// reader takes values one after the other and keeps the first failure.
type reader struct {
	values []*big.Int
	err    error
}

func (r *reader) fail(rule string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrInvalidSums, rule)
	}
}

func (r *reader) next() *big.Int {
	v := r.values[0]
	r.values = r.values[1:]
	if v == nil {
		r.fail("a value is absent")
		return new(big.Int)
	}
	return v
}

// count reads a number of rows, from 0 to most.
func (r *reader) count(most int64) int64 {
	v := r.next()
	if v.Sign() < 0 || !v.IsInt64() || v.Int64() > most {
		r.fail("a count is out of range")
		return 0
	}
	return v.Int64()
}

func (r *reader) counts(n int, most int64) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = r.count(most)
	}
	return out
}

func (r *reader) feature(d *Design, f schema.Feature, rows int64) Counts {
	c := Counts{}
	if d.summed(f) {
		c.Sum, c.Squares = r.next(), r.next()
	}
	c.Bins = r.counts(d.BinsOf(f).N, rows)
	n := c.Present()
	if n > rows {
		r.fail("column " + f.Name + ": more values than rows")
	}
	if d.summed(f) && squares(n, c.Sum, c.Squares).Sign() < 0 {
		r.fail("column " + f.Name + ": sum and squares fit no values")
	}
	return c
}

// squares returns n² times the variance of values with denominator n: n·Σx² − (Σx)², which is not negative (Cauchy and
// Schwarz).
func squares(n int64, sum, squares *big.Int) *big.Int {
	out := new(big.Int).Mul(big.NewInt(n), squares)
	return out.Sub(out, new(big.Int).Mul(sum, sum))
}

// All returns the rows of all cells together.
func (d *Description) All() Cell {
	all := d.Cells[0]
	for _, cell := range d.Cells[1:] {
		all = d.join(all, cell)
	}
	return all
}

func (d *Description) join(a, b Cell) Cell {
	out := Cell{Rows: a.Rows + b.Rows, Survival: a.Survival.Add(b.Survival)}
	for i, x := range a.Features {
		y := b.Features[i]
		sum := Counts{Bins: make([]int64, len(x.Bins))}
		for k := range x.Bins {
			sum.Bins[k] = x.Bins[k] + y.Bins[k]
		}
		if x.Sum != nil {
			sum.Sum, sum.Squares = new(big.Int).Add(x.Sum, y.Sum), new(big.Int).Add(x.Squares, y.Squares)
		}
		out.Features = append(out.Features, sum)
	}
	return out
}

// Result is a description in a model file: the totals, and which they are besides those of the features.
type Result struct {
	Group    string            `json:"group,omitempty"` // the name of a feature
	Survival *survival.Columns `json:"survival,omitempty"`
	Noise    *Noise            `json:"noise,omitempty"` // nil for exact totals
	Sums     Totals            `json:"sums"`
}

// Totals are whole numbers, written as text with spaces between them.
type Totals []*big.Int

// MarshalText returns the numbers in decimal.
func (t Totals) MarshalText() ([]byte, error) {
	var b []byte
	for i, x := range t {
		if i > 0 {
			b = append(b, ' ')
		}
		b = x.Append(b, 10)
	}
	return b, nil
}

// ReadResult reads a Result. Failures are recorded in the document.
func ReadResult(v strictjson.Value) *Result {
	v.Known("group", "survival", "noise", "sums")
	r := &Result{Group: v.Field("group").String("")}
	if times := v.Field("survival"); times.Present() {
		r.Survival = survival.Parse(times, survival.Form{Grid: true})
	}
	if noise := v.Field("noise"); noise.Present() {
		r.Noise = readNoise(noise)
	}
	sums := v.Field("sums")
	for _, word := range strings.Fields(sums.String("")) {
		x, ok := new(big.Int).SetString(word, 10)
		if !ok {
			sums.Fail("must be whole numbers")
			break
		}
		r.Sums = append(r.Sums, x)
	}
	return r
}

// NewDesign returns the design of a description of features, by the name of a group, which may be empty, and with times to
// an event, which may be nil. The group must be one of the features with levels.
func NewDesign(features []schema.Feature, group string, times *survival.Columns) (*Design, error) {
	d := &Design{Schema: &schema.Schema{Features: features, Missing: schema.MissingIndicator}, Group: -1, Survival: times}
	if times != nil {
		d.Schema.Timed = true
		d.Schema.Features = append(features[:len(features):len(features)], times.Features()...)
	}
	if group == "" {
		return d, nil
	}
	for i, f := range features {
		if f.Name == group && !f.Type.Numeric() {
			d.Group = i
			return d, nil
		}
	}
	return nil, errors.New("must be a nominal or ordinal feature of this file")
}
