package portable

import "math"

// LogGamma returns the logarithm of the gamma function of a positive number, and its first two derivatives: Stirling's
// series after steps of the recurrence Γ(x+1) = x·Γ(x) (NIST Handbook of Mathematical Functions, 5.11.1).
func LogGamma(x float64) (value, first, second float64) {
	for ; x < 16; x++ {
		value -= Log(x)
		first -= 1 / x
		second += 1 / (x * x)
	}
	r := 1 / x
	s := r * r
	log := Log(x)
	value += float64((x-0.5)*log) - x + math.Log(2*math.Pi)/2 + r*(1./12-s*(1./360-s*(1./1260-s*(1./1680-s/1188))))
	first += log - r/2 - s*(1./12-s*(1./120-s*(1./252-s*(1./240-s/132))))
	second += r + s/2 + r*s*(1./6-s*(1./30-s*(1./42-s*(1./30-s*5/66))))
	return value, first, second
}
