package phe

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"testing"
)

// benchKeys are the full-size keys of the vectors.
func benchKeys(b *testing.B, f func(b *testing.B, pair testPair)) {
	keys, _ := readVectors(b)
	for _, v := range keys {
		p, n := hexInt(b, v.P), hexInt(b, v.N)
		pair := pairOf(p, new(big.Int).Div(n, p))
		b.Run(fmt.Sprint(n.BitLen()), func(b *testing.B) { f(b, pair) })
	}
}

// BenchmarkEncrypt compares one ciphertext with the underlying library's, and
// with one whose obfuscator was ready.
func BenchmarkEncrypt(b *testing.B) {
	benchKeys(b, func(b *testing.B, pair testPair) {
		m := new(big.Int).Sub(pair.public.half, one)
		e, err := NewEncryptor(pair.public, nil, EncryptorOptions{Encryptions: 10000})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("ours", func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Encrypt(m); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("pooled", func(b *testing.B) {
			o, err := e.makeFresh()
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				pair.public.timesPlain(o, m)
			}
		})
		b.Run("library", func(b *testing.B) {
			for b.Loop() {
				if _, err := pair.private.Encrypt(m, rand.Reader); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("nth-power", func(b *testing.B) {
			for b.Loop() {
				if _, err := e.makeFull(); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// BenchmarkTables builds the tables of hs for jobs of several sizes.
func BenchmarkTables(b *testing.B) {
	benchKeys(b, func(b *testing.B, pair testPair) {
		for _, jobs := range []int{16, 256, 10000} {
			b.Run(fmt.Sprint(jobs), func(b *testing.B) {
				for b.Loop() {
					e, err := NewEncryptor(pair.public, nil, EncryptorOptions{Encryptions: jobs})
					if err != nil {
						b.Fatal(err)
					}
					if err := e.expect(jobs); err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(e.TableBytes())/1e6, "MB")
					b.ReportMetric(float64(e.base.shape().cost()), "products/power")
				}
			})
		}
	})
}

// BenchmarkFold compares what the facilitator does with one upload, checks
// included, with bare products.
func BenchmarkFold(b *testing.B) {
	benchKeys(b, func(b *testing.B, pair testPair) {
		k := pair.public
		e := pair.encryptor(b)
		const count = 64
		texts := make([]*big.Int, count)
		for i := range texts {
			texts[i] = big.NewInt(int64(i))
		}
		cs, err := e.EncryptVector(texts)
		if err != nil {
			b.Fatal(err)
		}
		upload := k.AppendVector(nil, cs)
		b.Run("checked", func(b *testing.B) {
			sum := append([]*Ciphertext(nil), cs...)
			for b.Loop() {
				v, err := k.ParseVector(upload, count)
				if err != nil {
					b.Fatal(err)
				}
				if err := k.SumVectors(sum, v); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("bare", func(b *testing.B) {
			sum := new(big.Int).Set(cs[0].number())
			for b.Loop() {
				for _, c := range cs {
					sum.Mul(sum, c.number())
					sum.Mod(sum, k.n2)
				}
			}
		})
	})
}

// BenchmarkLinearForm is 100 outputs of 44-bit scalars over 100 ciphertexts,
// against separate exponentiations (of one output, times 100).
func BenchmarkLinearForm(b *testing.B) {
	benchKeys(b, func(b *testing.B, pair testPair) {
		const size, bits, slot = 100, 44, 100
		e := pair.encryptor(b)
		form, plain := randomForm(pair.public, size, size, bits, 0)
		bases, err := e.EncryptVector(plain)
		if err != nil {
			b.Fatal(err)
		}
		perText := (pair.public.Bits() - 100) / slot
		b.Run("ours", func(b *testing.B) {
			for b.Loop() {
				prepared, err := e.Prepare(bases, size, bits)
				if err != nil {
					b.Fatal(err)
				}
				for start := 0; start < size; start += perText {
					part := LinearForm{ScalarBits: bits}
					for k := start; k < min(start+perText, size); k++ {
						part.Scalars = append(part.Scalars, form.Scalars[k])
						part.Shifts = append(part.Shifts, uint((k-start)*slot))
					}
					if _, err := e.EvaluatePrepared(prepared, part); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run("separate-one-output", func(b *testing.B) {
			for b.Loop() {
				sum := big.NewInt(1)
				for j, c := range bases {
					power := new(big.Int).Exp(c.number(), form.Scalars[0][j], pair.public.n2)
					sum.Mul(sum, power).Mod(sum, pair.public.n2)
				}
			}
		})
	})
}

// BenchmarkKeyCheck is what a client does once with a key and its proof.
func BenchmarkKeyCheck(b *testing.B) {
	benchKeys(b, func(b *testing.B, pair testPair) {
		n := pair.public.N()
		b.Run("key", func(b *testing.B) {
			for b.Loop() {
				if _, err := NewPublicKey(n); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("proof", func(b *testing.B) {
			keys, _ := readVectors(b)
			for _, v := range keys {
				if hexInt(b, v.N).Cmp(n) == 0 {
					for b.Loop() {
						if err := checkProof(pair.public, unhex(b, v.Proofs[0].Bytes)); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		})
	})
}
