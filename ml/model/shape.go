package model

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/blindfit/blindfit/ml/schema"
)

// The kinds of models, as training and model files write them.
const (
	KindLinear   = "linear_regression"
	KindLogistic = "logistic_regression"
	KindSoftmax  = "softmax_regression"
	KindMLP      = "mlp"
)

// Kinds are all kinds, in the order they are documented.
var Kinds = []string{KindLinear, KindLogistic, KindSoftmax, KindMLP}

// Shape is the form of a model whose weights its owners can read: layers of
// weighted sums, with tanh after all but the last.
//
// The weights of a layer follow each other output by output; input 0 of every
// layer is the constant 1/2, as column 0 of the encoded rows is.
type Shape struct {
	Kind         string
	Inputs       int       // encoded columns, the intercept included
	Hidden       []int     // units of each hidden layer
	Classes      int       // levels of the target; 0 for a numeric one
	ClassWeights []float64 // factor of the loss per level; nil for 1
}

// Outputs gives the numbers computed for one row: the scaled target, the log
// odds of the second of two levels, or one number per level, whose softmax are
// the probabilities.
func (s Shape) Outputs() int {
	if s.Classes > 2 || s.Kind == KindSoftmax {
		return s.Classes
	}
	return 1
}

// layers gives inputs and outputs of each layer.
func (s Shape) layers() [][2]int {
	var out [][2]int
	in := s.Inputs
	for _, units := range s.Hidden {
		out = append(out, [2]int{in, units})
		in = units + 1
	}
	return append(out, [2]int{in, s.Outputs()})
}

// Parameters gives the number of weights.
func (s Shape) Parameters() int {
	n := 0
	for _, l := range s.layers() {
		n += l[0] * l[1]
	}
	return n
}

// check says what keeps the shape from being one.
func (s Shape) check() error {
	switch {
	case !slices.Contains(Kinds, s.Kind):
		return errors.New("invalid shape: unknown kind of model")
	case s.Inputs < 1 || s.Classes < 0 || s.Classes == 1:
		return errors.New("invalid shape: no columns or a single class")
	case (s.Kind == KindLinear) != (s.Classes == 0) && s.Kind != KindMLP:
		return fmt.Errorf("invalid shape: %s with %d classes", s.Kind, s.Classes)
	case s.Kind == KindLogistic && s.Classes != 2:
		return errors.New("invalid shape: logistic regression tells two classes apart")
	case (s.Kind == KindMLP) != (len(s.Hidden) > 0):
		return errors.New("invalid shape: hidden layers belong to a multilayer perceptron")
	case s.ClassWeights != nil && len(s.ClassWeights) != s.Classes:
		return errors.New("invalid shape: one class weight per class is needed")
	}
	for _, units := range s.Hidden {
		if units < 1 {
			return errors.New("invalid shape: a hidden layer without units")
		}
	}
	return nil
}

// Initial gives the weights a training starts from: 0 where the loss is convex,
// else uniform draws from the seed (X. Glorot and Y. Bengio, AISTATS 2010).
func (s Shape) Initial(seed [32]byte) []float64 {
	w := make([]float64, s.Parameters())
	if len(s.Hidden) == 0 {
		return w
	}
	source := rand.New(rand.NewChaCha8(seed))
	at := 0
	for _, l := range s.layers() {
		limit := math.Sqrt(6 / float64(l[0]+l[1]))
		for i := range l[0] * l[1] {
			if i%l[0] > 0 { // constants start at 0
				w[at+i] = limit * (2*source.Float64() - 1)
			}
		}
		at += l[0] * l[1]
	}
	return w
}

// AddPenalty adds l2·w to g, but for the weights of constants, and gives half l2
// times the sum of the squares of those penalised.
func (s Shape) AddPenalty(w []float64, l2 float64, g []float64) float64 {
	at, sum := 0, 0.0
	for _, l := range s.layers() {
		for i := range l[0] * l[1] {
			if i%l[0] > 0 {
				g[at+i] += l2 * w[at+i]
				sum += w[at+i] * w[at+i]
			}
		}
		at += l[0] * l[1]
	}
	return l2 / 2 * sum
}

// Curvature bounds the largest eigenvalue of the Hessian of the mean loss, for
// convex shapes on columns with the given mean square each (1/4 on declared
// ranges): the trace of XᵀX/n times how much the loss bends. It is 1 for half a
// square, 1/4 for log odds and 1/2 for softmax (D. Böhning, Ann. Inst. Statist.
// Math. 44, 1992, p. 197).
func (s Shape) Curvature(columns *schema.Standard) float64 {
	trace := float64(s.Inputs) / 4
	if columns != nil {
		trace = 0.25
		for range s.Inputs - 1 {
			trace++
		}
	}
	bend := 1.0
	switch {
	case s.Outputs() > 1:
		bend = 0.5
	case s.Classes == 2:
		bend = 0.25
	}
	if s.ClassWeights != nil {
		bend *= slices.Max(s.ClassWeights)
	}
	return trace * bend
}

// Unscale turns weights found on standardised columns into those of the same
// function on the columns as encoded.
func (s Shape) Unscale(w []float64, scale *schema.Standard) []float64 {
	out := slices.Clone(w)
	if scale == nil {
		return out
	}
	first := s.layers()[0]
	for o := range first[1] {
		row := out[o*first[0] : (o+1)*first[0]]
		for j := 1; j < first[0]; j++ {
			row[j] /= scale.Deviation[j]
			row[0] -= 2 * scale.Mean[j] * row[j] // the constant input is 1/2
		}
	}
	return out
}
