// Package parties owns hand-made owners and model owners for the tests of the server: they speak the protocol
// message by message, so that a test can leave one out, send it twice or bend it. Programs never import it.
//
// Owner i of a cohort contributes the i-th basis vector, so a decrypted aggregate shows how often each owner was
// counted.
package parties

import (
	"errors"
	"math/big"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
)

// pair is the key with its private half and its expensive tables, made once for all tests of a process.
type pair struct {
	public    *phe.PublicKey
	proof     []byte
	encryptor *phe.Encryptor
	p, q      *big.Int
	lambda    *big.Int // (p−1)(q−1)
	mu        *big.Int // λ⁻¹ mod n
}

var thePair = sync.OnceValue(func() *pair {
	k, err := makePair()
	if err != nil {
		panic(err) // a fault of this package: the key is a constant
	}
	return k
})

func makePair() (*pair, error) {
	k := &pair{p: new(big.Int), q: new(big.Int)}
	if _, ok := k.p.SetString(primeP, 16); !ok {
		return nil, errors.New("malformed test prime")
	}
	if _, ok := k.q.SetString(primeQ, 16); !ok {
		return nil, errors.New("malformed test prime")
	}
	one := big.NewInt(1)
	n := new(big.Int).Mul(k.p, k.q)
	k.lambda = new(big.Int).Mul(new(big.Int).Sub(k.p, one), new(big.Int).Sub(k.q, one))
	k.mu = new(big.Int).ModInverse(k.lambda, n)
	var err error
	if k.public, err = phe.NewPublicKey(n); err != nil {
		return nil, err
	}
	proof, root := new(phe.NonceProof), new(big.Int).ModInverse(n, k.lambda)
	for i := range proof.Roots {
		proof.Roots[i] = new(big.Int).Exp(phe.NonceProofChallenge(k.public, i), root, n)
	}
	k.proof = proof.Bytes(k.public)
	k.encryptor, err = phe.NewEncryptor(k.public, nil, phe.EncryptorOptions{Encryptions: 64})
	return k, err
}

// decrypt opens one ciphertext by the textbook: L(c^λ mod n²)·μ mod n.
func (k *pair) decrypt(c *phe.Ciphertext) *big.Int {
	n := k.public.N()
	square := new(big.Int).Mul(n, n)
	u := new(big.Int).Exp(new(big.Int).SetBytes(c.Bytes()), k.lambda, square)
	u.Sub(u, big.NewInt(1))
	u.Div(u, n)
	u.Mul(u, k.mu)
	return u.Mod(u, n)
}

// TableBytes returns the present size of the owners' tables in bytes: they grow with the number of encryptions.
func TableBytes() int { return thePair().encryptor.TableBytes() }

// PrimeFactor returns a factor of the test key's n, for ciphertexts that are no units.
func PrimeFactor() *big.Int { return new(big.Int).Set(thePair().p) }

// Public returns the test key.
func Public() *phe.PublicKey { return thePair().public }
