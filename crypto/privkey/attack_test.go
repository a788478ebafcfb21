package privkey_test

import (
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/phe"
)

// The attack. A model owner makes primes whose p−1 and q−1 share a smooth
// factor F, and encrypts weights under nonces ρ_j = 1 mod p, ρ_j = g^{B_j} mod q.
// Whoever knows p and q sees the nonce of a ciphertext, and in the subgroup of
// order ℓ | F discrete logarithms are easy. An owner that answers
// Π c_j^{a_j}·hs^r shows there
//
//	mod p:  r·H_p          mod q:  n·Σ a_j·B_j + r·H_q
//
// with the same r and an hs that is fixed for its session. Two answers to the same
// question give H_q/H_p, and then Σ a_j·B_j modulo every ℓ, hence modulo F.
// Against r^n, with r uniform in Z*_n, the two sides are independent and uniform.

// smoothKey is such a key.
type smoothKey struct {
	public  *phe.PublicKey
	library *paillier.PublicKey
	p, q    *big.Int
	gp, gq  *big.Int // of order divisible by every ℓ
	factors []int64  // the primes ℓ of F
}

var attackOne = big.NewInt(1)

// newSmoothKey searches 1024-bit primes 2·F·(random)·… + 1 that are 3 modulo 4.
func newSmoothKey(t *testing.T) *smoothKey {
	t.Helper()
	k := &smoothKey{}
	common := big.NewInt(2)
	for _, l := range []int64{1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049, 1051, 1061} {
		k.factors = append(k.factors, l)
		common.Mul(common, big.NewInt(l))
	}
	k.p = smoothPrime(t, common)
	for k.q = smoothPrime(t, common); k.q.Cmp(k.p) == 0; {
		k.q = smoothPrime(t, common)
	}
	var err error
	n := new(big.Int).Mul(k.p, k.q)
	if k.public, err = phe.NewPublicKey(n); err != nil {
		t.Fatal(err) // nothing that a client can check about n alone shows the trap
	}
	k.library = &paillier.PublicKey{N: n}
	k.gp, k.gq = k.generator(k.p), k.generator(k.q)
	return k
}

// smoothPrime returns a prime common·s + 1 of 1024 bits, with s a product of
// primes below 2^16, so that all of p−1 is smooth.
func smoothPrime(t *testing.T, common *big.Int) *big.Int {
	t.Helper()
	for {
		p := new(big.Int).Set(common)
		for p.BitLen() < 1024-16 {
			l, err := rand.Prime(rand.Reader, 16)
			if err != nil {
				t.Fatal(err)
			}
			p.Mul(p, l)
		}
		// An odd last factor that lifts p to its full length with two bits set at the top.
		low := new(big.Int).Lsh(big.NewInt(3), 1022)
		low.Div(low, p)
		top := new(big.Int).Lsh(attackOne, 1024)
		top.Div(top, p)
		for f := low.Add(low, big.NewInt(1)).SetBit(low, 0, 1); f.Cmp(top) < 0; f.Add(f, big.NewInt(2)) {
			candidate := new(big.Int).Mul(p, f)
			candidate.Add(candidate, attackOne)
			if candidate.BitLen() == 1024 && candidate.ProbablyPrime(20) {
				return candidate
			}
		}
	}
}

// generator returns a g whose order modulo prime is divisible by every ℓ.
func (k *smoothKey) generator(prime *big.Int) *big.Int {
	for g := big.NewInt(2); ; g.Add(g, attackOne) {
		good := true
		for _, l := range k.factors {
			good = good && project(g, prime, l).Cmp(attackOne) != 0
		}
		if good {
			return g
		}
	}
}

// project maps x into the subgroup of order l.
func project(x, prime *big.Int, l int64) *big.Int {
	e := new(big.Int).Sub(prime, attackOne)
	e.Div(e, big.NewInt(l))
	return new(big.Int).Exp(x, e, prime)
}

// logarithm returns the discrete logarithm of x to base g modulo l.
func logarithm(x, g, prime *big.Int, l int64) int64 {
	target, base := project(new(big.Int).Mod(x, prime), prime, l), project(g, prime, l)
	power := big.NewInt(1)
	for i := range l {
		if power.Cmp(target) == 0 {
			return i
		}
		power.Mul(power, base).Mod(power, prime)
	}
	return -1
}

// weight encrypts a weight under the nonce 1 mod p, g^b mod q.
func (k *smoothKey) weight(t *testing.T, w int64, b *big.Int) *phe.Ciphertext {
	t.Helper()
	inverse := new(big.Int).ModInverse(k.p, k.q)
	nonce := new(big.Int).Exp(k.gq, b, k.q)
	nonce.Sub(nonce, attackOne).Mul(nonce, inverse).Mod(nonce, k.q)
	nonce.Mul(nonce, k.p).Add(nonce, attackOne)
	cypher, err := k.library.EncryptWithR(big.NewInt(w), nonce)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.public.FromPaillier(cypher)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read solves for Σ a_j·B_j modulo F from two answers or more to one question.
// ok is false where the answers do not determine it.
func (k *smoothKey) read(answers []*phe.Ciphertext) (sum *big.Int, ok bool) {
	sum, modulus := new(big.Int), big.NewInt(1)
	for _, l := range k.factors {
		value, ok := k.readModulo(answers, l)
		if !ok {
			return nil, false
		}
		// Chinese remainders, one ℓ at a time.
		L := big.NewInt(l)
		step := new(big.Int).Sub(big.NewInt(value), sum)
		step.Mul(step, new(big.Int).ModInverse(modulus, L)).Mod(step, L)
		sum.Add(sum, step.Mul(step, modulus))
		modulus.Mul(modulus, L)
	}
	return sum, true
}

// readModulo is read for one ℓ.
func (k *smoothKey) readModulo(answers []*phe.Ciphertext, l int64) (int64, bool) {
	mod := func(x int64) int64 { return ((x % l) + l) % l }
	invert := func(x int64) int64 {
		return new(big.Int).ModInverse(big.NewInt(mod(x)), big.NewInt(l)).Int64()
	}
	lp, lq := make([]int64, len(answers)), make([]int64, len(answers))
	for i, c := range answers {
		lp[i] = logarithm(c.Paillier().C, k.gp, k.p, l)
		lq[i] = logarithm(c.Paillier().C, k.gq, k.q, l)
	}
	for i := 1; i < len(answers); i++ {
		if mod(lp[i]-lp[0]) == 0 {
			continue
		}
		ratio := mod(mod(lq[i]-lq[0]) * invert(lp[i]-lp[0])) // H_q/H_p
		noise := mod(ratio * lp[0])
		n := new(big.Int).Mod(k.public.N(), big.NewInt(l)).Int64()
		return mod(mod(lq[0]-noise) * invert(n)), true
	}
	return 0, false
}

// question is what a model owner with a smooth key asks an owner.
type question struct {
	key     *smoothKey
	owner   *phe.Encryptor
	scalars []*big.Int // the owner's secrets, 30 bits each
	bases   []*phe.Ciphertext
	want    *big.Int // what shows them
}

func newQuestion(t *testing.T) *question {
	t.Helper()
	q := &question{key: newSmoothKey(t), want: new(big.Int)}
	q.scalars = []*big.Int{big.NewInt(982451653), big.NewInt(57885161), big.NewInt(715827883)}
	for j, a := range q.scalars {
		b := new(big.Int).Lsh(attackOne, uint(30*j))
		q.bases = append(q.bases, q.key.weight(t, int64(j+1), b))
		q.want.Add(q.want, new(big.Int).Mul(a, b))
	}
	var err error
	if q.owner, err = phe.NewEncryptor(q.key.public, nil, phe.EncryptorOptions{Encryptions: 16}); err != nil {
		t.Fatal(err)
	}
	return q
}

// answerWith evaluates the linear form and re-randomises it as given.
func (q *question) answerWith(blind func(*phe.Ciphertext) (*phe.Ciphertext, error)) func() (*phe.Ciphertext, error) {
	return func() (*phe.Ciphertext, error) {
		var terms []*phe.Ciphertext
		for j, a := range q.scalars {
			c, err := q.key.public.MulPlain(q.bases[j], a)
			if err != nil {
				return nil, err
			}
			terms = append(terms, c)
		}
		sum, err := q.key.public.Add(terms...)
		if err != nil {
			return nil, err
		}
		return blind(sum)
	}
}

// ask asks one question four times.
func ask(t *testing.T, answer func() (*phe.Ciphertext, error)) []*phe.Ciphertext {
	t.Helper()
	var answers []*phe.Ciphertext
	for range 4 {
		c, err := answer()
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, c)
	}
	return answers
}

// TestAttackSmoothKeyReadsScalarsThroughNonce mounts the attack on an owner that
// re-randomises with hs^r, where it reads all scalars, and on Encryptor.Evaluate,
// which uses a full-range r^n, where it reads nothing.
func TestAttackSmoothKeyReadsScalarsThroughNonce(t *testing.T) {
	// Of one key in forty hs lies in a subgroup in which it has no logarithm modulo some ℓ, and the answers determine
	// nothing there. An attacker who meets one makes another.
	const keys = 8 // all of that kind: once in 10^12
	var q *question
	var got *big.Int
	ok := false
	for tries := 0; !ok && tries < keys; tries++ {
		q = newQuestion(t)
		got, ok = q.key.read(ask(t, q.answerWith(func(c *phe.Ciphertext) (*phe.Ciphertext, error) {
			zero, err := q.owner.Encrypt(new(big.Int)) // hs^r
			if err != nil {
				return nil, err
			}
			return q.key.public.Add(c, zero)
		})))
	}
	if !ok || got.Cmp(q.want) != 0 {
		t.Errorf("the attack does not read the scalars of an owner that uses hs^r: it is broken and proves nothing")
	}

	k, want := q.key, q.want
	strong := ask(t, func() (*phe.Ciphertext, error) {
		return q.owner.Evaluate(q.bases, phe.LinearForm{
			Scalars: [][]*big.Int{q.scalars}, Shifts: []uint{0}, ScalarBits: 30,
		})
	})
	if got, ok := k.read(strong); ok && got.Cmp(want) == 0 {
		t.Error("the attack reads the scalars of an owner that uses r^n")
	}
	// No part of them either: each residue fits by chance alone, once in a thousand.
	hits := 0
	for _, l := range k.factors {
		value, ok := k.readModulo(strong, l)
		if ok && value == new(big.Int).Mod(want, big.NewInt(l)).Int64() {
			hits++
		}
	}
	if hits > 3 { // probability below 10^−9
		t.Errorf("%d of %d residues are right", hits, len(k.factors))
	}
}
