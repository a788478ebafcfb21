package phe

import (
	"errors"
	"math/big"
	"testing"
)

// TestEveryRootCounts: a proof with any one of its roots changed does not hold, with
// a kernel or without.
func TestEveryRootCounts(t *testing.T) {
	pair := smallPair(t)
	k, n := pair.public, pair.public.inner.N
	p, q := hexInt(t, prime128P), hexInt(t, prime128Q)
	phi := new(big.Int).Mul(p.Sub(p, one), q.Sub(q, one))
	root := new(big.Int).ModInverse(n, phi)
	proof := new(NonceProof)
	for i := range proof.Roots {
		proof.Roots[i] = new(big.Int).Exp(NonceProofChallenge(k, i), root, n)
	}
	check := func(want error) {
		t.Helper()
		if err := k.CheckNonceProof(proof); !errors.Is(err, want) {
			t.Errorf("error = %v, want %v", err, want)
		}
		if err := k.CheckNonceProofWith(GoKernel(k), proof); !errors.Is(err, want) {
			t.Errorf("with a kernel: error = %v, want %v", err, want)
		}
	}
	check(nil)
	for i := range proof.Roots {
		good := proof.Roots[i]
		proof.Roots[i] = new(big.Int).Sub(n, good)
		check(ErrProof)
		proof.Roots[i] = good
	}
}
