package phe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// ErrObfuscatorsMalformed means that bytes are no result of ExportObfuscators.
var ErrObfuscatorsMalformed = errors.New("malformed obfuscators: wrong length")

// ExportObfuscators removes up to fresh hs^r and full r^n from the pool, for another
// worker of the same page or program that encrypts under the same key, so that
// several workers can fill one pool. The bytes are two 4-byte counts and the numbers
// in the width of a ciphertext.
//
// The bytes are secret and must not leave the machine: an obfuscator decrypts the
// ciphertext that it is used for.
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

// ImportObfuscators adds the obfuscators that [Encryptor.ExportObfuscators] of
// another worker of the same program returned. No check can decide if an obfuscator
// is random, so b must not come from elsewhere. ImportObfuscators refuses numbers as
// [PublicKey.ParseVector] does, and then adds none.
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

// takeMany removes and returns up to count obfuscators.
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
