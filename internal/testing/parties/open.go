package parties

import (
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Encrypt encrypts the ciphertexts of an upload.
func Encrypt(tb testing.TB, texts []*big.Int) []byte { tb.Helper(); return encrypt(tb, texts...) }

// Open multiplies uploads and returns the decrypted product, even if it is noise.
func Open(tb testing.TB, blobs map[wire.Identity][]byte) []*big.Int {
	tb.Helper()
	k := thePair()
	var product []*phe.Ciphertext
	for _, blob := range blobs {
		cs, err := k.public.ParseVector(blob, Ciphertexts)
		if err != nil {
			tb.Fatal(err)
		}
		if product == nil {
			product = cs
		} else if err := k.public.SumVectors(product, cs); err != nil {
			tb.Fatal(err)
		}
	}
	texts := make([]*big.Int, len(product))
	for i, c := range product {
		texts[i] = k.decrypt(c)
	}
	return texts
}
