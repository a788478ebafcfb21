package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// An owner key lets data owners recognise each other across trainings, in which identities are fresh: they vouch for it,
// and their ledgers name the owners of earlier sums by it. It is an Ed25519 key derived from the master secret of an
// owner's vault and it signs each new identity, so one owner cannot bring another's key into a roster. It travels sealed
// under the training key: the facilitator cannot link an owner's trainings; model owners and other owners can.

// Master is the secret from which an owner's key comes. It outlives trainings.
type Master struct{ secret.Value[[32]byte] }

// NewMaster draws a master secret from crypto/rand.
func NewMaster() Master { return Master{secret.Random()} }

// OwnerKey is the public half: the same in all trainings of one vault.
type OwnerKey [32]byte

const ownerKeyPrefix = "owner1"

// String returns the key as one line, for example in a members' file: "owner1" and 58 letters and digits that hold the
// key and a checksum.
func (k OwnerKey) String() string {
	return ownerKeyPrefix + base32Lower.EncodeToString(append(k[:], ownerKeyCheck(k)...))
}

// Words returns the words by which people compare the key by voice.
func (k OwnerKey) Words() string { return Words(k) }

// ParseOwnerKey reads a line as OwnerKey.String writes it. Space around it is ignored.
func ParseOwnerKey(s string) (k OwnerKey, err error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(s), ownerKeyPrefix)
	if !ok {
		return k, fmt.Errorf("malformed owner key: must begin with %q", ownerKeyPrefix)
	}
	b, err := base32Lower.DecodeString(text)
	if err != nil || len(b) != len(k)+checkSize || base32Lower.EncodeToString(b) != text {
		return k, errors.New("malformed owner key: it seems cut or altered")
	}
	copy(k[:], b)
	if string(b[len(k):]) != string(ownerKeyCheck(k)) {
		return OwnerKey{}, errors.New("malformed owner key: a character is wrong; copy it again")
	}
	return k, nil
}

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ownerKeyCheck catches typing and copying mistakes; it is no protection against an attacker.
func ownerKeyCheck(k OwnerKey) []byte {
	sum := sha256.Sum256(append([]byte("blindfit/2/owner key line\x00"), k[:]...))
	return sum[:checkSize]
}

// TagSize is the length of a sealed owner key in bytes.
const TagSize = gcmNonceSize + 32 + 64 + 16

const ownerKeyKind wire.Kind = "owner key"

// membership is the statement that an owner key signs.
type membership struct {
	Training wire.TrainingID `json:"training"`
	Identity wire.Identity   `json:"identity"`
}

func (m Master) key() (*Key, error) { return KeyFromSeed(derive(m.Value, "blindfit/2/owner key", 32)) }

// OwnerKey returns the public half.
func (m Master) OwnerKey() (OwnerKey, error) {
	key, err := m.key()
	if err != nil {
		return OwnerKey{}, err
	}
	return OwnerKey(key.Identity()), nil
}

// SealTag signs identity id in training t with the owner key and seals both under the training key.
func (m Master) SealTag(k TrainingKey, t wire.TrainingID, id wire.Identity) ([]byte, error) {
	key, err := m.key()
	if err != nil {
		return nil, err
	}
	signed, err := wire.Seal(ownerKeyKind, membership{t, id}, key)
	if err != nil {
		return nil, err
	}
	aead, err := aeadFor(k, "blindfit/2/tag")
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcmNonceSize)
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, append(signed.Signer[:], signed.Signature...), id[:]), nil
}

// ErrTag is returned if a tag does not open, or if its owner key did not sign its identity.
var ErrTag = errors.New("invalid tag: does not hold an owner key that signed this identity")

// OpenTag opens a tag that SealTag made for the same training and identity, and checks its signature. It returns ErrTag
// if one of the two fails.
func OpenTag(k TrainingKey, t wire.TrainingID, id wire.Identity, tag []byte) (OwnerKey, error) {
	aead, err := aeadFor(k, "blindfit/2/tag")
	if err != nil {
		return OwnerKey{}, err
	}
	if len(tag) != TagSize {
		return OwnerKey{}, ErrTag
	}
	plain, err := aead.Open(nil, tag[:gcmNonceSize], tag[gcmNonceSize:], id[:])
	if err != nil {
		return OwnerKey{}, ErrTag
	}
	body, err := wire.Marshal(membership{t, id})
	if err != nil {
		return OwnerKey{}, err
	}
	s := wire.Signed{Kind: ownerKeyKind, Body: body, Signer: wire.Identity(plain[:32]), Signature: plain[32:]}
	if err := s.Verify(); err != nil {
		return OwnerKey{}, ErrTag
	}
	return OwnerKey(plain[:32]), nil
}
