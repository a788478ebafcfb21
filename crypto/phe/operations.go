package phe

import (
	"errors"
	"fmt"
	"math/big"
)

var (
	// ErrPlaintextRange means that a plaintext to encrypt is not in [0, n).
	ErrPlaintextRange = errors.New("invalid plaintext: must be in [0, n)")
	// ErrTermRange means that a plaintext to add is not in (−n, n).
	ErrTermRange = errors.New("invalid plaintext: must be in (−n, n)")
	// ErrScalar means that a scalar is not in (−n, n) or is 0.
	ErrScalar = errors.New("invalid scalar: must be in (−n, n) and not 0")
	// ErrNothing means that an operation has nothing to work on.
	ErrNothing = errors.New("invalid argument: no ciphertext given")
	// ErrLengths means that two vectors differ in length.
	ErrLengths = errors.New("invalid argument: vectors differ in length")
)

// Add returns the encrypted sum, modulo n, of one or more ciphertexts: their
// product modulo n².
func (k *PublicKey) Add(cs ...*Ciphertext) (*Ciphertext, error) {
	if len(cs) == 0 {
		return nil, ErrNothing
	}
	sum := new(big.Int)
	for i, c := range cs {
		v, err := k.value(c)
		if err != nil {
			return nil, fmt.Errorf("failed to add ciphertext %d: %w", i, err)
		}
		if i == 0 {
			sum.Set(v)
			continue
		}
		sum.Mul(sum, v).Mod(sum, k.n2)
	}
	return k.wrap(sum), nil
}

// AddPlain returns the encrypted sum of c and m, modulo n, for m in (−n, n). The
// result has the nonce of c: re-randomise it before it is sent.
func (k *PublicKey) AddPlain(c *Ciphertext, m *big.Int) (*Ciphertext, error) {
	v, err := k.value(c)
	if err != nil {
		return nil, fmt.Errorf("failed to add plaintext: %w", err)
	}
	if m == nil || m.CmpAbs(k.inner.N) >= 0 {
		return nil, ErrTermRange
	}
	return k.wrap(k.timesPlain(v, new(big.Int).Mod(m, k.inner.N))), nil
}

// MulPlain returns the encrypted product of c and s, modulo n, for s in (−n, n)
// except 0, because that result would hide nothing (encrypt 0 instead). The result
// has the nonce of c to the power s. If s is small, the holder of the private key
// can compute it from the nonce: re-randomise it before it is sent.
func (k *PublicKey) MulPlain(c *Ciphertext, s *big.Int) (*Ciphertext, error) {
	v, err := k.value(c)
	if err != nil {
		return nil, fmt.Errorf("failed to multiply: %w", err)
	}
	if s == nil || s.Sign() == 0 || s.CmpAbs(k.inner.N) >= 0 {
		return nil, ErrScalar
	}
	// Exp inverts the base if the exponent is negative.
	return k.wrap(new(big.Int).Exp(v, s, k.n2)), nil
}

// SumVectors adds v to dst element by element: dst[i] becomes a new ciphertext of
// the sum. If it returns an error, dst is unchanged.
//
// The products are computed on numbers in base n: three products of the size of n
// replace one of twice that size. Parsed ciphertexts have been split already.
func (k *PublicKey) SumVectors(dst, v []*Ciphertext) error {
	if len(dst) != len(v) {
		return ErrLengths
	}
	for i := range dst {
		if err := k.own(dst[i]); err != nil {
			return fmt.Errorf("failed to add to ciphertext %d: %w", i, err)
		}
	}
	if err := k.ownAll(v); err != nil {
		return err
	}
	store, m := k.newStore(len(dst)), multiplier{n: k.inner.N}
	for i := range dst {
		m.product(dst[i].split(), v[i].split())
		dst[i] = store.ciphertext(i, &m.low, &m.high)
	}
	return nil
}

// timesPlain returns c·(1 + m·n) mod n² for m in [0, n), as c + n·(c·m mod n): the
// product modulo n costs a quarter of one modulo n².
func (k *PublicKey) timesPlain(c, m *big.Int) *big.Int {
	n := k.inner.N
	t := new(big.Int).Mod(c, n)
	t.Mul(t, m).Mod(t, n)
	t.Mul(t, n).Add(t, c)
	if t.Cmp(k.n2) >= 0 {
		t.Sub(t, k.n2)
	}
	return t
}
