package squares

import (
	"errors"
	"math/big"
)

// Gradient returns the sums that one upload of a gradient round holds, for weights w in steps of 2^-fw: g = A·w −
// 2^fw·b in steps of 2^-(48+fw), and the loss term l = 2^fw·yᵀy − bᵀw. The sum of squared residuals, in steps of
// 2^-(48+2·fw), is wᵀg + 2^fw·l. It panics if w does not have one weight per column, which is a mistake of the caller.
func (s *Statistics) Gradient(w []*big.Int, fw uint) (g []*big.Int, l *big.Int) {
	if len(w) != len(s.B) {
		panic(shapeMismatch)
	}
	scalars, constants := s.Forms(fw)
	values := make([]*big.Int, len(constants))
	product := new(big.Int)
	for k := range constants {
		values[k] = new(big.Int).Set(constants[k])
		for j, a := range scalars[k] {
			values[k].Add(values[k], product.Mul(a, w[j]))
		}
	}
	d := len(s.B)
	return values[:d], values[d]
}

// Forms returns an owner's upload as linear forms over the weights, which is all that can be computed on encrypted ones:
// value k is constants[k] plus the sum of scalars[k][j]·w_j. There are D + 2 values in the order of an upload: the
// gradient, the loss term, the row count. The last depends on no weight and has no scalars. The numbers belong to s and
// must not be changed.
func (s *Statistics) Forms(fw uint) (scalars [][]*big.Int, constants []*big.Int) {
	d := len(s.B)
	scalars, constants = make([][]*big.Int, d+2), make([]*big.Int, d+2)
	negative := make([]*big.Int, d)
	for i := range d {
		negative[i] = new(big.Int).Neg(s.B[i])
		scalars[i] = s.A[i]
		constants[i] = new(big.Int).Lsh(negative[i], fw)
	}
	scalars[d], constants[d] = negative, new(big.Int).Lsh(s.YY, fw)
	constants[d+1] = big.NewInt(s.N)
	return scalars, constants
}

const shapeMismatch = "squares: number of columns does not match"

// ErrNoRows is the error of a fit to sums over no rows.
var ErrNoRows = errors.New("invalid statistics: no rows")
