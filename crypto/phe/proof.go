package phe

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// nonceRoots: a false proof passes with probability at most 2^−(20·7) = 2^−140.
const nonceRoots = 7

const nonceDomain = "blindfit/paillier-nonce-proof/v1\x00"

var (
	// ErrProofMalformed means that bytes are not a nonce proof.
	ErrProofMalformed = errors.New("malformed nonce proof: must be seven numbers of the width of n")
	// ErrProof means that a nonce proof does not hold for a key.
	ErrProof = errors.New("invalid nonce proof: not made for this key")
	// ErrNoProof means that there is no nonce proof.
	ErrNoProof = errors.New("invalid nonce proof: missing")
)

// NonceProof shows that gcd(n, φ(n)) = 1, so that r ↦ r^n permutes Z*_n and a
// full-range obfuscator hides every nonce. It is seven n-th roots, modulo n, of
// numbers hashed from n. If a prime t divides n and φ(n), at most one number in t has
// a root; [NewPublicKey] has excluded every t < 2^20. (Gennaro, Micciancio and
// Rabin, "An efficient non-interactive statistical zero-knowledge proof system
// for quasi-safe prime products", 1998, section 3.1.)
type NonceProof struct {
	Roots [nonceRoots]*big.Int
}

// NonceProofChallenge returns the number of which a proof holds the root at index i:
// a uniform element of [0, n) hashed from n and i, 0 ≤ i < 7.
func NonceProofChallenge(k *PublicKey, i int) *big.Int {
	var stream []byte
	seed := append([]byte(nonceDomain), k.fingerprint[:]...)
	seed = append(seed, k.Bytes()...)
	// 32 bytes beyond n make the reduction uniform to 2^−256.
	for block := uint32(0); len(stream) < k.width+sha256.Size; block++ {
		message := binary.BigEndian.AppendUint32(seed, uint32(i))
		message = binary.BigEndian.AppendUint32(message, block)
		digest := sha256.Sum256(message)
		stream = append(stream, digest[:]...)
	}
	y := new(big.Int).SetBytes(stream)
	return y.Mod(y, k.inner.N)
}

// CheckNonceProof verifies a proof for k: seven powers modulo n. It returns
// [ErrNoProof] for nil and [ErrProof] for a proof that does not hold.
func (k *PublicKey) CheckNonceProof(p *NonceProof) error {
	return k.checkNonceProof(p, func(root *big.Int) (*big.Int, error) {
		return new(big.Int).Exp(root, k.inner.N, k.inner.N), nil
	})
}

// CheckNonceProofWith is [PublicKey.CheckNonceProof] with the arithmetic of a
// kernel for k, which may be several times faster in a browser.
func (k *PublicKey) CheckNonceProofWith(kern Kernel, p *NonceProof) error {
	return k.checkNonceProof(p, kern.NthResidue)
}

// checkNonceProof compares the n-th power of every root with its challenge.
func (k *PublicKey) checkNonceProof(p *NonceProof, power func(*big.Int) (*big.Int, error)) error {
	if p == nil {
		return ErrNoProof
	}
	for i, root := range p.Roots {
		if root == nil || root.Sign() <= 0 || root.Cmp(k.inner.N) >= 0 {
			return ErrProof
		}
		challenge, err := power(root)
		if err != nil {
			return fmt.Errorf("failed to check nonce proof: %w", err)
		}
		if challenge.Cmp(NonceProofChallenge(k, i)) != 0 {
			return ErrProof
		}
	}
	return nil
}

// Bytes returns the seven roots, big-endian, each in the width of n. It panics if a
// root is not in [0, n), which no parsed or generated proof has.
func (p *NonceProof) Bytes(k *PublicKey) []byte {
	out := make([]byte, nonceRoots*k.width)
	for i, root := range p.Roots {
		root.FillBytes(out[i*k.width : (i+1)*k.width])
	}
	return out
}

// ParseNonceProof parses the result of [NonceProof.Bytes] for k. It does not verify
// the proof; [PublicKey.CheckNonceProof] does.
func ParseNonceProof(k *PublicKey, b []byte) (*NonceProof, error) {
	if len(b) != nonceRoots*k.width {
		return nil, ErrProofMalformed
	}
	p := new(NonceProof)
	for i := range p.Roots {
		p.Roots[i] = new(big.Int).SetBytes(b[i*k.width : (i+1)*k.width])
		if p.Roots[i].Cmp(k.inner.N) >= 0 {
			return nil, ErrProofMalformed
		}
	}
	return p, nil
}
