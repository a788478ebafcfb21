// Package portable owns elementary functions that return the same bits on every platform. They use additions, products
// that are kept from being fused with them, and powers of two; those of the standard library are written in assembly on
// some processors.
package portable

import "math"

// Exp returns e^x within 2 units in the last place.
func Exp(x float64) float64 {
	const (
		ln2High = 6.93147180369123816490e-01 // its last bits are 0, so that products with small whole numbers are exact
		ln2Low  = 1.90821492927058770002e-10
	)
	switch {
	case math.IsNaN(x):
		return x
	case x > 709.78:
		return math.Inf(1)
	case x < -745:
		return 0
	}
	k := math.Round(x / math.Ln2)
	r := x - float64(k*ln2High) - float64(k*ln2Low)
	// Taylor's series for |r| ≤ ln(2)/2, by the scheme of Horner.
	sum := inverseFactorials[len(inverseFactorials)-1]
	for n := len(inverseFactorials) - 2; n >= 0; n-- {
		sum = inverseFactorials[n] + float64(sum*r)
	}
	return math.Ldexp(sum, int(k))
}

// inverseFactorials are 1/n!, as many as it takes to leave less than 2^-60.
var inverseFactorials = func() (out [14]float64) {
	factorial := 1.0
	for n := range out {
		out[n] = 1 / factorial
		factorial *= float64(n + 1)
	}
	return out
}()

// Tanh returns the hyperbolic tangent, within some 2^-52 of it.
func Tanh(x float64) float64 {
	if math.Abs(x) > 20 {
		return math.Copysign(1, x)
	}
	e := Exp(2 * x)
	return (e - 1) / (e + 1)
}

// Log returns the natural logarithm of a number that is not negative.
func Log(x float64) float64 {
	fraction, power := math.Frexp(x)
	return math.Log1p(fraction-1) + float64(float64(power)*math.Ln2)
}
