package dp

import (
	"errors"
	"math"
	"math/big"
	"math/bits"

	"gonum.org/v1/gonum/floats"
)

// Norm2 returns Σ z², exactly.
func Norm2(values []*big.Int) *big.Int {
	sum, square := new(big.Int), new(big.Int)
	for _, v := range values {
		sum.Add(sum, square.Mul(v, v))
	}
	return sum
}

// Clip bounds the L2 norm of values by bound, in place: if Σ z² > bound², every value is multiplied by bound over the
// norm and cut toward zero, so that the bound holds exactly. It reports whether it changed the values.
func Clip(values []*big.Int, bound *big.Int) bool {
	norm := Norm2(values)
	if norm.Cmp(new(big.Int).Mul(bound, bound)) <= 0 {
		return false
	}
	root := new(big.Int).Sqrt(norm)
	root.Add(root, big.NewInt(1)) // above the norm
	for _, v := range values {
		v.Quo(v.Mul(v, bound), root)
	}
	return true
}

// ErrNotFinite is returned if a record's part is not finite, or far too large for the grid.
var ErrNotFinite = errors.New("invalid update: a number is not finite")

// Record rounds the part of one record to the grid: x is cut to an L2 norm of bound steps, each number becomes a whole
// number of steps (x is in steps already), and the norm is checked again in integers and shrunk toward zero if
// rounding took it past the bound. It writes to dst, as long as x, and reports whether it cut. bound is in [1, 2^52].
// It fails with ErrNotFinite.
func Record(dst []int64, x []float64, bound int64) (cut bool, err error) {
	norm := floats.Norm(x, 2)
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return false, ErrNotFinite
	}
	factor := 1.0
	if norm > float64(bound) {
		factor, cut = float64(bound)/norm, true
	}
	for i, v := range x {
		dst[i] = int64(math.RoundToEven(v * factor))
	}
	for exceeds(dst, bound) {
		shrink(dst)
	}
	return cut, nil
}

// exceeds reports whether Σ z² > bound², in 128 bits. Numbers are below 2^53, so 2^22 squares stay below 2^128.
func exceeds(z []int64, bound int64) bool {
	var hi, lo uint64
	for _, v := range z {
		u := uint64(max(v, -v))
		h, l := bits.Mul64(u, u)
		var carry uint64
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
	}
	h, l := bits.Mul64(uint64(bound), uint64(bound))
	return hi > h || hi == h && lo > l
}

// shrink takes a step off every number that has one.
func shrink(z []int64) {
	for i, v := range z {
		switch {
		case v > 0:
			z[i]--
		case v < 0:
			z[i]++
		}
	}
}
