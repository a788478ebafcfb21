// Package parties owns hand-made owners and model owners for the tests of the server: they speak the protocol
// message by message, so that a test can leave one out, send it twice or bend it. Programs never import it.
//
// Owner i of a cohort contributes the i-th basis vector, so a decrypted aggregate shows who was counted how often.
package parties

import (
	"errors"
	"math/big"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
)

// The primes of the tests' only Paillier key. They are public: a key made of them protects nothing.
const (
	primeP = "c44eeef6e24a05de577ab788318eeb4b49b880e8065bca28cfd910a6af7be4d920cd4fd3ec379e51c4916b22a3d1a1de72a39c761555e3f84dc8ba8707037feb40cdc682f28a739feffd7f03099af451cd859dc011146de31a47f754fa4c7538da920e6bbac1a1a3604dab248decf4f416e2fc8c2cc72fede6b14118950f6b2f"
	primeQ = "f7687b029ab0c2cd71143aa42067c5a1e250c75988e8ad2984fc6add4c95f4b5e18475bf3ff7c6a2fd99f09d0cda786f404c049bbde0c24e4db148d430061be876d6188580d91ee6fb46c216fc85f07d1cf5fa796ac980f218b3975e17e81337a1d73544b38e4187b42584ca881636ea988bb27868ac66384f9a7971ac1ec68f"
)

// pair is the key with its private half and what is expensive to make, made once for all tests of a process.
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

// PrimeFactor returns a factor of the test key's n, for ciphertexts that are no units.
func PrimeFactor() *big.Int { return new(big.Int).Set(thePair().p) }

// Public returns the test key.
func Public() *phe.PublicKey { return thePair().public }
