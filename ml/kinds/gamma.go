package kinds

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Gamma is regression of a positive number with a constant coefficient of variation.
const Gamma = "gamma_regression"

type gamma struct{}

func (gamma) Name() string  { return Gamma }
func (gamma) Title() string { return "gamma regression" }
func (gamma) Hidden() bool  { return false }
func (gamma) Shares() bool  { return false }

func (gamma) Check(target schema.Feature) (field, rule string) {
	if field, rule := numeric(Gamma, target); field != "" {
		return field, rule
	}
	if *target.Min <= 0 {
		return "target.min", "must be greater than 0 for " + Gamma + ", which predicts positive numbers"
	}
	return "", ""
}

func (gamma) Links() []string { return []string{LogLink, InverseLink, IdentityLink} }

func (gamma) Family(target schema.Feature, name string) Family {
	center, width := target.Scale()
	link := Link{Name: LogLink, Meaning: "the log of the expected value", Scale: 1}
	switch name {
	case InverseLink:
		link = Link{Name: InverseLink, Meaning: "1 over the expected value", Scale: 1 / *target.Min}
	case IdentityLink:
		link = Link{Name: IdentityLink, Shift: center, Scale: width}
	}
	return amounts{positive{
		link: link, unit: 1, half: halfGamma,
		variance: func(mu float64) (v, slope float64) { return mu * mu, 2 * mu },
	}, center, width}
}

func (gamma) LeastSquares(schema.Feature) *LeastSquares { return nil }

// amounts is a target of positive numbers that follow the gamma distribution. The loss is half the deviance,
//
//	(y − μ)/μ − log(y/μ).
type amounts struct {
	positive
	center, width float64 // of the declared range
}

// GammaDeviance is the mean deviance of positive numbers.
const GammaDeviance = "gamma_deviance"

func halfGamma(y, mu float64) float64 {
	if !(mu > 0) {
		return math.Inf(1)
	}
	return (y-mu)/mu - portable.Log(y/mu)
}

func (amounts) Levels() []string { return nil }
func (amounts) Metric() string   { return GammaDeviance }

// Bend has no bound: the curvature is the target over its mean.
func (amounts) Bend() float64 { return 0 }

func (amounts) Penalty(l2 float64) float64      { return l2 }
func (amounts) Grid() (update, evaluation uint) { return 40, 40 }
func (amounts) Clip() (norm, loss float64)      { return 0.5, 4 }
func (amounts) Cost(loss float64) float64       { return 2 * loss }

// amount returns the number that a scaled target stands for.
func (f amounts) amount(y float64) float64 { return f.center + float64(f.width*y) }

func (f amounts) Loss(z, g []float64, y float64) float64 { return f.loss(z, g, f.amount(y)) }

func (f amounts) Information(z []float64, y float64, kind Information, h []float64) {
	f.information(z, f.amount(y), kind, h)
}

// Start begins at the numbers themselves, as R's glm does.
func (f amounts) Start(y float64, z []float64) float64 {
	z[0] = f.link.output(f.amount(y))
	return 0
}

func (f amounts) Base(z []float64, y float64) (base, pearson float64) {
	return -portable.Log(f.amount(y)), f.pearson(z, f.amount(y))
}

func (amounts) Dispersed() bool           { return true }
func (amounts) Deviance(t Totals) float64 { return 2 * t.Loss }

// LogLik has the dispersion that R's AIC has: the mean deviance.
func (amounts) LogLik(t Totals) (logLik float64, extra int) {
	shape := t.Weights / (2 * t.Loss)
	value, _ := math.Lgamma(shape)
	return t.Weights*(shape*math.Log(shape)-value-shape) + t.Base - shape*t.Loss, 1
}

func (amounts) Measures() Measures { return lossAlone{} }

// lossAlone are the measures of targets whose evaluation is the mean loss.
type lossAlone struct{}

func (lossAlone) Values() int                          { return 0 }
func (lossAlone) Add([]*big.Int, []float64, int32)     {}
func (lossAlone) Check(int64, []*big.Int) string       { return "" }
func (lossAlone) Judge([][]float64, []float64) Scores  { return Scores{} }
func (lossAlone) NoisyValues() int                     { return 0 }
func (lossAlone) NoisySixteenths() int64               { return 0 }
func (lossAlone) AddNoisy([]int64, []float64, int32)   {}
func (lossAlone) NoisyQuality(_ *Quality, _ []float64) {}
func (lossAlone) Quality(rows int64, loss float64, _ []*big.Int) *Quality {
	return &Quality{Rows: rows, Loss: loss / float64(rows)}
}
