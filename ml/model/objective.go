package model

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

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
type Objective struct {
	shape  Shape
	table  *schema.Table
	scale  *schema.Standard
	blocks []block // scratch, of one size
}

var _ Differentiable = (*Objective)(nil)

// objectiveRows is how many rows are worked on at once.
const objectiveRows = 256

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
	o := &Objective{shape: shape, table: table, scale: scale}
	in := shape.Inputs
	o.blocks = append(o.blocks, newBlock(in))
	for _, l := range shape.layers() {
		out := l[1]
		if len(o.blocks) <= len(shape.Hidden) {
			out++ // the constant of the next layer
		}
		o.blocks = append(o.blocks, newBlock(out))
	}
	return o, nil
}

// block holds what one layer gives for a block of rows, and its gradient.
type block struct {
	cols        int
	value, grad []float64
}

func newBlock(cols int) block {
	return block{cols, make([]float64, objectiveRows*cols), make([]float64, objectiveRows*cols)}
}

// Parameters is the number of weights.
func (o *Objective) Parameters() int { return o.shape.Parameters() }

// Rows is the number of rows.
func (o *Objective) Rows() int { return o.table.Rows }

// Loss gives the sum of the rows' losses at w.
func (o *Objective) Loss(w []float64) float64 {
	sum := 0.0
	o.each(w, func(from, rows int) { sum += o.outputLoss(from, rows) })
	return sum
}

// Gradient writes the gradient of Loss to dst and gives Loss.
func (o *Objective) Gradient(w, dst []float64) float64 {
	clear(dst)
	sum := 0.0
	o.each(w, func(from, rows int) {
		sum += o.outputLoss(from, rows)
		o.backward(w, dst, rows)
	})
	return sum
}

// each runs the layers forward on every block of rows.
func (o *Objective) each(w []float64, done func(from, rows int)) {
	for from := 0; from < o.table.Rows; from += objectiveRows {
		rows := min(objectiveRows, o.table.Rows-from)
		o.load(from, rows)
		o.forward(w, rows)
		done(from, rows)
	}
}

// load puts rows into the first block, as floats.
func (o *Objective) load(from, rows int) {
	d := o.shape.Inputs
	for r := range rows {
		dst := o.blocks[0].value[r*d : (r+1)*d]
		for j, x := range o.table.Row(from + r) {
			dst[j] = float64(x) / (1 << schema.QuantBits)
		}
		if o.scale != nil {
			for j := 1; j < d; j++ {
				dst[j] = (dst[j] - o.scale.Mean[j]) / o.scale.Deviation[j]
			}
		}
	}
}

func general(rows, cols, stride int, data []float64) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: stride, Data: data}
}

// hiddenFrom is the column from which a layer's outputs start in its block: after
// the constant, but for the last layer.
func (o *Objective) hiddenFrom(layer int) int {
	if layer < len(o.shape.Hidden) {
		return 1
	}
	return 0
}

func (o *Objective) forward(w []float64, rows int) {
	at := 0
	for i, l := range o.shape.layers() {
		in, out, skip := o.blocks[i], o.blocks[i+1], o.hiddenFrom(i)
		blas64.Gemm(blas.NoTrans, blas.Trans, 1, general(rows, l[0], in.cols, in.value),
			general(l[1], l[0], l[0], w[at:at+l[0]*l[1]]), 0, general(rows, l[1], out.cols, out.value[skip:]))
		at += l[0] * l[1]
		if skip == 0 {
			continue
		}
		for r := range rows {
			row := out.value[r*out.cols : (r+1)*out.cols]
			row[0] = 0.5
			for j := 1; j < len(row); j++ {
				row[j] = math.Tanh(row[j])
			}
		}
	}
}

// outputLoss gives the loss of a block and leaves its gradient by the outputs.
func (o *Objective) outputLoss(from, rows int) float64 {
	last := o.blocks[len(o.blocks)-1]
	sum := 0.0
	for r := range rows {
		z, g := last.value[r*last.cols:(r+1)*last.cols], last.grad[r*last.cols:(r+1)*last.cols]
		sum += o.rowLoss(z, g, o.table.Y[from+r])
	}
	return sum
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
		e := math.Exp(z)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-z))
}

// softplus gives log(1 + e^z) without overflow.
func softplus(z float64) float64 {
	return math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
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
		p[k] = math.Exp(x - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return top + math.Log(sum)
}

// backward adds the gradient of a block to dst, from the outputs' back.
func (o *Objective) backward(w, dst []float64, rows int) {
	layers := o.shape.layers()
	at := len(dst)
	for i := len(layers) - 1; i >= 0; i-- {
		l := layers[i]
		at -= l[0] * l[1]
		in, out, skip := o.blocks[i], o.blocks[i+1], o.hiddenFrom(i)
		delta := general(rows, l[1], out.cols, out.grad[skip:])
		blas64.Gemm(blas.Trans, blas.NoTrans, 1, delta, general(rows, l[0], in.cols, in.value),
			1, general(l[1], l[0], l[0], dst[at:at+l[0]*l[1]]))
		if i == 0 {
			break
		}
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, delta, general(l[1], l[0], l[0], w[at:at+l[0]*l[1]]),
			0, general(rows, l[0], in.cols, in.grad))
		for j := range rows * in.cols {
			a := in.value[j]
			in.grad[j] *= 1 - a*a // of tanh; the constant's entry is not used
		}
	}
}

// Scores calls visit with every row's prediction: the scaled target, or the
// probability of each level. The slice is reused.
func (o *Objective) Scores(w []float64, visit func(row int, scores []float64)) {
	last := o.blocks[len(o.blocks)-1]
	p := make([]float64, max(o.shape.Classes, 1))
	o.each(w, func(from, rows int) {
		for r := range rows {
			z := last.value[r*last.cols : (r+1)*last.cols]
			visit(from+r, o.shape.scores(p, z))
		}
	})
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
