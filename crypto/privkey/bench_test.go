package privkey

import (
	"fmt"
	"math/big"
	"testing"
)

// BenchmarkDecrypt compares one decryption, blinding and fault check included,
// with the underlying library's.
func BenchmarkDecrypt(b *testing.B) {
	for _, bits := range []int{2048, 3072} {
		k, err := Generate(bits)
		if err != nil {
			b.Fatal(err)
		}
		c, err := encryptor(b, k).Encrypt(new(big.Int).Rsh(k.public.N(), 3))
		if err != nil {
			b.Fatal(err)
		}
		library := k.Paillier()
		b.Run(fmt.Sprintf("%d/ours", bits), func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Decrypt(c); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/library", bits), func(b *testing.B) {
			cypher := c.Paillier()
			for b.Loop() {
				library.Decrypt(cypher)
			}
		})
	}
}

// BenchmarkDecryptVector decrypts ciphertexts together, on all cores, with and without vectors.
func BenchmarkDecryptVector(b *testing.B) {
	const count = 32
	k, err := Generate(3072)
	if err != nil {
		b.Fatal(err)
	}
	cs, err := encryptor(b, k).EncryptVector(plaintexts(b, k.public.N(), count-4))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("vectors", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.DecryptVector(cs); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*count), "µs/ciphertext")
	})
	b.Run("math-big", func(b *testing.B) {
		p, q, err := k.extend()
		if err != nil {
			b.Fatal(err)
		}
		p.ring, q.ring = nil, nil
		for b.Loop() {
			for _, c := range cs {
				if _, err := k.decrypt(c, new(blinding), p, q, (*extended).power); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*count), "µs/ciphertext")
	})
}

// BenchmarkGenerate makes keys.
func BenchmarkGenerate(b *testing.B) {
	for _, bits := range []int{2048, 3072} {
		b.Run(fmt.Sprint(bits), func(b *testing.B) {
			for b.Loop() {
				if _, err := Generate(bits); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
