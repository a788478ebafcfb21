// Package rows owns the drawing of example tables: from fixed seeds, in ways that
// have the same bytes on every platform, without logarithms and without products
// that a compiler may fuse with a sum.
package rows

import (
	"math/rand/v2"
	"strconv"
)

// Dice draws numbers.
type Dice struct{ source *rand.PCG }

// NewDice returns the dice of one table.
func NewDice(example, table uint64) Dice { return Dice{rand.NewPCG(example, table)} }

// Uniform returns a number in [0, 1).
func (d Dice) Uniform() float64 { return float64(d.source.Uint64()>>11) / (1 << 53) }

// Normal returns a nearly normal number of mean 0 and standard deviation 1: the
// sum of twelve uniform ones.
func (d Dice) Normal() float64 {
	sum := -6.0
	for range 12 {
		sum += d.Uniform()
	}
	return sum
}

// Below returns a whole number from 0 to n − 1.
func (d Dice) Below(n int) int { return int(d.source.Uint64() % uint64(n)) }

// Pick returns an index with the chances of the given shares.
func (d Dice) Pick(shares []int) int {
	total := 0
	for _, share := range shares {
		total += share
	}
	at := d.Below(total)
	for i, share := range shares {
		if at -= share; at < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// Decimals formats a number with n digits after the point.
func Decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

// Between returns x, or the nearer end of the range if x is outside.
func Between(low, high, x float64) float64 { return max(low, min(high, x)) }
