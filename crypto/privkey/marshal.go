package privkey

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/phe"
)

// keyMagic starts the bytes of a private key and contains their version.
const keyMagic = "blindfit-paillier-private-key-v1"

// Marshal returns the key as bytes: a magic string, the length of n in bits (2 bytes),
// then n, the larger prime and the smaller prime, big-endian, in full width. The bytes
// are secret: pass them to package secretfile.
func (k *Key) Marshal() []byte {
	bits, private := k.public.Bits(), k.private.Reveal()
	out := binary.BigEndian.AppendUint16([]byte(keyMagic), uint16(bits))
	out = append(out, k.public.Bytes()...)
	out = append(out, private.p.prime.FillBytes(make([]byte, bits/16))...)
	return append(out, private.q.prime.FillBytes(make([]byte, bits/16))...)
}

// Parse reads the bytes of [Key.Marshal] and checks everything again: that p·q = n, and
// that both are prime and have the properties of [Generate]. A parsed key marshals to
// the same bytes. Errors wrap [ErrKeyMalformed], [ErrKeyBits], [ErrKeyProduct],
// [ErrKeyPrimes] or an error of [phe.NewPublicKey].
func Parse(b []byte) (*Key, error) {
	head := len(keyMagic) + 2
	if len(b) < head || string(b[:len(keyMagic)]) != keyMagic {
		return nil, fmt.Errorf("%w: unknown format or version", ErrKeyMalformed)
	}
	bits := int(binary.BigEndian.Uint16(b[len(keyMagic):]))
	if bits < phe.MinBits || bits > phe.MaxBits || bits%64 != 0 {
		return nil, ErrKeyBits
	}
	if len(b) != head+bits/4 {
		return nil, fmt.Errorf("%w: wrong length", ErrKeyMalformed)
	}
	b = b[head:]
	n := new(big.Int).SetBytes(b[:bits/8])
	p := new(big.Int).SetBytes(b[bits/8 : bits/8+bits/16])
	q := new(big.Int).SetBytes(b[bits/8+bits/16:])
	if new(big.Int).Mul(p, q).Cmp(n) != 0 {
		return nil, ErrKeyProduct
	}
	if !goodPair(p, q, bits) || !p.ProbablyPrime(primeRounds) || !q.ProbablyPrime(primeRounds) {
		return nil, ErrKeyPrimes
	}
	public, err := phe.NewPublicKey(n)
	if err != nil {
		return nil, fmt.Errorf("failed to check the public half: %w", err)
	}
	return newKey(public, p, q)
}
