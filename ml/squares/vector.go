package squares

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Values returns the length of Vector for d columns.
func Values(d int) int { return d*(d+1)/2 + d + 2 }

// Vector returns the sums as one list, for a single round: the upper triangle of A row by row, b, yᵀy and the number of
// rows. Each is at most rows·2^46.
func (s *Statistics) Vector() []*big.Int {
	var out []*big.Int
	for i := range s.A {
		out = append(out, s.A[i][i:]...)
	}
	out = append(out, s.B...)
	return append(out, s.YY, big.NewInt(s.N))
}

// ErrInvalidStatistics is the error of sums that no rows can have.
var ErrInvalidStatistics = errors.New("invalid statistics")

// ParseVector reads a sum of vectors of d columns. It fails with ErrInvalidStatistics if no rows can have these sums.
func ParseVector(d int, values []*big.Int) (*Statistics, error) {
	if d < 1 || len(values) != Values(d) {
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

// plausible checks rules that the sums of every table obey: column 0 is the constant 1/2, and by Cauchy and Schwarz no
// product of two columns sums to more than their squares allow.
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

// Standard returns the mean and deviation of every column, as the statistics round would. A constant column has
// deviation 1.
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
