package model

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// AccumulateLabels is Accumulate for a target of two levels: the first counts as
// −1/2, the second as 1/2, like the columns of levels. The least-squares fit to
// these is a quarter of the weights that minimise the second-order Taylor
// expansion of the logistic loss around 0,
//
//	log 2 − t·z/2 + z²/8 = log 2 − 1/2 + 2·(z/4 − t/2)²,
//
// t being −1 or 1 and z the log odds (Y. Aono et al., CODASPY 2016). So all that
// is built for least squares, exactness included, serves logistic regression.
func AccumulateLabels(t *schema.Table) (*Statistics, error) {
	labels := *t
	labels.Y = make([]int32, len(t.Y))
	for i, y := range t.Y {
		if y < 0 || y > 1 {
			return nil, fmt.Errorf("invalid table: the target of row %d is not one of two levels", i)
		}
		labels.Y[i] = (2*y - 1) * schema.Half
	}
	return Accumulate(&labels)
}

// TaylorFactor turns a least-squares fit to labels of ±1/2 into log odds.
const TaylorFactor = 4

// TaylorMetric is the name of the cost of logistic regression under encryption.
const TaylorMetric = "taylor_log_loss"

// TaylorCost gives the second-order expansion of the mean logistic loss for a
// mean squared error on labels of ±1/2.
func TaylorCost(mse float64) float64 { return ln2 - 0.5 + 2*mse }

const ln2 = 0.693147180559945309417232121458

// Vector gives the sums as one list, for a single round: the upper triangle of A
// row by row, b, yᵀy and the number of rows. Each is at most rows·2^46.
func (s *Statistics) Vector() []*big.Int {
	var out []*big.Int
	for i := range s.A {
		out = append(out, s.A[i][i:]...)
	}
	out = append(out, s.B...)
	return append(out, s.YY, big.NewInt(s.N))
}

// ErrInvalidStatistics says that sums cannot come from any rows.
var ErrInvalidStatistics = errors.New("invalid statistics")

// ParseVector reads a sum of vectors of d columns and checks that some rows can
// have given them.
func ParseVector(d int, values []*big.Int) (*Statistics, error) {
	if d < 1 || len(values) != d*(d+1)/2+d+2 {
		return nil, fmt.Errorf("%w: %d values for %d columns", ErrInvalidStatistics, len(values), d)
	}
	s := NewStatistics(d)
	at := 0
	for i := range d {
		for j := i; j < d; j++ {
			s.A[i][j].Set(values[at])
			s.A[j][i].Set(values[at])
			at++
		}
	}
	for i := range d {
		s.B[i].Set(values[at+i])
	}
	s.YY.Set(values[at+d])
	n := values[at+d+1]
	if !n.IsInt64() || n.Sign() <= 0 {
		return nil, fmt.Errorf("%w: no rows", ErrInvalidStatistics)
	}
	s.N = n.Int64()
	return s, s.plausible()
}

// plausible holds the sums against the rules every table obeys: column 0 is the
// constant 1/2, and by Cauchy and Schwarz no product of two columns sums to more
// than their squares allow.
func (s *Statistics) plausible() error {
	most := new(big.Int).Mul(big.NewInt(s.N), big.NewInt(schema.Half*schema.Half))
	if s.A[0][0].Cmp(most) != 0 {
		return fmt.Errorf("%w: the constant column does not count the rows", ErrInvalidStatistics)
	}
	fits := func(v, x, y *big.Int) bool {
		square := new(big.Int).Mul(v, v)
		return square.Cmp(new(big.Int).Mul(x, y)) <= 0
	}
	if s.YY.Sign() < 0 || s.YY.Cmp(most) > 0 {
		return fmt.Errorf("%w: squares of the target out of range", ErrInvalidStatistics)
	}
	for i := range s.A {
		if s.A[i][i].Sign() < 0 || s.A[i][i].Cmp(most) > 0 {
			return fmt.Errorf("%w: squares of column %d out of range", ErrInvalidStatistics, i)
		}
		if !fits(s.B[i], s.A[i][i], s.YY) {
			return fmt.Errorf("%w: products of column %d and the target out of range", ErrInvalidStatistics, i)
		}
		for j := range i {
			if !fits(s.A[i][j], s.A[i][i], s.A[j][j]) {
				return fmt.Errorf("%w: products of columns %d and %d out of range", ErrInvalidStatistics, j, i)
			}
		}
	}
	return nil
}

// Standard gives mean and deviation of every column from the sums, as the
// statistics round would; a column that never changes has deviation 1.
func (s *Statistics) Standard() *schema.Standard {
	d := len(s.B)
	out := &schema.Standard{Mean: make([]float64, d), Deviation: make([]float64, d)}
	out.Deviation[0] = 1
	n := new(big.Int).Lsh(big.NewInt(s.N), costBits)
	for j := 1; j < d; j++ {
		// Column 0 is 1/2, so that A[0][j] is half the sum.
		mean := new(big.Rat).SetFrac(new(big.Int).Lsh(s.A[0][j], 1), n)
		variance := new(big.Rat).SetFrac(s.A[j][j], n)
		variance.Sub(variance, new(big.Rat).Mul(mean, mean))
		out.Mean[j], _ = mean.Float64()
		out.Deviation[j] = 1
		if variance.Sign() > 0 {
			v, _ := variance.Float64()
			out.Deviation[j], _ = new(big.Float).Sqrt(big.NewFloat(v)).Float64()
		}
	}
	return out
}
