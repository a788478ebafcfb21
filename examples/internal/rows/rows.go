// Package rows owns the drawing of example rows: from fixed seeds, in ways that
// give the same bytes on every platform, without logarithms and without products
// that a compiler may fuse with a sum.
package rows

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// Dice draws numbers.
type Dice struct{ source *rand.PCG }

// NewDice gives the dice of one table.
func NewDice(example, table uint64) Dice { return Dice{rand.NewPCG(example, table)} }

// Uniform gives a number in [0, 1).
func (d Dice) Uniform() float64 { return float64(d.source.Uint64()>>11) / (1 << 53) }

// Normal gives a nearly normal number of mean 0 and standard deviation 1, as the
// sum of twelve uniform ones.
func (d Dice) Normal() float64 {
	sum := -6.0
	for range 12 {
		sum += d.Uniform()
	}
	return sum
}

// Below gives a whole number from 0 to n − 1.
func (d Dice) Below(n int) int { return int(d.source.Uint64() % uint64(n)) }

// Pick gives an index with the chances of the given shares.
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

// Decimals writes a number with n digits after the point.
func Decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

// Between gives x, or the end of the range it is past.
func Between(low, high, x float64) float64 { return max(low, min(high, x)) }

// Write is the command that writes an example's tables: into the folder named as
// its argument, by default the one they are kept in.
func Write(example string, files map[string][]byte) {
	folder := filepath.Join("examples", example)
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			fmt.Fprintf(os.Stderr, "generate: error: failed to write table: %v\n", err)
			os.Exit(1)
		}
	}
}
