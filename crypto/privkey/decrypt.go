package privkey

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/phe/vector"
)

// ErrFault means that the results of a decryption are inconsistent, after a hardware
// fault or an attack that causes one. They must not be used: one wrong half is enough
// to factor n.
var ErrFault = errors.New("internal error: fault during decryption, result withheld")

// faultBits is the length of the prime that extends the modulus of each half. A fault
// goes undetected with probability about 2^−64.
const faultBits = 64

// Decrypt returns the plaintext of c, in [0, n), using up to two cores. It blinds c by
// a fresh hs^r, computes each half modulo a multiple of p²·t for a fresh 64-bit prime t and compares it
// modulo t (Shamir, "How to check modular exponentiation", 1997), and compares the
// halves with the whole.
func (k *Key) Decrypt(c *phe.Ciphertext) (*big.Int, error) {
	p, q, err := k.extend()
	if err != nil {
		return nil, err
	}
	return k.decrypt(c, new(blinding), p, q, (*extended).power)
}

// blindings is how many ciphertexts are blinded by squares of one fresh factor.
const blindings = 32

// blinding is a factor hs^r and how often it may still be used. The factor is squared after each use, which costs one product
// instead of the hundred and fifty of a fresh one (Kocher, "Timing attacks on implementations of Diffie-Hellman, RSA, DSS, and
// other systems", 1996, section 10). It belongs to one goroutine.
type blinding struct {
	factor *phe.Ciphertext // of the plaintext 0
	left   int
}

// blind returns c multiplied by a factor that is unknown to whichever party chose c.
func (k *Key) blind(c *phe.Ciphertext, b *blinding) (*phe.Ciphertext, error) {
	var err error
	if b.left == 0 {
		blinder, err := k.blinder()
		if err != nil {
			return nil, fmt.Errorf("failed to prepare blinding: %w", err)
		}
		if b.factor, err = blinder.Encrypt(new(big.Int)); err != nil {
			return nil, fmt.Errorf("failed to prepare blinding: %w", err)
		}
		b.left = blindings
	} else if b.factor, err = k.public.Add(b.factor, b.factor); err != nil {
		return nil, fmt.Errorf("failed to prepare blinding: %w", err)
	}
	b.left--
	blinded, err := k.public.Add(c, b.factor)
	if err != nil {
		return nil, fmt.Errorf("failed to blind: %w", err)
	}
	return blinded, nil
}

// extended is a half with a modulus that a prime t extends.
type extended struct {
	*half
	t    *big.Int
	rest *big.Int     // p−1 modulo t−1: the exponent modulo t, by Fermat
	ring *vector.Ring // modulo (p·t)²; nil where the processor has no vectors for it
}

// extend returns both halves with a fresh prime.
func (k *Key) extend() (p, q *extended, err error) {
	t, err := rand.Prime(rand.Reader, faultBits)
	if err != nil {
		return nil, nil, fmt.Errorf("failed to decrypt: %w", phe.ErrRandom)
	}
	of := func(h *half) *extended {
		rest := new(big.Int).Sub(t, one)
		return &extended{half: h, t: t, rest: rest.Mod(h.order, rest), ring: vector.New(new(big.Int).Mul(h.prime, t))}
	}
	private := k.private.Reveal()
	return of(private.p), of(private.q), nil
}

// decrypt is Decrypt with the function that computes the power of each half, so that a
// test can inject faults.
func (k *Key) decrypt(c *phe.Ciphertext, b *blinding, p, q *extended, power func(h *extended, v *big.Int) *big.Int) (*big.Int, error) {
	blinded, err := k.blind(c, b)
	if err != nil {
		return nil, fmt.Errorf("failed to decrypt: %w", err)
	}
	private := k.private.Reveal()
	v := blinded.Paillier().C
	var (
		mp, mq     *big.Int
		errP, errQ error
		wait       sync.WaitGroup
	)
	wait.Go(func() { mp, errP = p.open(v, power) })
	mq, errQ = q.open(v, power)
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

// power returns v^(p−1) modulo a multiple of p²·t.
func (h *extended) power(v *big.Int) *big.Int {
	if h.ring != nil {
		return h.ring.Exp(v, h.order, h.prime.BitLen())
	}
	modulus := new(big.Int).Mul(h.square, h.t)
	return new(big.Int).Exp(new(big.Int).Mod(v, modulus), h.order, modulus)
}

// open returns the plaintext modulo p.
func (h *extended) open(v *big.Int, power func(h *extended, v *big.Int) *big.Int) (*big.Int, error) {
	u := power(h, v)
	expected := new(big.Int).Exp(new(big.Int).Mod(v, h.t), h.rest, h.t)
	if new(big.Int).Mod(u, h.t).Cmp(expected) != 0 {
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

// DecryptVector decrypts all elements of cs, on all cores, with the same extension of the moduli; each core blinds by squares of
// a factor of its own. If one fails, it returns
// an error that names its index, and no plaintexts.
func (k *Key) DecryptVector(cs []*phe.Ciphertext) ([]*big.Int, error) {
	p, q, err := k.extend()
	if err != nil {
		return nil, err
	}
	var (
		out     = make([]*big.Int, len(cs))
		errs    = make([]error, len(cs))
		wait    sync.WaitGroup
		workers = runtime.GOMAXPROCS(0)
		next    atomic.Int64
	)
	for range workers {
		wait.Go(func() {
			var b blinding
			for i := next.Add(1) - 1; i < int64(len(cs)); i = next.Add(1) - 1 {
				out[i], errs[i] = k.decrypt(cs[i], &b, p, q, (*extended).power)
			}
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

// NonceProof proves that gcd(n, φ(n)) = 1; see [phe.NonceProof]. It checks the roots,
// because a faulty root could be used to factor n.
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
