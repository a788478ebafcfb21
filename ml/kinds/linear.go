package kinds

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Linear is linear regression by least squares.
const Linear = "linear_regression"

type linear struct{}

func (linear) Name() string  { return Linear }
func (linear) Title() string { return "linear regression" }
func (linear) Hidden() bool  { return false }
func (linear) Shares() bool  { return false }

func (linear) Check(target schema.Feature) (field, rule string) { return numeric(Linear, target) }

func (linear) Links() []string { return []string{IdentityLink} }

func (linear) Family(target schema.Feature, _ string) Family {
	center, width := target.Scale()
	return gaussian{center: center, width: width}
}

func (linear) LeastSquares(target schema.Feature) *LeastSquares {
	return &LeastSquares{
		Metric: MSE,
		Cost:   func(mse float64) float64 { return CostInUnits(mse, target) },
	}
}

// numeric returns the rule of kinds that predict a number.
func numeric(kind string, target schema.Feature) (field, rule string) {
	if target.Type.Numeric() {
		return "", ""
	}
	return "target.type", kind + " predicts a continuous or discrete target"
}

// gaussian is a numeric target with errors of equal variance. The loss is half the squared error on the scaled target.
type gaussian struct {
	single
	center, width float64 // of the declared range, in the target's unit
}

// MSE is the mean squared error in the target's unit, squared.
const MSE = "mse"

// Link is the identity: the output is the target on its declared range, scaled to a width of 1.
func (f gaussian) Link() Link     { return Link{Name: IdentityLink, Shift: f.center, Scale: f.width} }
func (gaussian) Levels() []string { return nil }
func (gaussian) Metric() string   { return MSE }
func (gaussian) Bend() float64    { return 1 }

func (gaussian) Penalty(l2 float64) float64 { return l2 }

// Grid is fine since errors, which may fill a small part of the declared range, are squared, and since people read the
// loss of an evaluation.
func (gaussian) Grid() (update, evaluation uint) { return 40, 60 }

// Clip is short because the errors of a good model are small compared with the declared range: half the square of a
// quarter of it is the largest loss. Noise grows with these bounds.
func (gaussian) Clip() (norm, loss float64) { return 0.1, 1.0 / 32 }

func (gaussian) Loss(z, g []float64, y float64) float64 {
	g[0] = z[0] - y
	return g[0] * g[0] / 2
}

func (gaussian) Information(_ []float64, _ float64, _ Information, h []float64) { h[0] = 1 }

// Unit makes losses those of a target in its own unit.
func (f gaussian) Unit() float64 { return f.width * f.width }
func (gaussian) Dispersed() bool { return true }

func (gaussian) Base(z []float64, y float64) (base, pearson float64) {
	return 0, (z[0] - y) * (z[0] - y)
}

// Deviance is the sum of squared residuals.
func (gaussian) Deviance(t Totals) float64 { return 2 * t.Loss }

func (gaussian) LogLik(t Totals) (logLik float64, extra int) {
	n := float64(t.Rows)
	return -n / 2 * (math.Log(4*math.Pi*t.Loss/n) + 1), 1
}

func (f gaussian) Predict(z, p []float64) {
	p[0] = f.center + float64(f.width*z[0]) // the conversion keeps platforms from fusing both operations
}

func (f gaussian) Cost(loss float64) float64 { return 2 * loss * f.width * f.width }

func (f gaussian) Measures() Measures { return squaredErrors{f} }

// CostInUnits converts a mean squared error on the scaled target to one in the square of the target's unit.
func CostInUnits(scaled float64, target schema.Feature) float64 {
	_, width := target.Scale()
	return scaled * width * width
}

// squaredErrors sums the target in steps of 2^-24 and its square in steps of 2^-48.
type squaredErrors struct{ gaussian }

func (squaredErrors) Values() int { return 2 }

func (squaredErrors) Add(sums []*big.Int, _ []float64, y int32) {
	sums[0].Add(sums[0], big.NewInt(int64(y)))
	sums[1].Add(sums[1], big.NewInt(int64(y)*int64(y)))
}

func (squaredErrors) Check(rows int64, sums []*big.Int) string {
	if new(big.Int).Mul(sums[0], sums[0]).Cmp(new(big.Int).Mul(big.NewInt(rows), sums[1])) > 0 {
		return "sum and squares fit no rows"
	}
	return ""
}

func (s squaredErrors) Quality(rows int64, loss float64, sums []*big.Int) *Quality {
	q := &Quality{Rows: rows, Loss: loss / float64(rows)}
	mse := s.Cost(q.Loss)
	q.MSE = &mse
	mean := new(big.Rat).SetInt(new(big.Int).Mul(sums[0], sums[0]))
	mean.Quo(mean, new(big.Rat).SetInt64(rows))
	total := new(big.Rat).Sub(new(big.Rat).SetInt(sums[1]), mean)
	if sst, _ := total.Float64(); sst > 0 {
		r2 := 1 - 2*loss/math.Ldexp(sst, -2*schema.QuantBits)
		q.R2 = &r2
	}
	return q
}

// Judge returns no scores: the cost of the predictions is their mean squared error.
func (squaredErrors) Judge([][]float64, []float64) Scores { return Scores{} }

func (squaredErrors) NoisyValues() int { return 2 }

// NoisySixteenths: a target is at most 1/2 in magnitude and its square at most 1/4.
func (squaredErrors) NoisySixteenths() int64 { return 4 + 1 }

func (squaredErrors) AddNoisy(sums []int64, _ []float64, y int32) {
	sums[0] += int64(y)
	sums[1] += int64(y) * int64(y) >> schema.QuantBits
}

func (s squaredErrors) NoisyQuality(q *Quality, means []float64) {
	mse := s.Cost(q.Loss)
	q.MSE = &mse
	if variance := means[1] - means[0]*means[0]; variance > 0 {
		r2 := 1 - 2*q.Loss/variance
		q.R2 = &r2
	}
}
