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

// CiphertextError says which ciphertext of a vector broke which rule. Index is
// −1 where the whole is at fault (its width).
type CiphertextError struct {
	Index int
	Rule  Rule
}

// Error names index and rule, no bytes.
func (e *CiphertextError) Error() string {
	if e.Rule == RuleWidth {
		return "malformed ciphertext vector: " + string(e.Rule)
	}
	return fmt.Sprintf("invalid ciphertext %d: %s", e.Index, e.Rule)
}

var (
	// ErrWrongKey says that a ciphertext belongs to another public key.
	ErrWrongKey = errors.New("incorrect key: ciphertext belongs to another public key")
	// ErrNoCiphertext says that a ciphertext is nil or the zero value.
	ErrNoCiphertext = errors.New("invalid ciphertext: not made by this package")
)

// Ciphertext is an encrypted plaintext under one key. It cannot be changed, and
// comes only out of parsing, encryption or an operation; the zero value is
// invalid and refused everywhere.
type Ciphertext struct {
	cypher paillier.Cypher // its C is nil where halves are all there is
	key    *PublicKey
	halves *halves // nil where cypher.C is all there is
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

// Paillier returns the ciphertext as the underlying library knows it, as a copy.
func (c *Ciphertext) Paillier() *paillier.Cypher {
	if c == nil || c.key == nil {
		return nil
	}
	return &paillier.Cypher{C: new(big.Int).Set(c.number())}
}

// FromPaillier takes a ciphertext of the underlying library in, with the checks
// of [PublicKey.ParseCiphertext].
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

// wrap makes a ciphertext of a number known to be a unit below n². It keeps c.
func (k *PublicKey) wrap(c *big.Int) *Ciphertext {
	return &Ciphertext{cypher: paillier.Cypher{C: c}, key: k}
}

// own returns an error unless c is a ciphertext under k.
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
// must be in (1, n²−1) and a unit modulo n: one gcd on the product of all tells,
// and only where it fails is the culprit searched for. A refusal is a
// *CiphertextError with the index of the first one at fault.
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

// rangeRule returns the rule that c ≥ 0 breaks by its size, or "".
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
	lo, hi := 0, len(cs) // cs[lo:hi] holds the first culprit
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

// allUnits takes one gcd on the product of all modulo n.
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
// on a ciphertext that is nil or of another size: what is written was made here.
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
