package optim

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/blindfit/blindfit/ml/internal/longfloat"
)

// conjugate is the method of conjugate gradients for least squares (M. R. Hestenes and E. Stiefel, J. Res. Nat. Bur.
// Standards 49, 1952), arranged for sums that are exact and expensive.
//
// The first round is at 0 and determines Xᵀy, yᵀy and n. Every later one is at a direction p and determines A·p
// exactly, by subtraction. p is the residual of the current solution, scaled to a largest entry of 1 and rounded to
// the fixed point. Rounding destroys the conjugacy of the recurrence, so p is made conjugate to all earlier directions
// in long floats. The solution is then the exact minimum over the span of all rounds, and the optimum after as many
// directions as the columns have rank.
type conjugate struct {
	dim    int
	opt    Options
	rounds int // observations so far
	first  Sums
	b      []*big.Int // Xᵀy in steps of 2^-48
	yy     *big.Int
	ridge  []*big.Float // the penalty in each diagonal entry of A
	seen   []observed
	basis  []direction
	x, r   []*big.Float // the minimum so far; b − H·x
	best   []float64    // the last minimum within the weight bound
	cost   float64      // its mean squared error
	over   bool         // a later minimum was past the bound
	done   bool
	// probing means that the solution is reached before the rounds have spanned all columns: later points are arbitrary, until
	// they have, or until one shows that nothing is left to span.
	probing bool
	spanned bool // A is known
}

// observed is a direction as it was sent, and the product that came back.
type observed struct{ p, ap []*big.Int }

// direction is one made conjugate: q, H·q and qᵀHq.
type direction struct {
	q, hq     []*big.Float
	curvature *big.Float
}

// NewConjugateGradient returns the method of conjugate gradients for dim columns.
func NewConjugateGradient(dim int, opt Options) Method {
	return &conjugate{dim: dim, opt: opt, best: make([]float64, dim), cost: math.NaN()}
}

// negligible is the power of two below which a residual or a curvature is only rounding. Entries of A are integers of
// at most about 80 bits, so significant values are far above it and rounding is far below.
const negligible = -200

func (c *conjugate) Next() ([]float64, bool) {
	if c.done || c.rounds >= c.opt.Rounds {
		return nil, true
	}
	point := make([]float64, c.dim)
	if c.rounds == 0 {
		return point, false
	}
	if c.probing {
		// Entries that no table is made for: a direction with curvature is missed with probability 0 only.
		source := rand.New(rand.NewChaCha8([32]byte{byte(c.rounds), byte(c.rounds >> 8), byte(c.rounds >> 16)}))
		for i := range point {
			point[i] = 2*source.Float64() - 1
		}
		return point, false
	}
	top := largest(c.r)
	for i, r := range c.r {
		point[i], _ = longfloat.New().Quo(r, top).Float64()
	}
	return point, false
}

func (c *conjugate) Observe(point []*big.Int, s Sums) error {
	if len(point) != c.dim {
		return fmt.Errorf("%w: %d weights for %d columns", ErrInvalidSums, len(point), c.dim)
	}
	if err := s.check(point); err != nil {
		return err
	}
	if c.rounds == 0 {
		return c.start(point, s)
	}
	if s.OtherRows {
		return ErrChanged
	}
	o := observed{p: point, ap: make([]*big.Int, c.dim)}
	for i := range o.ap {
		o.ap[i] = new(big.Int).Sub(s.G[i], c.first.G[i])
	}
	if err := c.consistent(o, s); err != nil {
		return err
	}
	c.rounds++
	c.seen = append(c.seen, o)
	c.step(o)
	return nil
}

// start takes the sums at 0.
func (c *conjugate) start(point []*big.Int, s Sums) error {
	for _, w := range point {
		if w.Sign() != 0 {
			return fmt.Errorf("%w: the first point must be 0", ErrInvalidSums)
		}
	}
	b := make([]*big.Int, c.dim)
	for i, g := range s.G {
		if trailing(g) < c.opt.FractionBits {
			return fmt.Errorf("%w: entry %d is not a multiple of the fixed point", ErrInvalidSums, i)
		}
		b[i] = new(big.Int).Neg(new(big.Int).Rsh(g, c.opt.FractionBits))
	}
	if s.L.Sign() < 0 || trailing(s.L) < c.opt.FractionBits {
		return fmt.Errorf("%w: the loss term at 0 is no sum of squares", ErrInvalidSums)
	}
	c.first, c.b, c.yy = s, b, new(big.Int).Rsh(s.L, c.opt.FractionBits)
	c.ridge = make([]*big.Float, c.dim)
	for i := range c.ridge {
		c.ridge[i] = longfloat.FromFloat(c.opt.penalty(i))
		c.ridge[i].Mul(c.ridge[i], longfloat.New().SetInt64(s.N))
		c.ridge[i].SetMantExp(c.ridge[i], entryBits)
	}
	c.x, c.r = make([]*big.Float, c.dim), make([]*big.Float, c.dim)
	for i := range c.x {
		c.x[i], c.r[i] = longfloat.New(), longfloat.FromInt(b[i])
	}
	c.rounds++
	c.settle()
	return nil
}

// trailing counts the zero bits below the lowest one; of 0 there are plenty.
func trailing(v *big.Int) uint {
	if v.Sign() == 0 {
		return math.MaxUint
	}
	return v.TrailingZeroBits()
}

// consistent holds a new direction against everything known: the row count, Xᵀy
// through the loss term, and the symmetry of A. All three are exact.
func (c *conjugate) consistent(o observed, s Sums) error {
	if s.N != c.first.N {
		return ErrChanged
	}
	if new(big.Int).Sub(c.first.L, s.L).Cmp(dot(c.b, o.p)) != 0 {
		return ErrChanged
	}
	for _, earlier := range c.seen {
		if dot(earlier.p, o.ap).Cmp(dot(earlier.ap, o.p)) != 0 {
			return ErrChanged
		}
	}
	if dot(o.p, o.ap).Sign() < 0 {
		return fmt.Errorf("%w: negative curvature", ErrInvalidSums)
	}
	return nil
}

// step makes the direction conjugate and moves to the minimum along it.
func (c *conjugate) step(o observed) {
	p, ap := c.float(o.p), c.float(o.ap)
	d := direction{q: p, hq: ap}
	for i := 1; i < c.dim; i++ {
		d.hq[i].Add(d.hq[i], longfloat.New().Mul(c.ridge[i], p[i]))
	}
	whole := longfloat.Dot(d.q, d.hq)
	for _, e := range c.basis {
		beta := longfloat.Dot(e.hq, d.q)
		beta.Quo(beta, e.curvature)
		subtract(d.q, beta, e.q)
		subtract(d.hq, beta, e.hq)
	}
	d.curvature = longfloat.Dot(d.q, d.hq)
	if d.curvature.Sign() <= 0 || d.curvature.MantExp(nil) < whole.MantExp(nil)+negligible {
		c.done, c.spanned = true, true // the rounds have spanned all that the columns have
		return
	}
	alpha := longfloat.Dot(d.q, c.r)
	alpha.Quo(alpha, d.curvature)
	subtract(c.r, alpha, d.hq)
	subtract(c.x, alpha.Neg(alpha), d.q)
	c.basis = append(c.basis, d)
	c.settle()
}

// float reads fixed-point numbers as long floats.
func (c *conjugate) float(v []*big.Int) []*big.Float {
	out := make([]*big.Float, len(v))
	for i := range v {
		out[i] = longfloat.FromInt(v[i])
		out[i].SetMantExp(out[i], -int(c.opt.FractionBits))
	}
	return out
}

// subtract takes factor·y from x.
func subtract(x []*big.Float, factor *big.Float, y []*big.Float) {
	product := longfloat.New()
	for i := range x {
		x[i].Sub(x[i], product.Mul(factor, y[i]))
	}
}

func largest(v []*big.Float) *big.Float {
	top := longfloat.New()
	for _, x := range v {
		if abs := longfloat.New().Abs(x); abs.Cmp(top) > 0 {
			top = abs
		}
	}
	return top
}

// settle records the new minimum, if the budget can carry it, and finds out
// whether there is anything left to do.
func (c *conjugate) settle() {
	bound := longfloat.FromFloat(c.opt.WeightBound)
	if largest(c.x).Cmp(bound) <= 0 {
		for i, x := range c.x {
			c.best[i], _ = x.Float64()
		}
		c.cost, c.over = c.current(), false
	} else {
		c.over = true
	}
	rest, start := largest(c.r), largest(c.float(c.first.G))
	if len(c.basis) == c.dim {
		c.done, c.spanned = true, true
	} else if rest.Sign() == 0 || rest.MantExp(nil) < start.MantExp(nil)+negligible {
		c.probing = true
	}
}

// current returns the mean squared error at x. From H·x = b − r it is (yᵀy − bᵀx − rᵀx − Σ ridge_i·x_i²)/n.
func (c *conjugate) current() float64 {
	sum := longfloat.FromInt(c.yy)
	b := make([]*big.Float, c.dim)
	for i := range b {
		b[i] = longfloat.FromInt(c.b[i])
	}
	sum.Sub(sum, longfloat.Dot(b, c.x))
	sum.Sub(sum, longfloat.Dot(c.r, c.x))
	for i, x := range c.x {
		penalty := longfloat.New().Mul(x, x)
		sum.Sub(sum, penalty.Mul(penalty, c.ridge[i]))
	}
	sum.Quo(sum, longfloat.New().SetInt64(c.first.N))
	cost, _ := sum.SetMantExp(sum, -entryBits).Float64()
	return max(cost, 0)
}

// Products returns XᵀX, which is the sum of H·q·(H·q)ᵀ/(qᵀH·q) over all directions less the penalty, and Xᵀy.
func (c *conjugate) Products() (a [][]*big.Int, b []*big.Int, yy *big.Int, n int64, ok bool) {
	if !c.spanned {
		return nil, nil, nil, 0, false
	}
	a = make([][]*big.Int, c.dim)
	term := longfloat.New()
	for i := range a {
		a[i] = make([]*big.Int, c.dim)
		for j := range i + 1 {
			sum := longfloat.New()
			for _, d := range c.basis {
				term.Mul(d.hq[i], d.hq[j])
				sum.Add(sum, term.Quo(term, d.curvature))
			}
			if i == j && i > 0 {
				sum.Sub(sum, c.ridge[i])
			}
			a[i][j] = roundToInt(sum)
			rest, _ := sum.Sub(sum, longfloat.FromInt(a[i][j])).Float64()
			if math.Abs(rest) > 1e-6 {
				return nil, nil, nil, 0, false // entries are whole: too much was lost on the way
			}
			a[j][i] = a[i][j]
		}
	}
	return a, c.b, c.yy, c.first.N, true
}

func (c *conjugate) Weights() []float64 { return append([]float64(nil), c.best...) }

func (c *conjugate) Cost() float64 { return c.cost }

func (c *conjugate) Warnings() []string {
	var out []string
	if c.over {
		out = append(out, "the optimum has weights past bounds.weight, so this is the last solution within it: set l2, raise bounds.weight, "+
			"or declare ranges that the values fill")
	} else if !c.done && c.rounds >= c.opt.Rounds {
		out = append(out, fmt.Sprintf("stopped after %d rounds, before the optimum: raise training.rounds, up to %d for these columns",
			c.rounds, c.dim+1))
	}
	return out
}
