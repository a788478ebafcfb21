package optim

import (
	"math"
	"slices"
)

// plain is gradient descent.
type plain struct{ w []float64 }

func (p *plain) point() []float64   { return p.w }
func (p *plain) weights() []float64 { return p.w }
func (p *plain) stalled() bool      { return false }

func (p *plain) observe(at, g []float64, _, rate float64) {
	for i := range p.w {
		p.w[i] = at[i] - rate*g[i]
	}
}

// momentum is the accelerated gradient method (Y. Nesterov, Introductory Lectures on Convex Optimization, 2004,
// section 2.2): on convex losses with the growing momentum of A. Beck and M. Teboulle (SIAM J. Imaging Sci. 2, 2009)
// and a restart if it points uphill (B. O'Donoghue and E. Candès, Found. Comput. Math. 15, 2015); if not, with 9/10 of
// the last step.
type momentum struct {
	convex bool
	w, y   []float64 // the solution; the point ahead of it
	t      float64
}

func newMomentum(w []float64, convex bool) *momentum {
	return &momentum{convex: convex, w: w, y: append([]float64(nil), w...), t: 1}
}

func (m *momentum) point() []float64   { return m.y }
func (m *momentum) weights() []float64 { return m.w }
func (m *momentum) stalled() bool      { return false }

func (m *momentum) observe(at, g []float64, _, rate float64) {
	next := make([]float64, len(m.w))
	uphill := 0.0
	for i := range next {
		next[i] = at[i] - rate*g[i]
		uphill += g[i] * (next[i] - m.w[i])
	}
	beta := 0.9
	if m.convex {
		t := (1 + math.Sqrt(1+4*m.t*m.t)) / 2
		beta, m.t = (m.t-1)/t, t
		if uphill > 0 {
			beta, m.t = 0, 1
		}
	}
	for i := range next {
		m.y[i] = next[i] + beta*(next[i]-m.w[i])
	}
	m.w = next
}

// adam is the method of D. Kingma and J. Ba, ICLR 2015, with its constants.
type adam struct {
	w, mean, square []float64
	rounds          float64
}

func newAdam(w []float64) *adam {
	return &adam{w: w, mean: make([]float64, len(w)), square: make([]float64, len(w))}
}

func (a *adam) point() []float64   { return a.w }
func (a *adam) weights() []float64 { return a.w }
func (a *adam) stalled() bool      { return false }

func (a *adam) observe(at, g []float64, _, rate float64) {
	const beta1, beta2, epsilon = 0.9, 0.999, 1e-8
	a.rounds++
	c1, c2 := 1-math.Pow(beta1, a.rounds), 1-math.Pow(beta2, a.rounds)
	for i := range a.w {
		a.mean[i] = beta1*a.mean[i] + (1-beta1)*g[i]
		a.square[i] = beta2*a.square[i] + (1-beta2)*g[i]*g[i]
		a.w[i] = at[i] - rate*(a.mean[i]/c1)/(math.Sqrt(a.square[i]/c2)+epsilon)
	}
}

// memory is how many steps the quasi-Newton method remembers for d weights: many,
// since a round costs far more than the vectors, but no more than fit in memory.
func memory(d int) int { return max(8, min(80, 1<<23/max(d, 1))) }

// quasiNewton is the limited-memory BFGS method with a backtracking search along
// each direction (D. C. Liu and J. Nocedal, Math. Programming 45, 1989).
type quasiNewton struct {
	w, g       []float64 // the solution and the gradient there
	f          float64
	d          []float64 // the direction searched
	t          float64   // how far along it the next point is
	slope      float64   // of the objective along d
	steps      []pair    // the newest last
	resolution float64   // of the objective
	started    bool
	backtracks int
	stuck      bool
}

// pair is one step, how the gradient changed over it, and 1 over their product.
type pair struct {
	s, y []float64
	rho  float64
}

func newQuasiNewton(w []float64, resolution float64) *quasiNewton {
	return &quasiNewton{w: w, resolution: resolution}
}

func (q *quasiNewton) point() []float64 {
	if !q.started {
		return q.w
	}
	out := make([]float64, len(q.w))
	for i := range out {
		out[i] = q.w[i] + q.t*q.d[i]
	}
	return out
}

func (q *quasiNewton) weights() []float64 { return q.w }
func (q *quasiNewton) stalled() bool      { return q.stuck }

// maxBacktracks is the number of times a step is shortened before the method stops: the objective is then flat to the
// fixed point of the sums.
const maxBacktracks = 12

func (q *quasiNewton) observe(at, g []float64, f, rate float64) {
	if !q.started {
		q.started, q.w, q.g, q.f = true, slices.Clone(at), g, f
		q.aim(rate)
		return
	}
	if !q.accepts(f, product(q.d, g)) {
		if q.backtracks++; q.backtracks >= maxBacktracks {
			q.stuck = true
			return
		}
		// The minimum of the parabola through both values, kept within bounds.
		t := -q.slope * q.t * q.t / (2 * (f - q.f - q.slope*q.t))
		q.t = math.Min(0.5*q.t, math.Max(0.1*q.t, t))
		return
	}
	p := pair{s: make([]float64, len(at)), y: make([]float64, len(at))}
	for i := range at {
		p.s[i], p.y[i] = at[i]-q.w[i], g[i]-q.g[i]
	}
	if sy := product(p.s, p.y); sy > 1e-16*product(p.y, p.y) {
		p.rho = 1 / sy
		q.steps = append(q.steps, p)
		if len(q.steps) > memory(len(at)) {
			q.steps = q.steps[1:]
		}
	}
	q.w, q.g, q.f, q.backtracks = slices.Clone(at), g, f, 0
	q.aim(rate)
}

// accepts reports whether a step improves enough, by the fall of the objective or, if the fixed point of the sums
// hides that, by the slope at its end (W. W. Hager and H. Zhang, SIAM J. Optim. 16, 2005, section 2: approximate Wolfe
// conditions).
func (q *quasiNewton) accepts(f, slope float64) bool {
	const enough, hidden = 1e-4, 1e-9
	if f <= q.f+enough*q.t*q.slope {
		return true
	}
	return f <= q.f+hidden*math.Abs(q.f)+q.resolution && slope <= (2*enough-1)*q.slope
}

// aim chooses the next direction by the two-loop recursion; rate is the length
// of a first step along the gradient.
func (q *quasiNewton) aim(rate float64) {
	d := make([]float64, len(q.g))
	for i := range d {
		d[i] = -q.g[i]
	}
	alpha := make([]float64, len(q.steps))
	for k := len(q.steps) - 1; k >= 0; k-- {
		alpha[k] = q.steps[k].rho * product(q.steps[k].s, d)
		along(d, -alpha[k], q.steps[k].y)
	}
	q.t = 1
	if n := len(q.steps); n > 0 {
		last := q.steps[n-1]
		scale := 1 / (last.rho * product(last.y, last.y))
		for i := range d {
			d[i] *= scale
		}
	} else {
		q.t = rate
	}
	for k, p := range q.steps {
		along(d, alpha[k]-p.rho*product(p.y, d), p.s)
	}
	q.d, q.slope = d, product(d, q.g)
	if !(q.slope < 0) { // rounding has spoiled the remembered steps
		q.steps = nil
		for i := range d {
			d[i] = -q.g[i]
		}
		q.t, q.slope = rate, -product(q.g, q.g)
	}
}

func product(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// along adds factor·y to x.
func along(x []float64, factor float64, y []float64) {
	for i := range x {
		x[i] += factor * y[i]
	}
}
