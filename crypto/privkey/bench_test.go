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
