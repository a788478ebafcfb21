package phe

import (
	"math/big"
	"math/bits"
)

// halves are a number modulo n² in base n: low + high·n, both in [0, n).
type halves struct{ low, high big.Int }

// split returns the halves of a number below n².
func (k *PublicKey) split(c *big.Int) *halves {
	h := new(halves)
	h.high.QuoRem(c, k.inner.N, &h.low)
	return h
}

// split returns the halves of a ciphertext. It does not store them in c, which
// other goroutines may be reading.
func (c *Ciphertext) split() *halves {
	if c.halves != nil {
		return c.halves
	}
	return c.key.split(c.cypher.C)
}

// number returns the ciphertext as one number, which must not be changed.
func (c *Ciphertext) number() *big.Int {
	if c.cypher.C != nil {
		return c.cypher.C
	}
	n := new(big.Int).Mul(&c.halves.high, c.key.inner.N)
	return n.Add(n, &c.halves.low)
}

// store holds the ciphertexts of one vector in three allocations, instead of five for
// each ciphertext: the facilitator makes and drops millions of them.
type store struct {
	key    *PublicKey
	cs     []Ciphertext
	halves []halves
	words  []big.Word
	width  int // words of a number modulo n
}

func (k *PublicKey) newStore(count int) *store {
	width := (k.inner.N.BitLen() + bits.UintSize - 1) / bits.UintSize
	return &store{
		key: k, cs: make([]Ciphertext, count), halves: make([]halves, count),
		words: make([]big.Word, 2*width*count), width: width,
	}
}

// ciphertext sets ciphertext i to low + high·n, which it copies.
func (s *store) ciphertext(i int, low, high *big.Int) *Ciphertext {
	out, h := &s.cs[i], &s.halves[i]
	out.key, out.halves = s.key, h
	s.keep(2*i, &h.low, low)
	s.keep(2*i+1, &h.high, high)
	return out
}

// keep sets z to x, in the words of the store for the number at.
func (s *store) keep(at int, z, x *big.Int) {
	piece := s.words[at*s.width : (at+1)*s.width : (at+1)*s.width]
	z.SetBits(piece[:copy(piece, x.Bits())])
}

// multiplier multiplies numbers modulo n² in halves. It reuses its temporaries; the
// last product is low + high·n.
type multiplier struct {
	n                   *big.Int
	low, high           big.Int
	first, second, rest big.Int
}

// product computes x·y. The low half is x.low·y.low modulo n, and the quotient is
// carried into the high half, which sums the mixed products; the product of the high
// halves is a multiple of n².
func (m *multiplier) product(x, y *halves) {
	m.first.Mul(&x.low, &y.low)
	m.rest.QuoRem(&m.first, m.n, &m.low)
	m.first.Mul(&x.low, &y.high)
	m.second.Mul(&x.high, &y.low)
	m.first.Add(&m.first, &m.second).Add(&m.first, &m.rest)
	m.rest.QuoRem(&m.first, m.n, &m.high)
}
