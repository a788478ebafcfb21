package formula

import (
	"math"
	"slices"
)

// Slope returns the function that computes the derivative of a node by the variable with an index from the values of all
// variables. Where the node jumps the derivative is 0, and where it bends the mean of both sides.
func (n *Node) Slope(by int) func(row []float64) float64 {
	var of, slope [2]func(row []float64) float64
	for i, x := range n.Of {
		of[i], slope[i] = x.Value(), x.Slope(by)
	}
	a, b, da, db, at := of[0], of[1], slope[0], slope[1], n.At
	switch n.Op {
	case Plus:
		return func(row []float64) float64 { return da(row) + db(row) }
	case Times:
		return func(row []float64) float64 { return float64(da(row)*b(row)) + float64(a(row)*db(row)) }
	case Over:
		return func(row []float64) float64 {
			x := b(row)
			return (da(row) - float64(a(row)/x*db(row))) / x
		}
	case Least, Greatest:
		return func(row []float64) float64 {
			switch x, y := a(row), b(row); {
			case x == y:
				return (da(row) + db(row)) / 2
			case x < y == (n.Op == Least):
				return da(row)
			}
			return db(row)
		}
	case Log:
		return func(row []float64) float64 { return da(row) / a(row) }
	case Sqrt:
		return func(row []float64) float64 { return da(row) / (2 * math.Sqrt(a(row))) }
	case Exp:
		value := n.Value()
		return func(row []float64) float64 { return da(row) * value(row) }
	case Power:
		return func(row []float64) float64 { return float64(at) * power(a(row), at-1) * da(row) }
	case Spline:
		return func(row []float64) float64 { return n.basis.at(a(row), 1)[at] * da(row) }
	}
	constant := 0.0
	if n.Op == Entry && at == by {
		constant = 1
	}
	return func([]float64) float64 { return constant }
}

// Line returns, for a node that is the first function of a basis of splines at a variable, the sum of all functions of the basis
// that is the variable less the lower end of its range: the coefficients are differences of the averages of knots that
// T. N. E. Greville found (I. J. Schoenberg, J. SIAM Numer. Anal. 4, 1967). It is nil for other nodes.
func (n *Node) Line() []float64 {
	if n.Op != Spline || n.At > 0 || n.Of[0].Op != Entry {
		return nil
	}
	t := n.basis.knots
	v := make([]float64, len(t)-degree-2)
	for j := range v {
		v[j] = (t[j+2]+t[j+3]+t[j+4])/3 - t[0]
	}
	for k, u := range n.basis.reflect {
		apply(u, k, v)
	}
	return v[len(n.basis.reflect):]
}

// Levelled returns a value of the variable at which a node is 1 if the node tells whether a variable has a level, is a whole number
// or lies in an interval. ok is false for other nodes.
func (n *Node) Levelled() (value float64, ok bool) {
	switch n.Op {
	case Level, Whole:
		return n.Number, true
	case Within:
		return n.End, true
	}
	return 0, false
}

// First returns a value of the first level of a factor, of which the node tells the second; low is the least value of its variable.
func (n *Node) First(low float64) float64 {
	switch n.Op {
	case Within:
		return n.Number
	case Whole:
		return low
	}
	return 0
}

// Through reports whether a node depends on a variable by the nodes of a factor's levels from the second on only, or by that of its
// first level.
func (n *Node) Through(variable int, nodes []*Node) bool {
	if slices.Contains(nodes, n) || n.Op == nodes[0].Op && (n.Op != Within || n.End == nodes[0].Number) {
		return true
	}
	if n.At == variable && (n.Op == Entry || n.Op == Level) {
		return false
	}
	for _, x := range n.Of {
		if !x.Through(variable, nodes) {
			return false
		}
	}
	return true
}
