package kinds

import (
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

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
	// Information writes second derivatives of the loss of a row by the outputs z to h, row by row: the weight of a row in
	// XᵀWX. Where the loss is infinite they are 0.
	Information(z []float64, y float64, kind Information, h []float64)
	// Bend bounds the largest eigenvalue of Information at any outputs. It returns 0 if there is no bound.
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
	Likelihood
}

// Likelihood is the part of a family that Newton's rounds and inference need. Losses are minus a log likelihood, up to a
// constant of each row, divided by Unit.
type Likelihood interface {
	// Blocks returns how the parameters of a fit to encoded rows with these columns make the outputs. Constants come
	// before the weights that are to be set aside if columns follow from others.
	Blocks(columns int) []Block
	// Terms returns the numbers of a fitted model that people read, from the names of its columns.
	Terms(columns []string) []Term
	// Unit is the factor of losses: it keeps the part of a row about as large as 1.
	Unit() float64
	// Base returns the parts of a row with outputs z in Totals.Base and Totals.Pearson, in steps of Unit.
	Base(z []float64, y float64) (base, pearson float64)
	// Dispersed reports whether the variance about the mean is estimated, so that t takes the place of the normal
	// distribution.
	Dispersed() bool
	// Deviance returns the deviance of a fit.
	Deviance(t Totals) float64
	// LogLik returns the log likelihood of a fit, and how many parameters it has besides those of its outputs.
	LogLik(t Totals) (logLik float64, extra int)
}

// Starter is a family whose first round needs better outputs than those of the weights 0.
type Starter interface {
	// Start writes outputs for a row to z that come from its target alone. square is summed over rows for Begin.
	Start(y float64, z []float64) (square float64)
}

// Third is a family with one output whose expected second derivatives are the observed ones, so that Firth's penalty is
// half the logarithm of the determinant of its information (D. Firth, Biometrika 80, 1993).
type Third interface {
	// Third returns the derivative of Information by the output.
	Third(z []float64) float64
}

// Overdispersed is a family of counts with a parameter θ of its variance, whose logarithm is the last output.
type Overdispersed interface {
	// Begin returns log θ from a mean of counts and from the mean of Start.
	Begin(mean, square float64) float64
	// Theta returns θ from the last output.
	Theta(output float64) float64
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

// Information is which second derivatives of a loss Family.Information writes.
type Information int

const (
	// Observed are the second derivatives themselves, with which Newton's method converges fast near the maximum.
	Observed Information = iota
	// Expected is never negative definite, which a step far from the maximum needs.
	Expected
	// Fisher decides standard errors.
	Fisher
)

// Block is a group of parameters of a fit, one for each of some columns. A fit has as many groups as its outputs need,
// and outputs may share one.
type Block struct {
	From, To int       // the columns [From, To)
	On       []float64 // factor of the block's weighted sum in each output
}

// Totals are sums over all rows at the estimates.
type Totals struct {
	Rows    int64
	Weights float64 // of the rows; their number if rows have none
	Loss    float64
	Base    float64 // of Family.Base
	Pearson float64
	Terms   int // estimated, without those that were set aside
}

// Term is one number of a fitted model for people: a weight of an output in original units, or the constant of one.
type Term struct {
	Outcome string // the level that the term belongs to; "" if all terms belong to one
	Name    string
	Output  int
	Column  int
	Sign    float64
}

// Intercept is the name of a constant.
const Intercept = "(Intercept)"

// single has the parts of families with one output.
type single struct{}

func (single) Outputs() int               { return 1 }
func (single) Blocks(columns int) []Block { return []Block{{0, columns, []float64{1}}} }
func (single) Terms(columns []string) []Term {
	return termsOf("", columns, 0, 1)
}

// termsOf returns the constant and the weights of an output.
func termsOf(outcome string, columns []string, output int, sign float64) []Term {
	out := make([]Term, len(columns))
	for j, name := range columns {
		if j == 0 {
			name = Intercept
		}
		out[j] = Term{outcome, name, output, j, sign}
	}
	return out
}

// exact has the parts of families whose expected second derivatives are the observed ones, as those with the canonical link.
// Their saturated model has a likelihood of 1.
type exact struct{}

func (exact) Unit() float64                                 { return 1 }
func (exact) Dispersed() bool                               { return false }
func (exact) Base(_ []float64, _ float64) (base, p float64) { return 0, 0 }
func (exact) Deviance(t Totals) float64                     { return 2 * t.Loss }
func (exact) LogLik(t Totals) (logLik float64, extra int)   { return -t.Loss, 0 }
