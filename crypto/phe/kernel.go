package phe

import (
	"errors"
	"math/big"
	"math/bits"

	"github.com/blindfit/blindfit/crypto/phe/vector"
)

// Kernel is the expensive arithmetic modulo n², which a platform may replace. All
// kernels return the same numbers for the same arguments. Methods may be called
// by several goroutines. This package checks the arguments.
type Kernel interface {
	// Name returns the arithmetic in use: "go", "bigint" or "simd".
	Name() string
	// NthPower returns r^n mod n² for r in (0, n).
	NthPower(r *big.Int) (*big.Int, error)
	// NthResidue returns r^n mod n for r in (0, n): a quarter of the work of NthPower.
	NthResidue(r *big.Int) (*big.Int, error)
	// CombTables returns comb.Tables tables of 2^comb.Rows entries: entry d of
	// table t is the product, over the bits i set in d, of base^(2^comb.Position(t, i)).
	CombTables(base *big.Int, comb Comb) (Tables, error)
	// SubsetTables returns tables of the shape Subsets{len(bases), tables}: entry d of a
	// table is blind times the product of the bases of the bits set in d. Bases are units in [0, n²).
	SubsetTables(bases []*big.Int, blind *big.Int, tables int) (Tables, error)
}

// Concurrent is a kernel that knows how many calls it can run in parallel.
type Concurrent interface {
	Kernel
	// Concurrency returns that number, at least 1.
	Concurrency() int
}

// Tables are precomputed powers held by a kernel.
type Tables interface {
	// Run starts at 1 and, for each step s, squares squarings[s] times and then
	// multiplies by one entry of every table: digits[s·tables + t] of table t. It
	// returns the result in [0, n²). The number of operations depends only on the
	// lengths and on squarings: no digit is skipped.
	Run(squarings []uint16, digits []uint16) (*big.Int, error)
	// Release frees the tables; they must not be used afterwards.
	Release()
}

// ErrInternal means that a kernel broke its contract.
var ErrInternal = errors.New("internal error: kernel failed")

// MaxWindow is the largest number of bits of a table index.
const MaxWindow = 14

// Subsets is the shape of tables of the products of subsets of bases, at most MaxWindow for each table: bases are dealt out
// to the tables in turn, so that no table has two more than another. 1 ≤ Tables ≤ Bases.
type Subsets struct {
	Bases  int
	Tables int
}

// Place returns the table of base i and its bit in the table's index.
func (s Subsets) Place(i int) (table, bit int) { return i % s.Tables, i / s.Tables }

// Rows returns the number of bases of a table, the bits of its index.
func (s Subsets) Rows(table int) int { return (s.Bases - table + s.Tables - 1) / s.Tables }

// Entries returns the number of entries of all tables.
func (s Subsets) Entries() int {
	least, larger := s.Bases/s.Tables, s.Bases%s.Tables
	return (s.Tables + larger) << least
}

// Comb is the shape of fixed-base tables after Lim and Lee ("More flexible
// exponentiation with precomputation", 1994): an exponent of Bits bits is laid
// out in Rows rows, and the columns are distributed over Tables tables, each of
// which has at least one: (Tables−1)·Steps < Columns.
type Comb struct {
	Bits   int // bits of an exponent
	Rows   int // bits of a table index, 1 to MaxWindow
	Tables int // number of tables
}

// Columns returns the length of a row.
func (c Comb) Columns() int { return (c.Bits + c.Rows - 1) / c.Rows }

// Steps returns the number of columns of one table.
func (c Comb) Steps() int { return (c.Columns() + c.Tables - 1) / c.Tables }

// Position returns the exponent bit of row row in the first column of table table.
func (c Comb) Position(table, row int) int { return row*c.Columns() + table*c.Steps() }

// entries returns the number of table entries, cost that of multiplications for one
// power.
func (c Comb) entries() int { return c.Tables << c.Rows }
func (c Comb) cost() int    { return c.Steps() * (c.Tables + 1) }

// build returns the number of multiplications that make the tables.
func (c Comb) build() int { return c.entries() + c.Bits }

// chooseComb returns the shape that needs the fewest multiplications to build the
// tables and take powers powers, with at most the given number of entries.
func chooseComb(exponentBits, powers, entries int) Comb {
	best, least := Comb{Bits: exponentBits, Rows: 1, Tables: 1}, -1
	for rows := 1; rows <= min(MaxWindow, exponentBits); rows++ {
		for tables := 1; tables <= 32 && tables<<rows <= entries; tables++ {
			c := Comb{Bits: exponentBits, Rows: rows, Tables: tables}
			if (tables-1)*c.Steps() >= c.Columns() {
				continue // the last table would have no column
			}
			if total := c.build() + powers*c.cost(); least < 0 || total < least {
				best, least = c, total
			}
		}
	}
	return best
}

// program returns the squarings and digits with which Tables.Run raises to e, in
// [0, 2^Bits).
func (c Comb) program(e *big.Int) (squarings, digits []uint16) {
	steps, columns := c.Steps(), c.Columns()
	squarings = make([]uint16, steps)
	digits = make([]uint16, steps*c.Tables)
	for s := range steps {
		squarings[s] = 1
		offset := steps - 1 - s
		for t := range c.Tables {
			column := t*steps + offset
			if column >= columns {
				continue // digit 0, entry 1
			}
			digit := uint16(0)
			for row := range c.Rows {
				digit |= uint16(e.Bit(row*columns+column)) << row
			}
			digits[s*c.Tables+t] = digit
		}
	}
	return squarings, digits
}

// residue is a + b·n modulo n² in Montgomery form: a and b below 2n or, where the processor has them, on vectors.
type residue struct {
	a, b big.Int
	v    vector.Number
}

// ring is arithmetic modulo n² on numbers written in base n. With R a power of
// 2 above 2^64·n, −n·n' = 1 mod R and Montgomery's m = T·n' mod R,
// T = t·R − m·n exactly, so that
//
//	(a₁ + b₁n)(a₂ + b₂n)/R = t + n·(a₁b₂ + a₂b₁ − m)/R  (mod n²), T = a₁a₂,
//
// which takes three products and two reductions of the size of n; a plain
// Montgomery product modulo n² takes three products of twice that size. No value
// needs a final subtraction: results stay below n + 3.
type ring struct {
	n, n2 *big.Int
	neg   *big.Int // n', −1/n mod R
	lift  *big.Int // smallest multiple of n above R
	enter *big.Int // R mod n²
	words int      // words of R
	one   residue  // 1, with a b part as long as any other
	// fast computes the same on the processor's vectors; it is nil where there are none.
	fast *vector.Ring
}

func newRing(k *PublicKey) *ring {
	n := k.inner.N
	g := &ring{n: n, n2: k.n2, words: (n.BitLen()+bits.UintSize-1)/bits.UintSize + 1}
	r := new(big.Int).Lsh(one, uint(g.words*bits.UintSize))
	g.neg = new(big.Int).ModInverse(n, r)
	g.neg.Sub(r, g.neg)
	g.lift = new(big.Int).Quo(r, n)
	g.lift.Add(g.lift, one).Mul(g.lift, n)
	g.enter = new(big.Int).Mod(r, g.n2)
	g.toResidue(&g.one, one)
	g.one.b.Add(&g.one.b, n)
	return g
}

// onVectors makes the ring compute on vectors, where the processor has them.
func (g *ring) onVectors() *ring {
	if g.fast = vector.New(g.n); g.fast != nil {
		g.toResidue(&g.one, one)
	}
	return g
}

// scratch returns memory for one goroutine.
func (g *ring) scratch() *scratch {
	s := new(scratch)
	if g.fast != nil {
		s.fast = g.fast.Scratch()
	}
	return s
}

// toResidue sets z to x, in [0, n²), in Montgomery form.
func (g *ring) toResidue(z *residue, x *big.Int) {
	if g.fast != nil {
		z.v = g.fast.Number()
		g.fast.Set(z.v, x)
		return
	}
	t := new(big.Int).Mul(x, g.enter)
	t.Mod(t, g.n2)
	z.b.QuoRem(t, g.n, &z.a)
}

// fromResidue returns x as a number in [0, n²): the Montgomery product with 1.
func (g *ring) fromResidue(x *residue, s *scratch) *big.Int {
	if g.fast != nil {
		return g.fast.Big(x.v, s.fast)
	}
	out, b := new(big.Int), new(big.Int)
	s.t.Set(&x.a)
	g.reduce(out, s)
	s.t.Add(&x.b, g.lift)
	s.t.Sub(&s.t, s.low())
	g.reduce(b, s)
	out.Add(out, b.Mul(b, g.n))
	return out.Mod(out, g.n2)
}

// scratch holds the temporaries of one goroutine.
type scratch struct {
	t, u, v big.Int
	m       []big.Word // words of m after reduce
	fast    *vector.Scratch
}

func (s *scratch) low() *big.Int { return new(big.Int).SetBits(s.m) }

// trim returns x without leading zero words, as SetBits needs it.
func trim(x []big.Word) []big.Word {
	for len(x) > 0 && x[len(x)-1] == 0 {
		x = x[:len(x)-1]
	}
	return x
}

// reduce sets z to s.t/R modulo n and leaves m in s.m. s.t must not be negative.
func (g *ring) reduce(z *big.Int, s *scratch) {
	var low, m big.Int
	t := s.t.Bits()
	low.SetBits(trim(t[:min(len(t), g.words)]))
	s.u.Mul(&low, g.neg)
	u := s.u.Bits()
	s.m = append(s.m[:0], trim(u[:min(len(u), g.words)])...)
	m.SetBits(s.m)
	s.u.Mul(&m, g.n)
	s.t.Add(&s.t, &s.u)
	t = s.t.Bits()
	if len(t) <= g.words {
		z.SetInt64(0)
		return
	}
	low.SetBits(t[g.words:])
	z.Set(&low)
}

// mul sets z to x·y. z may be x or y.
func (g *ring) mul(z, x, y *residue, s *scratch) {
	if g.fast != nil {
		if z.v == nil {
			z.v = g.fast.Number()
		}
		g.fast.Mul(z.v, x.v, y.v, s.fast)
		return
	}
	s.v.Mul(&x.a, &y.b)
	s.t.Mul(&x.b, &y.a)
	s.v.Add(&s.v, &s.t).Add(&s.v, g.lift)
	s.t.Mul(&x.a, &y.a)
	g.reduce(&z.a, s)
	g.finish(z, s)
}

// sqr sets z to x². z may be x.
func (g *ring) sqr(z, x *residue, s *scratch) {
	if g.fast != nil {
		if z.v == nil {
			z.v = g.fast.Number()
		}
		g.fast.Sqr(z.v, x.v, s.fast)
		return
	}
	s.v.Mul(&x.a, &x.b)
	s.v.Lsh(&s.v, 1).Add(&s.v, g.lift)
	s.t.Mul(&x.a, &x.a)
	g.reduce(&z.a, s)
	g.finish(z, s)
}

// finish sets z.b to (s.v − m)/R.
func (g *ring) finish(z *residue, s *scratch) {
	var m big.Int
	m.SetBits(s.m)
	s.t.Sub(&s.v, &m)
	g.reduce(&z.b, s)
}

// set copies x to z.
func (z *residue) set(x *residue) {
	z.a.Set(&x.a)
	z.b.Set(&x.b)
	z.v = append(z.v[:0], x.v...)
}
