package mask

import (
	"crypto/mlkem"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/secret"
)

// Sizes of ML-KEM-768 (FIPS 203) in bytes.
const (
	KEMKeySize        = mlkem.EncapsulationKeySize768 // 1,184
	EncapsulationSize = mlkem.CiphertextSize768       // 1,088
	KEMSeedSize       = mlkem.SeedSize                // 64
)

// KEMKey is an owner's ML-KEM-768 key for one training. Its public half is in the owner's enrolment.
type KEMKey struct {
	secret.Redacted
	private secret.Value[*mlkem.DecapsulationKey768]
}

// Shared is the secret of a pair that one of its owners encapsulated.
type Shared struct{ secret.Value[[32]byte] }

// NewShared returns a Shared that holds b.
func NewShared(b [32]byte) Shared { return Shared{secret.New(b)} }

func (s Shared) bytes() []byte { b := s.Reveal(); return b[:] }

// NewKEMKey makes a key from crypto/rand.
func NewKEMKey() (*KEMKey, error) {
	private, err := mlkem.GenerateKey768()
	if err != nil {
		return nil, fmt.Errorf("failed to generate KEM key: %w", err)
	}
	return &KEMKey{private: secret.New(private)}, nil
}

// KEMKeyFromSeed returns the key with the given Seed. It fails if seed is not 64 bytes long.
func KEMKeyFromSeed(seed []byte) (*KEMKey, error) {
	private, err := mlkem.NewDecapsulationKey768(seed)
	if err != nil {
		return nil, fmt.Errorf("malformed KEM key: must be %d bytes", KEMSeedSize)
	}
	return &KEMKey{private: secret.New(private)}, nil
}

// Seed returns the 64 secret bytes from which the key is rebuilt.
func (k *KEMKey) Seed() []byte { return k.private.Reveal().Bytes() }

// Public returns the encapsulation key, KEMKeySize bytes.
func (k *KEMKey) Public() []byte { return k.private.Reveal().EncapsulationKey().Bytes() }

// Decapsulate returns the shared secret of an encapsulation. ML-KEM rejects implicitly: bytes of the right length that
// were altered return an unrelated secret, and the masks made of it do not cancel.
func (k *KEMKey) Decapsulate(encapsulation []byte) (Shared, error) {
	b, err := k.private.Reveal().Decapsulate(encapsulation)
	if err != nil {
		return Shared{}, fmt.Errorf("malformed encapsulation: must be %d bytes", EncapsulationSize)
	}
	return NewShared([32]byte(b)), nil
}

// CheckKEMKey fails if public is not the encapsulation key of any KEMKey.
func CheckKEMKey(public []byte) error {
	if _, err := mlkem.NewEncapsulationKey768(public); err != nil {
		return errors.New("malformed KEM key: not an ML-KEM-768 encapsulation key")
	}
	return nil
}

// Encapsulate makes a fresh shared secret and its encapsulation to the holder of public.
func Encapsulate(public []byte) (shared Shared, encapsulation []byte, err error) {
	key, err := mlkem.NewEncapsulationKey768(public)
	if err != nil {
		return shared, nil, errors.New("malformed KEM key: not an ML-KEM-768 encapsulation key")
	}
	b, encapsulation := key.Encapsulate()
	return NewShared([32]byte(b)), encapsulation, nil
}
