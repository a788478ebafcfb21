package longfloat

import (
	"math"
	"math/big"
)

const (
	refineFrom  = 24   // unknowns from which refining is worth it
	smallPivot  = 1e-9 // of a matrix with unit diagonal; below it eliminate is used
	refineGain  = 8    // bits that every step must gain
	refinedTo   = -400 // size of the residual, as a power of two of the right side
	refineSteps = 60
)

// refine solves M·x = b for a matrix that is safely positive definite. A factorisation in float64 yields corrections,
// and residuals in long floats make them as accurate as those of eliminate, which costs a thousand times as much for
// hundreds of unknowns (J. H. Wilkinson, Rounding Errors in Algebraic Processes, 1963, chapter 3). ok is false if the
// matrix may be singular in float64.
func refine(m [][]*big.Float, b []*big.Float) (x []*big.Float, ok bool) {
	n := len(b)
	scale, l := Factor(m)
	if l == nil {
		return nil, false
	}
	x = make([]*big.Float, n)
	rest := make([]*big.Float, n)
	for i := range x {
		x[i], rest[i] = New(), New().Set(b[i])
	}
	step, product := make([]float64, n), New()
	first, last := 0, math.MaxInt
	for round := range refineSteps {
		top, any := exponent(rest, scale)
		if !any || round > 0 && top < first+refinedTo {
			return x, true
		}
		if round == 0 {
			first = top
		} else if top > last-refineGain {
			return nil, false
		}
		last = top
		for i := range step {
			v, _ := New().SetMantExp(rest[i], -top).Float64()
			step[i] = v * scale[i]
		}
		substituteBoth(l, step)
		for i := range step {
			d := FromFloat(step[i] * scale[i])
			d.SetMantExp(d, top)
			x[i].Add(x[i], d)
			for j := range rest {
				rest[j].Sub(rest[j], product.Mul(m[max(i, j)][min(i, j)], d))
			}
		}
	}
	return nil, false
}

// exponent returns the power of two above the largest scaled entry. any is false if all are 0.
func exponent(v []*big.Float, scale []float64) (top int, any bool) {
	top = math.MinInt
	for i, x := range v {
		if x.Sign() != 0 {
			_, e := math.Frexp(scale[i])
			top, any = max(top, x.MantExp(nil)+e), true
		}
	}
	return top, any
}

// Factor returns the Cholesky factor in float64, row by row, of M scaled to a unit diagonal, and the scale of each unknown. It
// returns nil for a matrix that is not safely definite.
func Factor(m [][]*big.Float) (scale []float64, l [][]float64) {
	n := len(m)
	scale, l = make([]float64, n), make([][]float64, n)
	for i := range m {
		d, _ := m[i][i].Float64()
		if !(d > 0) || math.IsInf(d, 0) {
			return nil, nil
		}
		scale[i] = 1 / math.Sqrt(d)
		l[i] = make([]float64, i+1)
		for j := range l[i] {
			v, _ := m[i][j].Float64()
			l[i][j] = v * scale[i] * scale[j]
		}
	}
	for i := range l {
		for j := range l[i] {
			sum := l[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i > j {
				l[i][j] = sum / l[j][j]
				continue
			}
			if !(sum > smallPivot) {
				return nil, nil
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	return scale, l
}

// substituteBoth solves L·Lᵀ·x = v in place.
func substituteBoth(l [][]float64, v []float64) {
	for i := range v {
		for k := range i {
			v[i] -= l[i][k] * v[k]
		}
		v[i] /= l[i][i]
	}
	for i := len(v) - 1; i >= 0; i-- {
		v[i] /= l[i][i]
		for k := range i {
			v[k] -= l[i][k] * v[i]
		}
	}
}
