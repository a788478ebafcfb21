package onnx

import (
	"math"

	"github.com/blindfit/blindfit/ml/formula"
	"github.com/blindfit/blindfit/ml/schema"
)

// derived adds the columns of the terms of a formula, from the inputs that it reads.
type derived struct {
	*graph
	inputs []schema.Feature
	index  map[int]string // of the level of an input
}

// expression adds one of the inputs. It is NaN where one of them is missing or refused.
func (d *derived) expression(n *formula.Node) string {
	var of []string
	for _, x := range n.Of {
		of = append(of, d.expression(x))
	}
	switch n.Op {
	case formula.Entry:
		return d.entry(n.At)
	case formula.Constant:
		return d.scalar(n.Number)
	case formula.Plus:
		return d.node("Add", of)
	case formula.Times:
		return d.node("Mul", of)
	case formula.Over:
		return d.node("Div", of)
	case formula.Least:
		return d.choose(d.node("Less", of), of[0], of[1])
	case formula.Greatest:
		return d.choose(d.node("Greater", of), of[0], of[1])
	case formula.Log:
		return d.node("Log", of)
	case formula.Sqrt:
		return d.node("Sqrt", of)
	case formula.Exp:
		return d.node("Exp", of)
	case formula.Power:
		x := of[0]
		for range n.At - 1 {
			x = d.node("Mul", []string{x, of[0]})
		}
		return x
	case formula.Level:
		return d.whole(d.entry(n.At), n.Number)
	case formula.Whole:
		return d.whole(of[0], n.Number)
	case formula.Within:
		above, below := d.node("Greater", []string{of[0], d.scalar(n.Number)}), d.node("Not", []string{d.node("Greater", []string{of[0], d.scalar(n.End)})})
		return d.indicator(d.node("And", []string{above, below}), of[0])
	default: // formula.Spline
		return d.spline(of[0], n)
	}
}

// entry returns the value of an input that formulas compute with: the number, or the index of its level.
func (d *derived) entry(i int) string {
	f := d.inputs[i]
	if f.Type.Numeric() {
		return f.Name
	}
	if name, known := d.index[i]; known {
		return name
	}
	_, known := encodeLevels(f, schema.MissingReject, nil)
	var rows [][]float64
	other := 0
	for l, level := range f.Levels {
		if rows = append(rows, []float64{float64(l)}); level == f.Other {
			other = l
		}
	}
	d.index[i] = d.byLevel(f, append(rows, []float64{0}, []float64{float64(other)}), known)
	return d.index[i]
}

// whole is 1 where a tensor is a whole number, and 0 elsewhere.
func (d *derived) whole(x string, number float64) string {
	off := d.node("Abs", []string{d.node("Sub", []string{x, d.scalar(number)})})
	return d.indicator(d.node("Less", []string{off, d.scalar(0.5)}), x)
}

// indicator is 1 where a condition on a tensor holds, 0 elsewhere, and NaN where the tensor is.
func (d *derived) indicator(condition, x string) string {
	return d.node("Add", []string{d.node("Cast", []string{condition}, attrInt("to", typeDouble)), d.node("Mul", []string{x, d.scalar(0)})})
}

// choose returns one of two tensors, and NaN where one of them is.
func (d *derived) choose(condition, a, b string) string {
	chosen := d.node("Where", []string{condition, a, b})
	return d.node("Add", []string{chosen, d.node("Mul", []string{d.node("Add", []string{a, b}), d.scalar(0)})})
}

// spline is a polynomial between each two edges, and NaN beyond the first and the last.
func (d *derived) spline(x string, n *formula.Node) string {
	edges, coefficients := n.Pieces()
	out := d.scalar(math.NaN())
	for i, c := range coefficients {
		far := d.node("Sub", []string{x, d.scalar(edges[i])})
		p := d.scalar(c[len(c)-1])
		for k := len(c) - 2; k >= 0; k-- {
			p = d.node("Add", []string{d.node("Mul", []string{p, far}), d.scalar(c[k])})
		}
		from, until := d.node("Less", []string{x, d.scalar(edges[i])}), d.node("Greater", []string{x, d.scalar(edges[i+1])})
		out = d.node("Where", []string{d.node("Or", []string{from, until}), out, p})
	}
	return out
}
