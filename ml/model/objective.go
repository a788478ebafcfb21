package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Differentiable is a loss with its gradient, summed over rows. Every kind of
// model gives one, and the tests hold each against finite differences.
type Differentiable interface {
	// Parameters is the number of weights.
	Parameters() int
	// Loss gives the sum of the rows' losses at w.
	Loss(w []float64) float64
	// Gradient writes the gradient of Loss to dst and gives Loss.
	Gradient(w, dst []float64) float64
}

// Objective is the loss of a model on the rows of one table: half the squared
// error of a scaled target, or minus the log of the probability of the row's
// level. Both are sums over rows, without penalty.
//
// Rows are worked on one by one, each in the same way on every platform and
// whatever rows stand beside it.
type Objective struct {
	// Pause, where not nil, is called every few hundred rows, so that a host with one thread can look at its events.
	Pause func()

	shape  Shape
	layers [][2]int
	table  *schema.Table
	scale  *schema.Standard
	value  [][]float64 // of one row: the input of every layer, then the outputs
	grad   [][]float64 // of the row's loss in those
}

var _ Differentiable = (*Objective)(nil)

// NewObjective gives the loss of the shape on the table's rows. scale
// standardises the columns; nil leaves them on their declared ranges.
func NewObjective(shape Shape, table *schema.Table, scale *schema.Standard) (*Objective, error) {
	if err := shape.check(); err != nil {
		return nil, err
	}
	d := len(table.Columns)
	if d != shape.Inputs || len(table.X) != table.Rows*d || len(table.Y) != table.Rows {
		return nil, errors.New("invalid table: every row needs all columns and a target")
	}
	if scale != nil && (len(scale.Mean) != d || len(scale.Deviation) != d) {
		return nil, errors.New("invalid standardisation: another number of columns than the table")
	}
	for i, y := range table.Y {
		if shape.Classes > 0 && (y < 0 || int(y) >= shape.Classes) || shape.Classes == 0 && (y < -schema.Half || y > schema.Half) {
			return nil, fmt.Errorf("invalid table: the target of row %d is out of range", i)
		}
	}
	o := &Objective{shape: shape, layers: shape.layers(), table: table, scale: scale}
	for _, l := range o.layers {
		o.value, o.grad = append(o.value, make([]float64, l[0])), append(o.grad, make([]float64, l[0]))
		o.value[len(o.value)-1][0] = 0.5
	}
	o.value, o.grad = append(o.value, make([]float64, shape.Outputs())), append(o.grad, make([]float64, shape.Outputs()))
	return o, nil
}

// Parameters is the number of weights.
func (o *Objective) Parameters() int { return o.shape.Parameters() }

// Rows is the number of rows.
func (o *Objective) Rows() int { return o.table.Rows }

// Loss gives the sum of the rows' losses at w.
func (o *Objective) Loss(w []float64) float64 {
	sum := 0.0
	for r := range o.table.Rows {
		o.forward(w, r)
		sum += o.outputLoss(r)
	}
	return sum
}

// Gradient writes the gradient of Loss to dst and gives Loss.
func (o *Objective) Gradient(w, dst []float64) float64 {
	clear(dst)
	sum := 0.0
	for r := range o.table.Rows {
		o.forward(w, r)
		sum += o.outputLoss(r)
		o.backward(w, dst, 0)
	}
	return sum
}

// ExactGradient is Gradient with what every row adds, its loss too, rounded to a
// multiple of 2^-bits first, in steps of 2^-bits: the gradient, then the loss.
// Sums of these are exact: rows give the same in any order, and owners together
// the same as one owner of all their rows.
func (o *Objective) ExactGradient(w []float64, bits uint) ([]*big.Int, error) {
	p := len(w)
	sums := newExactSums(p+1, bits)
	for r := range o.table.Rows {
		o.forward(w, r)
		sums.block[p] += o.outputLoss(r) + sums.round - sums.round
		o.backward(w, sums.block[:p], sums.round)
		sums.next()
	}
	return sums.values()
}

// pauseRows is after how many rows Pause is called.
const pauseRows = 512

// forward runs the layers on one row.
func (o *Objective) forward(w []float64, row int) {
	if row%pauseRows == pauseRows-1 && o.Pause != nil {
		o.Pause()
	}
	x := o.value[0]
	for j, q := range o.table.Row(row) {
		x[j] = float64(q) / (1 << schema.QuantBits)
		if o.scale != nil && j > 0 {
			x[j] = (x[j] - o.scale.Mean[j]) / o.scale.Deviation[j]
		}
	}
	at := 0
	for i, l := range o.layers {
		out := o.value[i+1]
		if i < len(o.layers)-1 {
			out = out[1:] // after the constant
		}
		affine(out, w[at:at+l[0]*l[1]], o.value[i])
		at += l[0] * l[1]
		if i < len(o.layers)-1 {
			for k := range out {
				out[k] = tanh(out[k])
			}
		}
	}
}

// affine writes the products of the rows of w with x to out.
func affine(out, w, x []float64) {
	for k := range out {
		sum := 0.0
		for j, v := range w[k*len(x) : (k+1)*len(x)] {
			sum += float64(v * x[j])
		}
		out[k] = sum
	}
}

// outputLoss gives the loss of the row that forward ran on, and leaves its
// gradient by the outputs.
func (o *Objective) outputLoss(row int) float64 {
	last := len(o.value) - 1
	return o.rowLoss(o.value[last], o.grad[last], o.table.Y[row])
}

// rowLoss gives one row's loss for outputs z and target y, and its gradient.
func (o *Objective) rowLoss(z, g []float64, y int32) float64 {
	if o.shape.Classes == 0 {
		g[0] = z[0] - float64(y)/(1<<schema.QuantBits)
		return g[0] * g[0] / 2
	}
	weight := 1.0
	if o.shape.ClassWeights != nil {
		weight = o.shape.ClassWeights[y]
	}
	if len(z) == 1 {
		p, t := Sigmoid(z[0]), z[0]
		if y == 1 {
			t = -t
		}
		g[0] = weight * (p - float64(y))
		return weight * softplus(t)
	}
	norm := SoftmaxInto(g, z)
	loss := weight * (norm - z[y])
	g[y]--
	for k := range g {
		g[k] *= weight
	}
	return loss
}

// Sigmoid gives 1/(1 + e^-z) without overflow.
func Sigmoid(z float64) float64 {
	if z < 0 {
		e := exp(z)
		return e / (1 + e)
	}
	return 1 / (1 + exp(-z))
}

// softplus gives log(1 + e^z) without overflow.
func softplus(z float64) float64 {
	return math.Max(z, 0) + math.Log1p(exp(-math.Abs(z)))
}

// SoftmaxInto writes the probabilities that the log odds z stand for to p and
// gives log Σ e^z.
func SoftmaxInto(p, z []float64) float64 {
	top := z[0]
	for _, x := range z {
		top = math.Max(top, x)
	}
	sum := 0.0
	for k, x := range z {
		p[k] = exp(x - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return top + log(sum)
}

// backward adds the gradient of one row's loss to dst, from the outputs' back.
// round is added to every entry and taken away again: 0, or rounding.
func (o *Objective) backward(w, dst []float64, round float64) {
	at := len(dst)
	for i := len(o.layers) - 1; i >= 0; i-- {
		l := o.layers[i]
		at -= l[0] * l[1]
		delta, x, back := o.grad[i+1], o.value[i], o.grad[i]
		if i < len(o.layers)-1 {
			delta = delta[1:]
		}
		for k, g := range delta {
			row := dst[at+k*l[0] : at+(k+1)*l[0]]
			for j, v := range x {
				row[j] += float64(g*v) + round - round
			}
		}
		if i == 0 {
			return
		}
		clear(back)
		for k, g := range delta {
			for j, v := range w[at+k*l[0] : at+(k+1)*l[0]] {
				back[j] += float64(g * v)
			}
		}
		for j, a := range x {
			back[j] *= 1 - float64(a*a) // of tanh; the constant's entry is not used
		}
	}
}

// Scores calls visit with every row's prediction: the scaled target, or the
// probability of each level. The slice is reused.
func (o *Objective) Scores(w []float64, visit func(row int, scores []float64)) {
	p := make([]float64, max(o.shape.Classes, 1))
	for r := range o.table.Rows {
		o.forward(w, r)
		visit(r, o.shape.scores(p, o.value[len(o.value)-1]))
	}
}

// scores turns outputs into a prediction, see Objective.Scores.
func (s Shape) scores(p, z []float64) []float64 {
	switch {
	case s.Classes == 0:
		p[0] = z[0]
	case len(z) == 1:
		p[1] = Sigmoid(z[0])
		p[0] = Sigmoid(-z[0])
	default:
		SoftmaxInto(p, z)
	}
	return p
}
