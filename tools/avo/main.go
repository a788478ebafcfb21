// Command avo writes the assembly of crypto/phe/vector, with the arithmetic explained in its package comment:
//
//	cd tools/avo && go run . -out ../../crypto/phe/vector/sum_amd64.s
package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const (
	vectors  = 2 // of four columns, which are summed at a time
	columns  = 4 * vectors
	unrolled = 4
	high     = 1.25 * (1 << 102)
	low      = 1.5 * (1 << 52)
	width    = 50
	whole    = 1.25 * (1 << 52)
	bias     = 1 << 61 // above every sum of columns
)

func main() {
	ConstraintExpr("amd64")
	sum()
	square()
	carry()
	Generate()
}

// block is the code for the columns k to k + 7.
type block struct {
	lows, highs Register
	k           Register
	c, cc       VecVirtual // the constants, in all lanes
	l, u        []VecVirtual
	xAt, yAt    Register // the next digit of x, and the one of y that it meets in column k
	count       Register // how many digits of x there are left
}

// sum is a product, from a column on.
func sum() {
	TEXT("sum", NOSPLIT, "func(lows, highs *int64, x, y *float64, digits, k, end, onto int)")
	b := &block{lows: load("lows"), highs: load("highs")}
	x, y := load("x"), load("y")
	last := load("digits")
	DECQ(last)
	b.k = load("k")
	onto := broadcast(load("onto"))
	b.constants()
	Label("block")
	// The digits of x from at on, count of them, meet digits of y in these columns.
	at := b.first(last)
	b.count = GP64()
	LEAQ(Mem{Base: b.k, Disp: columns - 1}, b.count)
	CMPQ(b.count, last)
	CMOVQGT(last, b.count)
	INCQ(b.count)
	SUBQ(at, b.count)
	b.point(x, y, at)
	b.l, b.u = b.begin(b.lows, low, onto), b.begin(b.highs, high, onto)
	b.terms()
	b.store()
	CMPQ(b.k, NewParamAddr("end", 48))
	JLT(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// square is the product of a number with itself. Pairs of digits below k/2 and above are summed once and doubled.
func square() {
	masks := GLOBL("masks", attr.RODATA|attr.NOPTR)
	for i := range 7 {
		DATA(8*i, U64(map[bool]uint64{true: 0, false: math.MaxUint64}[i < 3]))
	}
	TEXT("square", NOSPLIT, "func(lows, highs *int64, x *float64, digits int)")
	b := &block{lows: load("lows"), highs: load("highs")}
	x, last := load("x"), load("digits")
	end := GP64()
	LEAQ(Mem{Base: last, Index: last, Scale: 1}, end)
	DECQ(last)
	b.k = GP64()
	XORQ(b.k, b.k)
	b.constants()
	Label("block")
	at := b.first(last)
	half := GP64()
	MOVQ(b.k, half)
	SHRQ(Imm(1), half)
	b.count = GP64()
	MOVQ(half, b.count)
	SUBQ(at, b.count)
	zero := GP64()
	XORQ(zero, zero)
	CMPQ(b.count, Imm(0))
	CMOVQLT(zero, b.count)
	b.point(x, x, at)
	b.l, b.u = b.begin(nil, low, nil), b.begin(nil, high, nil)
	b.terms()
	for _, sums := range [][]VecVirtual{b.l, b.u} {
		for q := range vectors {
			VPADDQ(sums[q], sums[q], sums[q])
		}
	}
	// Of the rest each digit meets those from k/2 on: every pair once in both orders.
	for q := range vectors {
		less := func(constant float64, sums []VecVirtual) {
			VPADDQ(bits(-math.Float64bits(constant)*uint64(4+4*q)), sums[q], sums[q])
		}
		less(low, b.l)
		less(high, b.u)
	}
	mid, s := GP64(), YMM()
	LEAQ(Mem{Base: x, Index: half, Scale: 8}, mid)
	for d := range columns {
		VBROADCASTSD(Mem{Base: mid, Disp: 8 * d}, s)
		for q := d / 4; q < vectors; q++ {
			v := YMM()
			VMOVUPD(Mem{Base: mid, Disp: 32*q - 8*d}, v)
			if hidden := d - 4*q; hidden > 0 {
				VANDPD(masks.Offset(8*(3-hidden)), v, v)
			}
			b.product(q, s, v)
		}
	}
	b.store()
	CMPQ(b.k, end)
	JLT(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// carry takes the carries of four columns at a time.
func carry() {
	TEXT("carry4", NOSPLIT, "func(lows, highs *int64, to *float64, digits *int64, count int)")
	lows, highs, to, digits, count := load("lows"), load("highs"), load("to"), load("digits"), load("count")
	lift, mask, less, number := bits(bias), bits(1<<width-1), bits(bias>>width), constant(whole)
	i, now, before := GP64(), YMM(), YMM()
	XORQ(i, i)
	Label("digits")
	at := func(base Register, d int) Mem { return Mem{Base: base, Index: i, Scale: 8, Disp: 8 * d} }
	VMOVDQU(at(lows, 0), now)
	VPADDQ(at(highs, 0), now, now)
	VPAND(mask, now, now) // the bits of a sum that is negative, too: it wraps
	VMOVDQU(at(lows, -1), before)
	VPADDQ(at(highs, -1), before, before)
	VPADDQ(lift, before, before)
	VPSRLQ(Imm(width), before, before)
	VPSUBQ(less, before, before)
	VPADDQ(before, now, now)
	VMOVDQU(now, at(digits, 0))
	VPADDQ(number, now, now)
	VSUBPD(number, now, now)
	VMOVUPD(now, at(to, 0))
	ADDQ(Imm(4), i)
	CMPQ(i, count)
	JLT(LabelRef("digits"))
	VZEROUPPER()
	RET()
}

func load(parameter string) Register { return Load(Param(parameter), GP64()) }

func (b *block) constants() { b.c, b.cc = constant(high), constant(high+low) }

// first returns the first digit of x that meets one of y: k − last, at least 0.
func (b *block) first(last Register) Register {
	at, zero := GP64(), GP64()
	MOVQ(b.k, at)
	SUBQ(last, at)
	XORQ(zero, zero)
	CMPQ(at, Imm(0))
	CMOVQLT(zero, at)
	return at
}

// point sets the addresses for digit at of x. at is lost.
func (b *block) point(x, y, at Register) {
	b.xAt, b.yAt = GP64(), GP64()
	LEAQ(Mem{Base: x, Index: at, Scale: 8}, b.xAt)
	LEAQ(Mem{Base: y, Index: b.k, Scale: 8}, b.yAt)
	SHLQ(Imm(3), at)
	SUBQ(at, b.yAt)
}

// begin returns sums that begin with the present ones, if onto is not nil, less the bits of the constant that each of count
// terms adds.
func (b *block) begin(there Register, constant float64, onto Op) []VecVirtual {
	each := GP64()
	MOVQ(U64(-math.Float64bits(constant)), each)
	IMULQ(b.count, each)
	less := broadcast(each)
	var sums []VecVirtual
	for q := range vectors {
		sum := YMM()
		if onto == nil {
			VMOVDQA(less, sum)
		} else {
			VPAND(Mem{Base: there, Index: b.k, Scale: 8, Disp: 32 * q}, onto, sum)
			VPADDQ(less, sum, sum)
		}
		sums = append(sums, sum)
	}
	return sums
}

// terms sums the products of count digits of x with digits of y. count is lost.
func (b *block) terms() {
	s := YMM()
	term := func(i int) {
		VBROADCASTSD(Mem{Base: b.xAt, Disp: 8 * i}, s)
		for q := range vectors {
			v := YMM()
			VMOVUPD(Mem{Base: b.yAt, Disp: 32*q - 8*i}, v)
			b.product(q, s, v)
		}
	}
	SUBQ(Imm(unrolled), b.count)
	JLT(LabelRef("rest"))
	Label("terms")
	for i := range unrolled {
		term(i)
	}
	ADDQ(Imm(8*unrolled), b.xAt)
	SUBQ(Imm(8*unrolled), b.yAt)
	SUBQ(Imm(unrolled), b.count)
	JGE(LabelRef("terms"))
	Label("rest")
	ADDQ(Imm(unrolled), b.count)
	JEQ(LabelRef("end"))
	Label("single")
	term(0)
	ADDQ(Imm(8), b.xAt)
	SUBQ(Imm(8), b.yAt)
	DECQ(b.count)
	JNE(LabelRef("single"))
	Label("end")
}

// product adds both halves of s·v to the sums of four columns.
func (b *block) product(q int, s, v VecVirtual) {
	upper, lower := YMM(), YMM()
	VMOVAPD(b.c, upper)
	VFMADD231PD(v, s, upper)
	VPADDQ(upper, b.u[q], b.u[q])
	VSUBPD(upper, b.cc, lower)
	VFMADD231PD(v, s, lower)
	VPADDQ(lower, b.l[q], b.l[q])
}

// store stores the sums and goes on to the next columns.
func (b *block) store() {
	for q := range vectors {
		VMOVDQU(b.l[q], Mem{Base: b.lows, Index: b.k, Scale: 8, Disp: 32 * q})
		VMOVDQU(b.u[q], Mem{Base: b.highs, Index: b.k, Scale: 8, Disp: 32 * q})
	}
	ADDQ(Imm(columns), b.k)
}

func broadcast(from Register) VecVirtual {
	v, x := YMM(), XMM()
	VMOVQ(from, x)
	VPBROADCASTQ(x, v)
	return v
}

func constant(value float64) VecVirtual { return bits(math.Float64bits(value)) }

func bits(value uint64) VecVirtual {
	v := GP64()
	MOVQ(U64(value), v)
	return broadcast(v)
}
