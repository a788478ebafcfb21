package privkey

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/phe"
)

// keyMagic opens the bytes of a private key and carries their version.
const keyMagic = "blindfit-paillier-private-key-v1"

// Marshal returns the key's one form: a magic, the length of n in bits (2
// bytes), then n, the larger prime and the smaller one, big-endian, in their
// full width. The bytes are the secret itself: give them to [WriteSecretFile].
func (k *Key) Marshal() []byte {
	bits, private := k.public.Bits(), k.private.Reveal()
	out := binary.BigEndian.AppendUint16([]byte(keyMagic), uint16(bits))
	out = append(out, k.public.Bytes()...)
	out = append(out, private.p.prime.FillBytes(make([]byte, bits/16))...)
	return append(out, private.q.prime.FillBytes(make([]byte, bits/16))...)
}

// Parse reads what [Key.Marshal] wrote and checks all of it again: p·q = n, both
// prime and with every property that [Generate] promises. What parses marshals
// to the same bytes. Errors wrap [ErrKeyMalformed], [ErrKeyBits],
// [ErrKeyProduct], [ErrKeyPrimes] or a reason of [phe.NewPublicKey].
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
