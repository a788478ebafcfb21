package formula

import (
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/internal/portable"
)

// Op is the operation of a node.
type Op int

// The operations. Those of levels are 1 where a condition holds and 0 elsewhere.
const (
	Entry    Op = iota // the variable with the index At
	Constant           // Number
	Plus               // of both nodes
	Times
	Over
	Least
	Greatest
	Log // of one node
	Sqrt
	Exp
	Power  // At is the exponent, from 1
	Level  // whether the variable At has the level with the index Number
	Whole  // whether the node is the whole number Number
	Within // whether the node is above Number and not above End
	Spline // function At of a basis of splines at the node
)

// Node is a function of the variables of a row. It is read only.
type Node struct {
	Op          Op
	Of          []*Node
	At          int
	Number, End float64
	basis       *basis
}

func number(x float64) *Node { return &Node{Op: Constant, Number: x} }

// Value returns the function that computes a node from the values of all variables.
func (n *Node) Value() func(row []float64) float64 {
	var of [2]func(row []float64) float64
	for i, x := range n.Of {
		of[i] = x.Value()
	}
	a, b, at, x := of[0], of[1], n.At, n.Number
	switch n.Op {
	case Entry:
		return func(row []float64) float64 { return row[at] }
	case Constant:
		return func([]float64) float64 { return x }
	case Plus:
		return func(row []float64) float64 { return a(row) + b(row) }
	case Times:
		return func(row []float64) float64 { return a(row) * b(row) }
	case Over:
		return func(row []float64) float64 { return a(row) / b(row) }
	case Least:
		return func(row []float64) float64 { return math.Min(a(row), b(row)) }
	case Greatest:
		return func(row []float64) float64 { return math.Max(a(row), b(row)) }
	case Log:
		return func(row []float64) float64 { return portable.Log(a(row)) }
	case Sqrt:
		return func(row []float64) float64 { return math.Sqrt(a(row)) }
	case Exp:
		return func(row []float64) float64 { return portable.Exp(a(row)) }
	case Power:
		return func(row []float64) float64 { return power(a(row), at) }
	case Level:
		return indicator(func(row []float64) bool { return int(row[at]) == int(x) })
	case Whole:
		return indicator(func(row []float64) bool { return math.Floor(a(row)) == x })
	case Within:
		return indicator(func(row []float64) bool { v := a(row); return x < v && v <= n.End })
	default: // Spline
		return func(row []float64) float64 { return n.basis.value(a(row))[at] }
	}
}

// indicator returns 1 where a condition holds, and 0 elsewhere.
func indicator(holds func(row []float64) bool) func(row []float64) float64 {
	return func(row []float64) float64 {
		if holds(row) {
			return 1
		}
		return 0
	}
}

// Pieces returns the polynomials of a node with the operation Spline: between each two of the ascending edges the coefficients, from the
// constant on, of powers of the distance to the lower edge.
func (n *Node) Pieces() (edges []float64, coefficients [][degree + 1]float64) {
	edges = slices.Compact(slices.Clone(n.basis.knots))
	for _, x := range edges[:len(edges)-1] {
		var c [degree + 1]float64
		factorial := 1.0
		for order := range c {
			if order > 0 {
				factorial *= float64(order)
			}
			c[order] = n.basis.at(x, order)[n.At] / factorial
		}
		coefficients = append(coefficients, c)
	}
	return edges, coefficients
}
