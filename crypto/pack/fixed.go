package pack

import (
	"errors"
	"math"
	"math/big"
)

// MaxFractionBits is the largest scale of [Encode] and [Decode]. At 1,074 fraction bits
// every float64 is exact.
const MaxFractionBits = 1074

// ErrNotFinite means that a number to encode is NaN or infinite.
var ErrNotFinite = errors.New("invalid number: must be finite")

// ErrFractionBits means that a scale is larger than [MaxFractionBits].
var ErrFractionBits = errors.New("invalid fraction bits: must be at most 1074")

// Encode returns x·2^fractionBits rounded to the nearest integer, halves to even.
// Numbers smaller than half a step, also subnormals and −0, become 0. It returns
// [ErrNotFinite] for NaN and infinities.
func Encode(x float64, fractionBits uint) (*big.Int, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil, ErrNotFinite
	}
	if fractionBits > MaxFractionBits {
		return nil, ErrFractionBits
	}
	fraction, exponent := math.Frexp(x)
	// fraction·2^53 is an exact integer of at most 53 bits.
	mantissa := int64(math.Ldexp(fraction, 53))
	return shiftHalfEven(big.NewInt(mantissa), exponent-53+int(fractionBits)), nil
}

// Decode returns the float64 nearest to v/2^fractionBits, halves to even. It is
// infinite only if v/2^fractionBits is outside the range of float64.
func Decode(v *big.Int, fractionBits uint) float64 {
	if v.Sign() == 0 {
		return 0
	}
	precision := max(uint(v.BitLen()), 64)
	exact := new(big.Float).SetPrec(precision).SetInt(v)
	exact.SetMantExp(exact, -int(min(fractionBits, math.MaxInt32)))
	nearest, _ := exact.Float64()
	return nearest
}

// shiftHalfEven sets v to v·2^shift rounded to the nearest integer, halves to
// even, and returns it.
func shiftHalfEven(v *big.Int, shift int) *big.Int {
	if shift >= 0 {
		return v.Lsh(v, uint(shift))
	}
	down := uint(-shift)
	if down > uint(v.BitLen())+1 {
		return v.SetInt64(0) // below a quarter of a step
	}
	negative := v.Sign() < 0
	v.Abs(v)
	half := v.Bit(int(down)-1) == 1
	sticky := v.TrailingZeroBits() < down-1
	v.Rsh(v, down)
	if half && (sticky || v.Bit(0) == 1) {
		v.Add(v, big.NewInt(1))
	}
	if negative {
		v.Neg(v)
	}
	return v
}
