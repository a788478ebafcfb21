package phe

import (
	"math/big"
	"math/bits"
	"sync"
)

// smallFactorBits: n has no prime factor below 2^smallFactorBits, on which NonceProof
// relies.
const smallFactorBits = 20

// hasSmallFactor reports whether odd n has a prime factor below 2^20. It takes one
// gcd with the product of these primes modulo n.
func hasSmallFactor(n *big.Int) bool {
	product, piece := big.NewInt(1), new(big.Int)
	for _, p := range primePieces() {
		product.Mul(product, piece.Mod(p, n)).Mod(product, n)
	}
	return product.GCD(nil, nil, product, n).Cmp(one) != 0
}

// primePieces are products of the odd primes below 2^20, of about 4096 bits each
// and 190 kB in total. They are kept because a facilitator checks the key of every
// training that it loads.
var primePieces = sync.OnceValue(func() []*big.Int {
	var pieces []*big.Int
	chunk, word, factor := big.NewInt(1), uint64(1), new(big.Int)
	for _, p := range oddPrimesBelow(1 << smallFactorBits) {
		if hi, lo := bits.Mul64(word, uint64(p)); hi == 0 {
			word = lo
			continue
		}
		chunk.Mul(chunk, factor.SetUint64(word))
		word = uint64(p)
		if chunk.BitLen() > 4096 {
			pieces = append(pieces, chunk)
			chunk = big.NewInt(1)
		}
	}
	return append(pieces, chunk.Mul(chunk, factor.SetUint64(word)))
})

// oddPrimesBelow returns the odd primes below limit by the sieve of Eratosthenes.
func oddPrimesBelow(limit int) []uint32 {
	composite := make([]bool, limit/2) // entry i is the number 2i+1
	var primes []uint32
	for i := 1; i < len(composite); i++ {
		if composite[i] {
			continue
		}
		p := 2*i + 1
		primes = append(primes, uint32(p))
		for j := p * p / 2; j < len(composite); j += p {
			composite[j] = true
		}
	}
	return primes
}

// isPerfectPower reports whether n = a^e with e ≥ 2, for n without a factor below
// 2^20. Then a > 2^20, and only e ≤ |n|/20 need checking.
func isPerfectPower(n *big.Int) bool {
	if root := new(big.Int).Sqrt(n); root.Mul(root, root).Cmp(n) == 0 {
		return true
	}
	for _, e := range oddPrimesBelow(n.BitLen()/smallFactorBits + 1) {
		if mayBePower(n, uint64(e)) && isPower(n, int64(e)) {
			return true
		}
	}
	return false
}

// mayBePower is a quick filter: an e-th power is an e-th power residue modulo every
// prime q, and if q = 1 mod e, only 1 in e numbers is one.
func mayBePower(n *big.Int, e uint64) bool {
	for q, tries := 2*e+1, 0; tries < 24; q += 2 * e {
		prime := new(big.Int).SetUint64(q)
		if !prime.ProbablyPrime(0) {
			continue
		}
		tries++
		r := new(big.Int).Mod(n, prime)
		if r.Exp(r, new(big.Int).SetUint64((q-1)/e), prime).Cmp(one) > 0 {
			return false
		}
	}
	return true
}

// isPower reports whether n is an e-th power, by Newton's iteration from above.
func isPower(n *big.Int, e int64) bool {
	x := new(big.Int).Lsh(one, uint(n.BitLen())/uint(e)+1)
	exponent, less := big.NewInt(e), big.NewInt(e-1)
	for {
		next := new(big.Int).Exp(x, less, nil)
		next.Quo(n, next)
		next.Add(next, new(big.Int).Mul(less, x)).Quo(next, exponent)
		if next.Cmp(x) >= 0 {
			return next.Exp(x, exponent, nil).Cmp(n) == 0
		}
		x = next
	}
}

var one = big.NewInt(1)
