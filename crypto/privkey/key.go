package privkey

import (
	"errors"
	"math/big"
	"sync"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/secret"
)

// Reasons to refuse a private key. No error contains a part of the key.
var (
	// ErrKeyMalformed means that bytes are not a marshalled private key.
	ErrKeyMalformed = errors.New("malformed private key")
	// ErrKeyProduct means that n is not the product of the primes.
	ErrKeyProduct = errors.New("invalid private key: p·q is not n")
	// ErrKeyPrimes means that the primes lack a required property.
	ErrKeyPrimes = errors.New("invalid private key: primes lack a required property")
	// ErrKeyBits means that a public key must not have this length.
	ErrKeyBits = errors.New("invalid key length: must be a multiple of 64 bits from the accepted minimum to 8192")
)

// Key is a Paillier private key. The zero value is invalid. It may be used by
// several goroutines.
type Key struct {
	secret.Redacted
	public  *phe.PublicKey
	private secret.Value[*primes]
	// blinder is built at the first decryption: a key that only makes a proof does
	// not need its tables.
	blinder func() (*phe.Encryptor, error)
}

// primes are the two halves of a key, p > q.
type primes struct {
	p, q     *half
	qInverse *big.Int // 1/q mod p
}

// half holds the numbers for decryption modulo one prime's square.
type half struct {
	prime, square, order *big.Int // p, p², p−1
	inverse              *big.Int // 1/L_p((1+n)^(p−1) mod p²) mod p
}

// newKey precomputes the halves of a key of two checked primes, p > q.
func newKey(public *phe.PublicKey, p, q *big.Int) (*Key, error) {
	private := &primes{p: newHalf(p, q), q: newHalf(q, p), qInverse: new(big.Int).ModInverse(q, p)}
	if private.p == nil || private.q == nil {
		return nil, ErrKeyPrimes
	}
	k := &Key{public: public, private: secret.New(private)}
	k.blinder = sync.OnceValues(func() (*phe.Encryptor, error) {
		return phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: 512})
	})
	return k, nil
}

// newHalf precomputes the half of prime p of n = p·q, or returns nil if p and q are not
// coprime. (1+n)^(p−1) = 1 + (p−1)·n mod p², and L of that is −q mod p.
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

// Paillier returns the key as a value of the underlying library. That type prints the
// primes: never format it.
func (k *Key) Paillier() *paillier.PrivateKey {
	private := k.private.Reveal()
	return paillier.CreatePrivateKey(private.p.prime, private.q.prime)
}

var one = big.NewInt(1)
