package model

import (
	"errors"
	"math"
	"math/big"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/schema"
)

// squareBits is the grid of sums of squares: two quantised factors.
const squareBits = 2 * schema.QuantBits

// SquaresValues gives the number of values of PrivateSquares for d columns.
func SquaresValues(d int) int { return (d + 1) * (d + 2) / 2 }

// PrivateSquares gives the upper triangle of Σ x̃x̃ᵀ row by row, x̃ = (1, x, y), in steps of 2^-48: the sums of squares
// and the number of rows at once. No unit adds more than c.Norm in the L2 norm: a row past it is made shorter, as if it
// counted for less; an owner as a unit gives the mean over its rows. labels says that the target is one of two levels, see
// AccumulateLabels. cut counts the rows that were made shorter.
func PrivateSquares(t *schema.Table, c dp.Clipping, labels bool) (values []*big.Int, cut int, err error) {
	d := len(t.Columns)
	if d == 0 || len(t.X) != t.Rows*d || len(t.Y) != t.Rows {
		return nil, 0, errors.New("invalid table: every row needs all columns and a target")
	}
	short := *t
	short.X, short.Y = make([]int32, len(t.X)), make([]int32, len(t.Y))
	copy(short.X, t.X)
	for i, y := range t.Y {
		if short.Y[i] = y; labels {
			short.Y[i] = (2*min(1, max(0, y)) - 1) * schema.Half
		}
	}
	for r := range t.Rows {
		if shorten(short.X[r*d:(r+1)*d], &short.Y[r], c.Norm) {
			cut++
		}
	}
	s := NewStatistics(d)
	if t.Rows > 0 {
		if s, err = Accumulate(&short); err != nil {
			return nil, 0, err
		}
	}
	for i := range d {
		for j := i; j <= d; j++ {
			v := s.B[i]
			if j < d {
				v = s.A[i][j]
			}
			if i == 0 { // column 0 is 1/2
				v = new(big.Int).Lsh(v, 1)
			}
			if j == 0 {
				v = v.Lsh(v, 1)
			}
			values = append(values, new(big.Int).Set(v))
		}
	}
	values = append(values, new(big.Int).Set(s.YY))
	if c.Unit == dp.OwnerUnit {
		for _, v := range values {
			v.Quo(v, big.NewInt(int64(max(1, t.Rows))))
		}
		dp.Clip(values, c.Steps())
	}
	return values, cut, nil
}

// shorten multiplies a row, x[0] counting twice, by what takes its squared norm to most, toward zero; it says whether it
// had to. Entries are at most 2^24, so that squares of 2^14 of them stay below 2^63.
func shorten(x []int32, y *int32, most float64) bool {
	norm := func() int64 {
		sum := int64(*y) * int64(*y)
		for j, v := range x {
			if j == 0 {
				v *= 2
			}
			sum += int64(v) * int64(v)
		}
		return sum
	}
	n := norm()
	limit := math.Floor(math.Ldexp(most, squareBits))
	if limit >= math.MaxInt64 || n <= int64(limit) {
		return false
	}
	for factor := math.Sqrt(limit / float64(n)); ; factor *= 1 - 1e-9 {
		for j, v := range x {
			x[j] = int32(float64(v) * factor)
		}
		*y = int32(float64(*y) * factor)
		if norm() <= int64(limit) {
			return true
		}
	}
}

// Noisy is a least-squares fit to sums of squares with noise.
type Noisy struct {
	Weights []float64 // of d columns, the intercept's (1/2) first
	MSE     float64   // on the scaled target, as the sums tell it
	Rows    int64     // as the sums tell it
}

// ErrDrowned says that noise left nothing to fit.
var ErrDrowned = errors.New("invalid sums: the noise is larger than what the rows add up to")

// NoisyOptions say how sums with noise are fitted.
type NoisyOptions struct {
	Deviation float64 // of the noise in the sums, in steps
	Units     int     // the number of owners where the unit is an owner, else 0
	L2        float64
	Scaled    bool // the penalty counts on standardised columns, see Statistics.SolveScaled
}

// SolveNoisy fits d columns to the sum of PrivateSquares over owners, to which noise was added.
//
// The sums of real rows are positive semidefinite, and noise may leave no trace of that. It is repaired with what is
// public alone: the deviation of the noise and the number of columns say how far eigenvalues are off (by 2σ√m for m
// columns), and no eigenvalue is let below that, so that directions in which there is nothing but noise are not divided by it.
func SolveNoisy(d int, values []*big.Int, opt NoisyOptions) (*Noisy, error) {
	if len(values) != SquaresValues(d) || d < 1 {
		return nil, ErrInvalidStatistics
	}
	m := d + 1
	sums := mat.NewSymDense(m, nil)
	at := 0
	for i := range m {
		for j := i; j < m; j++ {
			sums.SetSym(i, j, real(values[at], squareBits))
			at++
		}
	}
	count := sums.At(0, 0)
	if opt.Units > 0 {
		count = float64(opt.Units)
	}
	if count < 1 {
		return nil, ErrDrowned
	}
	sums.ScaleSym(1/count, sums)
	sums.SetSym(0, 0, 1)
	floor := 2 * opt.Deviation * math.Ldexp(1, -squareBits) * math.Sqrt(float64(m)) / count
	repaired, err := repair(sums, floor)
	if err != nil {
		return nil, err
	}
	a, b := mat.NewSymDense(d, nil), mat.NewVecDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			a.SetSym(i, j, repaired.At(i, j))
		}
		if i > 0 {
			penalty := opt.L2
			if opt.Scaled {
				penalty *= repaired.At(i, i) - repaired.At(0, i)*repaired.At(0, i)/repaired.At(0, 0)
			}
			a.SetSym(i, i, repaired.At(i, i)+max(0, penalty))
		}
		b.SetVec(i, repaired.At(i, d))
	}
	var w mat.VecDense
	if err := w.SolveVec(a, b); err != nil {
		return nil, ErrDrowned
	}
	residual := mat.NewVecDense(m, nil)
	for i := range d {
		residual.SetVec(i, -w.AtVec(i))
	}
	residual.SetVec(d, 1)
	out := &Noisy{Weights: make([]float64, d), MSE: mat.Inner(residual, repaired, residual), Rows: int64(math.Round(count))}
	for i := range d {
		out.Weights[i] = w.AtVec(i)
	}
	out.Weights[0] *= 2 // for a column of 1/2 in place of 1
	return out, nil
}

// repair raises every eigenvalue to at least floor.
func repair(sums *mat.SymDense, floor float64) (*mat.SymDense, error) {
	var e mat.EigenSym
	if !e.Factorize(sums, true) {
		return nil, ErrDrowned
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	m := sums.SymmetricDim()
	out := mat.NewSymDense(m, nil)
	for k, value := range e.Values(nil) {
		out.SymRankOne(out, max(value, floor, 1e-12), vectors.ColView(k))
	}
	return out, nil
}
