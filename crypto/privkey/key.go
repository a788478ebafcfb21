package privkey

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"sync"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/phe"
)

// Reasons to refuse a private key. None of them shows any of it.
var (
	// ErrKeyMalformed says that bytes are not a private key in its one form.
	ErrKeyMalformed = errors.New("malformed private key")
	// ErrKeyProduct says that the primes of a private key do not multiply to its n.
	ErrKeyProduct = errors.New("invalid private key: p·q is not n")
	// ErrKeyPrimes says that the primes lack a required property.
	ErrKeyPrimes = errors.New("invalid private key: primes lack a required property")
	// ErrKeyBits says that a length is not one that a public key may have.
	ErrKeyBits = errors.New("invalid key length: must be a multiple of 64 bits from the accepted minimum to 8192")
)

// Key is a Paillier private key. Its fields are never printed; the zero value is
// invalid. It may be used by several goroutines.
type Key struct {
	public   *phe.PublicKey
	p, q     *half
	qInverse *big.Int // 1/q mod p
	// blinder is built at the first decryption: a key that only signs a proof
	// need not wait for its tables.
	blinder func() (*phe.Encryptor, error)
}

// half is what decryption needs modulo one prime's square.
type half struct {
	prime, square, order *big.Int // p, p², p−1
	inverse              *big.Int // 1/L_p((1+n)^(p−1) mod p²) mod p
}

// newKey precomputes for two primes that passed checkPrimes, p > q.
func newKey(public *phe.PublicKey, p, q *big.Int) (*Key, error) {
	k := &Key{public: public, p: newHalf(p, q), q: newHalf(q, p)}
	if k.p == nil || k.q == nil {
		return nil, ErrKeyPrimes
	}
	k.qInverse = new(big.Int).ModInverse(q, p)
	k.blinder = sync.OnceValues(func() (*phe.Encryptor, error) {
		return phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: 512})
	})
	return k, nil
}

// newHalf precomputes for prime p of n = p·q. (1+n)^(p−1) = 1 + (p−1)·n mod p²,
// whose L is −q mod p.
func newHalf(p, q *big.Int) *half {
	h := &half{prime: p, square: new(big.Int).Mul(p, p), order: new(big.Int).Sub(p, one)}
	h.inverse = new(big.Int).Neg(q)
	h.inverse.Mod(h.inverse, p)
	if h.inverse.ModInverse(h.inverse, p) == nil {
		return nil
	}
	return h
}

// Public returns the public key.
func (k *Key) Public() *phe.PublicKey { return k.public }

// Bits returns the length of n.
func (k *Key) Bits() int { return k.public.Bits() }

// Paillier returns the key as the underlying library knows it. That type prints
// its secret: never format it.
func (k *Key) Paillier() *paillier.PrivateKey { return paillier.CreatePrivateKey(k.p.prime, k.q.prime) }

// String names the public key and hides the rest.
func (k Key) String() string {
	if k.public == nil {
		return "invalid Paillier private key"
	}
	return "redacted Paillier private key of " + k.public.String()
}

// GoString is String.
func (k Key) GoString() string { return k.String() }

// Format writes String for every verb, %d and %x included.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue is String.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

var one = big.NewInt(1)
