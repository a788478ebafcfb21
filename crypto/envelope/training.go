package envelope

import (
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/secret"
)

// A model owner seals the training key to each trustee, so that it can read the training file that it is asked to accept.
// The KEM is X25519 alone, with a public key short enough for a line of text: the only secret that a quantum computer opens later is the
// training file, and no mask or row hangs on it.

// TrusteeKey is a trustee's long-term key for training keys.
type TrusteeKey struct {
	secret.Redacted
	private secret.Value[*ecdh.PrivateKey]
}

// TrusteeKeyFromSeed returns the key of 32 secret bytes.
func TrusteeKeyFromSeed(seed [32]byte) (*TrusteeKey, error) {
	private, err := ecdh.X25519().NewPrivateKey(seed[:])
	if err != nil {
		return nil, errors.New("malformed trustee key")
	}
	return &TrusteeKey{private: secret.New(private)}, nil
}

// Public returns the public key.
func (k *TrusteeKey) Public() [32]byte { return [32]byte(k.private.Reveal().PublicKey().Bytes()) }

func trainingInfo(bound [32]byte) []byte {
	return append([]byte("blindfit/2/training key\x00"), bound[:]...)
}

// SealTrainingKey seals a training key to a trustee. bound is the nonce of the training's manifest.
func SealTrainingKey(to, bound, key [32]byte) ([]byte, error) {
	point, err := ecdh.X25519().NewPublicKey(to[:])
	if err != nil {
		return nil, errors.New("malformed trustee key")
	}
	public, err := hpke.NewDHKEMPublicKey(point)
	if err != nil {
		return nil, errors.New("malformed trustee key")
	}
	box, err := hpke.Seal(public, hpke.HKDFSHA256(), hpke.AES256GCM(), trainingInfo(bound), key[:])
	if err != nil {
		return nil, fmt.Errorf("failed to seal the training key: %w", err)
	}
	return box, nil
}

// OpenTrainingKey opens the result of SealTrainingKey.
func (k *TrusteeKey) OpenTrainingKey(bound [32]byte, box []byte) (key [32]byte, err error) {
	private, err := hpke.NewDHKEMPrivateKey(k.private.Reveal())
	if err != nil {
		return key, fmt.Errorf("failed to open the training key: %w", err)
	}
	plain, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.AES256GCM(), trainingInfo(bound), box)
	if err != nil || len(plain) != len(key) {
		return key, errors.New("invalid box: the training key was not sealed to this trustee for this training")
	}
	return [32]byte(plain), nil
}
