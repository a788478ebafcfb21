package privkey_test

import (
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
)

// The attack. A model owner takes n = p²·q, so that p divides n and φ(n). An n-th power has no part of order p modulo
// p² left, and neither has (1 + n)^m: obfuscator and mask both vanish from that part. The model owner sends "weights"
// c_j = (1 + p)^(e_j) modulo p² with e_j = 2^(64j); an owner's answer Π c_j^(a_j)·(1 + n)^m·r^n then carries
// Σ a_j·2^(64j) modulo p in the clear, whatever m and r are. The proof that gcd(n, φ(n)) = 1 cannot be made for
// such a key.

// commonKey is such a key.
type commonKey struct {
	p, q, square *big.Int
	public       *phe.PublicKey
}

func newCommonKey(t *testing.T) *commonKey {
	t.Helper()
	for {
		p, err := rand.Prime(rand.Reader, 683)
		if err != nil {
			t.Fatal(err)
		}
		q, err := rand.Prime(rand.Reader, 682)
		if err != nil {
			t.Fatal(err)
		}
		square := new(big.Int).Mul(p, p)
		n := new(big.Int).Mul(square, q)
		if n.BitLen() != 2048 {
			continue
		}
		public, err := phe.NewPublicKey(n)
		if err != nil {
			t.Fatalf("the key does not even look right: %v", err)
		}
		return &commonKey{p, q, square, public}
	}
}

// weight is (1 + p)^e modulo p², 1 modulo q, as a ciphertext.
func (k *commonKey) weight(t *testing.T, e *big.Int) *phe.Ciphertext {
	t.Helper()
	n := k.public.N()
	modulus := new(big.Int).Mul(n, n)
	high := new(big.Int).Exp(k.p, big.NewInt(4), nil)
	rest := new(big.Int).Mul(k.q, k.q)
	c := new(big.Int).Exp(new(big.Int).Add(k.p, big.NewInt(1)), e, high)
	// Chinese remainders: c modulo p⁴, 1 modulo q².
	d := new(big.Int).Sub(big.NewInt(1), c)
	d.Mul(d, new(big.Int).ModInverse(high, rest)).Mod(d, rest)
	c.Add(c, d.Mul(d, high)).Mod(c, modulus)
	out, err := k.public.ParseCiphertext(c.FillBytes(make([]byte, k.public.CiphertextSize())))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// read takes the part of order p out of an answer: the power p − 1 removes all other parts modulo p², and
// (1 + p)^(a·(p−1)) is 1 − a·p there.
func (k *commonKey) read(c *phe.Ciphertext) *big.Int {
	v := new(big.Int).SetBytes(c.Bytes())
	v.Exp(v.Mod(v, k.square), new(big.Int).Sub(k.p, big.NewInt(1)), k.square)
	v.Sub(big.NewInt(1), v).Mod(v, k.square)
	return v.Div(v, k.p)
}

// TestAttackKeyWithCommonFactorReadsScalars mounts the attack on an owner that asks for no proof, where it reads every
// scalar through a full-range obfuscator and a uniform mask, and shows that no proof can be made: an owner that asks
// for one refuses the key.
func TestAttackKeyWithCommonFactorReadsScalars(t *testing.T) {
	k := newCommonKey(t)
	scalars := []*big.Int{big.NewInt(982451653), big.NewInt(57885161), big.NewInt(715827883)}
	var bases []*phe.Ciphertext
	for j := range scalars {
		bases = append(bases, k.weight(t, new(big.Int).Lsh(big.NewInt(1), uint(64*j))))
	}
	mask, err := rand.Int(rand.Reader, k.public.N())
	if err != nil {
		t.Fatal(err)
	}
	owner, err := phe.NewEncryptor(k.public, nil, phe.EncryptorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := owner.Evaluate(bases, phe.LinearForm{Scalars: [][]*big.Int{scalars}, Shifts: []uint{0}, ScalarBits: 30, Constant: mask})
	if err != nil {
		t.Fatal(err)
	}
	got := k.read(answer)
	for j, want := range scalars {
		low := new(big.Int).Rsh(got, uint(64*j))
		if low.And(low, new(big.Int).SetUint64(1<<63-1)).Cmp(want) != 0 {
			t.Errorf("the attack does not read scalar %d: it is broken and proves nothing", j)
		}
	}

	// The best this key's owner can do: roots modulo everything but the part of order p.
	order := new(big.Int).Mul(new(big.Int).Sub(k.p, big.NewInt(1)), new(big.Int).Sub(k.q, big.NewInt(1)))
	exponent := new(big.Int).ModInverse(k.public.N(), order)
	if exponent == nil {
		t.Fatal("p·q − 1 shares a factor with n: draw again")
	}
	proof := &phe.NonceProof{}
	for i := range proof.Roots {
		proof.Roots[i] = new(big.Int).Exp(phe.NonceProofChallenge(k.public, i), exponent, k.public.N())
	}
	if k.public.CheckNonceProof(proof) == nil {
		t.Error("a proof was made for a key whose modulus shares a factor with φ")
	}
}
