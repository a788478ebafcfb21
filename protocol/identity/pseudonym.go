package identity

import (
	"crypto/rand"
	"errors"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A pseudonym lets data owners of one model owner recognise each other across its trainings, where identities are
// fresh, so that they can refuse a cohort whose sum could be subtracted from an earlier one. It is an Ed25519 key
// derived from a master secret and the model owner, and it signs each new identity: nobody can bring another
// owner's pseudonym into a cohort. It travels sealed under the training key, so the facilitator cannot link an
// owner's trainings; the model owner, who invites, can.

// Master is the secret that an owner's pseudonyms come from. It outlives trainings.
type Master struct{ secret.Value[[32]byte] }

// NewMaster draws a master secret from crypto/rand.
func NewMaster() Master { return Master{secret.Random()} }

// Pseudonym is the public half: the same in all trainings of one owner for one model owner.
type Pseudonym [32]byte

// TagSize is the length of a sealed pseudonym in bytes.
const TagSize = gcmNonceSize + 32 + 64 + 16

const pseudonymKind wire.Kind = "pseudonym"

// statement is what a pseudonym signs.
type statement struct {
	Training wire.TrainingID `json:"training"`
	Identity wire.Identity   `json:"identity"`
}

// key derives the pseudonym's key for one model owner.
func (m Master) key(modelOwner wire.Identity) (*Key, error) {
	return KeyFromSeed(derive(m.Value, "blindfit/1/pseudonym\x00"+string(modelOwner[:]), 32))
}

// SealTag signs identity in training t with the pseudonym for modelOwner and seals both under the training key.
func (m Master) SealTag(k TrainingKey, t wire.TrainingID, modelOwner, id wire.Identity) ([]byte, error) {
	key, err := m.key(modelOwner)
	if err != nil {
		return nil, err
	}
	signed, err := wire.Seal(pseudonymKind, statement{t, id}, key)
	if err != nil {
		return nil, err
	}
	aead, err := aeadFor(k, "blindfit/1/tag")
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcmNonceSize)
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, append(signed.Signer[:], signed.Signature...), id[:]), nil
}

// ErrTag means that a tag does not open, or does not vouch for its identity.
var ErrTag = errors.New("invalid tag: does not hold a pseudonym that signed this identity")

// OpenTag opens what SealTag made for the same training and identity and checks its signature.
func OpenTag(k TrainingKey, t wire.TrainingID, id wire.Identity, tag []byte) (Pseudonym, error) {
	aead, err := aeadFor(k, "blindfit/1/tag")
	if err != nil {
		return Pseudonym{}, err
	}
	if len(tag) != TagSize {
		return Pseudonym{}, ErrTag
	}
	plain, err := aead.Open(nil, tag[:gcmNonceSize], tag[gcmNonceSize:], id[:])
	if err != nil {
		return Pseudonym{}, ErrTag
	}
	body, err := wire.Marshal(statement{t, id})
	if err != nil {
		return Pseudonym{}, err
	}
	s := wire.Signed{Kind: pseudonymKind, Body: body, Signer: wire.Identity(plain[:32]), Signature: plain[32:]}
	if err := s.Verify(); err != nil {
		return Pseudonym{}, ErrTag
	}
	return Pseudonym(plain[:32]), nil
}
