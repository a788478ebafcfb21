// Package vector owns products of large numbers on a processor's vectors: Montgomery's multiplication of numbers a + b·n
// modulo n², for odd n, in digits of 50 bits.
//
// Digits are doubles. With a multiply-add that rounds once, both halves of a product of two digits are exact,
//
//	h = x·y + c, rounded to a multiple of 2^50, and l = x·y + (c + c' − h),
//
// for constants c and c' that fix which bits are rounded away, and their bits can be added up as integers: Emmart, Zheng
// and Weems, "Faster modular exponentiation using double precision floating point arithmetic on the GPU", ARITH 2018.
// Carries are taken for all digits at the same time and not passed on, so that a digit may be a little above 2^50 or below
// 0. The algorithm is that of crypto/phe/jskernel/simd.js.
//
// No branch and no address depends on a digit. Conversions from and to [big.Int] are not constant time.
package vector

import (
	"math"
	"math/big"
)

const (
	width = 50 // bits of a digit
	mask  = 1<<width - 1
	slack = 24 // bits by which R is larger than n
	// whole is a double in the binade with a last place of 1: its bits and those of whole + d differ by the integer d.
	whole = 1.25 * (1 << 52)
	// columns are summed at a time; numbers have as many zeros before and after.
	columns = 8
)

// MaxBits is the length of the longest modulus: sums of columns must stay below 2^62.
const MaxBits = 16384

// Ring is arithmetic modulo n². It may be used by several goroutines, each with scratch memory of its own.
type Ring struct {
	n, square *big.Int
	radix     *big.Int // R, a power of 2
	digits    int
	modulus   []float64 // n, with zeros on both sides
	inverse   []float64 // −1/n modulo R
	lift      []int64   // digits of a multiple of n above R, and the rest above R
	enter     *big.Int  // R modulo n²
	unit      Number    // 1 + 0·n, not in Montgomery form
}

// Number is a number modulo n² in Montgomery form. Numbers of one ring must not be used in another.
type Number []float64

// Scratch is the memory of one goroutine.
type Scratch struct {
	// Column i of a product is lows[2+i] + highs[1+i]; before the first there are zeros.
	lows, highs, lows2, highs2 []int64
	t, m, part, twice          []float64
	mDigits, spare             []int64
}

// New returns the ring modulo n², or nil if the processor cannot compute in it or n is even, below 2^256 or longer than
// MaxBits.
func New(n *big.Int) *Ring {
	if !available() || n.Sign() <= 0 || n.Bit(0) == 0 || n.BitLen() < 256 || n.BitLen() > MaxBits {
		return nil
	}
	n = new(big.Int).Set(n)
	r := &Ring{n: n, square: new(big.Int).Mul(n, n), digits: (n.BitLen() + slack + width - 1) / width}
	r.radix = new(big.Int).Lsh(big.NewInt(1), uint(width*r.digits))
	r.enter = new(big.Int).Mod(r.radix, r.square)
	r.modulus, r.inverse = make([]float64, r.stride()), make([]float64, r.stride())
	r.write(r.modulus, n)
	inverse := new(big.Int).ModInverse(n, r.radix)
	r.write(r.inverse, inverse.Sub(r.radix, inverse))
	// m may be a little above R.
	lift := new(big.Int).Rsh(r.radix, 20)
	lift.Add(lift, r.radix).Quo(lift, n).Add(lift, big.NewInt(1)).Mul(lift, n)
	r.lift = make([]int64, r.digits+1)
	for i := range r.digits {
		r.lift[i] = digit(lift, i)
	}
	r.lift[r.digits] = new(big.Int).Rsh(lift, uint(width*r.digits)).Int64()
	r.unit = r.Number()
	r.write(r.a(r.unit), big.NewInt(1))
	return r
}

// stride is the length of a number below n with the zeros on both sides.
func (r *Ring) stride() int { return columns + r.digits + columns }

func (r *Ring) a(x Number) []float64 { return x[:r.stride()] }
func (r *Ring) b(x Number) []float64 { return x[r.stride():] }

// Number returns 0.
func (r *Ring) Number() Number { return make(Number, 2*r.stride()) }

// Scratch returns scratch memory for this ring.
func (r *Ring) Scratch() *Scratch {
	room := func() []int64 { return make([]int64, 2+2*r.digits+columns) }
	number := func() []float64 { return make([]float64, r.stride()) }
	return &Scratch{
		lows: room(), highs: room(), lows2: room(), highs2: room(), t: number(), m: number(), part: number(), twice: number(),
		mDigits: make([]int64, r.digits), spare: make([]int64, r.digits),
	}
}

// digit returns bits 50·i to 50·i + 49 of x.
func digit(x *big.Int, i int) int64 {
	v := int64(0)
	for j := width - 1; j >= 0; j-- {
		v = v<<1 | int64(x.Bit(width*i+j))
	}
	return v
}

// write sets the digits of a number below R.
func (r *Ring) write(to []float64, x *big.Int) {
	for i := range r.digits {
		to[columns+i] = float64(digit(x, i))
	}
}

// read returns the number that digits stand for.
func (r *Ring) read(from []float64) *big.Int {
	x, d := new(big.Int), new(big.Int)
	for i := r.digits - 1; i >= 0; i-- {
		x.Lsh(x, width).Add(x, d.SetInt64(int64(from[columns+i])))
	}
	return x
}

// Set sets z to x, in [0, n²).
func (r *Ring) Set(z Number, x *big.Int) {
	t := new(big.Int).Mul(x, r.enter)
	b, a := t.Mod(t, r.square).QuoRem(t, r.n, new(big.Int))
	r.write(r.a(z), a)
	r.write(r.b(z), b)
}

// Big returns x as a number in [0, n²).
func (r *Ring) Big(x Number, s *Scratch) *big.Int {
	z := r.Number()
	r.Mul(z, x, r.unit, s)
	b := r.read(r.b(z))
	b.Mul(b, r.n).Add(b, r.read(r.a(z)))
	return b.Mod(b, r.square)
}

// Mul sets z to x·y. z may be x or y.
func (r *Ring) Mul(z, x, y Number, s *Scratch) {
	r.all(s, r.a(x), r.a(y), 0)
	r.reduce(s.part, s)
	r.all(s, r.a(x), r.b(y), 0)
	r.all(s, r.b(x), r.a(y), -1)
	r.finish(z, s)
}

// Sqr sets z to x². z may be x.
func (r *Ring) Sqr(z, x Number, s *Scratch) {
	square(&s.lows[2], &s.highs[2], &x[columns], r.digits)
	r.reduce(s.part, s)
	for i, v := range r.a(x) {
		s.twice[i] = v + v
	}
	r.all(s, s.twice, r.b(x), 0)
	r.finish(z, s)
}

// all adds up all columns of x·y.
func (r *Ring) all(s *Scratch, x, y []float64, onto int) {
	sum(&s.lows[2], &s.highs[2], &x[columns], &y[columns], r.digits, 0, 2*r.digits, onto)
}

// finish makes z of the columns of U, without lift − m, and of z.a, which is in part.
func (r *Ring) finish(z Number, s *Scratch) {
	for i := range r.digits {
		s.lows[2+i] += r.lift[i] - s.mDigits[i]
	}
	s.lows[2+r.digits] += r.lift[r.digits]
	r.reduce(r.b(z), s)
	copy(r.a(z), s.part)
}

// reduce makes a number of all columns, divided by R modulo n, and leaves the digits of m in mDigits.
func (r *Ring) reduce(to []float64, s *Scratch) {
	d := r.digits
	s.lows[2+d] += carry(s.lows[1:], s.highs, s.t[columns:columns+d], s.spare)
	s.lows[1+d], s.highs[d] = 0, 0 // the columns of T below R are in its digits
	sum(&s.lows2[2], &s.highs2[2], &r.inverse[columns], &s.t[columns], d, 0, d, 0)
	carry(s.lows2[1:], s.highs2, s.m[columns:columns+d], s.mDigits)
	sum(&s.lows[2], &s.highs[2], &r.modulus[columns], &s.m[columns], d, (d-2)/columns*columns, 2*d, -1)
	// The digits of T + m·n below R are zeros with a carry, which follows from the uppermost of them: the others are too small.
	s.lows[2+d] += (s.lows[1+d] + s.highs[d] + s.spare[d-1] + 1<<(width-1)) >> width
	s.lows[1+d], s.highs[d] = 0, 0
	carry(s.lows[1+d:], s.highs[d:], to[columns:columns+d], s.spare)
}

// carry makes digits of columns, as doubles and as integers, and returns the carry out of the last. Column i is
// lows[1+i] + highs[1+i]; column −1 must be 0.
func carry(lows, highs []int64, to []float64, digits []int64) int64 {
	whole4 := len(to) &^ 3
	carry4(&lows[1], &highs[1], &to[0], &digits[0], whole4)
	before := (lows[whole4] + highs[whole4]) >> width
	for i := whole4; i < len(to); i++ {
		v := lows[1+i] + highs[1+i]
		d := v&mask + before
		before = v >> width
		digits[i] = d
		to[i] = math.Float64frombits(uint64(d)+math.Float64bits(whole)) - whole // #nosec G115 -- d may be below 0: bits wrap
	}
	return before
}
