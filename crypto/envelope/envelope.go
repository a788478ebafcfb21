// Package envelope owns the HPKE keys (RFC 9180) under which a model owner seals data to one data owner, so that the
// facilitator between them cannot open it. Every enrolment contains such a public key under the MAC of its invite, so the
// roster binds it from the first message on.
//
// The key encapsulation is the hybrid of ML-KEM-768 and X25519: a facilitator that records messages today cannot open
// them with a quantum computer later.
package envelope

import (
	"crypto/hpke"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/secret"
)

// PublicKeySize is the length of Key.Public in bytes.
const PublicKeySize = 1216

// Key is one data owner's private HPKE key for one training.
type Key struct {
	secret.Redacted
	private secret.Value[hpke.PrivateKey]
}

// NewKey makes a key from crypto/rand.
func NewKey() (*Key, error) {
	private, err := hpke.MLKEM768X25519().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("failed to generate envelope key: %w", err)
	}
	return &Key{private: secret.New(private)}, nil
}

// ParseKey parses the result of Key.Secret.
func ParseKey(b []byte) (*Key, error) {
	private, err := hpke.MLKEM768X25519().NewPrivateKey(b)
	if err != nil {
		return nil, errors.New("malformed envelope key")
	}
	return &Key{private: secret.New(private)}, nil
}

// Secret returns the private key as bytes, for the vault of its owner.
func (k *Key) Secret() ([]byte, error) { return k.private.Reveal().Bytes() }

// Public returns the public key, PublicKeySize bytes.
func (k *Key) Public() []byte { return k.private.Reveal().PublicKey().Bytes() }

// CheckPublic fails if b is not a valid public key.
func CheckPublic(b []byte) error {
	if _, err := hpke.MLKEM768X25519().NewPublicKey(b); err != nil {
		return fmt.Errorf("malformed envelope key: must be %d bytes of a valid ML-KEM-768 and X25519 key", PublicKeySize)
	}
	return nil
}
