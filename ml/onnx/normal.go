package onnx

import (
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// tailTerms is the number of terms of the series of a tail, which leave less than rounding.
const tailTerms = 30

// tailSeries returns the coefficients of Chebyshev polynomials of 2t − 1 that sum to the logarithm of erfc(z)·e^(z²)/t, where
// t = 2/(2 + z), for all z from 0 on (M. M. Shepherd and J. G. Laframboise, Math. Comp. 36, 1981, have this map). The operator Erf of runtimes
// has single precision only.
func tailSeries(probit kinds.Family) []float64 {
	values, fall := make([]float64, tailTerms), make([]float64, 1)
	for i := range values {
		t := (1 + math.Cos(math.Pi*(float64(i)+0.5)/tailTerms)) / 2
		// The loss of the second level falls by the ratio of the density, which has the factor e^(−z²), to the distribution.
		probit.Loss([]float64{-math.Sqrt2 * (2/t - 2)}, fall, kinds.Target(probit, 1))
		values[i] = math.Log(2/math.Sqrt(2*math.Pi)) - math.Log(-fall[0]*t)
	}
	out := make([]float64, tailTerms)
	for k := range out {
		for i, v := range values {
			out[k] += 2.0 / tailTerms * v * math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/tailTerms)
		}
	}
	out[0] /= 2
	return out
}

// normal turns normal quantiles into the probabilities of two levels: that of the tail beyond the quantile, and the rest.
func (g *graph) normal(x string, target schema.Feature, probit kinds.Family) {
	z := g.node("Mul", []string{g.node("Abs", []string{x}), g.scalar(math.Sqrt2 / 2)})
	t := g.node("Div", []string{g.scalar(2), g.node("Add", []string{z, g.scalar(2)})})
	twice := g.node("Sub", []string{g.node("Mul", []string{t, g.scalar(4)}), g.scalar(2)})
	// C. W. Clenshaw's recurrence.
	series := tailSeries(probit)
	next, after := g.scalar(series[tailTerms-1]), g.scalar(0)
	for k := tailTerms - 2; k > 0; k-- {
		next, after = g.node("Add", []string{g.node("Sub", []string{g.node("Mul", []string{twice, next}), after}), g.scalar(series[k])}), next
	}
	half := g.node("Mul", []string{twice, g.scalar(0.5)})
	sum := g.node("Add", []string{g.node("Sub", []string{g.node("Mul", []string{half, next}), after}), g.scalar(series[0])})
	power := g.node("Exp", []string{g.node("Sub", []string{sum, g.node("Mul", []string{z, z})})})
	tail := g.node("Mul", []string{g.node("Mul", []string{t, power}), g.scalar(0.5)})
	rest := g.node("Sub", []string{g.scalar(1), tail})
	above := g.node("Greater", []string{x, g.scalar(0)})
	g.probabilities("Concat", target, g.node("Where", []string{above, tail, rest}), g.node("Where", []string{above, rest, tail}))
}
