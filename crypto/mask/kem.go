package mask

import (
	"crypto/mlkem"
	"errors"
	"fmt"
)

// Sizes of ML-KEM-768 (FIPS 203) in bytes.
const (
	KEMKeySize        = mlkem.EncapsulationKeySize768 // 1,184
	EncapsulationSize = mlkem.CiphertextSize768       // 1,088
	KEMSeedSize       = mlkem.SeedSize                // 64
)

// KEMKey is an owner's ML-KEM-768 key for one training. Its public half is in the owner's enrolment.
type KEMKey struct {
	private *mlkem.DecapsulationKey768
}

// NewKEMKey makes a key from crypto/rand.
func NewKEMKey() (*KEMKey, error) {
	private, err := mlkem.GenerateKey768()
	if err != nil {
		return nil, fmt.Errorf("failed to generate KEM key: %w", err)
	}
	return &KEMKey{private}, nil
}

// KEMKeyFromSeed rebuilds the key whose Seed is the given 64 bytes.
func KEMKeyFromSeed(seed []byte) (*KEMKey, error) {
	private, err := mlkem.NewDecapsulationKey768(seed)
	if err != nil {
		return nil, fmt.Errorf("malformed KEM key: must be %d bytes", KEMSeedSize)
	}
	return &KEMKey{private}, nil
}

// Seed returns the 64 secret bytes from which the key is rebuilt.
func (k *KEMKey) Seed() []byte { return k.private.Bytes() }

// Public returns the encapsulation key, KEMKeySize bytes.
func (k *KEMKey) Public() []byte { return k.private.EncapsulationKey().Bytes() }

// Format redacts the key under every verb of fmt.
func (k *KEMKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// MarshalText redacts the key in JSON and structured logs.
func (k *KEMKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Decapsulate returns the shared secret of an encapsulation. ML-KEM rejects implicitly: bytes of the right length that
// were altered return an unrelated secret, and the masks made of it do not cancel.
func (k *KEMKey) Decapsulate(encapsulation []byte) (shared [32]byte, err error) {
	b, err := k.private.Decapsulate(encapsulation)
	if err != nil {
		return shared, fmt.Errorf("malformed encapsulation: must be %d bytes", EncapsulationSize)
	}
	return [32]byte(b), nil
}

// CheckKEMKey returns an error unless public is the encapsulation key of some KEMKey.
func CheckKEMKey(public []byte) error {
	if _, err := mlkem.NewEncapsulationKey768(public); err != nil {
		return errors.New("malformed KEM key: not an ML-KEM-768 encapsulation key")
	}
	return nil
}

// Encapsulate makes a fresh shared secret and its encapsulation to the holder of public.
func Encapsulate(public []byte) (shared [32]byte, encapsulation []byte, err error) {
	key, err := mlkem.NewEncapsulationKey768(public)
	if err != nil {
		return shared, nil, errors.New("malformed KEM key: not an ML-KEM-768 encapsulation key")
	}
	b, encapsulation := key.Encapsulate()
	return [32]byte(b), encapsulation, nil
}
