// Package learn owns what a training file makes of models, methods and rows: the
// rounds of a training, what one owner computes in each, and what the model
// owner makes of the owners' sums. It knows no keys and no network; who carries
// points and sums, encrypted or in the clear, is the caller's matter.
package plan

import (
	"crypto/sha256"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Point is what a round is opened with.
type Point struct {
	Kind wire.RoundKind
	// Encrypted are weights in steps of 2^-training.WeightBits that travel as
	// ciphertexts; nil otherwise.
	Encrypted []*big.Int
	// Shared are weights that owners read; nil otherwise.
	Shared *Parameters
}

// ShapeOf gives the model's shape on shared weights.
func ShapeOf(f *spec.File) model.Shape {
	return model.Shape{
		Kind: f.Model.Kind, Inputs: f.Schema().Width(), Hidden: f.Model.Hidden,
		Classes: len(f.Target.Levels), ClassWeights: f.Model.ClassWeights,
	}
}

// MetricOf gives the name of the cost that a training ends with.
func MetricOf(f *spec.File) string {
	switch {
	case f.Target.Type.Numeric():
		return model.Metric
	case f.Model.Weights == spec.Encrypted:
		return model.TaylorMetric
	}
	return model.LogLoss
}

// taylor says whether the training is a least-squares fit to labels of ±1/2.
func taylor(f *spec.File) bool {
	return f.Model.Kind == spec.Logistic && f.Model.Weights == spec.Encrypted
}

// l2 gives the penalty of the least-squares fit: for labels the weights are a
// quarter of the log odds and their squared error half of the loss, see
// model.AccumulateLabels, so that the penalty counts four times.
func l2(f *spec.File) float64 {
	if taylor(f) {
		return model.TaylorFactor * f.Model.L2
	}
	return f.Model.L2
}

// cost turns a mean squared error on the scaled target into the final metric.
func cost(f *spec.File, mse float64) float64 {
	if taylor(f) {
		return model.TaylorCost(mse)
	}
	return model.CostInUnits(mse, f.Target)
}

// Method gives the method that finds encrypted weights. scale standardises the
// columns where the file asks for it and is nil otherwise.
func Method(f *spec.File, scale *schema.Standard) (optim.Method, error) {
	b := f.Budget()
	opt := optim.Options{
		Rounds:       f.Training.Rounds,
		FractionBits: b.FractionBits,
		L2:           l2(f),
		LearningRate: float64(f.Training.LearningRate),
		WeightBound:  float64(b.WeightBound),
		Tolerance:    f.Training.Tolerance,
		Fixed:        f.Training.Stop == spec.StopFixed,
	}
	if scale != nil {
		opt.Mean, opt.Deviation = scale.Mean, scale.Deviation
	}
	return optim.New(f.Training.Optimizer, b.Columns, opt)
}

// sharedOptions gives the options of the method that finds shared weights.
func sharedOptions(f *spec.File, scale *schema.Standard) optim.SharedOptions {
	shape := ShapeOf(f)
	opt := optim.SharedOptions{
		Name:         f.Training.Optimizer,
		Rounds:       f.Training.Rounds,
		LearningRate: float64(f.Training.LearningRate),
		Schedule:     f.Training.Schedule,
		Fixed:        f.Training.Stop == spec.StopFixed,
		Tolerance:    f.Training.Tolerance,
		Patience:     f.Training.Patience,
		Resolution:   math.Ldexp(1, -int(f.UpdateBits())),
		Local:        f.Training.LocalSteps > 1,
		Penalty:      func(w, g []float64) float64 { return shape.AddPenalty(w, f.Model.L2, g) },
	}
	if opt.Name == optim.Auto && f.Private() && !opt.Local {
		opt.Name = optim.Adam // a search along one direction is lost in noise
		if opt.LearningRate == 0 {
			opt.LearningRate = privateRate[f.Privacy.Unit]
		}
	}
	if f.Convex() {
		opt.Curvature = shape.Curvature(scale) + f.Model.L2
	}
	return opt
}

// privateRate is Adam's learning rate where rounds are few: long steps, as clipped gradients say where to go but not how
// far, shorter ones where few units leave much noise.
var privateRate = map[dp.Unit]float64{dp.RecordUnit: 0.2, dp.OwnerUnit: 0.1}

// Initial gives the weights a training on shared ones starts from: a function of
// the training file alone, so that every party can check them.
func Initial(f *spec.File) []float64 {
	return ShapeOf(f).Initial(sha256.Sum256(append([]byte("initial weights\x00"), f.Canonical()...)))
}
