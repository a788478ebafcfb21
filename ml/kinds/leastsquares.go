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
	// Approximates is empty if the fit is the model's own. If not, it says for people what the model approximates and how
	// far it may be off; the fit's standard errors are then none of the model.
	Approximates string
	// Weights turns the weights of the fit into those of the model, in place. It fails if the rows of the fit determine no
	// model. It is nil if they are the same.
	Weights func(w []float64, at Fit) error
	// Metric is the name of the measure that Cost returns.
	Metric string
	// Cost converts a mean squared error on the scaled target to the metric.
	Cost func(mse float64) float64
}

// Fit are the numbers that the sums of a fit determine besides its weights.
type Fit struct {
	Rows int64
	Mean float64 // of the target, on the scale of the fit
	// Penalised is the least value of the mean squared error plus l2 times the sum of squared weights.
	Penalised float64
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
