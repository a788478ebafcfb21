package model

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Differentiable is a loss with its gradient, summed over rows.
type Differentiable interface {
	// Parameters returns the number of weights.
	Parameters() int
	// Loss returns the sum of the rows' losses at w.
	Loss(w []float64) float64
	// Gradient writes the gradient of Loss to dst and returns Loss.
	Gradient(w, dst []float64) float64
}

// Objective is the loss of a model on the rows of one table: a sum over rows, without penalty. It works on rows one by
// one, each in the same way on every platform and independently of the other rows.
type Objective struct {
	ObjectiveOptions

	arch   Architecture
	family kinds.Family
	layers [][2]int
	table  *schema.Table
	value  [][]float64 // of one row: the input of every layer, then the outputs
	grad   [][]float64 // of the row's loss in those
}

// ObjectiveOptions are the options of NewObjective.
type ObjectiveOptions struct {
	Scale        *schema.Standard // standardises the columns; if nil, they stay on their declared ranges
	ClassWeights []float64        // factor of the loss for each level; 1 if nil
	// Pause, if not nil, is called every few hundred rows, so that a host with one thread can handle its events.
	Pause func()
}

var _ Differentiable = (*Objective)(nil)

// NewObjective returns the loss of the architecture on the table's rows. It fails if the table or the options do not fit
// the architecture.
func NewObjective(a Architecture, table *schema.Table, opt ObjectiveOptions) (*Objective, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	family, d := a.Family(), len(table.Columns)
	if d != a.Inputs || len(table.X) != table.Rows*d || len(table.Y) != table.Rows {
		return nil, errors.New("invalid table: every row needs all columns and a target")
	}
	if table.Offset != nil && len(table.Offset) != table.Rows || table.Weight != nil && len(table.Weight) != table.Rows {
		return nil, errors.New("invalid table: every row needs its offset and weight")
	}
	if s := opt.Scale; s != nil && (len(s.Mean) != d || len(s.Deviation) != d) {
		return nil, errors.New("invalid standardisation: its number of columns differs from the table's")
	}
	if opt.ClassWeights != nil && len(opt.ClassWeights) != len(family.Levels()) {
		return nil, errors.New("invalid class weights: one is needed for each level")
	}
	for i, y := range table.Y {
		if !kinds.Accepts(family, y) {
			return nil, fmt.Errorf("invalid table: the target of row %d is out of range", i)
		}
	}
	o := &Objective{ObjectiveOptions: opt, arch: a, family: family, layers: a.layers(), table: table}
	for _, l := range o.layers {
		o.value, o.grad = append(o.value, make([]float64, l[0])), append(o.grad, make([]float64, l[0]))
		o.value[len(o.value)-1][0] = 0.5
	}
	o.value, o.grad = append(o.value, make([]float64, family.Outputs())), append(o.grad, make([]float64, family.Outputs()))
	return o, nil
}

// Parameters returns the number of weights.
func (o *Objective) Parameters() int { return o.arch.Parameters() }

// Rows returns the number of rows.
func (o *Objective) Rows() int { return o.table.Rows }

// Loss returns the sum of the rows' losses at w.
func (o *Objective) Loss(w []float64) float64 {
	sum := 0.0
	for r := range o.table.Rows {
		o.forward(w, r)
		sum += o.outputLoss(r)
	}
	return sum
}

// Gradient writes the gradient of Loss to dst and returns Loss.
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

// ExactGradient returns the gradient, then the loss, in steps of 2^-bits. The terms of every row are rounded to a multiple
// of 2^-bits before they are added, so sums are exact: the order of the rows does not matter, nor which owner has them.
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

// pauseRows is the number of rows between two calls of Pause.
const pauseRows = 512

// forward runs the layers on one row.
func (o *Objective) forward(w []float64, row int) {
	if row%pauseRows == pauseRows-1 && o.Pause != nil {
		o.Pause()
	}
	x := o.value[0]
	for j, q := range o.table.Row(row) {
		x[j] = float64(q) / (1 << schema.QuantBits)
		if o.Scale != nil && j > 0 {
			x[j] = (x[j] - o.Scale.Mean[j]) / o.Scale.Deviation[j]
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
				out[k] = portable.Tanh(out[k])
			}
		}
	}
	if o.table.Offset != nil {
		o.value[len(o.value)-1][0] += o.offset(row)
	}
}

// offset returns the offset of a row in the unit of the first output.
func (o *Objective) offset(row int) float64 {
	if o.table.Offset == nil {
		return 0
	}
	return o.table.Offset[row] / o.family.Link().Scale
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

// outputLoss returns the loss of the row that forward ran on, and keeps its gradient by the outputs.
func (o *Objective) outputLoss(row int) float64 {
	last := len(o.value) - 1
	y, g := o.table.Y[row], o.grad[last]
	loss := o.family.Loss(o.value[last], g, kinds.Target(o.family, y))
	if o.ClassWeights == nil {
		return loss
	}
	weight := o.ClassWeights[y]
	for k := range g {
		g[k] *= weight
	}
	return weight * loss
}

// backward adds the gradient of one row's loss to dst, from the outputs back to the inputs. round is added to every entry
// and subtracted again: 0, or rounding.
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
