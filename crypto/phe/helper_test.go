package phe

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/didiercrunch/paillier"
)

// The primes of the keys that tests use: known to everybody, good for nothing else.
// All are 3 modulo 4 and gcd(p−1, q−1) = 2.
const (
	prime128P = "f983e66d73d21768d9489be539124f97"
	prime128Q = "cd0d5ce8be4d858fe333b0ea7cc91183"
)

// hexInt reads a hexadecimal integer.
func hexInt(t testing.TB, s string) *big.Int {
	t.Helper()
	v, ok := new(big.Int).SetString(s, 16)
	if !ok {
		t.Fatal("malformed hexadecimal number in a test")
	}
	return v
}

// testPair is a public key without the length check and the underlying library's
// private key for it, our reference for decryption.
type testPair struct {
	public  *PublicKey
	private *paillier.PrivateKey
}

// smallPair returns a pair of 256 bits, too short for NewPublicKey without the tag testkeys.
func smallPair(t testing.TB) testPair {
	return pairOf(hexInt(t, prime128P), hexInt(t, prime128Q))
}

// tinyPair returns a pair of two small primes.
func tinyPair(p, q int64) testPair { return pairOf(big.NewInt(p), big.NewInt(q)) }

func pairOf(p, q *big.Int) testPair {
	private := paillier.CreatePrivateKey(p, q)
	return testPair{public: makePublicKey(private.N), private: private}
}

// open decrypts with the underlying library.
func (p testPair) open(c *Ciphertext) *big.Int { return p.private.Decrypt(c.Paillier()) }

// encryptor returns an encryptor for the pair's public key.
func (p testPair) encryptor(t testing.TB) *Encryptor {
	t.Helper()
	e, err := NewEncryptor(p.public, nil, EncryptorOptions{Encryptions: 16})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// seal encrypts with an encryptor that cannot fail.
func seal(t testing.TB, e *Encryptor, m int64) *Ciphertext {
	t.Helper()
	v := new(big.Int).Mod(big.NewInt(m), e.key.inner.N)
	c, err := e.Encrypt(v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// fixedRandom is for choosing test inputs, never for keys.
func fixedRandom() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// randomBelow returns a number in [0, limit).
func randomBelow(r *rand.Rand, limit *big.Int) *big.Int {
	v := new(big.Int)
	for v.BitLen() <= limit.BitLen()+64 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(r.Uint64()|1))
	}
	return v.Mod(v, limit)
}
