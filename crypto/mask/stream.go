package mask

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"math/big"
)

// extraBytes is by how many bytes a mask is drawn longer than the modulus before it is reduced: 128 bits, so
// that its distance from uniform is below 2^-128. For a 3072-bit modulus that makes 400 bytes a plaintext.
const extraBytes = 16

// stream is AES-256-CTR over zeros under a fresh key: a seed serves one stream, so the counter starts at zero.
type stream struct {
	ctr cipher.Stream
	buf []byte
}

func newStream(seed []byte) (*stream, error) {
	block, err := aes.NewCipher(seed)
	if err != nil {
		return nil, fmt.Errorf("failed to start mask stream: %w", err)
	}
	return &stream{ctr: cipher.NewCTR(block, make([]byte, aes.BlockSize))}, nil
}

// next returns the next integer of the stream in [0, modulus).
func (s *stream) next(modulus *big.Int) *big.Int {
	size := (modulus.BitLen()+7)/8 + extraBytes
	if cap(s.buf) < size {
		s.buf = make([]byte, size)
	}
	b := s.buf[:size]
	clear(b)
	s.ctr.XORKeyStream(b, b)
	v := new(big.Int).SetBytes(b)
	return v.Mod(v, modulus)
}

// addStream adds the stream of seed to dst modulo modulus, or subtracts it.
func addStream(dst []*big.Int, seed []byte, modulus *big.Int, add bool) error {
	stream, err := newStream(seed)
	if err != nil {
		return err
	}
	for _, m := range dst {
		v := stream.next(modulus)
		if add {
			m.Add(m, v)
		} else {
			m.Sub(m, v)
		}
		m.Mod(m, modulus)
	}
	return nil
}
