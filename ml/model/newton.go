package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
)

// Newton sums the terms that Newton's method and inference need over the rows of one owner. Every part of a row is rounded to steps
// of 2^-bits and cut to a bound, so that sums are exact integers: their order does not matter, nor which owner has a row.
type Newton struct {
	*Objective
	shape NewtonShape
	bound float64
}

// NewtonShape is the form of the sums of Newton's rounds.
type NewtonShape struct {
	arch   Architecture
	family kinds.Family
	blocks []kinds.Block

	Parameters int
	// Null reports whether a model with a constant alone is fitted too, with its output as one more parameter.
	Null bool
	Bits uint // fixed point of sums
	// Meat is the sum of the closing round for robust errors.
	Meat Meat
	// Third reports whether a round sums third derivatives too, for Firth's penalty.
	Third bool
	// Changes are those of which the closing round sums average marginal effects; nil if there are none.
	Changes *schema.Changes
	// MostWeight is the largest weight of a row, by which all are divided before they are summed.
	MostWeight float64
}

// Meat is the middle of a sandwich estimate of the covariance.
type Meat byte

// The kinds of meat.
const (
	NoMeat      Meat = iota
	RowMeat          // squares of the scores of rows
	ClusterMeat      // squares of the scores of owners
)

// NewNewtonShape returns the form of sums in which the part of a row is at most bound.
func NewNewtonShape(a Architecture, bound float64, meat Meat) NewtonShape {
	family := a.Family()
	s := NewtonShape{arch: a, family: family, blocks: family.Blocks(a.Inputs), Meat: meat, MostWeight: 1}
	for _, b := range s.blocks {
		s.Parameters += b.To - b.From
	}
	levels := len(family.Levels())
	s.Null = levels <= 2
	// A block of rows with parts up to the bound stays below 2^53 steps.
	s.Bits = uint(53 - bits.Len(exactRows) + 1 - bits.Len64(uint64(math.Ceil(bound))) + 1)
	return s
}

// Weights returns how many numbers a round's point has.
func (s NewtonShape) Weights() int {
	if s.Null {
		return s.Parameters + 1
	}
	return s.Parameters
}

// Initial returns the point that a fit starts from: 0, and for ranked levels thresholds at equal shares, which are in order.
func (s NewtonShape) Initial() []float64 {
	out := make([]float64, s.Weights())
	if k := s.family.Outputs(); k > 1 && k == len(s.family.Levels())-1 {
		for i := range k {
			share := float64(i+1) / float64(k+1)
			out[i] = 2 * (portable.Log(share) - portable.Log(1-share)) // the constant input is 1/2
		}
	}
	return out
}

func triangle(n int) int { return n * (n + 1) / 2 }

// thirds returns how many third derivatives by the parameters a round sums.
func (s NewtonShape) thirds() int {
	if !s.Third {
		return 0
	}
	return s.Parameters * (s.Parameters + 1) * (s.Parameters + 2) / 6
}

// Values returns how many sums a round has: the score, the lower triangle of the second derivatives, with Firth's penalty the
// third derivatives by parameters i ≥ j ≥ k, score and second
// derivative of the model with a constant alone, the loss, the number of parts that were cut, and the number of rows.
func (s NewtonShape) Values() int {
	n := s.Parameters + triangle(s.Parameters) + s.thirds() + 3
	if s.Null {
		n += 2
	}
	return n
}

// ClosingValues returns how many sums the closing round has: the lower triangles of the information and of the meat, of each
// average marginal effect the effect and its derivatives by the parameters, the
// sums of kinds.Totals and the loss of the model with a constant alone, the weights of the rows of each level, the number
// of parts that were cut, and the number of rows.
func (s NewtonShape) ClosingValues() int {
	n := triangle(s.Parameters) + s.effectValues() + 5 + len(s.family.Levels()) + 2
	if s.Meat != NoMeat {
		n += triangle(s.Parameters)
	}
	return n
}

// expand returns the weights of the outputs for parameters.
func (s NewtonShape) expand(parameters []float64) []float64 {
	d := s.arch.Inputs
	w, at := make([]float64, s.family.Outputs()*d), 0
	for _, b := range s.blocks {
		for j := b.From; j < b.To; j++ {
			for k, on := range b.On {
				w[k*d+j] += on * parameters[at]
			}
			at++
		}
	}
	return w
}

// Expand returns the weights of a model for the parameters of a fit.
func (s NewtonShape) Expand(parameters []float64) []float64 {
	return s.expand(parameters[:s.Parameters])
}

// NewNewton returns the sums over the table's rows. It fails if the table does not fit the shape.
func NewNewton(s NewtonShape, bound float64, table *schema.Table, opt ObjectiveOptions) (*Newton, error) {
	o, err := NewObjective(s.arch, table, opt)
	if err != nil {
		return nil, err
	}
	return &Newton{o, s, bound}, nil
}

// row holds the terms that one row adds.
type row struct {
	z, g, h []float64
	score   []float64   // of each block
	info    [][]float64 // of each pair of blocks
	weight  float64
	cut     int
}

func (n *Newton) newRow() *row {
	m, b := n.family.Outputs(), len(n.shape.blocks)
	r := &row{z: make([]float64, m), g: make([]float64, m), h: make([]float64, m*m), score: make([]float64, b), info: make([][]float64, b)}
	for i := range r.info {
		r.info[i] = make([]float64, b)
	}
	return r
}

// clamp cuts a part of a row to the bound.
func (n *Newton) clamp(r *row, x float64) float64 {
	switch {
	case math.Abs(x) <= n.bound:
		return x
	case math.IsNaN(x):
		x = math.Inf(1)
	}
	r.cut = 1
	return math.Copysign(n.bound, x)
}

// derive computes loss, gradient and second derivatives of a row at the outputs r.z, with its weight.
func (n *Newton) derive(r *row, index int, kind kinds.Information) (loss float64) {
	y := n.table.Y[index]
	r.weight = 1
	if n.ClassWeights != nil {
		r.weight = n.ClassWeights[y]
	}
	if n.table.Weight != nil {
		r.weight *= n.table.Weight[index] / n.shape.MostWeight
	}
	target := kinds.Target(n.family, y)
	loss = n.clamp(r, r.weight*n.family.Loss(r.z, r.g, target))
	n.family.Information(r.z, target, kind, r.h)
	for i := range r.g {
		r.g[i] = n.clamp(r, r.weight*r.g[i])
	}
	for i := range r.h {
		r.h[i] = n.clamp(r, r.weight*r.h[i])
	}
	return loss
}

// spread computes the scores of blocks from minus the gradient g, and their second derivatives.
func (n *Newton) spread(r *row, g []float64) {
	m := len(r.z)
	for a, block := range n.shape.blocks {
		r.score[a] = 0
		for k, on := range block.On {
			r.score[a] -= on * g[k]
		}
		for b := range a + 1 {
			sum := 0.0
			for k, on := range block.On {
				for l, other := range n.shape.blocks[b].On {
					sum += on * r.h[k*m+l] * other
				}
			}
			r.info[a][b] = sum
		}
	}
}

// addScore adds the score of a row to dst, rounded.
func (n *Newton) addScore(r *row, dst []float64, round float64) {
	at, x := 0, n.value[0]
	for a, block := range n.shape.blocks {
		for _, v := range x[block.From:block.To] {
			dst[at] += float64(r.score[a]*v) + round - round
			at++
		}
	}
}

// addInformation adds the second derivatives of a row to the lower triangle dst, rounded.
func (n *Newton) addInformation(r *row, dst []float64, round float64) {
	at, x := 0, n.value[0]
	for a, block := range n.shape.blocks {
		for i := block.From; i < block.To; i++ {
			for b := range a + 1 {
				other := n.shape.blocks[b]
				to, part := other.To, float64(r.info[a][b]*x[i])
				if b == a {
					to = i + 1
				}
				for _, v := range x[other.From:to] {
					dst[at] += float64(part*v) + round - round
					at++
				}
			}
		}
	}
}

// addThird adds the third derivatives of a row to dst, rounded.
func (n *Newton) addThird(third float64, dst []float64, round float64) {
	at, x := 0, n.value[0]
	for i, a := range x {
		first := float64(third * a)
		for j, b := range x[:i+1] {
			second := float64(first * b)
			for _, c := range x[:j+1] {
				dst[at] += float64(second*c) + round - round
				at++
			}
		}
	}
}

// Sums returns the values of a round at a point.
func (n *Newton) Sums(point []float64, stage optim.Stage) ([]*big.Int, error) {
	s := n.shape
	if len(point) != s.Weights() {
		return nil, fmt.Errorf("invalid round: %d weights, want %d", len(point), s.Weights())
	}
	w, kind := s.Expand(point), kinds.Expected
	if stage == optim.WithObserved {
		kind = kinds.Observed
	}
	starter, starts := n.family.(kinds.Starter)
	if starts = starts && stage == optim.AtStart; stage == optim.AtStart && !starts {
		return nil, errors.New("invalid round: models of this kind start from their weights")
	}
	sums, p := newExactSums(s.Values()-1, s.Bits), s.Parameters
	null, rest, r := p+triangle(p)+s.thirds(), s.Values()-3, n.newRow()
	family, has := n.family.(kinds.Third)
	penalised := s.Third
	if penalised && !has {
		return nil, errors.New("invalid round: models of this kind have no third derivatives")
	}
	for i := range n.table.Rows {
		n.forward(w, i)
		copy(r.z, n.value[len(n.value)-1])
		r.cut = 0
		var loss float64
		if starts {
			square := starter.Start(kinds.Target(n.family, n.table.Y[i]), r.z)
			n.derive(r, i, kind)
			n.toward(r, n.offset(i))
			loss = n.clamp(r, square)
		} else {
			loss = n.derive(r, i, kind)
		}
		n.spread(r, r.g)
		n.addScore(r, sums.block, sums.round)
		n.addInformation(r, sums.block[p:], sums.round)
		if penalised {
			n.addThird(n.clamp(r, r.weight*family.Third(r.z)), sums.block[p+triangle(p):], sums.round)
		}
		if s.Null {
			if !starts {
				r.z[0] = point[p] + n.offset(i)
				n.derive(r, i, kind)
			}
			sums.block[null] += -r.g[0] + sums.round - sums.round
			sums.block[null+1] += r.h[0] + sums.round - sums.round
		}
		sums.block[rest] += loss + sums.round - sums.round
		sums.block[rest+1] += float64(r.cut)
		sums.next()
	}
	return n.closed(sums)
}

// toward replaces the gradient of a row by that of a least-squares fit to its outputs, less the offset of the first, and their
// next step: h·z − g.
func (n *Newton) toward(r *row, offset float64) {
	r.z[0] -= offset
	m := len(r.z)
	for k := range r.g {
		for l := range m {
			r.g[k] -= r.h[k*m+l] * r.z[l]
		}
		r.g[k] = n.clamp(r, r.g[k])
	}
}

// closed returns the sums with the number of rows.
func (n *Newton) closed(sums *exactSums) ([]*big.Int, error) {
	values, err := sums.values()
	if err != nil {
		return nil, err
	}
	cut := values[len(values)-1]
	cut.Rsh(cut, n.shape.Bits)
	return append(values, big.NewInt(int64(n.Rows()))), nil
}

// Close returns the values of the closing round at the final point.
func (n *Newton) Close(point []float64) ([]*big.Int, error) {
	s := n.shape
	if len(point) != s.Weights() {
		return nil, fmt.Errorf("invalid round: %d weights, want %d", len(point), s.Weights())
	}
	w, p, levels := s.Expand(point), s.Parameters, len(n.family.Levels())
	sums, scores := newExactSums(s.ClosingValues()-1, s.Bits), newExactSums(p, s.Bits)
	meat := triangle(p)
	at := meat
	if s.Meat != NoMeat {
		at += triangle(p)
	}
	averaged := at
	at += s.effectValues()
	var of *effects
	if s.Changes != nil {
		of = n.newEffects(w)
	}
	r, u := n.newRow(), make([]float64, p)
	for i := range n.table.Rows {
		n.forward(w, i)
		copy(r.z, n.value[len(n.value)-1])
		r.cut = 0
		loss := n.derive(r, i, kinds.Fisher)
		n.spread(r, r.g)
		n.addInformation(r, sums.block, sums.round)
		switch s.Meat {
		case RowMeat:
			clear(u)
			n.addScore(r, u, 0)
			n.addSquares(r, u, sums.block[meat:], sums.round)
		case ClusterMeat:
			n.addScore(r, scores.block, scores.round)
			scores.next()
		}
		if of != nil {
			of.add(r, i, sums.block[averaged:], sums.round)
		}
		y := n.table.Y[i]
		base, pearson := n.family.Base(r.z, kinds.Target(n.family, y))
		base, pearson = n.clamp(r, r.weight*base), n.clamp(r, r.weight*pearson)
		nullLoss := 0.0
		if s.Null {
			r.z[0] = point[p] + n.offset(i)
			nullLoss = n.derive(r, i, kinds.Fisher)
		}
		for k, x := range []float64{loss, base, pearson, r.weight, nullLoss} {
			sums.block[at+k] += x + sums.round - sums.round
		}
		if levels > 0 {
			sums.block[at+5+int(y)] += r.weight + sums.round - sums.round
		}
		sums.block[at+5+levels] += float64(r.cut)
		sums.next()
	}
	values, err := n.closed(sums)
	if err != nil || s.Meat != ClusterMeat {
		return values, err
	}
	return values, n.cluster(scores, values[meat:averaged])
}

// addSquares adds the products of a row's scores to the lower triangle dst, rounded.
func (n *Newton) addSquares(r *row, u, dst []float64, round float64) {
	at := 0
	for i, x := range u {
		for _, v := range u[:i+1] {
			dst[at] += n.clamp(r, float64(x*v)) + round - round
			at++
		}
	}
}

// cluster writes the products of the owner's scores to dst.
func (n *Newton) cluster(scores *exactSums, dst []*big.Int) error {
	total, err := scores.values()
	if err != nil {
		return err
	}
	at := 0
	for i, x := range total {
		for _, v := range total[:i+1] {
			dst[at].Mul(x, v)
			dst[at].Rsh(dst[at], n.shape.Bits)
			at++
		}
	}
	return nil
}
