package phe

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"testing"
)

// The vectors come from testdata/vectors.py, a second implementation in
// another language. They are embedded so that they run in WebAssembly too.
//
//go:embed testdata/vectors.json
var vectorFile []byte

type keyVector struct {
	Name, P, N, Fingerprint string
	Encryptions             []struct{ M, R, C string }
	Proofs                  []struct{ Name, Bytes, Fails string }
	Ciphertexts             []struct {
		Name, Bytes, Fails string
		Index              int
	}
}

type badKeyVector struct{ Name, N, Fails, Proof string }

func readVectors(t testing.TB) (keys []keyVector, bad []badKeyVector) {
	t.Helper()
	var all struct {
		Keys    []keyVector
		BadKeys []badKeyVector `json:"bad_keys"`
	}
	if err := json.Unmarshal(vectorFile, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Keys) == 0 || len(all.BadKeys) == 0 {
		t.Fatal("vectors are missing")
	}
	return all.Keys, all.BadKeys
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVectors(t *testing.T) {
	keys, _ := readVectors(t)
	for _, v := range keys {
		t.Run(v.Name, func(t *testing.T) {
			n := hexInt(t, v.N)
			k, err := ParsePublicKey(n.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if fp := k.Fingerprint(); hex.EncodeToString(fp[:]) != v.Fingerprint {
				t.Error("key fingerprint differs")
			}
			kernel := GoKernel(k)
			for i, e := range v.Encryptions {
				o, err := kernel.NthPower(hexInt(t, e.R))
				if err != nil {
					t.Fatal(err)
				}
				c := k.wrap(k.timesPlain(o, hexInt(t, e.M)))
				if got := hex.EncodeToString(c.Bytes()); got != e.C {
					t.Errorf("encryption %d differs", i)
				}
				parsed, err := k.ParseCiphertext(unhex(t, e.C))
				if err != nil || parsed.number().Cmp(c.number()) != 0 {
					t.Errorf("encryption %d does not parse to itself (error %v)", i, err)
				}
			}
			for _, p := range v.Proofs {
				if err := checkProof(k, unhex(t, p.Bytes)); !errors.Is(err, map[string]error{
					"": nil, "proof": ErrProof, "malformed": ErrProofMalformed,
				}[p.Fails]) {
					t.Errorf("proof %q: error = %v, want %q", p.Name, err, p.Fails)
				}
			}
			proof, err := ParseNonceProof(k, unhex(t, v.Proofs[0].Bytes))
			if err != nil {
				t.Fatal(err)
			}
			proof.Roots[0].Add(proof.Roots[0], n) // the same root, in another form
			if err := k.CheckNonceProof(proof); !errors.Is(err, ErrProof) {
				t.Errorf("a root beyond n: error = %v, want ErrProof", err)
			}
		})
	}
}

func checkProof(k *PublicKey, b []byte) error {
	p, err := ParseNonceProof(k, b)
	if err != nil {
		return err
	}
	// Both ways must agree, whatever the proof is.
	plain := k.CheckNonceProof(p)
	if with := k.CheckNonceProofWith(GoKernel(k), p); !errors.Is(with, plain) {
		return fmt.Errorf("with a kernel: %w, without: %w", with, plain)
	}
	return plain
}

// ruleOf maps the words of the vectors to rules.
var ruleOf = map[string]Rule{
	"width": RuleWidth, "zero": RuleZero, "one": RuleOne, "minus one": RuleMinusOne,
	"range": RuleRange, "unit": RuleUnit,
}

func TestBadCiphertextVectors(t *testing.T) {
	keys, _ := readVectors(t)
	for _, v := range keys {
		k := makePublicKey(hexInt(t, v.N))
		texts := make(map[string]Rule)
		for _, c := range v.Ciphertexts {
			b := unhex(t, c.Bytes)
			want := &CiphertextError{Index: c.Index, Rule: ruleOf[c.Fails]}
			if want.Rule == "" {
				t.Fatalf("%s: unknown rule %q", c.Name, c.Fails)
			}
			_, err := k.ParseVector(b, max(len(b)/k.CiphertextSize(), 1))
			var got *CiphertextError
			if !errors.As(err, &got) || *got != *want {
				t.Errorf("%s, %s: error = %v, want %v", v.Name, c.Name, err, want)
				continue
			}
			// The texts tell the rules apart.
			if rule, seen := texts[string(got.Rule)]; seen && rule != got.Rule {
				t.Errorf("rules %q and %q have one text", rule, got.Rule)
			}
			texts[string(got.Rule)] = got.Rule
		}
		if len(texts) != len(ruleOf) {
			t.Errorf("%s: vectors try %d rules of %d", v.Name, len(texts), len(ruleOf))
		}
	}
}

func TestBadKeyVectors(t *testing.T) {
	_, bad := readVectors(t)
	reasons := map[string]error{
		"length": ErrKeyLength, "even": ErrKeyEven, "prime": ErrKeyPrime, "power": ErrKeyPower,
		"small factor": ErrKeySmallFactor, "proof": nil,
	}
	for _, v := range bad {
		t.Run(v.Name, func(t *testing.T) {
			n := hexInt(t, v.N)
			want, known := reasons[v.Fails]
			if !known {
				t.Fatalf("unknown reason %q", v.Fails)
			}
			if errors.Is(want, ErrKeyLength) && n.BitLen() >= MinBits && n.BitLen() <= MaxBits && n.BitLen()%64 == 0 {
				want = nil // a short key is a good one under the tag testkeys
			}
			k, err := ParsePublicKey(n.Bytes())
			if !errors.Is(err, want) {
				t.Fatalf("error = %v, want %v", err, want)
			}
			if (k == nil) == (err == nil) {
				t.Error("key and error do not exclude each other")
			}
			if v.Fails == "proof" {
				if err := checkProof(k, unhex(t, v.Proof)); !errors.Is(err, ErrProof) {
					t.Errorf("proof: error = %v, want ErrProof", err)
				}
				if err := k.CheckNonceProof(nil); !errors.Is(err, ErrNoProof) {
					t.Errorf("no proof: error = %v, want ErrNoProof", err)
				}
				if err := k.CheckNonceProof(new(NonceProof)); !errors.Is(err, ErrProof) {
					t.Errorf("empty proof: error = %v, want ErrProof", err)
				}
			}
		})
	}
}

func TestParsePublicKeyRefuses(t *testing.T) {
	good := smallPair(t).public.Bytes()
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"empty", nil, ErrKeyMalformed},
		{"leading zero", append([]byte{0}, good...), ErrKeyMalformed},
		{"zero", make([]byte, 256), ErrKeyMalformed},
		{"a megabyte", append([]byte{1}, make([]byte, 1<<20)...), ErrKeyLength},
		{"one byte", []byte{7}, ErrKeyLength},
	} {
		if _, err := ParsePublicKey(c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: error = %v, want %v", c.name, err, c.want)
		}
	}
	for _, n := range []*big.Int{nil, new(big.Int), big.NewInt(-15)} {
		if _, err := NewPublicKey(n); !errors.Is(err, ErrKeyLength) {
			t.Errorf("NewPublicKey(%v) error = %v, want ErrKeyLength", n, err)
		}
	}
}

// TestSmallFactorAndPower compares the two checks with slow ones on small numbers.
func TestSmallFactorAndPower(t *testing.T) {
	large := hexInt(t, prime128P)
	for _, p := range []int64{3, 5, 7, 65537, 1048573} {
		if !hasSmallFactor(new(big.Int).Mul(large, big.NewInt(p))) {
			t.Errorf("factor %d is not found", p)
		}
	}
	for _, p := range []int64{1048583, 1048589} { // the next primes above 2^20
		if hasSmallFactor(new(big.Int).Mul(large, big.NewInt(p))) {
			t.Errorf("factor %d is found", p)
		}
	}
	base := big.NewInt(1048583)
	for e := int64(1); e <= 40; e++ {
		n := new(big.Int).Exp(base, big.NewInt(e), nil)
		if got := isPerfectPower(n); got != (e > 1) {
			t.Errorf("power %d: isPerfectPower = %v", e, got)
		}
		if isPerfectPower(n.Add(n, big.NewInt(2))) {
			t.Errorf("power %d plus 2 is taken for a power", e)
		}
	}
}
