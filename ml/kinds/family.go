package kinds

import (
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Link is the function that turns a target's mean into the outputs of a model.
type Link struct {
	Name string
	// Meaning describes an output in a sentence about its terms. It is empty for the target itself.
	Meaning string
}

// Family is the distribution of one target given a model's outputs. Rows are independent: a loss is a sum over rows.
//
// A target y is a number on its declared range, scaled to a width of 1 about 0, or the index of a level.
type Family interface {
	Link() Link
	// Outputs returns how many numbers a model computes for a row.
	Outputs() int
	// Levels returns the target's levels, or nil if the target is numeric.
	Levels() []string
	// Loss returns the loss of a row with outputs z and target y, at least 0, and writes its gradient by the outputs to g.
	Loss(z, g []float64, y float64) float64
	// Curvature writes the expected second derivatives of the loss by the outputs z to h, row by row: the weight of a row
	// in XᵀWX.
	Curvature(z, h []float64)
	// Bend bounds the largest eigenvalue of Curvature at any outputs. It returns 0 if there is no bound.
	Bend() float64
	// Predict writes the prediction for outputs z to p: the expected target in its unit, or the probability of each level.
	Predict(z, p []float64)
	// Metric is the name of the measure that Cost returns.
	Metric() string
	// Cost converts a mean loss to the metric that people read.
	Cost(loss float64) float64
	// Penalty returns the l2 of a loss as Loss has it, for an l2 that belongs to half the metric.
	Penalty(l2 float64) float64
	// Grid returns the fixed point of updates and of the losses of an evaluation, in bits.
	Grid() (update, evaluation uint)
	// Clip returns the clipping of a row by privacy if the training file does not choose one: the L2 norm of its
	// gradient, and the largest loss, at which greater ones are cut.
	Clip() (norm, loss float64)
	// Measures returns the sums of an evaluation.
	Measures() Measures
}

// Measures are the sums over rows of an evaluation, which come after the number of rows and the sum of their losses.
type Measures interface {
	// Values returns the number of sums.
	Values() int
	// Add adds a row with prediction p and encoded target y to the sums.
	Add(sums []*big.Int, p []float64, y int32)
	// Check returns the rule that sums over this many rows break, or "".
	Check(rows int64, sums []*big.Int) string
	// Quality returns the quality of a model from its sum of losses over rows, a positive number of rows.
	Quality(rows int64, loss float64, sums []*big.Int) *Quality
	// Judge returns the scores of predictions for targets, as Family.Loss takes them. Scores of sums may be coarser.
	Judge(predictions [][]float64, targets []float64) Scores

	// NoisyValues is Values for sums to which noise is added: those that would drown in it are left out.
	NoisyValues() int
	// NoisySixteenths bounds the squared L2 norm of the part of a row in the sums of NoisyValues, in sixteenths.
	NoisySixteenths() int64
	// AddNoisy is Add for NoisyValues, in steps of 2^-schema.QuantBits.
	AddNoisy(sums []int64, p []float64, y int32)
	// NoisyQuality completes a quality that has its rows and its loss from the means of the sums.
	NoisyQuality(q *Quality, means []float64)
}

// Width returns the length of a prediction: 1, or the number of levels.
func Width(f Family) int { return max(1, len(f.Levels())) }

// Target converts an encoded target to the argument of Family.Loss.
func Target(f Family, y int32) float64 {
	if f.Levels() == nil {
		return float64(y) / (1 << schema.QuantBits)
	}
	return float64(y)
}

// Accepts reports whether an encoded target is in range.
func Accepts(f Family, y int32) bool {
	if levels := f.Levels(); levels != nil {
		return y >= 0 && int(y) < len(levels)
	}
	return y >= -schema.Half && y <= schema.Half
}
