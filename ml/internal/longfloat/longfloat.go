// Package longfloat owns linear algebra on floats so long that rounding has no effect: positive semidefinite systems
// of exact integers are solved as if in exact arithmetic, and with the same result on every platform.
package longfloat

import (
	"errors"
	"math/big"
)

// Precision is the mantissa, in bits, of every number of this package.
const Precision = 1024

// dependent is the relative size, as a power of two, below which a pivot counts as zero. Entries are integers of about
// a hundred bits, so a true pivot is far above it, and the remainder of a cancelled one is far below.
const dependent = -500

// ErrIndefinite is the error of a matrix that is not positive semidefinite. Sums of outer products always are.
var ErrIndefinite = errors.New("invalid matrix: not positive semidefinite")

// New returns 0 with the precision of the package.
func New() *big.Float { return new(big.Float).SetPrec(Precision) }

// FromInt returns x, which must have at most Precision bits to stay exact.
func FromInt(x *big.Int) *big.Float { return New().SetInt(x) }

// FromFloat returns the finite float x exactly.
func FromFloat(x float64) *big.Float { return New().SetFloat64(x) }

// Dot returns Σ x_i·y_i over the length of the shorter slice.
func Dot(x, y []*big.Float) *big.Float {
	sum, product := New(), New()
	for i := range min(len(x), len(y)) {
		sum.Add(sum, product.Mul(x[i], y[i]))
	}
	return sum
}

// Solve returns an x with M·x = b for a symmetric positive semidefinite M, read from its lower triangle m[i][j], j ≤
// i, and b in the range of M. Unknowns that depend on others are 0. rank is that of M. It does not change m and b.
//
// Many unknowns are found by refining a solution in float64, if the matrix is not singular in that precision.
// Otherwise the method is LDLᵀ with the largest remaining diagonal entry as pivot: G. H. Golub and C. F. Van Loan,
// Matrix Computations, 4th ed., section 4.2.8.
func Solve(m [][]*big.Float, b []*big.Float) (x []*big.Float, rank int, err error) {
	n := len(b)
	if n >= refineFrom {
		if x, ok := refine(m, b); ok {
			return x, n, nil
		}
	}
	return eliminate(m, b)
}

// eliminate is Solve by LDLᵀ.
func eliminate(m [][]*big.Float, b []*big.Float) (x []*big.Float, rank int, err error) {
	n := len(b)
	w, order := work(m), make([]int, n)
	for i := range order {
		order[i] = i
	}
	product := New()
	for rank < n {
		pivot := largest(w, m, order, rank)
		if pivot < 0 {
			break
		}
		order[rank], order[pivot] = order[pivot], order[rank]
		k := order[rank]
		if w[k][k].Sign() < 0 {
			return nil, 0, ErrIndefinite
		}
		for _, i := range order[rank+1:] {
			factor := New().Quo(w[i][k], w[k][k])
			for _, j := range order[rank+1:] {
				if j <= i {
					w[i][j].Sub(w[i][j], product.Mul(factor, w[j][k]))
				}
			}
		}
		// Column k now holds column k of L·D.
		rank++
		mirror(w, order, rank)
	}
	return substitute(w, b, order, rank), rank, nil
}

// work copies the lower triangle to a full symmetric matrix.
func work(m [][]*big.Float) [][]*big.Float {
	w := make([][]*big.Float, len(m))
	for i := range m {
		w[i] = make([]*big.Float, len(m))
		for j := range w[i] {
			w[i][j] = New().Set(m[max(i, j)][min(i, j)])
		}
	}
	return w
}

// mirror restores symmetry among the unknowns not yet eliminated.
func mirror(w [][]*big.Float, order []int, rank int) {
	for _, i := range order[rank:] {
		for _, j := range order[rank:] {
			if j < i {
				w[j][i].Set(w[i][j])
			}
		}
	}
}

// largest returns the position in order, from the given one on, of the largest pivot that is not negligible, or -1 if
// there is none.
func largest(w, m [][]*big.Float, order []int, from int) int {
	best := -1
	for at := from; at < len(order); at++ {
		i := order[at]
		if negligible(w[i][i], m[i][i]) {
			continue
		}
		if best < 0 || w[i][i].Cmp(w[order[best]][order[best]]) > 0 {
			best = at
		}
	}
	return best
}

// negligible reports whether a pivot is only rounding of its original entry.
func negligible(pivot, original *big.Float) bool {
	if pivot.Sign() == 0 || original.Sign() == 0 {
		return true
	}
	return pivot.MantExp(nil) < original.MantExp(nil)+dependent
}

// substitute solves the triangular systems of the eliminated unknowns.
func substitute(w [][]*big.Float, b []*big.Float, order []int, rank int) []*big.Float {
	y, product := make([]*big.Float, rank), New()
	for r, i := range order[:rank] {
		y[r] = New().Set(b[i])
		for q, k := range order[:r] {
			// L[i][k] = w[i][k]/w[k][k]
			y[r].Sub(y[r], product.Mul(New().Quo(w[i][k], w[k][k]), y[q]))
		}
	}
	x := make([]*big.Float, len(b))
	for i := range x {
		x[i] = New()
	}
	for r := rank - 1; r >= 0; r-- {
		k := order[r]
		sum := New().Set(y[r])
		for _, i := range order[r+1 : rank] {
			sum.Sub(sum, product.Mul(w[i][k], x[i]))
		}
		x[k].Quo(sum, w[k][k])
	}
	return x
}
