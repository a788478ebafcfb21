package portable

import "math"

// tail is the distance from 0 beyond which the tail of the normal distribution comes from its continued fraction.
const tail = 3

// Normal returns the logarithm of the standard normal distribution function at x, and the ratio of density to distribution
// there. Near 0 it is Taylor's series about 0, and below Laplace's continued fraction (NIST Handbook of Mathematical
// Functions, 7.6.2 and 7.9.1).
func Normal(x float64) (log, ratio float64) {
	density := Exp(-x*x/2) / math.Sqrt(2*math.Pi)
	switch {
	case x < -tail:
		const terms = 400
		f := -x
		for k := float64(terms); k > 0; k-- {
			f = -x + k/f
		}
		return -x*x/2 - math.Log(2*math.Pi)/2 - Log(f), f
	case x > tail:
		_, upper := Normal(-x)
		above := density / upper
		return math.Log1p(-above), density / (1 - above)
	}
	sum, term := 0.0, x
	for k := 1.0; math.Abs(term) > 0x1p-60*math.Abs(sum) && k < 200; k++ {
		sum += term
		term *= x * x / (2*k + 1)
	}
	below := 0.5 + float64(density*sum)
	return Log(below), density / below
}
