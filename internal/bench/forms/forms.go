// Package forms owns the linear forms that the benchmark evaluates, natively and in the browser alike.
package forms

import (
	"crypto/rand"
	"math/big"

	"github.com/blindfit/blindfit/crypto/phe"
)

// The linear forms measured: Size outputs over Size ciphertexts.
const (
	Size       = 100
	ScalarBits = 44  // bits of a scalar
	SlotBits   = 100 // bits of an output in a plaintext
)

// Forms are linear forms over encrypted bases. Bases has Size ciphertexts, Rows the Size scalars of each output,
// below 2^ScalarBits.
type Forms struct {
	enc   *phe.Encryptor
	Bases []*phe.Ciphertext
	Rows  [][]*big.Int
}

// New draws scalars and encrypts small bases.
func New(enc *phe.Encryptor) (*Forms, error) {
	f := &Forms{enc: enc}
	texts := make([]*big.Int, Size)
	for i := range texts {
		texts[i] = big.NewInt(int64(i + 1))
	}
	var err error
	if f.Bases, err = enc.EncryptVector(texts); err != nil {
		return nil, err
	}
	limit := new(big.Int).Lsh(big.NewInt(1), ScalarBits)
	for range Size {
		line := make([]*big.Int, Size)
		for j := range line {
			if line[j], err = rand.Int(rand.Reader, limit); err != nil {
				return nil, err
			}
		}
		f.Rows = append(f.Rows, line)
	}
	return f, nil
}

// perText is how many outputs share a ciphertext.
func (f *Forms) perText() int { return (f.enc.Key().Bits() - SlotBits) / SlotBits }

// Evaluate computes all outputs: tables of the bases, then one ciphertext after the other, each re-randomised.
func (f *Forms) Evaluate() ([]*phe.Ciphertext, error) {
	prepared, err := f.enc.Prepare(f.Bases, Size, ScalarBits)
	if err != nil {
		return nil, err
	}
	defer prepared.Release()
	var out []*phe.Ciphertext
	for start := 0; start < Size; start += f.perText() {
		form := phe.LinearForm{ScalarBits: ScalarBits}
		for k := start; k < min(start+f.perText(), Size); k++ {
			form.Scalars = append(form.Scalars, f.Rows[k])
			form.Shifts = append(form.Shifts, uint((k-start)*SlotBits))
		}
		c, err := f.enc.EvaluatePrepared(prepared, form)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
