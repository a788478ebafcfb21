package privkey

import (
	"errors"
	"math/big"
	"sync"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/secret"
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

// Key is a Paillier private key. The zero value is invalid. It may be used by
// several goroutines.
type Key struct {
	secret.Redacted
	public  *phe.PublicKey
	private secret.Value[*primes]
	// blinder is built at the first decryption: a key that only signs a proof
	// need not wait for its tables.
	blinder func() (*phe.Encryptor, error)
}

// primes are the two halves of a key, p > q.
type primes struct {
	p, q     *half
	qInverse *big.Int // 1/q mod p
}

// half is what decryption needs modulo one prime's square.
type half struct {
	prime, square, order *big.Int // p, p², p−1
	inverse              *big.Int // 1/L_p((1+n)^(p−1) mod p²) mod p
}

// newKey precomputes for two primes that passed checkPrimes, p > q.
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
func (k *Key) Paillier() *paillier.PrivateKey {
	private := k.private.Reveal()
	return paillier.CreatePrivateKey(private.p.prime, private.q.prime)
}

var one = big.NewInt(1)
