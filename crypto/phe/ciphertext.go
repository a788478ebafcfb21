package phe

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/didiercrunch/paillier"
)

// Rule names the check that a ciphertext failed.
type Rule string

// The rules a ciphertext must obey, each with its own text.
const (
	RuleWidth    Rule = "must have the exact width of a ciphertext"
	RuleZero     Rule = "must not be 0"
	RuleOne      Rule = "must not be 1, which hides nothing"
	RuleMinusOne Rule = "must not be n²−1, which hides nothing"
	RuleRange    Rule = "must be below n²"
	RuleUnit     Rule = "must be a unit modulo n"
)

// CiphertextError names the ciphertext of a vector that breaks a rule. Index is
// −1 if the width of the whole vector is wrong.
type CiphertextError struct {
	Index int
	Rule  Rule
}

// Error names the index and the rule, and no bytes.
func (e *CiphertextError) Error() string {
	if e.Rule == RuleWidth {
		return "malformed ciphertext vector: " + string(e.Rule)
	}
	return fmt.Sprintf("invalid ciphertext %d: %s", e.Index, e.Rule)
}

var (
	// ErrWrongKey means that a ciphertext belongs to another public key.
	ErrWrongKey = errors.New("incorrect key: ciphertext belongs to another public key")
	// ErrNoCiphertext means that a ciphertext is nil or the zero value.
	ErrNoCiphertext = errors.New("invalid ciphertext: not made by this package")
)

// Ciphertext is an encrypted plaintext under one key. It cannot be changed, and
// is made only by parsing, encryption or an operation. The zero value is invalid,
// and every function refuses it.
type Ciphertext struct {
	cypher paillier.Cypher // its C is nil if there are only halves
	key    *PublicKey
	halves *halves // nil if there is only cypher.C
}

// String does not show the number.
func (c *Ciphertext) String() string {
	if c == nil || c.key == nil {
		return "invalid ciphertext"
	}
	return "ciphertext under " + c.key.String()
}

// GoString is String.
func (c *Ciphertext) GoString() string { return c.String() }

// Bytes returns the ciphertext, big-endian, in CiphertextSize bytes. It is nil
// for the zero value.
func (c *Ciphertext) Bytes() []byte {
	if c == nil || c.key == nil {
		return nil
	}
	return c.number().FillBytes(make([]byte, c.key.CiphertextSize()))
}

// Paillier returns a copy of the ciphertext as a value of the underlying library.
func (c *Ciphertext) Paillier() *paillier.Cypher {
	if c == nil || c.key == nil {
		return nil
	}
	return &paillier.Cypher{C: new(big.Int).Set(c.number())}
}

// FromPaillier returns a copy of a ciphertext of the underlying library, after the
// checks of [PublicKey.ParseCiphertext].
func (k *PublicKey) FromPaillier(c *paillier.Cypher) (*Ciphertext, error) {
	if c == nil || c.C == nil || c.C.Sign() < 0 {
		return nil, ErrNoCiphertext
	}
	if rule := k.rangeRule(c.C); rule != "" {
		return nil, &CiphertextError{Rule: rule}
	}
	own := k.wrap(new(big.Int).Set(c.C))
	own.halves = k.split(own.cypher.C)
	if i := k.firstNonUnit([]*Ciphertext{own}); i >= 0 {
		return nil, &CiphertextError{Rule: RuleUnit}
	}
	return own, nil
}

// wrap returns a ciphertext of c, which must be a unit below n² and is not copied.
func (k *PublicKey) wrap(c *big.Int) *Ciphertext {
	return &Ciphertext{cypher: paillier.Cypher{C: c}, key: k}
}

// own fails if c is not a ciphertext under k.
func (k *PublicKey) own(c *Ciphertext) error {
	if c == nil || c.key == nil {
		return ErrNoCiphertext
	}
	if !k.Equal(c.key) {
		return ErrWrongKey
	}
	return nil
}

// value returns the number of a ciphertext under k.
func (k *PublicKey) value(c *Ciphertext) (*big.Int, error) {
	if err := k.own(c); err != nil {
		return nil, err
	}
	return c.number(), nil
}

// ParseCiphertext reads one ciphertext of exactly CiphertextSize bytes. A
// refusal is a *CiphertextError.
func (k *PublicKey) ParseCiphertext(b []byte) (*Ciphertext, error) {
	cs, err := k.ParseVector(b, 1)
	if err != nil {
		return nil, err
	}
	return cs[0], nil
}

// ParseVector reads count ciphertexts of exactly CiphertextSize bytes each. Each
// must be in (1, n²−1) and a unit modulo n: one gcd checks the product of all, and
// only if that fails are they checked one by one. A refusal is a *CiphertextError
// with the index of the first invalid ciphertext.
func (k *PublicKey) ParseVector(b []byte, count int) ([]*Ciphertext, error) {
	size := k.CiphertextSize()
	if count < 0 || len(b)%size != 0 || len(b)/size != count {
		return nil, &CiphertextError{Index: -1, Rule: RuleWidth}
	}
	store := k.newStore(count)
	cs := make([]*Ciphertext, count)
	var c, low, high big.Int
	for i := range cs {
		c.SetBytes(b[i*size : (i+1)*size])
		if rule := k.rangeRule(&c); rule != "" {
			return nil, &CiphertextError{Index: i, Rule: rule}
		}
		high.QuoRem(&c, k.inner.N, &low) // for the unit check now and for sums later
		cs[i] = store.ciphertext(i, &low, &high)
	}
	if i := k.firstNonUnit(cs); i >= 0 {
		return nil, &CiphertextError{Index: i, Rule: RuleUnit}
	}
	return cs, nil
}

// rangeRule returns the rule about size that c ≥ 0 breaks, or "".
func (k *PublicKey) rangeRule(c *big.Int) Rule {
	switch {
	case c.Sign() == 0:
		return RuleZero
	case c.Cmp(one) == 0:
		return RuleOne
	case c.Cmp(k.n2) >= 0:
		return RuleRange
	case c.Cmp(k.minusOne) == 0:
		return RuleMinusOne
	}
	return ""
}

// firstNonUnit returns the index of the first ciphertext that shares a factor
// with n, or −1.
func (k *PublicKey) firstNonUnit(cs []*Ciphertext) int {
	if len(cs) == 0 || k.allUnits(cs) {
		return -1
	}
	lo, hi := 0, len(cs) // cs[lo:hi] holds the first invalid one
	for hi-lo > 1 {
		middle := (lo + hi) / 2
		if k.allUnits(cs[lo:middle]) {
			lo = middle
		} else {
			hi = middle
		}
	}
	return lo
}

// allUnits reports whether the product of all is a unit modulo n.
func (k *PublicKey) allUnits(cs []*Ciphertext) bool {
	n := k.inner.N
	product, rest, quotient := big.NewInt(1), new(big.Int), new(big.Int)
	for _, c := range cs {
		rest.Mul(product, &c.split().low)
		quotient.QuoRem(rest, n, product)
	}
	return rest.GCD(nil, nil, product, n).Cmp(one) == 0
}

// AppendVector appends the bytes of cs, CiphertextSize each, to dst. It panics
// if a ciphertext is nil or has another size, which no input from outside can cause.
func (k *PublicKey) AppendVector(dst []byte, cs []*Ciphertext) []byte {
	size := k.CiphertextSize()
	dst = slices.Grow(dst, len(cs)*size)
	for _, c := range cs {
		start := len(dst)
		dst = dst[:start+size]
		c.number().FillBytes(dst[start:])
	}
	return dst
}
