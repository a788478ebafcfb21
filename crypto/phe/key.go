package phe

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"github.com/didiercrunch/paillier"
)

// DefaultBits is the default length of a modulus.
const DefaultBits = 3072

// MaxBits is the length of the largest accepted modulus: a key from outside must not
// cost hours of work.
const MaxBits = 8192

// Reasons to refuse a public key.
var (
	// ErrKeyLength means that n is not between MinBits and MaxBits in steps of 64 bits.
	ErrKeyLength = errors.New("invalid public key: length of n not accepted")
	// ErrKeyEven means that n is even.
	ErrKeyEven = errors.New("invalid public key: n is even")
	// ErrKeySmallFactor means that n has a prime factor below 2^20.
	ErrKeySmallFactor = errors.New("invalid public key: n has a factor below 2^20")
	// ErrKeyPower means that n is a perfect power.
	ErrKeyPower = errors.New("invalid public key: n is a perfect power")
	// ErrKeyPrime means that n is prime.
	ErrKeyPrime = errors.New("invalid public key: n is prime")
	// ErrKeyMalformed means that bytes are not a public key in its one form.
	ErrKeyMalformed = errors.New("malformed public key: must be n in fixed width without a leading zero")
)

const fingerprintDomain = "blindfit/paillier-public-key/v1\x00"

// PublicKey is a checked Paillier public key with generator n + 1. It cannot be
// changed and may be used by several goroutines. The zero value is invalid.
type PublicKey struct {
	inner       paillier.PublicKey
	n2          *big.Int
	minusOne    *big.Int // n²−1
	half        *big.Int // ⌊n/2⌋
	width       int      // bytes of n
	fingerprint [sha256.Size]byte
}

// NewPublicKey checks a modulus and returns its key. It refuses a length outside
// MinBits to MaxBits or that is not a multiple of 64, even n, prime n, perfect powers
// and any prime factor below 2^20. It cannot check that n has exactly two factors;
// evaluation needs a [NonceProof] as well. The checks take tens of milliseconds at
// 3072 bits.
func NewPublicKey(n *big.Int) (*PublicKey, error) {
	if n == nil || n.Sign() <= 0 || n.BitLen() < MinBits || n.BitLen() > MaxBits || n.BitLen()%64 != 0 {
		return nil, ErrKeyLength
	}
	if n.Bit(0) == 0 {
		return nil, ErrKeyEven
	}
	if hasSmallFactor(n) {
		return nil, ErrKeySmallFactor
	}
	if isPerfectPower(n) {
		return nil, ErrKeyPower
	}
	if n.ProbablyPrime(1) { // true for every prime
		return nil, ErrKeyPrime
	}
	return makePublicKey(n), nil
}

// makePublicKey is NewPublicKey without the checks.
func makePublicKey(n *big.Int) *PublicKey {
	k := &PublicKey{inner: paillier.PublicKey{N: new(big.Int).Set(n)}}
	k.n2 = k.inner.GetNSquare()
	k.minusOne = new(big.Int).Sub(k.n2, one)
	k.half = new(big.Int).Rsh(n, 1)
	k.width = (n.BitLen() + 7) / 8
	h := sha256.New()
	h.Write([]byte(fingerprintDomain))
	h.Write(k.Bytes())
	h.Sum(k.fingerprint[:0])
	return k
}

// ParsePublicKey parses the result of [PublicKey.Bytes] and checks it as [NewPublicKey]
// does.
func ParsePublicKey(b []byte) (*PublicKey, error) {
	if len(b) == 0 || b[0] == 0 {
		return nil, ErrKeyMalformed
	}
	if len(b) > MaxBits/8 {
		return nil, ErrKeyLength
	}
	return NewPublicKey(new(big.Int).SetBytes(b))
}

// Bytes returns n, big-endian, without leading zeros. It is the only form of a key:
// keys are equal if and only if their bytes are.
func (k *PublicKey) Bytes() []byte { return k.inner.N.FillBytes(make([]byte, k.width)) }

// Bits returns the length of n.
func (k *PublicKey) Bits() int { return k.inner.N.BitLen() }

// N returns a copy of the modulus.
func (k *PublicKey) N() *big.Int { return new(big.Int).Set(k.inner.N) }

// Fingerprint returns the SHA-256 of a domain and the bytes of the key.
func (k *PublicKey) Fingerprint() [sha256.Size]byte { return k.fingerprint }

// Equal reports whether o is the same key.
func (k *PublicKey) Equal(o *PublicKey) bool {
	return k == o || (k != nil && o != nil && k.fingerprint == o.fingerprint)
}

// CiphertextSize returns the bytes of one ciphertext, twice those of n.
func (k *PublicKey) CiphertextSize() int { return 2 * k.width }

// Paillier returns a copy of the key as a value of the underlying library.
func (k *PublicKey) Paillier() *paillier.PublicKey { return &paillier.PublicKey{N: k.N()} }

// String returns the length and the start of the fingerprint.
func (k *PublicKey) String() string {
	if k == nil || k.inner.N == nil {
		return "invalid Paillier public key"
	}
	return fmt.Sprintf("Paillier public key, %d bits, key fingerprint %s…", k.Bits(), hex.EncodeToString(k.fingerprint[:8]))
}

// GoString is String.
func (k *PublicKey) GoString() string { return k.String() }
