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
func (logistic) Shares() bool  { return false }

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

func (logistic) Links() []string { return []string{LogitLink, ProbitLink, CloglogLink} }

func (logistic) Family(target schema.Feature, link string) Family {
	switch link {
	case ProbitLink:
		return probit{twoLevelTarget: twoLevelTarget{levels: target.Levels}}
	case CloglogLink:
		return cloglog{twoLevelTarget: twoLevelTarget{levels: target.Levels}}
	}
	return binomial{twoLevelTarget: twoLevelTarget{levels: target.Levels}}
}

func (logistic) LeastSquares(schema.Feature) *LeastSquares { return nil }

// twoLevelTarget has the parts of a target of two levels that do not depend on the link.
type twoLevelTarget struct {
	single
	exact
	levels []string
}

func (f twoLevelTarget) Levels() []string { return f.levels }
func (twoLevelTarget) Metric() string     { return LogLoss }

func (twoLevelTarget) Cost(loss float64) float64       { return loss }
func (twoLevelTarget) Penalty(l2 float64) float64      { return l2 }
func (twoLevelTarget) Grid() (update, evaluation uint) { return levelGrid() }
func (twoLevelTarget) Clip() (norm, loss float64)      { return levelClip() }
func (f twoLevelTarget) Measures() Measures            { return countLevels(f.levels) }

// binomial is a target of two levels. The output is the log odds of the second.
type binomial struct{ twoLevelTarget }

func (binomial) Link() Link {
	return Link{Name: LogitLink, Meaning: "the log odds of the level", Scale: 1}
}
func (binomial) Bend() float64 { return 0.25 }

func (binomial) Loss(z, g []float64, y float64) float64 {
	p, t := sigmoid(z[0]), z[0]
	if y == 1 {
		t = -t
	}
	g[0] = p - y
	return softplus(t)
}

func (binomial) Information(z []float64, _ float64, _ Information, h []float64) {
	h[0] = sigmoid(z[0]) * sigmoid(-z[0])
}

// Third is p(1 − p)(1 − 2p).
func (binomial) Third(z []float64) float64 {
	p, q := sigmoid(z[0]), sigmoid(-z[0])
	return p * q * (q - p)
}

func (binomial) Predict(z, p []float64) { p[0], p[1] = sigmoid(-z[0]), sigmoid(z[0]) }

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

// probit is a target of two levels. The output is the normal quantile of the probability of the second.
type probit struct{ twoLevelTarget }

func (probit) Link() Link {
	return Link{Name: ProbitLink, Meaning: "the normal quantile of the probability of the level", Scale: 1}
}

// Bend bounds the curvature: the ratio of density to distribution has a slope below 1.
func (probit) Bend() float64 { return 1 }

// sign is 1 for the second level and −1 for the first.
func sign(y float64) float64 { return 2*y - 1 }

func (probit) Loss(z, g []float64, y float64) float64 {
	log, ratio := portable.Normal(sign(y) * z[0])
	g[0] = -sign(y) * ratio
	return max(-log, 0)
}

func (probit) Information(z []float64, y float64, kind Information, h []float64) {
	t := sign(y) * z[0]
	_, ratio := portable.Normal(t)
	if kind == Observed {
		h[0] = ratio * (ratio + t)
		return
	}
	_, other := portable.Normal(-t)
	h[0] = ratio * other
}

func (probit) Predict(z, p []float64) {
	below, _ := portable.Normal(z[0])
	above, _ := portable.Normal(-z[0])
	p[0], p[1] = portable.Exp(above), portable.Exp(below)
}

// cloglog is a target of two levels. The output is the log of the hazard of the second: its probability is 1 − exp(−e^z).
type cloglog struct{ twoLevelTarget }

func (cloglog) Link() Link {
	return Link{Name: CloglogLink, Meaning: "the log of the cumulative hazard of the level", Scale: 1}
}

// Bend has no bound: the curvature of the first level is its hazard.
func (cloglog) Bend() float64 { return 0 }

// odds returns the hazard u at an output, and u/(e^u − 1).
func odds(z float64) (u, r float64) {
	u = portable.Exp(z)
	switch {
	case u == 0:
		return 0, 1
	case u > 700:
		return u, 0
	}
	return u, u / math.Expm1(u)
}

func (cloglog) Loss(z, g []float64, y float64) float64 {
	u, r := odds(z[0])
	if y == 0 {
		g[0] = u
		return u
	}
	g[0] = -r
	if u == 0 {
		return -z[0]
	}
	return -math.Log(-math.Expm1(-u))
}

func (cloglog) Information(z []float64, y float64, kind Information, h []float64) {
	u, r := odds(z[0])
	switch {
	case kind != Observed:
		h[0] = u * r
	case y == 0:
		h[0] = u
	default:
		h[0] = max(0, r*(u+r-1)) // u·e^u/(e^u − 1) is u + r
	}
}

func (cloglog) Predict(z, p []float64) {
	u, _ := odds(z[0])
	p[0], p[1] = portable.Exp(-u), -math.Expm1(-u)
}
