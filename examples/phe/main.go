// Command phe shows Paillier encryption on its own: three hospitals learn their
// mean waiting time through a server that adds their numbers and cannot read them.
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
)

// fractionBits is the public scale of all minutes: steps of a 65,536th.
const fractionBits = 16

func main() {
	if err := run(os.Stdout, phe.DefaultBits, []float64{31.5, 12.25, 40}); err != nil {
		log.Fatal(err)
	}
}

// run plays all parties in one process. Only bytes pass between them.
func run(out io.Writer, bits int, minutes []float64) error {
	// The holder of the private key makes it and hands out the public half,
	// with the proof that owners ask for before they evaluate anything under it.
	key, err := privkey.Generate(bits)
	if err != nil {
		return err
	}
	proof, err := key.NonceProof()
	if err != nil {
		return err
	}
	keyBytes, proofBytes := key.Public().Bytes(), proof.Bytes(key.Public())

	// Each hospital checks the key and encrypts one number.
	var uploads [][]byte
	for _, m := range minutes {
		upload, err := hospital(keyBytes, proofBytes, m)
		if err != nil {
			return err
		}
		uploads = append(uploads, upload)
	}
	fmt.Fprintf(out, "%d hospitals sent %d bytes each\n", len(uploads), len(uploads[0]))

	// The adder needs the public key alone.
	sum, err := add(keyBytes, uploads)
	if err != nil {
		return err
	}

	// The holder of the private key reads the sum, and nothing but the sum.
	c, err := key.Public().ParseCiphertext(sum)
	if err != nil {
		return err
	}
	total, err := key.Decrypt(c)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "mean: %.4f minutes\n", pack.Decode(total, fractionBits)/float64(len(minutes)))
	return nil
}

// hospital encrypts one number under a key that came from outside.
func hospital(keyBytes, proofBytes []byte, minutes float64) ([]byte, error) {
	public, err := phe.ParsePublicKey(keyBytes)
	if err != nil {
		return nil, err
	}
	proof, err := phe.ParseNonceProof(public, proofBytes)
	if err != nil {
		return nil, err
	}
	if err := public.CheckNonceProof(proof); err != nil {
		return nil, err
	}
	encryptor, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: 1})
	if err != nil {
		return nil, err
	}
	plaintext, err := pack.Encode(minutes, fractionBits)
	if err != nil {
		return nil, err
	}
	c, err := encryptor.Encrypt(plaintext)
	if err != nil {
		return nil, err
	}
	return c.Bytes(), nil
}

// add multiplies ciphertexts, which adds their plaintexts.
func add(keyBytes []byte, uploads [][]byte) ([]byte, error) {
	public, err := phe.ParsePublicKey(keyBytes)
	if err != nil {
		return nil, err
	}
	var all []*phe.Ciphertext
	for i, upload := range uploads {
		c, err := public.ParseCiphertext(upload)
		if err != nil {
			return nil, fmt.Errorf("failed to parse upload %d: %w", i, err)
		}
		all = append(all, c)
	}
	sum, err := public.Add(all...)
	if err != nil {
		return nil, err
	}
	return sum.Bytes(), nil
}
