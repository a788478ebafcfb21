package privkey

import (
	"crypto/rand"
	"errors"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
)

// encryptor returns an encryptor for the test key.
func encryptor(t testing.TB, k *Key) *phe.Encryptor {
	t.Helper()
	e, err := phe.NewEncryptor(k.Public(), nil, phe.EncryptorOptions{Encryptions: 16})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// plaintexts are the ends of the range, the middle, and random ones.
func plaintexts(t testing.TB, n *big.Int, count int) []*big.Int {
	t.Helper()
	last := new(big.Int).Sub(n, one)
	out := []*big.Int{new(big.Int), big.NewInt(1), last, new(big.Int).Rsh(n, 1)}
	for range count {
		m, err := rand.Int(rand.Reader, n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

func TestDecryptVector(t *testing.T) {
	k := testKey()
	want := plaintexts(t, k.Public().N(), 8)
	cs, err := encryptor(t, k).EncryptVector(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.DecryptVector(cs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i].Cmp(want[i]) != 0 {
			t.Errorf("element %d decrypts to something else", i)
		}
	}
	if empty, err := k.DecryptVector(nil); err != nil || len(empty) != 0 {
		t.Errorf("an empty vector gives %v, %v", empty, err)
	}
}

// TestAgainstLibrary: what we encrypt the library decrypts to the same, and back.
func TestAgainstLibrary(t *testing.T) {
	k := testKey()
	library := k.Paillier()
	e := encryptor(t, k)
	for _, m := range plaintexts(t, k.Public().N(), 4) {
		ours, err := e.Encrypt(m)
		if err != nil {
			t.Fatal(err)
		}
		if library.Decrypt(ours.Paillier()).Cmp(m) != 0 {
			t.Error("the library decrypts ours to something else")
		}
		theirs, err := library.Encrypt(m, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c, err := k.Public().FromPaillier(theirs)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Decrypt(c); err != nil || got.Cmp(m) != 0 {
			t.Errorf("we decrypt the library's to something else (error %v)", err)
		}
	}
}

// TestBlinding: a ciphertext is blinded by another factor each time, also where one factor ends and a fresh one begins.
func TestBlinding(t *testing.T) {
	k := testKey()
	c, err := encryptor(t, k).Encrypt(big.NewInt(42))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{string(c.Bytes()): true}
	var first, second blinding
	for range blindings + 3 {
		for _, b := range []*blinding{&first, &second} {
			blinded, err := k.blind(c, b)
			if err != nil {
				t.Fatal(err)
			}
			if seen[string(blinded.Bytes())] {
				t.Fatal("two ciphertexts were blinded by the same factor")
			}
			seen[string(blinded.Bytes())] = true
			if m, err := k.Decrypt(blinded); err != nil || m.Int64() != 42 {
				t.Fatalf("blinded, 42 decrypts to another number, or with error %v", err)
			}
		}
	}
	if first.left != blindings-3 {
		t.Errorf("%d uses are left, want %d", first.left, blindings-3)
	}
}

func TestDecryptRefuses(t *testing.T) {
	k := testKey()
	other, err := Generate(phe.MinBits)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := encryptor(t, other).Encrypt(one)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		c    *phe.Ciphertext
		want error
	}{
		{"nil", nil, phe.ErrNoCiphertext},
		{"zero value", new(phe.Ciphertext), phe.ErrNoCiphertext},
		{"other key", foreign, phe.ErrWrongKey},
	} {
		if _, err := k.Decrypt(c.c); !errors.Is(err, c.want) {
			t.Errorf("%s: error = %v, want %v", c.name, err, c.want)
		}
		if out, err := k.DecryptVector([]*phe.Ciphertext{c.c}); !errors.Is(err, c.want) || out != nil {
			t.Errorf("%s in a vector: error = %v, want %v", c.name, err, c.want)
		}
	}
}

// TestWithoutVectors: a processor without them decrypts to the same.
func TestWithoutVectors(t *testing.T) {
	k := testKey()
	for i, want := range plaintexts(t, k.Public().N(), 2) {
		c, err := encryptor(t, k).Encrypt(want)
		if err != nil {
			t.Fatal(err)
		}
		p, q, err := k.extend()
		if err != nil {
			t.Fatal(err)
		}
		p.ring, q.ring = nil, nil
		if got, err := k.decrypt(c, new(blinding), p, q, (*extended).power); err != nil || got.Cmp(want) != 0 {
			t.Errorf("plaintext %d decrypts to something else, error %v", i, err)
		}
	}
}

// TestFaultIsCaught breaks each half in several ways; a wrong half would factor n.
func TestFaultIsCaught(t *testing.T) {
	k := testKey()
	c, err := encryptor(t, k).Encrypt(big.NewInt(42))
	if err != nil {
		t.Fatal(err)
	}
	faults := map[string]func(u, modulus *big.Int){
		"bit":     func(u, _ *big.Int) { u.SetBit(u, 70, u.Bit(70)^1) },
		"low bit": func(u, _ *big.Int) { u.SetBit(u, 0, u.Bit(0)^1) },
		"zero":    func(u, _ *big.Int) { u.SetInt64(0) },
		"one":     func(u, _ *big.Int) { u.SetInt64(1) },
		"square":  func(u, m *big.Int) { u.Mul(u, u).Mod(u, m) },
	}
	for name, fault := range faults {
		for _, vectors := range []bool{true, false} {
			for i := range 2 {
				p, q, err := k.extend()
				if err != nil {
					t.Fatal(err)
				}
				if !vectors {
					p.ring, q.ring = nil, nil
				}
				broken := []*extended{p, q}[i]
				got, err := k.decrypt(c, new(blinding), p, q, func(h *extended, v *big.Int) *big.Int {
					u := h.power(v)
					if h == broken {
						fault(u, new(big.Int).Mul(h.square, h.t))
					}
					return u
				})
				if !errors.Is(err, ErrFault) || got != nil {
					t.Errorf("%s: result %v, error %v; want none, ErrFault", name, got != nil, err)
				}
			}
		}
	}
	if m, err := k.Decrypt(c); err != nil || m.Int64() != 42 {
		t.Errorf("without a fault: error %v", err)
	}
}

func TestNonceProof(t *testing.T) {
	k := testKey()
	proof, err := k.NonceProof()
	if err != nil {
		t.Fatal(err)
	}
	again, err := phe.ParseNonceProof(k.Public(), proof.Bytes(k.Public()))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Public().CheckNonceProof(again); err != nil {
		t.Errorf("a good proof is refused: %v", err)
	}
	other, err := Generate(phe.MinBits)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Public().CheckNonceProof(proof); !errors.Is(err, phe.ErrProof) {
		t.Errorf("a proof for another key: error = %v, want ErrProof", err)
	}
}
