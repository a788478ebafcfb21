package model

import (
	"math"
	"math/big"
)

// exactSums adds vectors of multiples of 2^-bits without error, whatever the
// order: in floats for a block of rows, which stay exact below 2^(53-bits), then
// in integers, whole units and the rest apart.
type exactSums struct {
	bits        uint
	round       float64 // see rounding
	block       []float64
	whole, rest []int64
	rows        int
	broken      bool // something was not finite
}

// exactLimit is what sums over a block of rows must stay below; bounds.update times bounds.rows does.
const exactLimit = 1 << 52

// exactRows is how many rows make a block.
const exactRows = 128

func newExactSums(n int, bits uint) *exactSums {
	return &exactSums{bits: bits, round: rounding(bits), block: make([]float64, n), whole: make([]int64, n), rest: make([]int64, n)}
}

// rounding gives the number that turns a float64 below 2^(51-bits) into a
// multiple of 2^-bits, half to even, by being added and taken away again.
func rounding(bits uint) float64 { return math.Ldexp(1.5, 52-int(bits)) }

// next says that the block holds one row more.
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

// values gives the sums in steps of 2^-bits.
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
