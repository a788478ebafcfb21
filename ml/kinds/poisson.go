package kinds

import (
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Poisson is Poisson regression: the log of an expected count.
const Poisson = "poisson_regression"

type poisson struct{}

func (poisson) Name() string  { return Poisson }
func (poisson) Title() string { return "Poisson regression" }
func (poisson) Hidden() bool  { return false }

// maxCounts is the widest range of counts that quantised targets keep apart.
const maxCounts = 1 << (schema.QuantBits - 1)

func (poisson) Check(target schema.Feature) (field, rule string) {
	switch {
	case target.Type != schema.Discrete:
		return "target.type", Poisson + " predicts a discrete target: counts"
	case *target.Min < 0:
		return "target.min", "must not be negative for " + Poisson + ", which predicts counts"
	case *target.Max-*target.Min > maxCounts:
		return "target.max", fmt.Sprintf("must be at most %d above min for %s, which predicts counts", maxCounts, Poisson)
	}
	return "", ""
}

func (poisson) Family(target schema.Feature) Family {
	center, width := target.Scale()
	return counts{center, width, *target.Max}
}

func (poisson) LeastSquares(schema.Feature) *LeastSquares { return nil }

// counts is a target of counts that follow Poisson's distribution. The output is the log of the expected count. The loss is
// half the deviance, in units of the largest declared count so that losses and gradients of rows are about as large as
// those of a scaled target:
//
//	(y·log(y/μ) − (y − μ)) / max.
type counts struct{ center, width, max float64 } // of the declared range, and its end

// PoissonDeviance is the mean deviance of counts.
const PoissonDeviance = "poisson_deviance"

// Log is the link of counts.
var Log = Link{"log", "the log of the expected count"}

func (counts) Link() Link       { return Log }
func (counts) Outputs() int     { return 1 }
func (counts) Levels() []string { return nil }
func (counts) Metric() string   { return PoissonDeviance }

// Bend has no bound: the curvature is the expected count.
func (counts) Bend() float64 { return 0 }

func (f counts) Penalty(l2 float64) float64 { return l2 / f.max }

func (counts) Grid() (update, evaluation uint) { return 40, 60 }
func (counts) Clip() (norm, loss float64)      { return 0.1, 1.0 / 32 }

// count returns the whole number that a scaled target stands for.
func (f counts) count(y float64) float64 { return math.Round(f.center + float64(f.width*y)) }

func (f counts) Loss(z, g []float64, y float64) float64 {
	mean, k := portable.Exp(z[0]), f.count(y)
	g[0] = (mean - k) / f.max
	loss := mean - k + timesLog(k) - float64(k*z[0])
	return max(loss, 0) / f.max // a perfect fit may round to less
}

func (f counts) Curvature(z, h []float64) { h[0] = portable.Exp(z[0]) / f.max }

func (counts) Predict(z, p []float64) { p[0] = portable.Exp(z[0]) }

func (f counts) Cost(loss float64) float64 { return 2 * loss * f.max }

func (f counts) Measures() Measures { return deviances{f} }

// timesLog returns k·log k, or 0 if k is 0.
func timesLog(k float64) float64 {
	if k == 0 {
		return 0
	}
	return k * portable.Log(k)
}

// deviances sums the counts, and count·log(count)/max in steps of the grid of evaluations, which determine the deviance of
// a model without features.
type deviances struct{ counts }

func (deviances) Values() int { return 2 }

func (d deviances) Add(sums []*big.Int, _ []float64, y int32) {
	_, bits := d.Grid()
	k := d.count(Target(d, y))
	sums[0].Add(sums[0], big.NewInt(int64(k)))
	steps, _ := big.NewFloat(math.Round(math.Ldexp(timesLog(k)/d.max, int(bits)))).Int(nil)
	sums[1].Add(sums[1], steps)
}

func (d deviances) Check(rows int64, sums []*big.Int) string {
	most := new(big.Int).Mul(big.NewInt(rows), big.NewInt(int64(d.max)))
	if sums[0].Sign() < 0 || sums[0].Cmp(most) > 0 || sums[1].Sign() < 0 {
		return "counts out of range"
	}
	return ""
}

func (d deviances) Quality(rows int64, loss float64, sums []*big.Int) *Quality {
	_, bits := d.Grid()
	total, _ := new(big.Float).SetInt(sums[0]).Float64()
	steps := new(big.Float).SetInt(sums[1])
	logs, _ := steps.SetMantExp(steps, -int(bits)).Float64()
	return &Quality{
		Rows: rows, Loss: loss / float64(rows),
		Scores: deviance(2*loss*d.max, 2*(logs*d.max-null(total, float64(rows)))),
	}
}

// null returns Σ count·log(mean count): the part of the deviance of a model without features that is its own.
func null(total, rows float64) float64 {
	if total == 0 {
		return 0
	}
	return total * math.Log(total/rows)
}

func deviance(residual, null float64) Scores {
	null = max(null, 0)
	return Scores{Deviance: &residual, NullDeviance: &null}
}

func (d deviances) Judge(predictions [][]float64, targets []float64) Scores {
	total, logs, loss, g := 0.0, 0.0, 0.0, make([]float64, 1)
	for i, p := range predictions {
		k := d.count(targets[i])
		total += k
		logs += timesLog(k)
		loss += d.Loss([]float64{math.Log(math.Max(p[0], math.SmallestNonzeroFloat64))}, g, targets[i])
	}
	return deviance(2*loss*d.max, 2*(logs-null(total, float64(len(predictions)))))
}

// NoisyValues is 0: the rows and the loss of an evaluation with noise determine the cost.
func (deviances) NoisyValues() int                     { return 0 }
func (deviances) NoisySixteenths() int64               { return 0 }
func (deviances) AddNoisy([]int64, []float64, int32)   {}
func (deviances) NoisyQuality(_ *Quality, _ []float64) {}
