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
	if field, rule := withLevels(Logistic, target); field != "" {
		return field, rule
	}
	if len(target.Levels) != 2 {
		return "target.levels", Logistic + " predicts two levels; " + Multinomial + " takes more"
	}
	return "", ""
}

func (logistic) Family(target schema.Feature) Family { return binomial{target.Levels} }

// LeastSquares fits labels of −1/2 and 1/2. That fit is a quarter of the weights that minimise the second-order Taylor
// expansion of the logistic loss around 0,
//
//	log 2 − t·z/2 + z²/8 = log 2 − 1/2 + 2·(z/4 − t/2)²,
//
// t being −1 or 1 and z the log odds (Y. Aono et al., CODASPY 2016). The variance of a label at even odds is the
// information of the logistic model at 0.
func (logistic) LeastSquares(schema.Feature) *LeastSquares {
	return &LeastSquares{
		Labels: true, Factor: 4, Variance: 0.25, Metric: TaylorLogLoss,
		Cost: func(mse float64) float64 { return math.Ln2 - 0.5 + 2*mse },
		Warn: warnRare,
	}
}

// TaylorLogLoss is the second-order expansion of the mean logistic loss.
const TaylorLogLoss = "taylor_log_loss"

// warnRare warns of a level that the expansion of the loss misjudges. mean is that of labels of ±1/2.
func warnRare(mean float64) []string {
	const rare = 0.1
	share := 0.5 + mean // of the second level
	if math.Min(share, 1-share) < rare {
		return []string{"fewer than a tenth of the rows are of one level: the second-order expansion behind " +
			"encrypted logistic regression is poor for it; compare with shared weights"}
	}
	return nil
}

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
