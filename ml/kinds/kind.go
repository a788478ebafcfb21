// Package kinds owns the kinds of models: for each, one type in a file of its own with its loss, gradient, curvature,
// link, measures and names. Every other package asks the registry here and never tests for a kind by name.
package kinds

import (
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/ml/schema"
)

// Kind is a kind of model.
type Kind interface {
	// Name returns the kind's name in training and model files.
	Name() string
	// Title names the kind in a sentence, without an article.
	Title() string
	// Check returns the field of the target that rules out this kind, and the rule it breaks. Both are empty if the kind
	// predicts such a target. The zero value is the absence of a target, see Targeted.
	Check(target schema.Feature) (field, rule string)
	// Links returns the names of the links that the kind can have, the usual one first.
	Links() []string
	// Family returns the distribution of a target that Check accepts, with one of the links; "" is the usual one. It
	// returns nil if the kind fits no model, see Models.
	Family(target schema.Feature, link string) Family
	// Hidden reports whether models of this kind have hidden layers. Their loss is not convex.
	Hidden() bool
	// Shares reports whether outputs of the family share weights, so that only Newton's rounds find them.
	Shares() bool
	// LeastSquares returns the fit by sums of squares that decides the model, as encrypted weights and a single round
	// need, or nil if there is none.
	LeastSquares(target schema.Feature) *LeastSquares
}

// all is the registry, in the order of the documents. The first kind that accepts a target is the one to propose for it.
var all = []Kind{linear{}, logistic{}, softmax{}, proportional{}, poisson{}, negativeBinomial{}, gamma{}, discriminant{}, mlp{}, cox{}, piecewise{}, describe{}}

// All returns every kind, in the order of the documents.
func All() []Kind { return slices.Clone(all) }

// Names returns the names of All.
func Names() []string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.Name()
	}
	return names
}

// Lookup returns the kind of that name, or nil if there is none.
func Lookup(name string) Kind {
	for _, k := range all {
		if k.Name() == name {
			return k
		}
	}
	return nil
}

// For returns the kinds that predict a target. The first is the one to propose.
func For(target schema.Feature) []Kind {
	var out []Kind
	for _, k := range all {
		if field, _ := k.Check(target); field == "" {
			out = append(out, k)
		}
	}
	return out
}

// LeastSquares is the fit by least squares of a kind of model, and the meaning of the fit for it.
type LeastSquares struct {
	// Labels means that the target has two levels, fitted as −1/2 and 1/2 like the columns of levels. If not, it is a
	// number, fitted as it is.
	Labels bool
	// Approximates is empty if the fit is the model's own. If not, it is a sentence about the fit that the model approximates and how
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
