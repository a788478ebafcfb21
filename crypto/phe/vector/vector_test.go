package vector

import (
	"crypto/rand"
	"fmt"
	"math/big"
	mrand "math/rand/v2"
	"testing"
)

func modulus(t testing.TB, bits int) *big.Int {
	t.Helper()
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits-1)))
	if err != nil {
		t.Fatal(err)
	}
	return n.SetBit(n, bits-1, 1).SetBit(n, 0, 1)
}

func ring(t testing.TB, n *big.Int) *Ring {
	t.Helper()
	r := New(n)
	if r == nil {
		t.Skip("this processor has no vectors that the package uses")
	}
	return r
}

// values are numbers modulo n²: the ends, halves of ones and zeros, and others.
func values(n *big.Int) []*big.Int {
	one := big.NewInt(1)
	square := new(big.Int).Mul(n, n)
	top := new(big.Int).Sub(n, one)
	ones := new(big.Int).Sub(new(big.Int).Lsh(one, uint(n.BitLen()-1)), one)
	out := []*big.Int{new(big.Int), one, top, n, new(big.Int).Sub(square, one), new(big.Int).Mul(top, n), new(big.Int).Add(new(big.Int).Mul(ones, n), ones)}
	random := mrand.New(mrand.NewPCG(1, 2))
	for range 4 {
		v := new(big.Int)
		for v.BitLen() < square.BitLen()+64 {
			v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(random.Uint64()))
		}
		out = append(out, v.Mod(v, square))
	}
	return out
}

func TestProducts(t *testing.T) {
	for _, bits := range []int{256, 1023, 1024, 1600, 2048, 3072, 4096, 8192, MaxBits} {
		n := modulus(t, bits)
		r := ring(t, n)
		s := r.Scratch()
		square := new(big.Int).Mul(n, n)
		all := values(n)
		x, y, z := r.Number(), r.Number(), r.Number()
		for i, a := range all {
			for j, b := range all {
				r.Set(x, a)
				r.Set(y, b)
				r.Mul(z, x, y, s)
				r.Sqr(z, z, s)
				r.Mul(z, z, x, s)
				r.Mul(x, x, x, s)
				want := new(big.Int).Mul(a, b)
				want.Mul(want, want).Mul(want, a).Mod(want, square)
				if r.Big(z, s).Cmp(want) != 0 {
					t.Fatalf("%d bits: (x·y)²·x is wrong for values %d and %d", bits, i, j)
				}
				if r.Big(x, s).Cmp(want.Mul(a, a).Mod(want, square)) != 0 {
					t.Fatalf("%d bits: x·x is wrong for value %d", bits, i)
				}
			}
		}
	}
}

func TestExp(t *testing.T) {
	for _, bits := range []int{300, 1601} {
		n := modulus(t, bits)
		r := ring(t, n)
		square := new(big.Int).Mul(n, n)
		e := modulus(t, 257)
		for _, e := range []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(37), e} {
			for i, x := range values(n) {
				if got, want := r.Exp(x, e, 258), new(big.Int).Exp(x, e, square); got.Cmp(want) != 0 {
					t.Fatalf("%d bits, value %d to the %v: got %v, want %v", bits, i, e, got, want)
				}
			}
		}
	}
}

// TestLongChains: digits stay small however many products follow each other.
func TestLongChains(t *testing.T) {
	n := modulus(t, 3072)
	r := ring(t, n)
	s := r.Scratch()
	square := new(big.Int).Mul(n, n)
	for i, v := range values(n) {
		x := r.Number()
		r.Set(x, v)
		want := new(big.Int).Set(v)
		for range 2000 {
			r.Sqr(x, x, s)
			want.Mul(want, want).Mod(want, square)
		}
		if r.Big(x, s).Cmp(want) != 0 {
			t.Fatalf("value %d squared 2,000 times is wrong", i)
		}
		for _, d := range x {
			if d < -1<<20 || d > 1<<50+1<<20 {
				t.Fatalf("value %d: digit %g", i, d)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	if !available() {
		t.Skip("this processor has no vectors that the package uses")
	}
	even := modulus(t, 1024)
	for name, n := range map[string]*big.Int{
		"0": new(big.Int), "negative": big.NewInt(-3), "even": even.SetBit(even, 0, 0), "short": modulus(t, 255), "long": modulus(t, MaxBits+1),
	} {
		if New(n) != nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzProducts(f *testing.F) {
	f.Add([]byte{1}, []byte{255, 255}, []byte{7})
	f.Fuzz(func(t *testing.T, m, a, b []byte) {
		n := new(big.Int).SetBytes(m[:min(len(m), 512)])
		n.SetBit(n, 0, 1).SetBit(n, 256+n.BitLen(), 1)
		r := ring(t, n)
		s := r.Scratch()
		square := new(big.Int).Mul(n, n)
		x, y := new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
		x.Mod(x, square)
		y.Mod(y, square)
		u, v := r.Number(), r.Number()
		r.Set(u, x)
		r.Set(v, y)
		r.Mul(u, u, v, s)
		r.Sqr(u, u, s)
		want := x.Mul(x, y)
		if want.Mul(want, want).Mod(want, square); r.Big(u, s).Cmp(want) != 0 {
			t.Fatal("a product is wrong")
		}
	})
}

func BenchmarkMul(b *testing.B) {
	for _, bits := range []int{1600, 3072} {
		n := modulus(b, bits)
		r := ring(b, n)
		s := r.Scratch()
		x, y := r.Number(), r.Number()
		r.Set(x, values(n)[9])
		r.Set(y, values(n)[8])
		b.Run(fmt.Sprint("mul/", bits), func(b *testing.B) {
			for b.Loop() {
				r.Mul(x, x, y, s)
			}
		})
		b.Run(fmt.Sprint("sqr/", bits), func(b *testing.B) {
			for b.Loop() {
				r.Sqr(x, x, s)
			}
		})
	}
}
