package phe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// ErrObfuscatorsMalformed says that bytes are not what ExportObfuscators wrote.
var ErrObfuscatorsMalformed = errors.New("malformed obfuscators: wrong length")

// ExportObfuscators takes up to fresh hs^r and full r^n out of the pool, for
// another worker of the same page or program that encrypts under the same key,
// so that several can fill one pool. The form is two 4-byte counts and the
// numbers in the width of a ciphertext.
//
// The bytes are secret: whoever sees an obfuscator reads what is encrypted with it.
// They must not leave the machine.
func (e *Encryptor) ExportObfuscators(fresh, full int) []byte {
	taken := [2][]*big.Int{e.pool.takeMany(&e.pool.fresh, fresh), e.pool.takeMany(&e.pool.full, full)}
	size := e.key.CiphertextSize()
	out := make([]byte, 0, 8+(len(taken[0])+len(taken[1]))*size)
	for _, kind := range taken {
		out = binary.BigEndian.AppendUint32(out, uint32(len(kind)))
	}
	for _, kind := range taken {
		for _, o := range kind {
			out = append(out, o.FillBytes(make([]byte, size))...)
		}
	}
	return out
}

// ImportObfuscators puts what [Encryptor.ExportObfuscators] of another worker
// returned into the pool. Take it from nobody else: that an obfuscator was made
// at random cannot be seen from it. What is no unit, or 1 or n²−1, is refused as in
// [PublicKey.ParseVector], and then nothing is added.
func (e *Encryptor) ImportObfuscators(b []byte) error {
	if len(b) < 8 {
		return ErrObfuscatorsMalformed
	}
	fresh, full := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	count := uint64(fresh) + uint64(full)
	if uint64(len(b)-8) != count*uint64(e.key.CiphertextSize()) {
		return ErrObfuscatorsMalformed
	}
	cs, err := e.key.ParseVector(b[8:], int(count))
	if err != nil {
		return fmt.Errorf("failed to import obfuscators: %w", err)
	}
	for i, c := range cs {
		if i < int(fresh) {
			e.pool.put(&e.pool.fresh, c.number())
		} else {
			e.pool.put(&e.pool.full, c.number())
		}
	}
	return nil
}

// takeMany takes up to count obfuscators.
func (p *pool) takeMany(from *[]*big.Int, count int) []*big.Int {
	var out []*big.Int
	for len(out) < count {
		o := p.take(from)
		if o == nil {
			break
		}
		out = append(out, o)
	}
	return out
}
