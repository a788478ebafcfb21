package hostile

import (
	"bytes"
	"cmp"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Bytes are bad bytes in the place of those that follow a signed message, or that a facilitator serves.
type Bytes struct {
	Name string
	Code wire.Code
	Rule string
	// Signed: the head is that of these bytes; otherwise it is that of the good ones.
	Signed bool
	Index  int // of the ciphertext that is refused, −1 if none is named
	Bytes  []byte
}

// Encapsulations are bad bytes in the place of the encapsulations that follow a keys message, which must be at least two.
func Encapsulations(good []byte) []Bytes {
	const size, length, root = wire.EncapsulationSize, "for each member after the sender", "root over the bytes"
	bent := bytes.Clone(good)
	bent[5000%len(bent)] ^= 1
	return []Bytes{
		{"none", wire.CodeInvalid, length, false, -1, nil},
		{"one too few", wire.CodeInvalid, length, true, -1, good[size:]},
		{"one too many", wire.CodeInvalid, length, true, -1, append(bytes.Clone(good), good[:size]...)},
		{"a byte short", wire.CodeInvalid, length, false, -1, good[:len(good)-1]},
		{"a bent one", wire.CodeInvalid, root, false, -1, bent},
		{"in a different order", wire.CodeInvalid, root, false, -1, slices.Concat(good[size:], good[:size])},
	}
}

// Served are bad bytes in the place of the encapsulations that a facilitator serves to an owner.
func Served(good []byte) []Bytes {
	bent := bytes.Clone(good)
	bent[9] ^= 1
	return []Bytes{
		{"one bit", wire.CodeInvalid, "not the one that its sender signed", false, -1, bent},
		{"none", wire.CodeMalformed, "cut short", false, -1, nil},
		{"a byte short", wire.CodeMalformed, "cut short", false, -1, good[:len(good)-1]},
		{"a byte more", wire.CodeMalformed, "bytes after the end", false, -1, append(bytes.Clone(good), 0)},
	}
}

// Ciphertexts are bad bytes in the place of the ciphertexts of an upload, at least two, under a key with modulus n. factor
// is a prime factor of n if the test knows one.
func Ciphertexts(good []byte, n, factor *big.Int) []Bytes {
	one, square := big.NewInt(1), new(big.Int).Mul(n, n)
	width := (square.BitLen() + 7) / 8
	second := func(v *big.Int) []byte {
		return slices.Concat(good[:width], v.FillBytes(make([]byte, width)), good[2*width:])
	}
	const length, root = "ciphertexts must be", "root over the bytes"
	bent := bytes.Clone(good)
	bent[len(bent)-1] ^= 1
	return []Bytes{
		{"zero", wire.CodeCiphertext, "", true, 1, second(new(big.Int))},
		{"one", wire.CodeCiphertext, "", true, 1, second(one)},
		{"n", wire.CodeCiphertext, "", true, 1, second(n)},
		{"n squared", wire.CodeCiphertext, "", true, 1, second(square)},
		{"n squared minus one", wire.CodeCiphertext, "", true, 1, second(new(big.Int).Sub(square, one))},
		{"above n squared", wire.CodeCiphertext, "", true, 1, second(new(big.Int).Add(square, one))},
		{"no unit", wire.CodeCiphertext, "", true, 1, second(cmp.Or(factor, n))},
		{"all ones bits", wire.CodeCiphertext, "", true, 1, slices.Concat(good[:width], bytes.Repeat([]byte{255}, width), good[2*width:])},
		{"altered", wire.CodeInvalid, root, false, -1, bent},
		{"a byte short", wire.CodeInvalid, length, true, -1, good[:len(good)-1]},
		{"a byte long", wire.CodeInvalid, length, true, -1, append(bytes.Clone(good), 0)},
		{"one ciphertext", wire.CodeInvalid, length, true, -1, good[:width]},
		{"one ciphertext more", wire.CodeInvalid, length, true, -1, append(bytes.Clone(good), good[:width]...)},
		{"none", wire.CodeInvalid, length, false, -1, nil},
	}
}
