package optim

import (
	"fmt"
	"math"
	"math/big"
)

// descentPrecision, in bits, keeps the rounding of a step far below the fixed point.
const descentPrecision = 512

// descent is plain gradient descent, w ← w − η·(g/n + l2·w), on exact sums.
type descent struct {
	dim    int
	opt    Options
	rate   float64
	rounds int
	w      []*big.Int // the next point
	start  float64    // the objective at the first point
	cost   float64
	done   bool
}

// NewGradientDescent returns plain gradient descent from 0 for dim columns.
//
// With LearningRate 0 the rate is 1/(D/4 + l2). Every entry of the scaled matrix is at most 1/2 in magnitude, so the
// trace of XᵀX/n, and therefore its largest eigenvalue, is at most D/4. The rate is within 1/L of a gradient with
// Lipschitz constant L, and the cost falls at every step on any rows (Y. Nesterov, Introductory Lectures on Convex
// Optimization, 2004, section 2.1.5).
func NewGradientDescent(dim int, opt Options) Method {
	m := &descent{dim: dim, opt: opt, rate: opt.LearningRate, cost: math.NaN(), w: make([]*big.Int, dim)}
	if m.rate == 0 {
		m.rate = 1 / (opt.trace(dim) + opt.L2)
	}
	for i := range m.w {
		m.w[i] = new(big.Int)
	}
	return m
}

func (m *descent) Next() ([]float64, bool) {
	if m.done || m.rounds >= m.opt.Rounds {
		return nil, true
	}
	return Real(m.w, m.opt.FractionBits), false
}

func (m *descent) Observe(point []*big.Int, s Sums) error {
	if len(point) != m.dim {
		return fmt.Errorf("%w: %d weights for %d columns", ErrInvalidSums, len(point), m.dim)
	}
	cost, err := s.Cost(point, m.opt.FractionBits)
	if err != nil {
		return err
	}
	next, steepest := m.step(point, s)
	bound, _ := new(big.Float).SetMantExp(big.NewFloat(m.opt.WeightBound), int(m.opt.FractionBits)).Int(nil)
	for _, w := range next {
		if w.CmpAbs(bound) > 0 {
			return ErrDiverged
		}
	}
	objective := m.objective(point, cost)
	if m.rounds == 0 || s.OtherRows { // costs over other rows cannot be compared
		m.start = objective
	} else if objective > m.start*(1+1e-9)+math.Ldexp(1, -int(m.opt.FractionBits)) {
		return ErrDiverged
	}
	still := true
	for i := range next {
		still = still && next[i].Cmp(point[i]) == 0
	}
	m.done = still || steepest <= m.opt.Tolerance
	m.w, m.cost = next, cost
	m.rounds++
	return nil
}

// trace bounds the trace of XᵀX/n: 1/4 for a column on its declared range, 1 for
// a standardised one.
func (o Options) trace(dim int) float64 {
	if o.Deviation == nil {
		return float64(dim) / 4
	}
	return float64(dim) - 0.75
}

// step returns the next point and the largest entry of the gradient. With v the weights on standardised columns, w_j =
// v_j/σ_j and w_0 = v_0 − 2·Σ μ_j·v_j/σ_j, because the constant column is 1/2. The gradient in v is (g_j −
// 2·μ_j·g_0)/σ_j, and a step in v moves w along.
func (m *descent) step(point []*big.Int, s Sums) ([]*big.Int, float64) {
	number := func() *big.Float { return new(big.Float).SetPrec(descentPrecision) }
	n, rate := number().SetInt64(s.N), number().SetFloat64(m.rate)
	move, steepest := make([]*big.Float, m.dim), 0.0
	for i := range move {
		g := number().SetInt(s.G[i]) // in steps of 2^-f, as everything here
		g.SetMantExp(g, -entryBits)
		g.Quo(g, n)
		deviation := number().SetInt64(1)
		if m.opt.Deviation != nil && i > 0 {
			deviation.SetFloat64(m.opt.Deviation[i])
			first := number().SetInt(s.G[0])
			first.SetMantExp(first, 1-entryBits)
			first.Quo(first, n)
			g.Sub(g, first.Mul(first, number().SetFloat64(m.opt.Mean[i])))
			g.Quo(g, deviation)
		}
		if i > 0 {
			v := number().SetInt(point[i])
			v.Mul(v, deviation)
			g.Add(g, v.Mul(v, number().SetFloat64(m.opt.L2)))
		}
		entry, _ := number().SetMantExp(g, -int(m.opt.FractionBits)).Float64()
		steepest = max(steepest, math.Abs(entry))
		move[i] = g.Quo(g.Mul(g, rate), deviation)
	}
	if m.opt.Mean != nil {
		for i := 1; i < m.dim; i++ {
			pull := number().SetFloat64(2 * m.opt.Mean[i])
			move[0].Sub(move[0], pull.Mul(pull, move[i]))
		}
	}
	next := make([]*big.Int, m.dim)
	for i := range next {
		next[i] = roundToInt(number().Sub(number().SetInt(point[i]), move[i]))
	}
	return next, steepest
}

// objective returns twice the objective of the training, see spec.Objective.
func (m *descent) objective(point []*big.Int, cost float64) float64 {
	sum := 0.0
	for i, w := range Real(point, m.opt.FractionBits) {
		sum += m.opt.penalty(i) * float64(w*w)
	}
	return cost + sum
}

func (m *descent) Weights() []float64 { return Real(m.w, m.opt.FractionBits) }

func (m *descent) Cost() float64 { return m.cost }

func (m *descent) Warnings() []string { return nil }
