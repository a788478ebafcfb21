package privkey

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
)

// ErrFault says that a computation of a decryption came out inconsistent, by a
// hardware fault or an attack on it. Nothing of it may be used: one wrong half factors n.
var ErrFault = errors.New("internal error: fault during decryption, result withheld")

// faultBits is the length of the prime that each half's modulus is extended by.
// A fault goes unnoticed with probability about 2^−64.
const faultBits = 64

// Decrypt returns the plaintext of c, in [0, n), using up to two cores. c is blinded by an hs^r first,
// each half is computed modulo p²·t for a fresh 64-bit prime t and compared
// modulo t (Shamir, "How to check modular exponentiation", 1997), and the
// halves are compared with the whole.
func (k *Key) Decrypt(c *phe.Ciphertext) (*big.Int, error) {
	return k.decrypt(c, func(h *half, v, t *big.Int) *big.Int { return h.power(v, t) })
}

// decrypt is Decrypt with the power of each half given, so that a test can
// break it.
func (k *Key) decrypt(c *phe.Ciphertext, power func(h *half, v, t *big.Int) *big.Int) (*big.Int, error) {
	blinder, err := k.blinder()
	if err != nil {
		return nil, fmt.Errorf("failed to prepare blinding: %w", err)
	}
	blinded, err := blinder.Blind(c)
	if err != nil {
		return nil, fmt.Errorf("failed to decrypt: %w", err)
	}
	private := k.private.Reveal()
	t, err := rand.Prime(rand.Reader, faultBits)
	if err != nil {
		return nil, fmt.Errorf("failed to decrypt: %w", phe.ErrRandom)
	}
	v := blinded.Paillier().C
	var (
		mp, mq     *big.Int
		errP, errQ error
		wait       sync.WaitGroup
	)
	wait.Go(func() { mp, errP = private.p.open(v, t, power) })
	mq, errQ = private.q.open(v, t, power)
	wait.Wait()
	if err := cmp.Or(errP, errQ); err != nil {
		return nil, err
	}
	// Garner: m = mq + q·((mp − mq)/q mod p).
	m := new(big.Int).Sub(mp, mq)
	m.Mul(m, private.qInverse).Mod(m, private.p.prime)
	m.Mul(m, private.q.prime).Add(m, mq)
	check := new(big.Int)
	if check.Mod(m, private.p.prime).Cmp(mp) != 0 || check.Mod(m, private.q.prime).Cmp(mq) != 0 {
		return nil, ErrFault
	}
	return m, nil
}

// power returns v^(p−1) mod p²·t.
func (h *half) power(v, t *big.Int) *big.Int {
	modulus := new(big.Int).Mul(h.square, t)
	return new(big.Int).Exp(new(big.Int).Mod(v, modulus), h.order, modulus)
}

// open returns the plaintext modulo p.
func (h *half) open(v, t *big.Int, power func(h *half, v, t *big.Int) *big.Int) (*big.Int, error) {
	u := power(h, v, t)
	expected := new(big.Int).Exp(new(big.Int).Mod(v, t), h.order, t)
	if new(big.Int).Mod(u, t).Cmp(expected) != 0 {
		return nil, ErrFault
	}
	// L_p(u) = (u − 1)/p exactly, for u = 1 mod p.
	u.Mod(u, h.square).Sub(u, one)
	rest := new(big.Int)
	if u.QuoRem(u, h.prime, rest); rest.Sign() != 0 {
		return nil, ErrFault
	}
	return u.Mul(u, h.inverse).Mod(u, h.prime), nil
}

// DecryptVector decrypts every element, on all cores. It returns nothing unless
// all succeed; the error names the index of one that did not.
func (k *Key) DecryptVector(cs []*phe.Ciphertext) ([]*big.Int, error) {
	var (
		out    = make([]*big.Int, len(cs))
		errs   = make([]error, len(cs))
		wait   sync.WaitGroup
		tokens = make(chan struct{}, runtime.GOMAXPROCS(0))
	)
	for i, c := range cs {
		tokens <- struct{}{}
		wait.Go(func() {
			defer func() { <-tokens }()
			out[i], errs[i] = k.Decrypt(c)
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("ciphertext %d: %w", i, err)
		}
	}
	return out, nil
}

// NonceProof proves that gcd(n, φ(n)) = 1; see [phe.NonceProof]. The roots are
// checked before they are returned, since a faulty one would factor n.
func (k *Key) NonceProof() (*phe.NonceProof, error) {
	n, private := k.public.N(), k.private.Reveal()
	rootMod := func(y, p *big.Int) *big.Int {
		order := new(big.Int).Sub(p, one)
		exponent := new(big.Int).ModInverse(n, order)
		return new(big.Int).Exp(new(big.Int).Mod(y, p), exponent, p)
	}
	proof := new(phe.NonceProof)
	for i := range proof.Roots {
		y := phe.NonceProofChallenge(k.public, i)
		rp, rq := rootMod(y, private.p.prime), rootMod(y, private.q.prime)
		root := rp.Sub(rp, rq)
		root.Mul(root, private.qInverse).Mod(root, private.p.prime)
		proof.Roots[i] = root.Mul(root, private.q.prime).Add(root, rq)
	}
	if err := k.public.CheckNonceProof(proof); err != nil {
		return nil, ErrFault
	}
	return proof, nil
}
