//go:build !js

package phe_test

import (
	"fmt"
	"log"
	"math/big"
	"sync"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
)

// exampleKey is the model owner's key in all examples; 3072 bits is what to use.
var exampleKey = sync.OnceValue(func() *privkey.Key {
	key, err := privkey.Generate(2048)
	if err != nil {
		log.Fatal(err)
	}
	return key
})

// fractionBits is the scale of the reals in these examples.
const fractionBits = 24

// encrypt encodes reals and encrypts them, as one of the parties that only
// have the public key, and returns the bytes that it sends.
func encrypt(public *phe.PublicKey, values ...float64) []byte {
	encryptor, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: len(values)})
	if err != nil {
		log.Fatal(err)
	}
	plaintexts := make([]*big.Int, len(values))
	for i, x := range values {
		v, err := pack.Encode(x, fractionBits)
		if err != nil {
			log.Fatal(err)
		}
		plaintexts[i] = v.Mod(v, public.N()) // negative numbers count down from n
	}
	ciphertexts, err := encryptor.EncryptVector(plaintexts)
	if err != nil {
		log.Fatal(err)
	}
	return public.AppendVector(nil, ciphertexts)
}

// parse reads what encrypt sent.
func parse(public *phe.PublicKey, message []byte, count int) []*phe.Ciphertext {
	ciphertexts, err := public.ParseVector(message, count)
	if err != nil {
		log.Fatal(err)
	}
	return ciphertexts
}

// decrypt is the model owner's part: bytes in, a real at the given scale out.
func decrypt(key *privkey.Key, message []byte, bits uint) float64 {
	plaintext, err := key.Decrypt(parse(key.Public(), message, 1)[0])
	if err != nil {
		log.Fatal(err)
	}
	if n := key.Public().N(); plaintext.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		plaintext.Sub(plaintext, n) // the upper half stands for negative numbers
	}
	return pack.Decode(plaintext, bits)
}

// An encrypted number plus one in the clear.
func ExamplePublicKey_AddPlain() {
	key := exampleKey()
	public := key.Public()
	c := parse(public, encrypt(public, 3.5), 1)[0]

	scalar, err := pack.Encode(-1.25, fractionBits)
	if err != nil {
		log.Fatal(err)
	}
	sum, err := public.AddPlain(c, scalar)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decrypt(key, sum.Bytes(), fractionBits))
	// Output: 2.25
}

// Two encrypted numbers, added by somebody who can read neither.
func ExamplePublicKey_Add() {
	key := exampleKey()
	public := key.Public()
	c := parse(public, encrypt(public, 3.5, -10), 2)

	sum, err := public.Add(c...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decrypt(key, sum.Bytes(), fractionBits))
	// Output: -6.5
}

// An encrypted number times one in the clear. The scales add up: 24 bits of the
// number and 24 of the scalar make 48 of the product.
func ExamplePublicKey_MulPlain() {
	key := exampleKey()
	public := key.Public()
	c := parse(public, encrypt(public, 3.5), 1)[0]

	scalar, err := pack.Encode(-2.5, fractionBits)
	if err != nil {
		log.Fatal(err)
	}
	product, err := public.MulPlain(c, scalar)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decrypt(key, product.Bytes(), 2*fractionBits))
	// Output: -8.75
}

// The mean of encrypted numbers. There is no division under encryption: the sum
// travels, and whoever decrypts it divides.
func ExamplePublicKey_Add_mean() {
	key := exampleKey()
	public := key.Public()
	values := []float64{1, 2.5, -4, 8.5}
	sum, err := public.Add(parse(public, encrypt(public, values...), len(values))...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decrypt(key, sum.Bytes(), fractionBits) / float64(len(values)))
	// Output: 2
}

// The dot product of an encrypted vector with [2, −400.1, 5318008] in the clear,
// re-randomised so that not even the holder of the private key learns more of that vector than the
// result. 48 bits hold each of its elements at this scale.
func ExampleEncryptor_Evaluate() {
	key := exampleKey()
	public := key.Public()
	x := parse(public, encrypt(public, 5, 0.5, -1), 3)

	row := make([]*big.Int, 3)
	for i, a := range []float64{2, -400.1, 5318008} {
		v, err := pack.Encode(a, fractionBits)
		if err != nil {
			log.Fatal(err)
		}
		row[i] = v
	}
	evaluator, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: 1})
	if err != nil {
		log.Fatal(err)
	}
	dot, err := evaluator.Evaluate(x, phe.LinearForm{
		Scalars: [][]*big.Int{row}, Shifts: []uint{0}, ScalarBits: 48,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", decrypt(key, dot.Bytes(), 2*fractionBits))
	// Output: -5318198.0500
}

// Updates of three owners, packed: many values in one ciphertext, one
// multiplication by the facilitator for all of them.
func ExamplePublicKey_SumVectors() {
	key := exampleKey()
	public := key.Public()
	layout, err := pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: public.Bits(), Values: 5, Bound: big.NewInt(1000), Owners: 16,
	})
	if err != nil {
		log.Fatal(err)
	}
	encryptor, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: 3})
	if err != nil {
		log.Fatal(err)
	}
	var aggregate []*phe.Ciphertext
	for owner := range int64(3) {
		update := []*big.Int{big.NewInt(owner), big.NewInt(-1000), big.NewInt(1000), big.NewInt(0), big.NewInt(7)}
		plaintexts, err := layout.Pack(update)
		if err != nil {
			log.Fatal(err)
		}
		upload, err := encryptor.EncryptVector(plaintexts)
		if err != nil {
			log.Fatal(err)
		}
		if aggregate == nil {
			aggregate = upload
		} else if err := public.SumVectors(aggregate, upload); err != nil {
			log.Fatal(err)
		}
	}
	plaintexts, err := key.DecryptVector(aggregate)
	if err != nil {
		log.Fatal(err)
	}
	sums, err := layout.Unpack(plaintexts, 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(aggregate), sums)
	// Output: 1 [3 -3000 3000 0 21]
}
