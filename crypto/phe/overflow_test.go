//go:build !js

package phe_test

import (
	"crypto/rand"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
)

// docs/overflow.md tells what these tests show.

// floatText is an encrypted floating-point number as libraries with a floating
// encoding keep it: an encrypted integer and, in the clear, the power of two it
// stands at.
type floatText struct {
	c        *paillier.Cypher
	exponent int
}

// mantissa returns an integer of 53 bits and an exponent with x = integer·2^exponent.
func mantissa(x float64) (*big.Int, int) {
	fraction, exponent := math.Frexp(x)
	return big.NewInt(int64(math.Ldexp(fraction, 53))), exponent - 53
}

// times multiplies by a number in the clear: the exponents add up, and the
// integer inside gets 53 bits longer.
func (f floatText) times(k *paillier.PublicKey, x float64) floatText {
	m, exponent := mantissa(x)
	return floatText{c: k.Mul(f.c, m), exponent: f.exponent + exponent}
}

// TestOverflowOfFloatingCiphertexts multiplies an encrypted 1 by 0.73 again and
// again, without decrypting in between. With a key of 1024 bits every result is right up
// to the 18th, and garbage from the 19th on, without any error.
func TestOverflowOfFloatingCiphertexts(t *testing.T) {
	var primes [2]*big.Int
	for i := range primes {
		p, err := rand.Prime(rand.Reader, 512)
		if err != nil {
			t.Fatal(err)
		}
		primes[i] = p
	}
	key := paillier.CreatePrivateKey(primes[0], primes[1])
	half := new(big.Int).Rsh(key.N, 1)
	open := func(f floatText) float64 {
		m := key.Decrypt(f.c)
		if m.Cmp(half) > 0 {
			m.Sub(m, key.N)
		}
		exact := new(big.Float).SetInt(m)
		x, _ := exact.SetMantExp(exact, f.exponent).Float64()
		return x
	}

	m, exponent := mantissa(1)
	c, err := key.Encrypt(m, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := floatText{c: c, exponent: exponent}
	inside := new(big.Int).Set(m) // what the ciphertext should hold
	factor, _ := mantissa(0.73)
	wrongFrom := 0
	for step := 1; step <= 25; step++ {
		f = f.times(&key.PublicKey, 0.73)
		inside.Mul(inside, factor)
		right := math.Abs(open(f)/math.Pow(0.73, float64(step))-1) < 1e-12
		if fits := inside.Cmp(half) <= 0; fits != right {
			t.Fatalf("multiplication %d: right %v, but the integer fits %v", step, right, fits)
		}
		if !right && wrongFrom == 0 {
			wrongFrom = step
		}
	}
	if wrongFrom != 19 {
		t.Errorf("wrong from multiplication %d on, the documentation says 19", wrongFrom)
	}
}

// TestNoOverflowAtOneScale iterates x ← 0.73·x + 1 on ciphertexts the way a
// training does: one multiplication, then the holder of the key decrypts and
// encrypts again at the same scale. The size of the integers never changes.
func TestNoOverflowAtOneScale(t *testing.T) {
	const weightBits, scalarBits = 32, 24
	steps := 30
	if phe.MinBits < 2048 {
		steps = 1000
	}
	key, err := privkey.Generate(phe.MinBits)
	if err != nil {
		t.Fatal(err)
	}
	public := key.Public()
	encryptor, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: steps})
	if err != nil {
		t.Fatal(err)
	}
	// One value: |0.73·x| < 3 at a scale of 56 bits, and one owner.
	layout, err := pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: public.Bits(), Values: 1, Bound: new(big.Int).Lsh(big.NewInt(4), weightBits+scalarBits), Owners: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	encode := func(x float64, bits uint) *big.Int {
		v, err := pack.Encode(x, bits)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	_, shift := layout.Locate(0)
	constants, err := layout.Constants([]*big.Int{encode(1, weightBits+scalarBits)})
	if err != nil {
		t.Fatal(err)
	}
	form := phe.LinearForm{
		Scalars: [][]*big.Int{{encode(0.73, scalarBits)}}, Shifts: []uint{shift}, ScalarBits: scalarBits,
		Constant: constants[0],
	}
	x, want := 0.0, 0.0
	for step := range steps {
		weight := encode(x, weightBits)
		c, err := encryptor.Encrypt(weight.Mod(weight, public.N()))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := encryptor.Evaluate([]*phe.Ciphertext{c}, form)
		if err != nil {
			t.Fatal(err)
		}
		texts, err := key.DecryptVector([]*phe.Ciphertext{answer})
		if err != nil {
			t.Fatal(err)
		}
		sums, err := layout.Unpack(texts, 1)
		if err != nil {
			t.Fatal(err)
		}
		x, want = pack.Decode(sums[0], weightBits+scalarBits), 0.73*want+1
		// 0.73 is off by 2^−25 at most, x by 2^−33: together below 10^−6 in the limit.
		if math.Abs(x-want) > 1e-6 {
			t.Fatalf("step %d: %g, want %g", step, x, want)
		}
	}
}

// TestOverflowIsRefusedBeforehand: sizes that could overflow never become a layout.
func TestOverflowIsRefusedBeforehand(t *testing.T) {
	_, err := pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: 3072, Values: 1, Bound: new(big.Int).Lsh(big.NewInt(1), 3000), Owners: 64,
		Terms: []pack.Term{{Name: "rows", Bits: 20}, {Name: "the weight bound", Bits: 2900}, {Name: "fraction bits", Bits: 80}},
	})
	if !errors.Is(err, pack.ErrBudget) || !strings.Contains(err.Error(), "lower the weight bound") {
		t.Errorf("error = %v, want ErrBudget that says what to lower", err)
	}
}
