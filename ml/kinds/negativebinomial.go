package kinds

import (
	"math"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// NegativeBinomial is regression of counts whose variance is μ + μ²/θ, θ being estimated (W. N. Venables and B. D. Ripley,
// Modern Applied Statistics with S, section 7.4).
const NegativeBinomial = "negative_binomial_regression"

type negativeBinomial struct{}

func (negativeBinomial) Name() string  { return NegativeBinomial }
func (negativeBinomial) Title() string { return "negative binomial regression" }
func (negativeBinomial) Hidden() bool  { return false }
func (negativeBinomial) Shares() bool  { return true }

func (negativeBinomial) Check(target schema.Feature) (field, rule string) {
	return countsOnly(NegativeBinomial, target)
}

func (negativeBinomial) Links() []string { return []string{LogLink} }

func (negativeBinomial) Family(target schema.Feature, _ string) Family {
	center, width := target.Scale()
	return dispersedCounts{center, width, *target.Max}
}

func (negativeBinomial) LeastSquares(schema.Feature) *LeastSquares { return nil }

// dispersedCounts is a target of counts. The first output is the log of the expected count, the second log θ, the same for
// every row. The loss is minus the log of a count's probability, in units of the largest declared count.
type dispersedCounts struct{ center, width, max float64 }

func (dispersedCounts) Link() Link {
	return Link{Name: LogLink, Meaning: "the log of the expected count", Scale: 1}
}
func (dispersedCounts) Outputs() int     { return 2 }
func (dispersedCounts) Levels() []string { return nil }
func (dispersedCounts) Metric() string   { return LogLoss }

// Bend has no bound: the curvature grows with the expected count.
func (dispersedCounts) Bend() float64 { return 0 }

func (f dispersedCounts) Unit() float64                 { return f.max }
func (f dispersedCounts) Cost(loss float64) float64     { return loss * f.max }
func (f dispersedCounts) Penalty(l2 float64) float64    { return l2 / f.max }
func (dispersedCounts) Grid() (update, evaluation uint) { return 40, 60 }
func (dispersedCounts) Clip() (norm, loss float64)      { return 0.1, 1.0 / 32 }
func (dispersedCounts) Measures() Measures              { return lossAlone{} }
func (dispersedCounts) Dispersed() bool                 { return false }

func (dispersedCounts) Blocks(columns int) []Block {
	return []Block{{0, columns, []float64{1, 0}}, {0, 1, []float64{0, 1}}}
}

func (dispersedCounts) Terms(columns []string) []Term { return termsOf("", columns, 0, 1) }

func (f dispersedCounts) count(y float64) float64 { return math.Round(f.center + float64(f.width*y)) }

func (dispersedCounts) Predict(z, p []float64) { p[0] = portable.Exp(z[0]) }

// likelihood returns the log of the probability of a count, and its first two derivatives by θ.
func likelihood(k, mu, theta float64) (value, first, second float64) {
	a, a1, a2 := portable.LogGamma(theta + k)
	b, b1, b2 := portable.LogGamma(theta)
	c, _, _ := portable.LogGamma(k + 1)
	log, sum := portable.Log((theta+mu)/theta), theta+mu
	value = a - b - c - float64(theta*log)
	if k > 0 {
		value += k * portable.Log(mu/sum)
	}
	first = a1 - b1 - log + 1 - (theta+k)/sum
	second = a2 - b2 + 1/theta - 2/sum + (theta+k)/(sum*sum)
	return value, first, second
}

func (f dispersedCounts) Loss(z, g []float64, y float64) float64 {
	k, mu, theta := f.count(y), portable.Exp(z[0]), portable.Exp(z[1])
	value, first, _ := likelihood(k, mu, theta)
	g[0], g[1] = -(k-mu)/(1+mu/theta)/f.max, -theta*first/f.max
	if loss := -value / f.max; !math.IsNaN(loss) && !math.IsNaN(g[0]+g[1]) {
		return max(loss, 0)
	}
	clear(g)
	return math.Inf(1)
}

func (f dispersedCounts) Information(z []float64, y float64, kind Information, h []float64) {
	k, mu, theta := f.count(y), portable.Exp(z[0]), portable.Exp(z[1])
	_, first, second := likelihood(k, mu, theta)
	clear(h)
	share := theta / (theta + mu)
	h[0] = mu * share / f.max
	h[3] = -(theta*theta*second + theta*first) / f.max
	switch kind {
	case Observed:
		h[0] *= (k + theta) / (mu + theta)
		h[1] = -(k - mu) * share * (1 - share) / f.max
		h[2] = h[1]
	case Expected:
		h[3] = theta * first * theta * first / f.max // has the same expectation, and is never negative
	}
	if math.IsNaN(h[0] + h[1] + h[3]) {
		clear(h)
	}
}

// Start begins at the counts themselves, as R's glm does, and at θ = 1.
func (f dispersedCounts) Start(y float64, z []float64) float64 {
	k := f.count(y)
	z[0], z[1] = portable.Log(math.Max(k, 1.0/6)), 0
	return k / f.max * k / f.max
}

// Begin returns log θ from a mean of counts and from the mean of Start, by the method of moments.
func (f dispersedCounts) Begin(mean, square float64) float64 {
	over := square*f.max*f.max - mean*mean - mean
	return math.Log(math.Max(mean*mean/math.Max(over, 1e-2*mean), 1e-2))
}

// Theta is e to the last output.
func (dispersedCounts) Theta(output float64) float64 { return math.Exp(output) }

func (f dispersedCounts) Base(z []float64, y float64) (base, pearson float64) {
	k, mu, theta := f.count(y), portable.Exp(z[0]), portable.Exp(z[1])
	value, _, _ := likelihood(k, k, theta)
	return value / f.max, (k - mu) * (k - mu) / (mu * (1 + mu/theta)) / f.max
}

func (dispersedCounts) Deviance(t Totals) float64 { return 2 * (t.Base + t.Loss) }

func (dispersedCounts) LogLik(t Totals) (logLik float64, extra int) { return -t.Loss, 1 }
