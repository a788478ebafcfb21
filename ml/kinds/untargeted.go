package kinds

import (
	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Describe is a training without a model: counts and sums over the rows of all owners.
const Describe = "describe"

type describe struct{}

func (describe) Name() string  { return Describe }
func (describe) Title() string { return "description" }
func (describe) Hidden() bool  { return false }

func (describe) Check(target schema.Feature) (field, rule string) {
	return untargeted(Describe, target)
}

func (describe) Shares() bool                              { return false }
func (describe) Links() []string                           { return []string{""} }
func (describe) Family(schema.Feature, string) Family      { return nil }
func (describe) LeastSquares(schema.Feature) *LeastSquares { return nil }

// Cox is Cox's regression of times to an event: the log of a hazard relative to that of a row whose columns are all 0.
const Cox = "cox_regression"

type cox struct{}

func (cox) Name() string  { return Cox }
func (cox) Title() string { return "Cox regression" }
func (cox) Hidden() bool  { return false }

// Shares: only Newton's rounds find the weights.
func (cox) Shares() bool { return true }

func (cox) Check(target schema.Feature) (field, rule string) { return untargeted(Cox, target) }

func (cox) Links() []string { return []string{LogLink} }

func (cox) Family(schema.Feature, string) Family      { return hazards{} }
func (cox) LeastSquares(schema.Feature) *LeastSquares { return nil }

// hazards are times to an event. Their partial likelihood compares the rows at risk, see package cox. It is that of Poisson's
// counts with a constant for each time (J. Whitehead, Applied Statistics 29, 1980): the values of a family for one row are theirs.
type hazards struct{ counts }

// PartialLogLoss is minus the log of the partial likelihood for each event.
const PartialLogLoss = "partial_log_loss"

func (hazards) Link() Link {
	return Link{Name: LogLink, Meaning: "the log of the hazard, relative to that where all columns are 0", Scale: 1}
}
func (hazards) Metric() string                { return PartialLogLoss }
func (hazards) Cost(loss float64) float64     { return loss }
func (hazards) Penalty(l2 float64) float64    { return l2 }
func (hazards) Blocks(columns int) []Block    { return []Block{{1, columns, []float64{1}}} }
func (hazards) Predict(z, p []float64)        { p[0] = portable.Exp(z[0]) }
func (hazards) Terms(columns []string) []Term { return termsOf("", columns, 0, 1)[1:] }

// PiecewiseExponential is regression of times to an event with a hazard that is constant in each bin of times for rows whose
// columns are equal: Poisson's regression of events with the log of the exposure as offset.
const PiecewiseExponential = "piecewise_exponential"

type piecewise struct{ cox }

func (piecewise) Name() string  { return PiecewiseExponential }
func (piecewise) Title() string { return "piecewise exponential regression" }

func (piecewise) Check(target schema.Feature) (field, rule string) {
	return untargeted(PiecewiseExponential, target)
}

func (piecewise) Family(schema.Feature, string) Family { return rates{} }

// rates are hazards that are known themselves.
type rates struct{ hazards }

// ExponentialLogLoss is minus the log of the likelihood for each event.
const ExponentialLogLoss = "exponential_log_loss"

func (rates) Metric() string { return ExponentialLogLoss }

// untargeted returns the rule of kinds that have no target.
func untargeted(kind string, target schema.Feature) (field, rule string) {
	if target.Name == "" && target.Type == "" {
		return "", ""
	}
	return "target", kind + " has no target"
}

// Targeted reports whether training files of a kind have a target.
func Targeted(k Kind) bool {
	field, _ := k.Check(schema.Feature{})
	return field != ""
}

// Models reports whether a kind fits a model. A description does not.
func Models(k Kind) bool { return Targeted(k) || k.Family(schema.Feature{}, "") != nil }
