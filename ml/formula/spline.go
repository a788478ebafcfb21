package formula

import (
	"math"
	"strconv"
)

// degree is that of the splines' pieces.
const degree = 3

// spline reads x, knots=c(…) and gives a factor the basis of R's splines::ns or splines::bs, without its intercept. The boundary
// knots are the ends of the declared range.
func (p *parser) spline(f *factor, name string) error {
	i, err := p.first(f)
	if err != nil {
		return err
	}
	if err := p.expect(','); err != nil {
		return p.fail("knots are expected, such as knots=c(40, 55, 70)")
	}
	if arg, _ := p.argument(); arg != "knots" {
		return p.fail("knots are declared by name, such as knots=c(40, 55, 70): quantiles would depend on the rows")
	}
	knots, err := p.list()
	if err != nil {
		return err
	}
	s := p.spanOf(i)
	for _, k := range knots {
		if !(s.low < k && k < s.high) {
			return p.fail("the knot %g is not within the range of %s, from %g to %g", k, p.variables[i].Name, s.low, s.high)
		}
	}
	b := newBasis(s.low, s.high, knots)
	if name == "ns" {
		b.natural()
	}
	for k := range b.width() {
		f.columns = append(f.columns, piece{strconv.Itoa(k + 1), b.reach(k), &Node{Op: Spline, Of: []*Node{{Op: Entry, At: i}}, At: k, basis: b}})
	}
	return nil
}

// basis is a B-spline basis without its first function, and, for a natural spline, the reflections that turn it into one.
type basis struct {
	low, high float64
	knots     []float64   // with the boundary knots, each degree + 1 times
	reflect   [][]float64 // Householder vectors
}

func newBasis(low, high float64, inner []float64) *basis {
	b := &basis{low: low, high: high}
	for range degree + 1 {
		b.knots = append(b.knots, low)
	}
	b.knots = append(b.knots, inner...)
	for range degree + 1 {
		b.knots = append(b.knots, high)
	}
	return b
}

// natural makes second derivatives vanish at both ends: the basis is multiplied with the orthogonal complement of those, as
// splines::ns does by a QR decomposition.
func (b *basis) natural() {
	ends := [][]float64{b.derivative(b.low, 2), b.derivative(b.high, 2)}
	for k, v := range ends {
		for l, u := range b.reflect {
			apply(u, l, v)
		}
		norm := 0.0
		for _, x := range v[k:] {
			norm += float64(x * x)
		}
		norm = math.Copysign(math.Sqrt(norm), v[k])
		u := make([]float64, len(v))
		for j := k; j < len(v); j++ {
			u[j] = v[j] / norm
		}
		u[k]++
		b.reflect = append(b.reflect, u)
	}
}

// apply reflects v by the Householder vector u, whose first entry is k.
func apply(u []float64, k int, v []float64) {
	t := 0.0
	for j := k; j < len(v); j++ {
		t += float64(u[j] * v[j])
	}
	t /= u[k]
	for j := k; j < len(v); j++ {
		v[j] -= float64(t * u[j])
	}
}

// width returns the number of functions.
func (b *basis) width() int { return len(b.knots) - degree - 2 - len(b.reflect) }

// value returns the functions at x.
func (b *basis) value(x float64) []float64 { return b.at(x, 0) }

// at returns the derivatives of an order of the functions at x.
func (b *basis) at(x float64, order int) []float64 {
	v := b.derivative(x, order)
	for k, u := range b.reflect {
		apply(u, k, v)
	}
	return v[len(b.reflect):]
}

// derivative returns the derivatives of an order at x of all B-splines but the first (C. de Boor, A Practical Guide to Splines,
// 1978, chapter X).
func (b *basis) derivative(x float64, order int) []float64 {
	t := b.knots
	n := len(t) - degree - 1
	at := degree // of the piece that x lies in
	for at < n-1 && x >= t[at+1] {
		at++
	}
	// values[j] belongs to the spline that begins at knot j, of a degree that grows to degree − order.
	values := make([]float64, len(t)-1)
	values[at] = 1
	for d := 1; d <= degree; d++ {
		next := make([]float64, len(t)-1-d)
		for j := range next {
			left, right := ratio(values[j], t[j+d]-t[j]), ratio(values[j+1], t[j+d+1]-t[j+1])
			if d <= degree-order {
				next[j] = float64((x-t[j])*left) + float64((t[j+d+1]-x)*right)
			} else {
				next[j] = float64(d) * (left - right)
			}
		}
		values = next
	}
	return values[1:]
}

// ratio returns x/y, or 0 where knots coincide.
func ratio(x, y float64) float64 {
	if y == 0 {
		return 0
	}
	return x / y
}

// reach returns the range of function k: its largest and least value at many points, and a little more.
func (b *basis) reach(k int) span {
	const points = 1 << 11
	s := span{math.Inf(1), math.Inf(-1), 0}
	for j := range points + 1 {
		x := b.low + (b.high-b.low)*float64(j)/points
		v := b.value(min(x, b.high))[k]
		s.low, s.high = min(s.low, v), max(s.high, v)
	}
	more := (s.high - s.low) / 100
	return span{s.low - more, s.high + more, 0}
}
