package describe

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// The mean and the variance of a number are known twice under noise: from its sums, which are right but for noise, and from its counts by
// parts of its range, which have less noise in the variance, and take values to lie evenly in their part. Both are combined by the
// inverse of their variances.

// estimate is a value with its variance, on a range of width 1 around 0.
type estimate struct{ value, variance float64 }

// with combines two estimates of the same value.
func (e estimate) with(o estimate) estimate {
	a, b := 1/e.variance, 1/o.variance
	return estimate{(a*e.value + b*o.value) / (a + b), 1 / (a + b)}
}

// binned returns the mean and the variance of values by their counts in equal parts of the range, n of them, at least 1. deviation is that of
// a count. Besides noise, a mean may be off by about a quarter of a part, and a variance by twice the correction for parts (W. F. Sheppard,
// Proc. London Math. Soc. 29, 1898).
func binned(bins []int64, n, deviation float64) (mean, variance estimate) {
	width := 1 / float64(len(bins))
	middle := func(k int) float64 { return (float64(k)+0.5)*width - 0.5 }
	for k, count := range bins {
		mean.value += float64(count) / n * middle(k)
	}
	for k, count := range bins {
		x := middle(k) - mean.value
		variance.value += float64(count) / n * x * x
		mean.variance += x * x
	}
	for k := range bins {
		x := middle(k) - mean.value
		variance.variance += (x*x - variance.value) * (x*x - variance.value)
	}
	noise, correction := deviation*deviation/(n*n), width*width/12
	mean.variance = noise*mean.variance + width*width/16
	variance.variance = noise*variance.variance + 4*correction*correction
	variance.value = max(0, variance.value-correction)
	return mean, variance
}

// meanOf returns the estimate of a mean by the sum of n values. The number of values has noise, too, of about √2 times the deviation.
func meanOf(mean, n, deviation float64) estimate {
	return estimate{mean, deviation * deviation / (n * n) * (1 + 2*mean*mean)}
}

// varianceOf returns the estimate of a variance by the sum of squares of n values, likewise; about is the variance as known otherwise.
func varianceOf(squares, mean, n, about, deviation float64) estimate {
	by := mean*mean - about // the derivative by the number of values is this over n
	return estimate{squares/n - mean*mean, deviation * deviation / (n * n) * (1 + 4*mean*mean + 2*by*by)}
}

// combined returns the sum, in steps of 2^-24, and the sum of squares, in steps of 2^-48, of values with these counts, from noisy sums in
// steps of 2^-24. Values exist that have them.
func combined(bins []int64, sum, squares *big.Int, deviation float64) (s, q *big.Int) {
	present := Counts{Bins: bins}.Present()
	if present == 0 {
		return new(big.Int), new(big.Int)
	}
	n := float64(present)
	byCounts, spread := binned(bins, n, deviation)
	mean := meanOf(max(-0.5, min(0.5, inRows(sum)/n)), n, deviation).with(byCounts).value
	variance := varianceOf(inRows(squares), mean, n, spread.value, deviation).with(spread).value
	most := 0.25 - mean*mean // of values in the range
	variance = max(0, min(most, variance))
	s = steps(mean*n, schema.QuantBits)
	q = steps((variance+mean*mean)*n, 2*schema.QuantBits)
	// Rounding must not leave less than a constant has.
	least := new(big.Int).Mul(s, s)
	least.Add(least, big.NewInt(present-1)).Div(least, big.NewInt(present))
	if q.Cmp(least) < 0 {
		q = least
	}
	return s, q
}

// steps returns x in steps of 2^-bits.
func steps(x float64, bits int) *big.Int {
	v, _ := new(big.Float).SetMantExp(big.NewFloat(x), bits).Int(nil)
	return v
}

// momentErrors returns the standard errors of the mean and the standard deviation of values with these counts, on a range of width 1
// around 0.
func momentErrors(bins []int64, mean, variance, deviation float64) (m, sd float64) {
	n := float64(Counts{Bins: bins}.Present())
	byCounts, spread := binned(bins, n, deviation)
	m = math.Sqrt(meanOf(mean, n, deviation).with(byCounts).variance)
	off := math.Sqrt(varianceOf(variance, mean, n, variance, deviation).with(spread).variance)
	// The root of a variance near 0 is off by no more than the root of its error.
	return m, min(off/(2*math.Sqrt(variance)), math.Sqrt(off))
}
