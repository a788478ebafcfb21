package phe

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/didiercrunch/paillier"
)

func TestVectorRoundTrip(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	cs, err := e.EncryptVector([]*big.Int{big.NewInt(1), big.NewInt(2), big.NewInt(3)})
	if err != nil {
		t.Fatal(err)
	}
	b := pair.public.AppendVector([]byte("head"), cs)
	if !bytes.HasPrefix(b, []byte("head")) || len(b) != 4+3*pair.public.CiphertextSize() {
		t.Fatalf("%d bytes", len(b))
	}
	again, err := pair.public.ParseVector(b[4:], 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range again {
		if !bytes.Equal(c.Bytes(), cs[i].Bytes()) {
			t.Errorf("ciphertext %d differs", i)
		}
	}
	for _, count := range []int{-1, 0, 2, 4, 1 << 60} {
		if _, err := pair.public.ParseVector(b[4:], count); !errors.As(err, new(*CiphertextError)) {
			t.Errorf("count %d: error = %v", count, err)
		}
	}
	if cs, err := pair.public.ParseVector(nil, 0); err != nil || len(cs) != 0 {
		t.Errorf("an empty vector gives %v, %v", cs, err)
	}
}

// TestFirstNonUnit finds the first culprit wherever it is, with others behind it.
func TestFirstNonUnit(t *testing.T) {
	pair := smallPair(t)
	k := pair.public
	p := hexInt(t, prime128P)
	good := k.wrap(big.NewInt(4))
	bad := k.wrap(new(big.Int).Mul(p, big.NewInt(6)))
	for length := 1; length <= 9; length++ {
		for first := range length {
			cs := make([]*Ciphertext, length)
			for i := range cs {
				cs[i] = good
			}
			cs[first], cs[length-1] = bad, bad
			if got := k.firstNonUnit(cs); got != first {
				t.Errorf("length %d: found %d, want %d", length, got, first)
			}
		}
	}
}

func TestOperationsRefuse(t *testing.T) {
	pair, other := smallPair(t), tinyPair(65519, 65543)
	k := pair.public
	mine := seal(t, pair.encryptor(t), 1)
	foreign := seal(t, other.encryptor(t), 1)
	n := k.N()
	three := big.NewInt(3)
	cypher := func(c *Ciphertext, err error) error { return err }
	e := pair.encryptor(t)
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"add nothing", cypher(k.Add()), ErrNothing},
		{"add nil", cypher(k.Add(mine, nil)), ErrNoCiphertext},
		{"add zero value", cypher(k.Add(mine, &Ciphertext{})), ErrNoCiphertext},
		{"add another key's", cypher(k.Add(mine, foreign)), ErrWrongKey},
		{"add plain to nil", cypher(k.AddPlain(nil, three)), ErrNoCiphertext},
		{"add nil plain", cypher(k.AddPlain(mine, nil)), ErrTermRange},
		{"add n", cypher(k.AddPlain(mine, n)), ErrTermRange},
		{"add −n", cypher(k.AddPlain(mine, new(big.Int).Neg(n))), ErrTermRange},
		{"times nil", cypher(k.MulPlain(mine, nil)), ErrScalar},
		{"times 0", cypher(k.MulPlain(mine, new(big.Int))), ErrScalar},
		{"times n", cypher(k.MulPlain(mine, n)), ErrScalar},
		{"times another key's", cypher(k.MulPlain(foreign, three)), ErrWrongKey},
		{"sum of lengths", k.SumVectors([]*Ciphertext{mine}, nil), ErrLengths},
		{"sum of nil", k.SumVectors([]*Ciphertext{mine}, []*Ciphertext{nil}), ErrNoCiphertext},
		{"sum into another key's", k.SumVectors([]*Ciphertext{foreign}, []*Ciphertext{mine}), ErrWrongKey},
		{"encrypt nil", cypher(e.Encrypt(nil)), ErrPlaintextRange},
		{"encrypt −1", cypher(e.Encrypt(big.NewInt(-1))), ErrPlaintextRange},
		{"encrypt n", cypher(e.Encrypt(n)), ErrPlaintextRange},
		{"re-randomise nil", cypher(e.Rerandomize(nil)), ErrNoCiphertext},
		{"take nil in", cypher(k.FromPaillier(nil)), ErrNoCiphertext},
		{"take a negative in", cypher(k.FromPaillier(&paillier.Cypher{C: big.NewInt(-5)})), ErrNoCiphertext},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: error = %v, want %v", c.name, c.err, c.want)
		}
		if c.err != nil && strings.Contains(c.err.Error(), n.String()[:20]) {
			t.Errorf("%s: the error shows a number", c.name)
		}
	}
	_, err := e.EncryptVector([]*big.Int{three, n})
	if !errors.Is(err, ErrPlaintextRange) || !strings.Contains(err.Error(), "element 1") {
		t.Errorf("error = %v, want ErrPlaintextRange with the index", err)
	}
	for c, rule := range map[int64]Rule{0: RuleZero, 1: RuleOne} {
		_, err := k.FromPaillier(&paillier.Cypher{C: big.NewInt(c)})
		var refused *CiphertextError
		if !errors.As(err, &refused) || refused.Rule != rule {
			t.Errorf("taking %d in: error = %v, want %q", c, err, rule)
		}
	}
}

// TestSumVectorsIsAllOrNothing: dst keeps its ciphertexts where an error is returned.
func TestSumVectorsIsAllOrNothing(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	a, b, c := seal(t, e, 5), seal(t, e, 6), seal(t, e, 7)
	dst := []*Ciphertext{a, b}
	if err := pair.public.SumVectors(dst, []*Ciphertext{c, nil}); err == nil {
		t.Fatal("nil is accepted")
	}
	if dst[0] != a || dst[1] != b {
		t.Fatal("dst changed beside an error")
	}
	if err := pair.public.SumVectors(dst, []*Ciphertext{c, c}); err != nil {
		t.Fatal(err)
	}
	if x, y := pair.open(dst[0]).Int64(), pair.open(dst[1]).Int64(); x != 12 || y != 13 {
		t.Errorf("sums %d, %d; want 12, 13", x, y)
	}
	if pair.open(a).Int64() != 5 {
		t.Error("a ciphertext changed")
	}
}

// TestResultsAreFresh: re-randomising and encrypting twice give other bytes, the same plaintext.
func TestResultsAreFresh(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	c := seal(t, e, 99)
	seen := map[string]bool{string(c.Bytes()): true}
	for range 4 {
		again := seal(t, e, 99)
		full, err := e.Rerandomize(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []*Ciphertext{again, full} {
			if seen[string(x.Bytes())] {
				t.Fatal("a ciphertext comes twice")
			}
			seen[string(x.Bytes())] = true
			if pair.open(x).Int64() != 99 {
				t.Fatal("the plaintext changed")
			}
		}
	}
}

// TestNothingPrints: neither ciphertexts nor encryptors show numbers.
func TestNothingPrints(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	if err := e.Precompute(t.Context(), 1, 1); err != nil {
		t.Fatal(err)
	}
	c := seal(t, e, 1)
	if err := e.Precompute(t.Context(), 1, 1); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+"\n", e, *e)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		fmt.Fprintf(&out, verb+"\n", c)
	}
	for _, o := range []*big.Int{e.pool.fresh[0], e.pool.full[0], c.number()} {
		for _, form := range []string{o.String(), o.Text(16), fmt.Sprint(o.Bits())} {
			if strings.Contains(out.String(), form) {
				t.Fatalf("a number shows in:\n%s", out.String())
			}
		}
	}
	for _, zero := range []fmt.Stringer{new(Ciphertext), (*Ciphertext)(nil), new(PublicKey), (*PublicKey)(nil)} {
		if !strings.HasPrefix(zero.String(), "invalid") {
			t.Errorf("a zero value prints %q", zero)
		}
	}
}
