package attempt

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Noise is where the noise of one sum comes from: pseudorandom bytes that depend on the vault's master secret, the
// training, the round, the owners of the list and the values. The same values over the same list therefore have the same
// noise in every attempt, also after a restart, and repeating them discloses nothing more. Another list, or other values,
// have noise of their own.
type Noise struct {
	io.Reader
	// Release identifies a noisy sum of a round: attempts that disclose the same noisy values have the same one. Without
	// the master secret it discloses nothing about the values.
	Release string
}

// noiseVersion changes if the draws from a stream of bytes change.
const noiseVersion = 1

// NoiseOf returns the noise for the values of an owner, before they have any.
func NoiseOf(master identity.Master, l *protocol.List, kind wire.RoundKind, values []*big.Int) (*Noise, error) {
	h := sha256.New()
	h.Write([]byte(wire.Domain("noise")))
	number(h, noiseVersion)
	h.Write(l.Training[:])
	number(h, l.Ref.Round)
	part(h, []byte(kind))
	number(h, len(l.Owners))
	for _, id := range l.Owners {
		h.Write(id[:])
	}
	number(h, len(values))
	for _, v := range values {
		number(h, v.Sign()+1)
		part(h, v.Bytes())
	}
	secret := master.Reveal()
	key, err := hkdf.Key(sha256.New, secret[:], nil, wire.Domain("noise")+string(h.Sum(nil)), 32+16)
	if err != nil {
		return nil, fmt.Errorf("failed to derive noise: %w", err)
	}
	stream, err := mask.NewReader(key[:32])
	if err != nil {
		return nil, err
	}
	return &Noise{Reader: stream, Release: hex.EncodeToString(key[32:])}, nil
}

// Format redacts the stream under every verb of fmt.
func (n *Noise) Format(f fmt.State, _ rune) { fmt.Fprint(f, "[redacted]") }

func number(h hash.Hash, n int) { h.Write(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func part(h hash.Hash, b []byte) {
	number(h, len(b))
	h.Write(b)
}
