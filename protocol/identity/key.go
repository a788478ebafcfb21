package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Key is an Ed25519 signing key. It implements wire.Signer. A data owner makes a fresh one for every training,
// so that two trainings cannot be linked by it.
type Key struct {
	secret.Redacted
	private secret.Value[ed25519.PrivateKey]
}

var _ wire.Signer = (*Key)(nil)

// NewKey makes a key from crypto/rand.
func NewKey() (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("failed to generate identity: %w", err)
	}
	return &Key{private: secret.New(private)}, nil
}

// KeyFromSeed returns the key with the given Seed, 32 bytes.
func KeyFromSeed(seed []byte) (*Key, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, errors.New("malformed identity seed: must be 32 bytes")
	}
	return &Key{private: secret.New(ed25519.NewKeyFromSeed(seed))}, nil
}

// Seed returns the 32 secret bytes from which KeyFromSeed makes the key.
func (k *Key) Seed() []byte { return k.private.Reveal().Seed() }

// Identity returns the public half.
func (k *Key) Identity() wire.Identity {
	return wire.Identity(k.private.Reveal().Public().(ed25519.PublicKey))
}

// Sign returns the 64-byte Ed25519 signature of msg. Use wire.Seal, which binds the protocol and the kind.
func (k *Key) Sign(msg []byte) []byte { return ed25519.Sign(k.private.Reveal(), msg) }
