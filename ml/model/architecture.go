// Package model owns fitted models and their loss on rows: the layers of a model, exact and clipped updates from the
// rows of one data owner, evaluations, and the finished model with its file and its predictions. Everything specific to
// a kind of model comes from ml/kinds.
package model

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Architecture is the form of a model: layers of weighted sums, with tanh after all but the last.
//
// The weights of a layer follow each other output by output. Input 0 of every layer is the constant 1/2, as column 0 of
// the encoded rows is.
type Architecture struct {
	Kind   kinds.Kind
	Link   string         // one of the kind's; "" is the usual one
	Inputs int            // encoded columns, including the intercept
	Hidden []int          // units of each hidden layer
	Target schema.Feature // one that the kind accepts
}

// Family returns the distribution of the target.
func (a Architecture) Family() kinds.Family { return a.Kind.Family(a.Target, a.Link) }

// layers returns inputs and outputs of each layer.
func (a Architecture) layers() [][2]int {
	var out [][2]int
	in := a.Inputs
	for _, units := range a.Hidden {
		out = append(out, [2]int{in, units})
		in = units + 1
	}
	return append(out, [2]int{in, a.Family().Outputs()})
}

// Parameters returns the number of weights.
func (a Architecture) Parameters() int {
	n := 0
	for _, l := range a.layers() {
		n += l[0] * l[1]
	}
	return n
}

// check returns the first rule that the architecture breaks.
func (a Architecture) check() error {
	switch {
	case a.Kind == nil:
		return errors.New("invalid model: unknown kind of model")
	case a.Inputs < 1:
		return errors.New("invalid model: no columns")
	case a.Kind.Hidden() != (len(a.Hidden) > 0):
		return errors.New("invalid model: hidden layers belong to a multilayer perceptron")
	case slices.ContainsFunc(a.Hidden, func(units int) bool { return units < 1 }):
		return errors.New("invalid model: a hidden layer without units")
	}
	if a.Link != "" && !slices.Contains(a.Kind.Links(), a.Link) {
		return errors.New("invalid model: link: must be one of " + strings.Join(a.Kind.Links(), ", "))
	}
	if field, rule := a.Kind.Check(a.Target); field != "" {
		return errors.New("invalid model: " + field + ": " + rule)
	}
	return nil
}

// Initial returns the weights that a training starts from: 0 if the loss is convex, and uniform draws from the seed if
// it is not (X. Glorot and Y. Bengio, AISTATS 2010).
func (a Architecture) Initial(seed [32]byte) []float64 {
	w := make([]float64, a.Parameters())
	if len(a.Hidden) == 0 {
		return w
	}
	source := rand.New(rand.NewChaCha8(seed))
	at := 0
	for _, l := range a.layers() {
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

// AddPenalty adds l2·w to g, except for the weights of constants, and returns half l2 times the sum of the squares of the
// penalised weights.
func (a Architecture) AddPenalty(w []float64, l2 float64, g []float64) float64 {
	at, sum := 0, 0.0
	for _, l := range a.layers() {
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

// Curvature bounds the largest eigenvalue of the Hessian of the mean loss: the trace of XᵀX/n times the bend of the
// family. Columns have a mean square of 1/4 on their declared ranges and of 1 if they are standardised. It returns 0 if
// there is no bound.
func (a Architecture) Curvature(standardised bool) float64 {
	if len(a.Hidden) > 0 {
		return 0
	}
	trace := float64(a.Inputs) / 4
	if standardised {
		trace = 0.25 + float64(a.Inputs-1)
	}
	return trace * a.Family().Bend()
}

// Unscale converts weights found on standardised columns to those of the same function on the columns as encoded.
func (a Architecture) Unscale(w []float64, scale *schema.Standard) []float64 {
	out := slices.Clone(w)
	if scale == nil {
		return out
	}
	first := a.layers()[0]
	for o := range first[1] {
		row := out[o*first[0] : (o+1)*first[0]]
		for j := 1; j < first[0]; j++ {
			row[j] /= scale.Deviation[j]
			row[0] -= 2 * scale.Mean[j] * row[j] // the constant input is 1/2
		}
	}
	return out
}
