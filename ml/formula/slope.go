package formula

import "slices"

// Slope returns a node and its derivative by the variable with an index, at the values of all variables. Where the node jumps the
// derivative is 0, and where it bends the mean of both sides. It has no function for each operation, which would be long in a page's module.
func (n *Node) Slope(by int, row []float64) (value, slope float64) {
	var v, d [2]float64
	for i, x := range n.Of {
		v[i], d[i] = x.Slope(by, row)
	}
	switch n.Op {
	case Entry:
		if n.At == by {
			slope = 1
		}
		return row[n.At], slope
	case Plus:
		return v[0] + v[1], d[0] + d[1]
	case Times:
		return v[0] * v[1], float64(d[0]*v[1]) + float64(v[0]*d[1])
	case Over:
		value = v[0] / v[1]
		return value, (d[0] - float64(value*d[1])) / v[1]
	case Least, Greatest:
		i := 0
		if v[0] < v[1] != (n.Op == Least) {
			i = 1
		}
		if slope = d[i]; v[0] == v[1] {
			slope = (d[0] + d[1]) / 2
		}
		return v[i], slope
	case Spline:
		return n.basis.value(v[0])[n.At], n.basis.at(v[0], 1)[n.At] * d[0]
	}
	value = n.Value()(row)
	switch n.Op {
	case Log:
		slope = d[0] / v[0]
	case Sqrt:
		slope = d[0] / (2 * value)
	case Exp:
		slope = d[0] * value
	case Power:
		slope = float64(n.At) * power(v[0], n.At-1) * d[0]
	}
	return value, slope
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
