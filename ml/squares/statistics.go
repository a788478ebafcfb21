// Package squares owns least squares from sums: sums of squares and products over rows, exact or clipped for noise, the
// linear forms that a data owner computes on encrypted weights, the pooled solution and its inference.
//
// Rows are whole steps of 2^-24 of their declared range (see ml/schema), so every sum here is an exact integer: entries of
// XᵀX, Xᵀy and yᵀy are in steps of 2^-48, weights with f fraction bits in steps of 2^-f.
package squares

import (
	"errors"
	"fmt"
	"io"
	"math/big"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Statistics are the sums over rows that decide a least-squares fit. They are as private as the rows and do not print.
type Statistics struct {
	A  [][]*big.Int // XᵀX, D×D, symmetric, in steps of 2^-48
	B  []*big.Int   // Xᵀy, D
	YY *big.Int     // yᵀy
	N  int64        // rows
	// Rounded are the columns with values that were rounded before they were summed. It is nil if none were, or if nothing is
	// known of it.
	Rounded []bool
	// Sites is the number of owners that took their means off, see Within. It is 0 if there is one intercept.
	Sites int
	// Origin means that the fit has no intercept: all columns and the target are about 0.
	Origin bool
}

// NewStatistics returns the sums over no rows of d columns.
func NewStatistics(d int) *Statistics {
	s := &Statistics{A: make([][]*big.Int, d), B: make([]*big.Int, d), YY: new(big.Int)}
	for i := range d {
		s.A[i] = make([]*big.Int, d)
		for j := range d {
			s.A[i][j] = new(big.Int)
		}
		s.B[i] = new(big.Int)
	}
	return s
}

// String returns the number of columns.
func (s Statistics) String() string { return fmt.Sprintf("statistics of %d columns", len(s.B)) }

// GoString is String: sums of one owner never print.
func (s Statistics) GoString() string { return s.String() }

// Format prints String under every verb.
func (s Statistics) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns String, so that logs in JSON show no more.
func (s Statistics) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A product of two quantised values is at most 2^46 in magnitude. 128 of them stay within the 2^53 up to which floats
// count exactly in any order of additions; 2^16 of them stay within 63 bits.
const (
	blockRows = 1 << (53 - 2*(schema.QuantBits-1))
	flushRows = 1 << 16
)

// AccumulateFor returns the sums over the table's rows for a fit, of which there may be none.
func AccumulateFor(fit *kinds.LeastSquares, t *schema.Table) (*Statistics, error) {
	if t.Rows == 0 {
		return NewStatistics(len(t.Columns)), nil
	}
	fitted := *t
	var err error
	if fitted.Y, err = fit.Encode(t.Y); err != nil {
		return nil, err
	}
	return Accumulate(&fitted)
}

// Accumulate returns the exact sums over the table's rows. The target must be a quantised number. It fails if the table
// has no rows, or if a value is out of range.
func Accumulate(t *schema.Table) (*Statistics, error) {
	d := len(t.Columns)
	if d == 0 || t.Rows == 0 {
		return nil, errors.New("invalid table: no rows or no columns")
	}
	if len(t.X) != t.Rows*d || len(t.Y) != t.Rows {
		return nil, errors.New("invalid table: every row needs all columns and a target")
	}
	s := NewStatistics(d)
	acc := newAccumulator(d)
	for from := 0; from < t.Rows; from += blockRows {
		rows := min(blockRows, t.Rows-from)
		if err := acc.load(t, from, rows); err != nil {
			return nil, err
		}
		acc.add(rows)
		if acc.rows+blockRows > flushRows {
			acc.flush(s)
		}
	}
	acc.flush(s)
	s.N = int64(t.Rows)
	return s, nil
}

// accumulator sums blocks of rows. Column d of a block is the target, so that one symmetric product holds XᵀX, Xᵀy and
// yᵀy.
type accumulator struct {
	d     int
	block []float64 // blockRows × (d+1)
	sum   []float64 // (d+1)×(d+1), lower triangle
	wide  []int64   // the same, over several blocks
	rows  int       // rows in wide
}

func newAccumulator(d int) *accumulator {
	m := d + 1
	return &accumulator{
		d: d, block: make([]float64, blockRows*m),
		sum: make([]float64, m*m), wide: make([]int64, m*m),
	}
}

func (a *accumulator) load(t *schema.Table, from, rows int) error {
	m := a.d + 1
	for r := range rows {
		for j, x := range t.Row(from + r) {
			if x < -schema.Half || x > schema.Half {
				return fmt.Errorf("invalid table: column %d of row %d is out of range", j, from+r)
			}
			a.block[r*m+j] = float64(x)
		}
		y := t.Y[from+r]
		if y < -schema.Half || y > schema.Half {
			return fmt.Errorf("invalid table: the target of row %d is out of range", from+r)
		}
		a.block[r*m+a.d] = float64(y)
	}
	return nil
}

func (a *accumulator) add(rows int) {
	m := a.d + 1
	blas64.Syrk(blas.Trans, 1,
		blas64.General{Rows: rows, Cols: m, Stride: m, Data: a.block[:rows*m]},
		0, blas64.Symmetric{N: m, Stride: m, Data: a.sum, Uplo: blas.Lower})
	for i := range m {
		for j := range i + 1 {
			a.wide[i*m+j] += int64(a.sum[i*m+j])
		}
	}
	a.rows += rows
}

// flush moves the wide sums into s and clears them.
func (a *accumulator) flush(s *Statistics) {
	m, v := a.d+1, new(big.Int)
	for i := range a.d {
		for j := range i + 1 {
			s.A[i][j].Add(s.A[i][j], v.SetInt64(a.wide[i*m+j]))
			s.A[j][i].Set(s.A[i][j])
		}
		s.B[i].Add(s.B[i], v.SetInt64(a.wide[a.d*m+i]))
	}
	s.YY.Add(s.YY, v.SetInt64(a.wide[a.d*m+a.d]))
	clear(a.wide)
	a.rows = 0
}

// Add adds the sums over o's rows to s. It panics if the numbers of columns differ, which is a mistake of the caller.
func (s *Statistics) Add(o *Statistics) {
	if len(s.B) != len(o.B) {
		panic(shapeMismatch)
	}
	for i := range s.B {
		for j := range s.A[i] {
			s.A[i][j].Add(s.A[i][j], o.A[i][j])
		}
		s.B[i].Add(s.B[i], o.B[i])
	}
	s.YY.Add(s.YY, o.YY)
	s.N += o.N
}

// TargetMean returns the mean of the scaled target. Column 0 is 1/2.
func (s *Statistics) TargetMean() float64 {
	half := new(big.Float).SetInt(s.B[0])
	sum, _ := half.SetMantExp(half, 1-costBits).Float64()
	return sum / float64(s.N)
}
