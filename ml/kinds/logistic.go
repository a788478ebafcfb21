package kinds

import (
	"math"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Logistic is logistic regression: the log odds of the second of two levels.
const Logistic = "logistic_regression"

type logistic struct{}

func (logistic) Name() string  { return Logistic }
func (logistic) Title() string { return "logistic regression" }
func (logistic) Hidden() bool  { return false }

func (logistic) Check(target schema.Feature) (field, rule string) {
	return twoLevels(Logistic, target)
}

// twoLevels returns the rule of kinds that predict one of two levels.
func twoLevels(kind string, target schema.Feature) (field, rule string) {
	if field, rule := withLevels(kind, target); field != "" {
		return field, rule
	}
	if len(target.Levels) != 2 {
		return "target.levels", kind + " predicts two levels; " + Multinomial + " takes more"
	}
	return "", ""
}

func (logistic) Family(target schema.Feature) Family { return binomial{target.Levels} }

func (logistic) LeastSquares(schema.Feature) *LeastSquares { return nil }

// binomial is a target of two levels. The output is the log odds of the second.
type binomial struct{ levels []string }

// Logit is the link of two levels.
var Logit = Link{"logit", "the log odds of the level"}

func (binomial) Link() Link         { return Logit }
func (binomial) Outputs() int       { return 1 }
func (f binomial) Levels() []string { return f.levels }
func (binomial) Metric() string     { return LogLoss }
func (binomial) Bend() float64      { return 0.25 }

func (binomial) Cost(loss float64) float64       { return loss }
func (binomial) Penalty(l2 float64) float64      { return l2 }
func (binomial) Grid() (update, evaluation uint) { return levelGrid() }
func (binomial) Clip() (norm, loss float64)      { return levelClip() }

func (binomial) Loss(z, g []float64, y float64) float64 {
	p, t := sigmoid(z[0]), z[0]
	if y == 1 {
		t = -t
	}
	g[0] = p - y
	return softplus(t)
}

func (binomial) Curvature(z, h []float64) { h[0] = sigmoid(z[0]) * sigmoid(-z[0]) }

func (binomial) Predict(z, p []float64) { p[0], p[1] = sigmoid(-z[0]), sigmoid(z[0]) }

func (f binomial) Measures() Measures { return countLevels(f.levels) }

// sigmoid returns 1/(1 + e^-z) without overflow.
func sigmoid(z float64) float64 {
	if z < 0 {
		e := portable.Exp(z)
		return e / (1 + e)
	}
	return 1 / (1 + portable.Exp(-z))
}

// softplus returns log(1 + e^z) without overflow.
func softplus(z float64) float64 {
	return math.Max(z, 0) + math.Log1p(portable.Exp(-math.Abs(z)))
}
