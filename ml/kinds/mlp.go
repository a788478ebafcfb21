package kinds

import "github.com/blindfit/blindfit/ml/schema"

// MLP is a multilayer perceptron.
const MLP = "mlp"

// mlp predicts every target, with the family of the regression for it.
type mlp struct{}

func (mlp) Name() string  { return MLP }
func (mlp) Title() string { return "multilayer perceptron" }
func (mlp) Hidden() bool  { return true }
func (mlp) Shares() bool  { return false }

func (mlp) Check(target schema.Feature) (field, rule string) {
	if mlp.base(mlp{}, target) == nil {
		return "target.type", MLP + " predicts a continuous, discrete, ordinal or nominal target"
	}
	return "", ""
}

func (mlp) Links() []string { return []string{""} }

func (m mlp) Family(target schema.Feature, _ string) Family { return m.base(target).Family(target, "") }

func (mlp) LeastSquares(schema.Feature) *LeastSquares { return nil }

// base returns the regression with the family that a perceptron uses for a target.
func (mlp) base(target schema.Feature) Kind {
	for _, k := range []Kind{linear{}, logistic{}, softmax{}} {
		if field, _ := k.Check(target); field == "" {
			return k
		}
	}
	return nil
}
