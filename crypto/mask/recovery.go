package mask

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/internal/secret"
)

// Recovery from dropouts (Bonawitz and others 2017, section 4.1): every owner also adds a self mask from a seed
// b_i, and shares both b_i and its private mask key among the cohort. After the survivors are agreed, the cohort
// opens b_i of each survivor and the private key of each owner that dropped out, never both for one owner: the
// first unmasks the sum, the second removes the pairwise masks that lost their counterpart. Without the self
// mask a facilitator could declare an owner dropped whose upload it holds, and open that upload.

// Seed is the seed of an owner's self mask in one attempt.
type Seed struct{ secret.Value[[32]byte] }

// NewSeed draws a seed from crypto/rand.
func NewSeed() Seed { return Seed{secret.Random()} }

// Commitment is the digest in the keys message that the opened seed must match. The seed has 256 random bits, so
// the digest hides it.
func (s Seed) Commitment() [32]byte {
	b := s.Reveal()
	return sha256.Sum256(append([]byte("blindfit/1/self mask commitment\x00"), b[:]...))
}

// Matches reports whether s opens a commitment.
func (s Seed) Matches(commitment [32]byte) bool {
	own := s.Commitment()
	return subtle.ConstantTimeCompare(own[:], commitment[:]) == 1
}

// AddSelf adds owner self's self mask to a mask from Pairwise, modulo modulus.
func (s Seed) AddSelf(mask []*big.Int, c Context, self ID, modulus *big.Int) error {
	b := s.Reveal()
	key, err := hkdf.Key(sha256.New, b[:], nil, c.info("self", self[:]), 32)
	if err != nil {
		return fmt.Errorf("failed to derive self mask: %w", err)
	}
	return addStream(mask, key, modulus, true)
}

// Secret returns the private key's bytes, to be shared among the cohort.
func (k *KeyPair) Secret() [32]byte { return [32]byte(k.private.Reveal().Bytes()) }

// KeyPairFromSecret rebuilds the pair whose Secret was recovered.
func KeyPairFromSecret(b [32]byte) (*KeyPair, error) {
	private, err := ecdh.X25519().NewPrivateKey(b[:])
	if err != nil {
		return nil, errors.New("malformed mask key")
	}
	return &KeyPair{private: secret.New(private)}, nil
}

// Shares is what one owner holds for another: a share of its self mask seed and one of its private mask key.
type Shares struct {
	Seed Share
	Key  Share
}

// SealedSize is the length of sealed shares in bytes.
const SealedSize = 2*33 + 16

// SealShares encrypts from's shares for owner to under the key that k (from's share key) agrees on with to's
// share key. The key depends on the direction and is used once, so the nonce is zero.
func (k *KeyPair) SealShares(c Context, from, to ID, toKey [32]byte, s Shares) ([]byte, error) {
	aead, err := k.shareAEAD(c, from, to, toKey)
	if err != nil {
		return nil, err
	}
	plain := append([]byte{s.Seed.X}, s.Seed.Y[:]...)
	plain = append(append(plain, s.Key.X), s.Key.Y[:]...)
	return aead.Seal(nil, make([]byte, aead.NonceSize()), plain, shareData(c, from, to)), nil
}

// OpenShares decrypts what from sealed for to, whose share key is k. It fails for another attempt, pair or
// direction, for altered bytes, and for shares at other coordinates than want, the recipient's.
func (k *KeyPair) OpenShares(c Context, from, to ID, fromKey [32]byte, sealed []byte, want byte) (Shares, error) {
	aead, err := k.shareAEAD(c, from, to, fromKey)
	if err != nil {
		return Shares{}, err
	}
	if len(sealed) != SealedSize {
		return Shares{}, fmt.Errorf("malformed shares: must be %d bytes", SealedSize)
	}
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, shareData(c, from, to))
	if err != nil {
		return Shares{}, errors.New("invalid shares: do not open")
	}
	s := Shares{Share{plain[0], [32]byte(plain[1:33])}, Share{plain[33], [32]byte(plain[34:])}}
	if s.Seed.X != want || s.Key.X != want {
		return Shares{}, errors.New("invalid shares: for another coordinate")
	}
	return s, nil
}

func (k *KeyPair) shareAEAD(c Context, from, to ID, peer [32]byte) (cipher.AEAD, error) {
	key, err := k.derive(peer, "share", c, from, to)
	if err != nil {
		return nil, fmt.Errorf("failed to agree on share key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func shareData(c Context, from, to ID) []byte { return []byte(c.info("share data", from[:], to[:])) }

// Survivor is an owner whose upload is in the sum, with its opened seed and the public key from its keys message.
type Survivor struct {
	ID   ID
	Key  [32]byte
	Seed Seed
}

// Dropped is an owner that shared its secrets but is not in the sum, with its opened mask key.
type Dropped struct {
	ID   ID
	Pair *KeyPair
}

// Residue returns what the survivors' masks add up to, count integers in [0, modulus): all their self masks and
// their pairwise masks with the dropped. Subtracting it from the sum of their masked plaintexts leaves the sum
// of their updates.
func Residue(c Context, survivors []Survivor, dropped []Dropped, modulus *big.Int, count int) ([]*big.Int, error) {
	sum := zeros(count)
	for _, s := range survivors {
		if err := s.Seed.AddSelf(sum, c, s.ID, modulus); err != nil {
			return nil, err
		}
	}
	// What a survivor added for its pair with a dropped owner is the negative of what that owner would have.
	lost := zeros(count)
	for i, d := range dropped {
		for _, s := range survivors {
			if err := d.Pair.addPairwise(lost, c, d.ID, Peer{s.ID, s.Key}, modulus); err != nil {
				return nil, fmt.Errorf("failed to recover mask of dropped owner %d: %w", i, err)
			}
		}
	}
	for i := range sum {
		sum[i].Sub(sum[i], lost[i]).Mod(sum[i], modulus)
	}
	return sum, nil
}
