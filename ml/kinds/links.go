package kinds

import (
	"math"

	"github.com/blindfit/blindfit/ml/internal/portable"
)

// Names of links in training files.
const (
	LogitLink    = "logit"
	ProbitLink   = "probit"
	CloglogLink  = "cloglog"
	LogLink      = "log"
	IdentityLink = "identity"
	SqrtLink     = "sqrt"
	InverseLink  = "inverse"
	SoftmaxLink  = "softmax"
)

// Link is the function that turns a target's mean into the outputs of a model.
type Link struct {
	Name string
	// Meaning describes an output in a sentence about its terms. It is empty for the target itself.
	Meaning string
	// Shift and Scale make a number of the link's scale out of an output z: Shift + Scale·z.
	Shift, Scale float64
}

// of returns the linear predictor of an output.
func (l Link) of(z float64) float64 { return l.Shift + float64(l.Scale*z) }

// mean returns the mean for a linear predictor, and its first two derivatives. The mean is NaN if there is none.
func (l Link) mean(eta float64) (mu, first, second float64) {
	switch l.Name {
	case LogLink:
		mu = portable.Exp(eta)
		return mu, mu, mu
	case SqrtLink:
		if eta < 0 {
			return math.NaN(), 0, 0
		}
		return eta * eta, 2 * eta, 2
	case InverseLink:
		if eta <= 0 {
			return math.NaN(), 0, 0
		}
		mu = 1 / eta
		return mu, -mu * mu, 2 * mu * mu * mu
	}
	return eta, 1, 0
}

// output returns the output for a mean.
func (l Link) output(mu float64) float64 {
	eta := mu
	switch l.Name {
	case LogLink:
		eta = portable.Log(mu)
	case SqrtLink:
		eta = math.Sqrt(mu)
	case InverseLink:
		eta = 1 / mu
	}
	return (eta - l.Shift) / l.Scale
}

// positive is the loss, gradient and curvature of targets with a positive mean, from the variance of a target as a function
// of its mean.
type positive struct {
	single
	link     Link
	variance func(mu float64) (v, slope float64)
	half     func(y, mu float64) float64 // half the deviance
	unit     float64                     // of losses
}

func (p positive) Link() Link    { return p.link }
func (p positive) Unit() float64 { return p.unit }

// loss is Family.Loss for a target in its own unit.
func (p positive) loss(z, g []float64, y float64) float64 {
	mu, first, _ := p.link.mean(p.link.of(z[0]))
	v, _ := p.variance(mu)
	g[0] = -(y - mu) / v * first * p.link.Scale / p.unit
	if loss := p.half(y, mu) / p.unit; !math.IsNaN(g[0]) && loss < math.Inf(1) {
		return max(loss, 0) // a perfect fit may round to less
	}
	g[0] = 0
	return math.Inf(1)
}

// information is Family.Information for a target in its own unit.
func (p positive) information(z []float64, y float64, kind Information, h []float64) {
	mu, first, second := p.link.mean(p.link.of(z[0]))
	v, slope := p.variance(mu)
	h[0] = first * first / v
	if kind == Observed {
		h[0] -= (y - mu) * (second/v - first*first*slope/(v*v))
	}
	h[0] *= p.link.Scale * p.link.Scale / p.unit
	if math.IsNaN(h[0]) {
		h[0] = 0
	}
}

func (p positive) Predict(z, out []float64) { out[0], _, _ = p.link.mean(p.link.of(z[0])) }

// pearson returns the squared residual over the variance.
func (p positive) pearson(z []float64, y float64) float64 {
	mu, _, _ := p.link.mean(p.link.of(z[0]))
	v, _ := p.variance(mu)
	return (y - mu) * (y - mu) / v / p.unit
}
