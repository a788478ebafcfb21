package privkey

import (
	"bytes"
	"errors"
	"math/big"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/testing/leaks"
)

// testKey is one key for all tests, of the smallest accepted length.
var testKey = sync.OnceValue(func() *Key {
	k, err := Generate(phe.MinBits)
	if err != nil {
		panic(err)
	}
	return k
})

// TestGenerateProperties looks at many keys: every promised property on each of
// them, by formulas written out again.
func TestGenerateProperties(t *testing.T) {
	count := 2
	if phe.MinBits < 2048 {
		count = 60
	}
	seen := make(map[string]bool)
	four, two := big.NewInt(4), big.NewInt(2)
	for range count {
		k, err := Generate(phe.MinBits)
		if err != nil {
			t.Fatal(err)
		}
		p, q, n := k.private.Reveal().p.prime, k.private.Reveal().q.prime, k.public.N()
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		for name, good := range map[string]bool{
			"n = p·q":            new(big.Int).Mul(p, q).Cmp(n) == 0,
			"length of n":        n.BitLen() == phe.MinBits,
			"length of p":        p.BitLen() == phe.MinBits/2,
			"length of q":        q.BitLen() == phe.MinBits/2,
			"p prime":            p.ProbablyPrime(20),
			"q prime":            q.ProbablyPrime(20),
			"p = 3 mod 4":        new(big.Int).Mod(p, four).Int64() == 3,
			"q = 3 mod 4":        new(big.Int).Mod(q, four).Int64() == 3,
			"gcd(p−1, q−1) = 2":  new(big.Int).GCD(nil, nil, p1, q1).Cmp(two) == 0,
			"gcd(n, φ(n)) = 1":   new(big.Int).GCD(nil, nil, n, new(big.Int).Mul(p1, q1)).Cmp(one) == 0,
			"p far from q":       new(big.Int).Sub(p, q).BitLen() > phe.MinBits/4,
			"larger prime first": p.Cmp(q) > 0,
			"new n":              !seen[n.String()],
		} {
			if !good {
				t.Errorf("property fails: %s", name)
			}
		}
		seen[n.String()] = true
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, bits := range []int{-64, 0, 128, phe.MinBits - 64, phe.MinBits + 1, phe.MinBits + 8, phe.MaxBits + 64} {
		if _, err := Generate(bits); !errors.Is(err, ErrKeyBits) {
			t.Errorf("Generate(%d) error = %v, want ErrKeyBits", bits, err)
		}
	}
}

func TestKeyDoesNotPrint(t *testing.T) {
	k := testKey()
	s := k.private.Reveal()
	leaks.Check(t, "key", k, s.p.prime, s.q.prime, s.p.order, s.qInverse, s.p.inverse, s.p.prime.Bytes())
	leaks.Check(t, "key by value", *k, s.p.prime, s.q.prime, s.p.order, s.qInverse, s.p.inverse, s.p.prime.Bytes())
}

func TestMarshalRoundTrip(t *testing.T) {
	k := testKey()
	b := k.Marshal()
	again, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Marshal(), b) || !again.Public().Equal(k.Public()) {
		t.Error("a parsed key differs")
	}
	// The form, written out again: key files of today must open tomorrow.
	if !bytes.Equal(b, marshalNumbers(k.Bits(), k.private.Reveal().p.prime, k.private.Reveal().q.prime)) ||
		!bytes.HasPrefix(b, []byte("blindfit-paillier-private-key-v1")) {
		t.Error("the form of a private key changed")
	}
}

func TestParseRefuses(t *testing.T) {
	k := testKey()
	bits := k.Bits()
	good := k.Marshal()
	edit := func(f func(b []byte) []byte) []byte { return f(bytes.Clone(good)) }
	n, p := len(keyMagic)+2, len(keyMagic)+2+bits/8
	swapped := edit(func(b []byte) []byte {
		return append(append(b[:p:p], good[p+bits/16:]...), good[p:p+bits/16]...)
	})
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"empty", nil, ErrKeyMalformed},
		{"truncated", good[:len(good)-1], ErrKeyMalformed},
		{"trailing byte", append(bytes.Clone(good), 0), ErrKeyMalformed},
		{"other version", edit(func(b []byte) []byte { b[len(keyMagic)-1]++; return b }), ErrKeyMalformed},
		{"other length", edit(func(b []byte) []byte { b[n-1]++; return b }), ErrKeyBits},
		{"edited n", edit(func(b []byte) []byte { b[n+5] ^= 1; return b }), ErrKeyProduct},
		{"edited p", edit(func(b []byte) []byte { b[p+5] ^= 1; return b }), ErrKeyProduct},
		{"edited q", edit(func(b []byte) []byte { b[len(b)-1] ^= 2; return b }), ErrKeyProduct},
		{"primes swapped", swapped, ErrKeyPrimes},
		{"no primes", marshalNumbers(bits, k.public.N(), one), ErrKeyMalformed},
		{"composite factor", compositeKey(k), ErrKeyPrimes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Parse(c.b); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
}

// marshalNumbers writes the key form for any p and q; factors too long for
// their fields make it longer.
func marshalNumbers(bits int, p, q *big.Int) []byte {
	pad := func(v *big.Int, size int) []byte {
		return v.FillBytes(make([]byte, max(size, len(v.Bytes()))))
	}
	out := append([]byte(keyMagic), byte(bits>>8), byte(bits))
	out = append(out, pad(new(big.Int).Mul(p, q), bits/8)...)
	return append(append(out, pad(p, bits/16)...), pad(q, bits/16)...)
}

// compositeKey replaces the larger prime by the next composite that is 3 modulo
// 4 and still makes a modulus with all gcds right.
func compositeKey(k *Key) []byte {
	p := new(big.Int).Set(k.private.Reveal().p.prime)
	for step := big.NewInt(4); ; {
		p.Add(p, step)
		if !p.ProbablyPrime(20) && goodPair(p, k.private.Reveal().q.prime, k.Bits()) {
			return marshalNumbers(k.Bits(), p, k.private.Reveal().q.prime)
		}
	}
}

// FuzzParse: what parses marshals to the same bytes; nothing panics.
func FuzzParse(f *testing.F) {
	good := testKey().Marshal()
	f.Add(good)
	f.Add(good[:40])
	f.Add([]byte(keyMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := Parse(b)
		if err == nil && !bytes.Equal(k.Marshal(), b) {
			t.Fatal("a key has two forms")
		}
	})
}
