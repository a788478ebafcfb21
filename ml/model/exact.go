package model

import (
	"math"
	"math/big"
)

// exactSums adds vectors of multiples of 2^-bits without error: in floats for a block of rows, which stay exact below
// 2^(53-bits), then in integers, whole units and the rest apart. The order of additions does not matter.
type exactSums struct {
	bits        uint
	round       float64 // see rounding
	block       []float64
	whole, rest []int64
	rows        int
	broken      bool // something was not finite
}

// exactLimit bounds the sums over a block of rows; bounds.update times bounds.rows stays below it.
const exactLimit = 1 << 52

// exactRows is the number of rows of a block.
const exactRows = 128

func newExactSums(n int, bits uint) *exactSums {
	return &exactSums{bits: bits, round: rounding(bits), block: make([]float64, n), whole: make([]int64, n), rest: make([]int64, n)}
}

// rounding returns a number that rounds a float64 below 2^(51-bits) to a multiple of 2^-bits, half to even, if it is added
// and subtracted again.
func rounding(bits uint) float64 { return math.Ldexp(1.5, 52-int(bits)) }

// next counts one more row in the block.
func (s *exactSums) next() {
	if s.rows++; s.rows == exactRows {
		s.flush()
	}
}

func (s *exactSums) flush() {
	for i, x := range s.block {
		whole := math.Floor(x)
		if !(math.Abs(whole) < exactLimit) {
			s.broken = true
			continue
		}
		s.whole[i] += int64(whole)
		s.rest[i] += int64(math.Ldexp(x-whole, int(s.bits)))
	}
	clear(s.block)
	s.rows = 0
}

// values returns the sums in steps of 2^-bits. It fails with ErrNotFinite if one is not finite.
func (s *exactSums) values() ([]*big.Int, error) {
	s.flush()
	if s.broken {
		return nil, ErrNotFinite
	}
	out := make([]*big.Int, len(s.whole))
	for i := range out {
		out[i] = new(big.Int).Lsh(big.NewInt(s.whole[i]), s.bits)
		out[i].Add(out[i], big.NewInt(s.rest[i]))
	}
	return out, nil
}
