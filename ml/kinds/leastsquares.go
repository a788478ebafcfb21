package kinds

import (
	"fmt"

	"github.com/blindfit/blindfit/ml/schema"
)

// LeastSquares is the fit by least squares of a kind of model, and the meaning of the fit for it.
type LeastSquares struct {
	// Labels means that the target has two levels, fitted as −1/2 and 1/2 like the columns of levels. If not, it is a
	// number, fitted as it is.
	Labels bool
	// Factor turns weights of the fit into weights of the model, and an l2 of the model into one of the fit.
	Factor float64
	// Variance of a row about the fit, on the scale of the fit. 0 if the residuals estimate it.
	Variance float64
	// Metric is the name of the measure that Cost returns.
	Metric string
	// Cost converts a mean squared error on the scaled target to the metric.
	Cost func(mse float64) float64
	// Warn returns the warnings for a target with this mean on the scale of the fit, or nil if there are none.
	Warn func(mean float64) []string
}

// Encode returns the targets of the fit. It fails on a target that is none of two levels.
func (l *LeastSquares) Encode(targets []int32) ([]int32, error) {
	if !l.Labels {
		return targets, nil
	}
	out := make([]int32, len(targets))
	for i, y := range targets {
		if y < 0 || y > 1 {
			return nil, fmt.Errorf("invalid table: the target of row %d is not one of two levels", i)
		}
		out[i] = (2*y - 1) * schema.Half
	}
	return out, nil
}
