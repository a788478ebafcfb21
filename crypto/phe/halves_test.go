package phe

import (
	"math/big"
	"testing"
)

// TestSumsInHalves adds vectors of every origin again and again: the sums are those
// of Add, byte for byte, whether their ciphertexts came as bytes, from
// encryption or from a sum.
func TestSumsInHalves(t *testing.T) {
	for _, pair := range []testPair{smallPair(t), tinyPair(65519, 65543)} {
		k := pair.public
		e := pair.encryptor(t)
		const count = 5
		made := make([]*Ciphertext, count)
		for i := range made {
			made[i] = seal(t, e, int64(i+1))
		}
		sums := append([]*Ciphertext(nil), made...)
		want := append([]*Ciphertext(nil), made...)
		for round := range 6 {
			// Again as an encryptor made them, as they were read, and as a sum left them.
			v := made
			switch round % 3 {
			case 1:
				parsed, err := k.ParseVector(k.AppendVector(nil, made), count)
				if err != nil {
					t.Fatal(err)
				}
				v = parsed
			case 2:
				v = append([]*Ciphertext(nil), sums...)
			}
			for i := range want {
				var err error
				if want[i], err = k.Add(want[i], v[i]); err != nil {
					t.Fatal(err)
				}
			}
			if err := k.SumVectors(sums, v); err != nil {
				t.Fatal(err)
			}
			for i := range sums {
				if sums[i].number().Cmp(want[i].number()) != 0 {
					t.Fatalf("%d bits, round %d: sum %d differs from Add", k.Bits(), round, i)
				}
			}
		}
		if got := pair.open(sums[0]); got.Cmp(pair.open(want[0])) != 0 {
			t.Error("a sum decrypts to another number")
		}
	}
}

// TestHalvesExtremes multiplies the ends of the range.
func TestHalvesExtremes(t *testing.T) {
	for _, k := range testKeys(t) {
		m := multiplier{n: k.inner.N}
		top := new(big.Int).Sub(k.n2, one)
		values := []*big.Int{new(big.Int), one, k.inner.N, new(big.Int).Sub(k.inner.N, one), top, new(big.Int).Sub(top, k.inner.N)}
		for _, x := range values {
			for _, y := range values {
				m.product(k.split(x), k.split(y))
				got := (&Ciphertext{key: k, halves: &halves{low: m.low, high: m.high}}).number()
				want := new(big.Int).Mul(x, y)
				if got.Cmp(want.Mod(want, k.n2)) != 0 || m.low.Cmp(k.inner.N) >= 0 || m.high.Cmp(k.inner.N) >= 0 {
					t.Fatalf("%d bits: a product is wrong or not in halves", k.Bits())
				}
			}
		}
	}
}
