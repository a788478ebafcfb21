package privkey

import (
	"crypto/rand"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/phe"
)

// primeRounds is the number of rounds of Miller and Rabin with random bases. A
// composite, even one that an attacker chose, passes one round with probability below
// 1/4 and all rounds with probability below 2^−64.
const primeRounds = 32

// Generate returns a random key pair with an n of exactly bits bits, a multiple of 64
// from phe.MinBits to phe.MaxBits. The primes have half the length each, are 3 modulo
// 4 and differ in high bits (FIPS 186-5, appendix A.1.3: |p−q| > 2^(bits/2−100));
// gcd(p−1, q−1) = 2 and gcd(n, φ(n)) = 1. It takes seconds at 3072 bits.
func Generate(bits int) (*Key, error) {
	if bits < phe.MinBits || bits > phe.MaxBits || bits%64 != 0 {
		return nil, ErrKeyBits
	}
	for {
		p, err := generatePrime(bits / 2)
		if err != nil {
			return nil, err
		}
		q, err := generatePrime(bits / 2)
		if err != nil {
			return nil, err
		}
		if p.Cmp(q) < 0 {
			p, q = q, p
		}
		if !goodPair(p, q, bits) {
			continue
		}
		public, err := phe.NewPublicKey(new(big.Int).Mul(p, q))
		if err != nil {
			return nil, fmt.Errorf("failed to check a generated key: %w", err)
		}
		return newKey(public, p, q)
	}
}

// generatePrime returns a uniform prime, 3 modulo 4, with its two highest bits
// set, so that a product of two has exactly twice the length.
func generatePrime(bits int) (*big.Int, error) {
	bytes := make([]byte, bits/8)
	p := new(big.Int)
	for {
		if _, err := rand.Read(bytes); err != nil {
			return nil, phe.ErrRandom
		}
		bytes[0] |= 0xc0
		bytes[len(bytes)-1] |= 3
		p.SetBytes(bytes)
		if p.ProbablyPrime(primeRounds) {
			return p, nil
		}
	}
}

// goodPair reports whether two primes p > q make a key of the given length.
func goodPair(p, q *big.Int, bits int) bool {
	n := new(big.Int).Mul(p, q)
	pOrder, qOrder := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
	distance := new(big.Int).Sub(p, q)
	phi := new(big.Int).Mul(pOrder, qOrder)
	gcd := func(a, b *big.Int) *big.Int { return new(big.Int).GCD(nil, nil, a, b) }
	return p.Bit(0) == 1 && p.Bit(1) == 1 && q.Bit(0) == 1 && q.Bit(1) == 1 &&
		p.BitLen() == bits/2 && q.BitLen() == bits/2 && n.BitLen() == bits &&
		distance.Sign() > 0 && distance.BitLen() > max(bits/2-100, bits/4) &&
		gcd(pOrder, qOrder).Cmp(big.NewInt(2)) == 0 &&
		gcd(n, phi).Cmp(one) == 0
}
