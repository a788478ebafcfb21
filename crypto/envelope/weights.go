package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/internal/secret"
)

// Shared weights are readable by owners, not by the facilitator. They are encrypted once for a round, under a fresh
// round key, which is sealed to each owner separately:
//
//	sealed weights = AES-256-GCM(round key, salt ‖ weights; context)
//	box for owner  = HPKE(owner's public key, round key; info = context ‖ owner)
//	commitment     = SHA-256("blindfit/2/weights commitment" ‖ context ‖ salt ‖ weights)
//
// The commitment goes into the open message, and by its digest into every owner's keys message: if one owner is given
// different weights, it notices. The salt is random and travels sealed, so the commitment cannot be used to test a
// guess of the weights.

// Context binds envelopes to one round of one training. Attempts at a round repeat the same weights.
type Context struct {
	Training [32]byte
	Round    int
}

func (c Context) info(purpose string, more ...byte) []byte {
	b := []byte("blindfit/2/" + purpose + "\x00")
	b = append(b, c.Training[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(c.Round))
	return append(b, more...)
}

// RoundKey encrypts the weights of one round.
type RoundKey = secret.Value[[roundKeySize]byte]

// Commitment is the salted digest of a round's weights.
type Commitment [32]byte

// ErrEnvelope means that an envelope does not open: another key, round or owner, or altered bytes.
var ErrEnvelope = errors.New("invalid envelope: does not open")

// ErrCommitment means that weights open but are not those the open message commits to.
var ErrCommitment = errors.New("invalid weights: not those the model owner committed to")

const (
	roundKeySize = 32
	saltSize     = 32
	tagSize      = 16 // of AES-GCM
	// BoxSize is the length of a sealed round key: the encapsulated keys of ML-KEM-768 and X25519, the key and a tag.
	BoxSize = 1088 + 32 + roundKeySize + tagSize
)

// SealedSize returns the length in bytes of sealed weights, given the length of the weights.
func SealedSize(weights int) int { return saltSize + weights + tagSize }

// SealWeights encrypts a round's weights under a fresh round key and commits to them.
func SealWeights(c Context, weights []byte) (sealed []byte, key RoundKey, commitment Commitment, err error) {
	key = secret.Random()
	salt := make([]byte, saltSize)
	rand.Read(salt)
	aead, err := weightsAEAD(key)
	if err != nil {
		return nil, RoundKey{}, Commitment{}, err
	}
	plain := slices.Concat(salt, weights)
	// The key is fresh and encrypts this one message, so the nonce is zero.
	sealed = aead.Seal(nil, make([]byte, aead.NonceSize()), plain, c.info("weights"))
	return sealed, key, commit(c, plain), nil
}

// OpenWeights decrypts the result of SealWeights. It fails if the weights do not match the commitment.
func OpenWeights(c Context, key RoundKey, sealed []byte, commitment Commitment) ([]byte, error) {
	aead, err := weightsAEAD(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, c.info("weights"))
	if err != nil || len(plain) < saltSize {
		return nil, ErrEnvelope
	}
	if got := commit(c, plain); subtle.ConstantTimeCompare(got[:], commitment[:]) != 1 {
		return nil, ErrCommitment
	}
	return plain[saltSize:], nil
}

// commit hashes salt ‖ weights; the context has a fixed width.
func commit(c Context, plain []byte) Commitment {
	return sha256.Sum256(append(c.info("weights commitment"), plain...))
}

func weightsAEAD(key RoundKey) (cipher.AEAD, error) {
	k := key.Reveal()
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// SealKey seals a round key to the owner with the given public key and identity.
func SealKey(c Context, public []byte, owner [32]byte, key RoundKey) ([]byte, error) {
	pk, err := hpke.MLKEM768X25519().NewPublicKey(public)
	if err != nil {
		return nil, CheckPublic(public)
	}
	k := key.Reveal()
	box, err := hpke.Seal(pk, hpke.HKDFSHA256(), hpke.AES256GCM(), c.info("round key", owner[:]...), k[:])
	if err != nil {
		return nil, fmt.Errorf("failed to seal round key: %w", err)
	}
	return box, nil
}

// OpenKey opens the round key sealed to this key for the same round and owner.
func (k *Key) OpenKey(c Context, owner [32]byte, box []byte) (RoundKey, error) {
	plain, err := hpke.Open(k.private.Reveal(), hpke.HKDFSHA256(), hpke.AES256GCM(), c.info("round key", owner[:]...), box)
	if err != nil || len(plain) != roundKeySize {
		return RoundKey{}, ErrEnvelope
	}
	return secret.New([roundKeySize]byte(plain)), nil
}
