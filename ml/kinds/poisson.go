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
func (poisson) Shares() bool  { return false }

// maxCounts is the widest range of counts that quantised targets keep apart.
const maxCounts = 1 << (schema.QuantBits - 1)

func (poisson) Check(target schema.Feature) (field, rule string) { return countsOnly(Poisson, target) }

// countsOnly returns the rule of kinds that predict a count.
func countsOnly(kind string, target schema.Feature) (field, rule string) {
	switch {
	case target.Type != schema.Discrete:
		return "target.type", kind + " predicts a discrete target: counts"
	case *target.Min < 0:
		return "target.min", "must not be negative for " + kind + ", which predicts counts"
	case *target.Max-*target.Min > maxCounts:
		return "target.max", fmt.Sprintf("must be at most %d above min for %s, which predicts counts", maxCounts, kind)
	}
	return "", ""
}

func (poisson) Links() []string { return []string{LogLink, IdentityLink, SqrtLink} }

func (poisson) Family(target schema.Feature, name string) Family {
	center, width := target.Scale()
	link := Link{Name: LogLink, Meaning: "the log of the expected count", Scale: 1}
	switch name {
	case IdentityLink:
		link = Link{Name: IdentityLink, Shift: center, Scale: width}
	case SqrtLink:
		link = Link{Name: SqrtLink, Meaning: "the root of the expected count", Scale: math.Sqrt(*target.Max)}
	}
	return counts{positive{
		link: link, unit: *target.Max, half: halfPoisson,
		variance: func(mu float64) (v, slope float64) { return mu, 1 },
	}, center, width}
}

func (poisson) LeastSquares(schema.Feature) *LeastSquares { return nil }

// counts is a target of counts that follow Poisson's distribution. The loss is half the deviance, in units of the largest
// declared count so that losses and gradients of rows are about as large as those of a scaled target:
//
//	(y·log(y/μ) − (y − μ)) / max.
type counts struct {
	positive
	center, width float64 // of the declared range
}

// PoissonDeviance is the mean deviance of counts.
const PoissonDeviance = "poisson_deviance"

func halfPoisson(y, mu float64) float64 {
	if !(mu > 0) {
		return math.Inf(1)
	}
	loss := mu - y + timesLog(y)
	if y > 0 {
		loss -= y * portable.Log(mu)
	}
	return loss
}

func (counts) Levels() []string { return nil }
func (counts) Metric() string   { return PoissonDeviance }

// Bend has no bound: the curvature is the expected count.
func (counts) Bend() float64 { return 0 }

func (f counts) Penalty(l2 float64) float64 { return l2 / f.unit }

func (counts) Grid() (update, evaluation uint) { return 40, 60 }
func (counts) Clip() (norm, loss float64)      { return 0.1, 1.0 / 32 }

// count returns the whole number that a scaled target stands for.
func (f counts) count(y float64) float64 { return math.Round(f.center + float64(f.width*y)) }

func (f counts) Loss(z, g []float64, y float64) float64 { return f.loss(z, g, f.count(y)) }

func (f counts) Information(z []float64, y float64, kind Information, h []float64) {
	f.information(z, f.count(y), kind, h)
}

// Start begins at the counts themselves, as R's glm does.
func (f counts) Start(y float64, z []float64) float64 {
	z[0] = f.link.output(f.count(y) + 0.1)
	return 0
}

func (f counts) Base(z []float64, y float64) (base, pearson float64) {
	k := f.count(y)
	factorial, _, _ := portable.LogGamma(k + 1)
	return (timesLog(k) - k - factorial) / f.unit, f.pearson(z, k)
}

func (counts) Dispersed() bool           { return false }
func (counts) Deviance(t Totals) float64 { return 2 * t.Loss }

func (counts) LogLik(t Totals) (logLik float64, extra int) { return (t.Base - t.Loss), 0 }

func (f counts) Cost(loss float64) float64 { return 2 * loss * f.unit }

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
	steps, _ := big.NewFloat(math.Round(math.Ldexp(timesLog(k)/d.unit, int(bits)))).Int(nil)
	sums[1].Add(sums[1], steps)
}

func (d deviances) Check(rows int64, sums []*big.Int) string {
	most := new(big.Int).Mul(big.NewInt(rows), big.NewInt(int64(d.unit)))
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
		Scores: deviance(2*loss*d.unit, 2*(logs*d.unit-null(total, float64(rows)))),
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
	return deviance(2*loss*d.unit, 2*(logs-null(total, float64(len(predictions)))))
}

// NoisyValues is 0: the rows and the loss of an evaluation with noise determine the cost.
func (deviances) NoisyValues() int                     { return 0 }
func (deviances) NoisySixteenths() int64               { return 0 }
func (deviances) AddNoisy([]int64, []float64, int32)   {}
func (deviances) NoisyQuality(_ *Quality, _ []float64) {}
