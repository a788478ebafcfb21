package dp

import (
	"math"
	"slices"
)

// Orders is a grid of Rényi orders, each above 1. The resulting ε is the least over the grid, so any grid leads to a
// true statement and a finer one to a smaller ε.
type Orders struct {
	Name   string
	Alphas []float64
	// signed sums the series of a sampled Gaussian at fractional orders with its signs, exactly. Without it each term
	// counts as positive, which is an upper bound.
	signed bool
}

// FineOrders is the grid for trainings: all of the others, and orders from 1.001 to 1e5 at distances from 1 that grow
// by 2 % each. No other grid improves an ε by 1e-3.
func FineOrders() Orders {
	o := Orders{Name: "fine", signed: true, Alphas: AccountingOrders().Alphas}
	for step := -350; step <= 600; step++ {
		o.Alphas = append(o.Alphas, 1+math.Pow(1.02, float64(step)))
	}
	slices.Sort(o.Alphas)
	o.Alphas = slices.Compact(o.Alphas)
	return o
}

// tenths returns 1.1, 1.2 … 10.9 and the whole numbers from first to 63.
func tenths(first int) []float64 {
	var out []float64
	for x := 1; x < 100; x++ {
		out = append(out, 1+float64(x)/10)
	}
	for a := first; a < 64; a++ {
		out = append(out, float64(a))
	}
	return out
}

// OpacusOrders is the grid that Opacus accounts with by default, and TensorFlow Privacy did.
func OpacusOrders() Orders { return Orders{Name: "opacus", Alphas: tenths(12), signed: true} }

// AccountingOrders is the grid of Google's dp_accounting, with its upper bound at fractional orders.
func AccountingOrders() Orders {
	return Orders{Name: "dp_accounting", Alphas: append(tenths(11), 128, 256, 512, 1024)}
}

// WholeOrders returns the whole orders 2 to last.
func WholeOrders(last int) Orders {
	o := Orders{Name: "whole"}
	for a := 2; a <= last; a++ {
		o.Alphas = append(o.Alphas, float64(a))
	}
	return o
}
