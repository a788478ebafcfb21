// Package kinds owns the kinds of models: for each, one type in a file of its own with its loss, gradient, curvature,
// link, measures and names. Every other package asks the registry here and never tests for a kind by name.
package kinds

import (
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
	// Family returns the distribution of a target that Check accepts, or nil if the kind fits no model, see Models.
	Family(target schema.Feature) Family
	// Hidden reports whether models of this kind have hidden layers. Their loss is not convex.
	Hidden() bool
	// LeastSquares returns the fit by sums of squares that decides the model, as encrypted weights and a single round
	// need, or nil if there is none.
	LeastSquares(target schema.Feature) *LeastSquares
}

// all is the registry, in the order of the documents. The first kind that accepts a target is the one to propose for it.
var all = []Kind{linear{}, logistic{}, softmax{}, poisson{}, mlp{}, describe{}}

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
