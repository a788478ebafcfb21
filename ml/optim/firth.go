package optim

import (
	"math"
	"slices"
)

// Second derivatives of Firth's penalty are only known from its gradients, so that steps square their error no more.
const (
	firthTolerance = 1e-18
	firthRounding  = 1e-14
)

// firth is the penalty −½·log|I| on a loss, I being the information (D. Firth, Biometrika 80, 1993): its minimum exists where
// that of the loss does not. Its second derivatives are learned from one round to the next by symmetric updates of rank one
// (J. Nocedal and S. J. Wright, Numerical Optimization, 2006, section 6.2).
type firth struct {
	slope   []float64 // minus the gradient of the penalty at the point of the last sums
	point   []float64 // that was accepted last, and the slope there
	was     []float64
	learned [][]float64
}

// penalise adds minus the gradient of the penalty, and returns the penalty. third are the derivatives of the information
// that factor is of.
func (p *firth) penalise(factor *Factor, gradient, third []float64) float64 {
	inverse := factor.Inverse()
	n := len(inverse)
	p.slope = make([]float64, n)
	at := 0
	for i := range n {
		for j := range i + 1 {
			for k := range j + 1 {
				t := third[at]
				at++
				// Each entry stands for all orders of its indices: slope of one of them, the inverse at the other two.
				p.slope[i] += t * inverse[j][k] * orders(j, k)
				if j != i {
					p.slope[j] += t * inverse[i][k] * orders(i, k)
				}
				if k != j {
					p.slope[k] += t * inverse[i][j] * orders(i, j)
				}
			}
		}
	}
	for i, aside := range factor.Aside {
		if p.slope[i] /= 2; aside {
			p.slope[i] = 0
		}
		gradient[i] += p.slope[i]
	}
	return -factor.logDeterminant() / 2
}

// orders returns how many orders two indices have.
func orders(i, j int) float64 {
	if i == j {
		return 1
	}
	return 2
}

// accept learns from the step to a point and returns the factor of the second derivatives with the penalty, or f, that of h
// alone, if they are not positive definite with it.
func (p *firth) accept(point []float64, h [][]float64, floor float64, f *Factor) *Factor {
	if p.point != nil {
		p.learn(point)
	}
	p.point, p.was = slices.Clone(point), p.slope
	if p.learned == nil {
		p.learned = make([][]float64, len(point))
		for i := range p.learned {
			p.learned[i] = make([]float64, len(point))
		}
	}
	sum := make([][]float64, len(h))
	for i := range h {
		sum[i] = make([]float64, i+1)
		for j := range sum[i] {
			sum[i][j] = h[i][j] + p.learned[i][j]
		}
	}
	if with, ok := Factorise(sum, floor, f.Aside); ok {
		return with
	}
	return f
}

// learn makes the learned second derivatives those of the last step.
func (p *firth) learn(point []float64) {
	step, rest := make([]float64, len(point)), make([]float64, len(point))
	along, a, b := 0.0, 0.0, 0.0
	for i := range point {
		step[i] = point[i] - p.point[i]
	}
	for i := range point {
		rest[i] = p.was[i] - p.slope[i]
		for j, s := range step {
			rest[i] -= p.learned[i][j] * s
		}
		along += rest[i] * step[i]
		a += rest[i] * rest[i]
		b += step[i] * step[i]
	}
	const enough = 1e-8 // of an angle: less is rounding
	if math.Abs(along) <= enough*math.Sqrt(a*b) {
		return
	}
	for i := range rest {
		for j := range rest {
			p.learned[i][j] += rest[i] * rest[j] / along
		}
	}
}
