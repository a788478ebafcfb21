package phe

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/didiercrunch/paillier"
)

// tinyKeys are products of two primes with gcd(n, φ(n)) = 1, small enough to try everything.
var tinyKeys = [][2]int64{{7, 11}, {11, 19}, {7, 23}, {3, 11}}

// TestTinyExhaustive encrypts every m under every r with the kernel, one
// obfuscator each, and compares with the textbook formula and the underlying library.
func TestTinyExhaustive(t *testing.T) {
	for _, pq := range tinyKeys {
		t.Run(fmt.Sprint(pq), func(t *testing.T) {
			pair := tinyPair(pq[0], pq[1])
			n := pq[0] * pq[1]
			kernel := GoKernel(pair.public)
			seen := make(map[string]bool)
			for r := int64(1); r < n; r++ {
				if r%pq[0] == 0 || r%pq[1] == 0 {
					continue
				}
				o, err := kernel.NthPower(big.NewInt(r))
				if err != nil {
					t.Fatal(err)
				}
				for m := range n {
					c := pair.public.timesPlain(o, big.NewInt(m))
					reference, err := pair.private.EncryptWithR(big.NewInt(m), big.NewInt(r))
					if err != nil {
						t.Fatal(err)
					}
					if c.Cmp(reference.C) != 0 {
						t.Fatalf("m = %d, r = %d: differs from the library", m, r)
					}
					if got := pair.private.Decrypt(&paillier.Cypher{C: c}); got.Int64() != m {
						t.Fatalf("m = %d, r = %d: decrypts to %v", m, r, got)
					}
					seen[c.String()] = true
				}
			}
			// Encryption is one to one: n·φ(n) different ciphertexts.
			if want := n * (pq[0] - 1) * (pq[1] - 1); int64(len(seen)) != want {
				t.Errorf("%d different ciphertexts, want %d", len(seen), want)
			}
		})
	}
}

// TestTinyParse gives the parser every number of the ciphertext's width.
func TestTinyParse(t *testing.T) {
	pair := tinyPair(7, 11)
	n, n2 := int64(77), int64(77*77)
	accepted := int64(0)
	for v := range int64(1 << 16) {
		c, err := pair.public.ParseCiphertext([]byte{byte(v >> 8), byte(v)})
		good := v > 1 && v < n2-1 && v%7 != 0 && v%11 != 0
		if good != (err == nil) {
			t.Fatalf("%d: error = %v, want acceptance %v", v, err, good)
		}
		if good {
			accepted++
			if b := c.Bytes(); int64(b[0])<<8|int64(b[1]) != v {
				t.Fatalf("%d marshals to %x", v, b)
			}
		}
	}
	if want := n*6*10 - 2; accepted != want {
		t.Errorf("%d numbers accepted, want %d", accepted, want)
	}
}

// TestTinyOperations adds and scales every pair of plaintexts.
func TestTinyOperations(t *testing.T) {
	pair := tinyPair(7, 11)
	k := pair.public
	e := pair.encryptor(t)
	var texts []*Ciphertext
	for m := range int64(77) {
		texts = append(texts, seal(t, e, m))
	}
	check := func(what string, c *Ciphertext, err error, want int64) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := pair.open(c).Int64(); got != (want%77+77)%77 {
			t.Fatalf("%s = %d, want %d", what, got, (want%77+77)%77)
		}
	}
	for a := range int64(77) {
		for b := range int64(77) {
			c, err := k.Add(texts[a], texts[b])
			check(fmt.Sprintf("%d + %d", a, b), c, err, a+b)
			c, err = k.AddPlain(texts[a], big.NewInt(-b))
			check(fmt.Sprintf("%d + plain %d", a, -b), c, err, a-b)
			if b > 0 {
				c, err = k.MulPlain(texts[a], big.NewInt(b))
				check(fmt.Sprintf("%d·%d", a, b), c, err, a*b)
				c, err = k.MulPlain(texts[a], big.NewInt(-b))
				check(fmt.Sprintf("%d·%d", a, -b), c, err, -a*b)
			}
		}
	}
}
