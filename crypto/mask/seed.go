package mask

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/internal/secret"
)

// Seed is the secret that an owner reveals in a round with noise. Its upload carries the seed's stream, so the sum of a
// list opens only after every owner of the list has revealed its seed. An owner reveals it after it has seen that all
// uploads are in and has charged its privacy budget: if another owner's upload is missing, the attempt costs no budget.
type Seed struct{ secret.Value[[32]byte] }

// NewSeed returns the Seed that holds b.
func NewSeed(b [32]byte) Seed { return Seed{secret.New(b)} }

func (s Seed) bytes() []byte { b := s.Reveal(); return b[:] }

// RevealSeed derives the seed of an attempt from a secret that the owner keeps and the attempt's list digest. The same
// attempt has the same seed after a restart.
func RevealSeed(kept []byte, list [32]byte) (Seed, error) {
	b, err := hkdf.Key(sha256.New, kept, nil, label("reveal seed", list[:]), 32)
	if err != nil {
		return Seed{}, fmt.Errorf("failed to derive seed: %w", err)
	}
	return NewSeed([32]byte(b)), nil
}

// Commitment is the digest in an upload's head that the revealed seed must match. The seed has 256 random bits, so
// the digest hides it.
func (s Seed) Commitment(list [32]byte, owner ID) [32]byte {
	return sha256.Sum256([]byte(label("seed commitment", list[:], owner[:], s.bytes())))
}

// Matches reports whether s is the seed that owner committed to.
func (s Seed) Matches(commitment, list [32]byte, owner ID) bool {
	own := s.Commitment(list, owner)
	return subtle.ConstantTimeCompare(own[:], commitment[:]) == 1
}

// Add adds the seed's stream to an owner's mask, modulo modulus.
func (s Seed) Add(mask []*big.Int, list [32]byte, owner ID, modulus *big.Int) error {
	return s.apply(mask, list, owner, modulus, true)
}

// Remove subtracts the seed's stream from a sum of masked plaintexts, modulo modulus.
func (s Seed) Remove(sum []*big.Int, list [32]byte, owner ID, modulus *big.Int) error {
	return s.apply(sum, list, owner, modulus, false)
}

func (s Seed) apply(dst []*big.Int, list [32]byte, owner ID, modulus *big.Int, add bool) error {
	key, err := hkdf.Key(sha256.New, s.bytes(), nil, label("reveal", list[:], owner[:]), 32)
	if err != nil {
		return fmt.Errorf("failed to derive mask: %w", err)
	}
	return addStream(dst, key, modulus, add)
}
