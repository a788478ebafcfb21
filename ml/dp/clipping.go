package dp

import (
	"math"
	"math/big"
)

// Clipping bounds the part of one unit in the sum of a round. All values of a round are on one grid, since an L2 norm
// needs a common unit.
type Clipping struct {
	Unit Unit
	// Norm bounds the L2 norm of a unit's gradient or change of weights or, in a round of squares, the squared norm of a row.
	Norm float64
	// Loss is the largest loss of a row that counts, greater than 0.
	Loss float64
	Bits uint // the grid has steps of 2^-Bits
}

// Steps returns Norm in whole steps, rounded down.
func (c Clipping) Steps() *big.Int {
	steps, _ := new(big.Float).SetMantExp(big.NewFloat(c.Norm), int(c.Bits)).Int(nil)
	return steps
}

// TriangleBound returns the L2 norm, in steps, of the upper triangle with the diagonal of zzᵀ, for rows z with ‖z‖² at most Norm,
// of which the first entry is at most 1 and every other at most 1/2 in magnitude. A product off the diagonal is sent once, so that
// the square of the norm is half of that of the whole matrix, ‖z‖⁴, and half of that of the diagonal, Σ zⱼ⁴. The mean of
// several such triangles is within the bound too.
func (c Clipping) TriangleBound() *big.Int {
	one := new(big.Int).Lsh(big.NewInt(1), c.Bits)
	most := c.Steps() // of ‖z‖²
	first := new(big.Int).Set(one)
	if most.Cmp(one) < 0 {
		first.Set(most)
	}
	rest := new(big.Int).Sub(most, first) // Σ zⱼ⁴ is at most first² + rest/4
	rest.Mul(rest, one)
	rest.Rsh(rest.Add(rest, big.NewInt(3)), 2)
	sum := first.Mul(first, first)
	sum.Add(sum, rest)
	sum.Add(sum, most.Mul(most, most))
	return rootUp(sum.Rsh(sum.Add(sum, big.NewInt(1)), 1))
}

// TailSteps returns the number of steps of a loss of Loss, and of a count of 1, at the end of a gradient's vector: a
// quarter of the norm each, so that noise grows by 6 % for both.
func (c Clipping) TailSteps() int64 { return new(big.Int).Rsh(c.Steps(), 2).Int64() }

// UpdateBound returns the L2 norm in steps of the part of a unit in a gradient round: gradient, loss and count.
func (c Clipping) UpdateBound() *big.Int {
	sum, tail := c.Steps(), big.NewInt(c.TailSteps())
	sum.Mul(sum, sum)
	tail.Mul(tail, tail)
	return rootUp(sum.Add(sum, tail.Lsh(tail, 1)))
}

// BoundOf returns the L2 norm, in steps, of a vector with a squared norm of at most so many sixteenths of a unit.
func (c Clipping) BoundOf(sixteenths int64) *big.Int {
	square := new(big.Int).Lsh(big.NewInt(sixteenths), 2*c.Bits)
	return rootUp(square.Rsh(square.Add(square, big.NewInt(15)), 4))
}

// LossSteps returns the steps of a row's loss, if most steps are a loss of Loss. It returns most for greater losses
// and for NaN.
func (c Clipping) LossSteps(loss float64, most int64) int64 {
	if !(loss < c.Loss) {
		return most
	}
	return int64(math.Floor(max(loss, 0) / c.Loss * float64(most)))
}

// rootUp returns √v, rounded up.
func rootUp(v *big.Int) *big.Int {
	root := new(big.Int).Sqrt(v)
	if new(big.Int).Mul(root, root).Cmp(v) < 0 {
		root.Add(root, big.NewInt(1))
	}
	return root
}
