package optim

import "math"

// dependent is how small the part of a column that does not follow from those before it may be, relative to the whole, in
// squares.
const dependent = 1e-11

// Factor is the Cholesky factor of a symmetric matrix without the rows and columns that were set aside.
type Factor struct {
	Aside []bool // of each row
	l     [][]float64
}

// Factorise returns the factor of a positive semidefinite matrix, of which only the lower triangle is read. A row that
// follows from those before it, as far as rounding up to floor allows a decision, is set aside. If aside is not nil, exactly
// those rows are set aside, and ok is false if the others are not positive definite.
func Factorise(h [][]float64, floor float64, aside []bool) (f *Factor, ok bool) {
	f = &Factor{Aside: aside, l: make([][]float64, len(h))}
	if aside == nil {
		f.Aside = make([]bool, len(h))
	}
	for i := range h {
		f.l[i] = make([]float64, i+1)
		if aside != nil && aside[i] {
			continue
		}
		rest := h[i][i]
		for j := range i {
			if f.Aside[j] {
				continue
			}
			sum := h[i][j]
			for k := range j {
				sum -= f.l[i][k] * f.l[j][k]
			}
			f.l[i][j] = sum / f.l[j][j]
			rest -= f.l[i][j] * f.l[i][j]
		}
		switch {
		case rest > dependent*h[i][i]+floor:
			f.l[i][i] = math.Sqrt(rest)
		case aside == nil:
			f.Aside[i] = true
			clear(f.l[i])
		default:
			return nil, false
		}
	}
	return f, true
}

// Solve returns x for h·x = b. Rows that were set aside have x = 0.
func (f *Factor) Solve(b []float64) []float64 {
	x := make([]float64, len(b))
	for i, sum := range b {
		if f.Aside[i] {
			continue
		}
		for k := range i {
			sum -= f.l[i][k] * x[k]
		}
		x[i] = sum / f.l[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		if f.Aside[i] {
			continue
		}
		x[i] /= f.l[i][i]
		for k := range i {
			x[k] -= f.l[i][k] * x[i]
		}
	}
	return x
}

// logDeterminant returns the logarithm of the determinant, without the rows that were set aside.
func (f *Factor) logDeterminant() (sum float64) {
	for i, row := range f.l {
		if !f.Aside[i] {
			sum += 2 * math.Log(row[i])
		}
	}
	return sum
}

// Inverse returns h⁻¹. Rows and columns that were set aside are 0.
func (f *Factor) Inverse() [][]float64 {
	out := make([][]float64, len(f.l))
	unit := make([]float64, len(f.l))
	for i := range out {
		if f.Aside[i] {
			out[i] = make([]float64, len(f.l))
			continue
		}
		unit[i] = 1
		out[i] = f.Solve(unit)
		unit[i] = 0
	}
	return out
}
