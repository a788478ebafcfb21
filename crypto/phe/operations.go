package phe

import (
	"errors"
	"fmt"
	"math/big"
)

var (
	// ErrPlaintextRange says that a plaintext to encrypt is not in [0, n).
	ErrPlaintextRange = errors.New("invalid plaintext: must be in [0, n)")
	// ErrTermRange says that a plaintext to add is not in (−n, n).
	ErrTermRange = errors.New("invalid plaintext: must be in (−n, n)")
	// ErrScalar says that a scalar is not in (−n, n) or is 0.
	ErrScalar = errors.New("invalid scalar: must be in (−n, n) and not 0")
	// ErrNothing says that an operation has nothing to work on.
	ErrNothing = errors.New("invalid argument: no ciphertext given")
	// ErrLengths says that two vectors differ in length.
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
// nonce stays that of c: re-randomise before the result leaves.
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
// but 0, whose result would be a ciphertext that hides nothing (encrypt 0
// instead). The nonce becomes that of c to the power s: the holder of the
// private key reads a small s out of it, so re-randomise before the result leaves.
func (k *PublicKey) MulPlain(c *Ciphertext, s *big.Int) (*Ciphertext, error) {
	v, err := k.value(c)
	if err != nil {
		return nil, fmt.Errorf("failed to multiply: %w", err)
	}
	if s == nil || s.Sign() == 0 || s.CmpAbs(k.inner.N) >= 0 {
		return nil, ErrScalar
	}
	// Exp inverts the base where the exponent is negative.
	return k.wrap(new(big.Int).Exp(v, s, k.n2)), nil
}

// SumVectors adds v to dst element by element: dst[i] becomes a new ciphertext
// of the sum. dst is left as it was where an error is returned.
//
// The products are taken on numbers written in base n, three of n's size for one
// of twice that size; what parsing has split already is not split again.
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

// timesPlain returns c·(1 + m·n) mod n² for m in [0, n), as c + n·(c·m mod n):
// the product modulo n is a quarter of the work of one modulo n².
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
