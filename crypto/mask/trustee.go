package mask

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/internal/secret"
)

// With trustees an owner sends once and leaves. It adds one stream for each trustee to its plaintexts; each trustee takes the
// sum of its streams over a cell of owners off again. Every trustee must answer, so one that does not collude keeps
// everything below a cell hidden.
//
//	seed_j = HKDF-SHA256(secret_j, no salt, "blindfit/2/trustee seed" ‖ 0 ‖ training ‖ owner ‖ trustee ‖ all encapsulations ‖ j)
//
// secret_j is exported from HPKE (RFC 9180) with the hybrid KEM of ML-KEM-768 and X25519 (X-Wing).

// Sizes of the hybrid KEM in bytes.
const (
	TrusteeKeySize           = 1216
	TrusteeEncapsulationSize = 1120
)

// TrusteeKey is a trustee's KEM key for one training.
type TrusteeKey struct {
	secret.Redacted
	private secret.Value[hpke.PrivateKey]
}

// NewTrusteeKey makes a key from crypto/rand.
func NewTrusteeKey() (*TrusteeKey, error) {
	private, err := hpke.MLKEM768X25519().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("failed to generate trustee key: %w", err)
	}
	return &TrusteeKey{private: secret.New(private)}, nil
}

// ParseTrusteeKey parses the result of Secret.
func ParseTrusteeKey(b []byte) (*TrusteeKey, error) {
	private, err := hpke.MLKEM768X25519().NewPrivateKey(b)
	if err != nil {
		return nil, errors.New("malformed trustee key")
	}
	return &TrusteeKey{private: secret.New(private)}, nil
}

// Secret returns the private key as bytes, for the ledger of its trustee.
func (k *TrusteeKey) Secret() ([]byte, error) { return k.private.Reveal().Bytes() }

// Public returns the public key, TrusteeKeySize bytes.
func (k *TrusteeKey) Public() []byte { return k.private.Reveal().PublicKey().Bytes() }

// CheckTrusteeKey fails if b is no public key of a trustee.
func CheckTrusteeKey(b []byte) error {
	if _, err := hpke.MLKEM768X25519().NewPublicKey(b); err != nil {
		return fmt.Errorf("malformed trustee key: must be %d bytes of a valid ML-KEM-768 and X25519 key", TrusteeKeySize)
	}
	return nil
}

const trusteeSecret = "blindfit/2/trustee secret\x00"

// EncapsulateToTrustee makes a fresh shared secret and its encapsulation to the holder of public, TrusteeEncapsulationSize
// bytes. training is bound into the secret.
func EncapsulateToTrustee(public []byte, training [32]byte) (shared Shared, encapsulation []byte, err error) {
	key, err := hpke.MLKEM768X25519().NewPublicKey(public)
	if err != nil {
		return shared, nil, errors.New("malformed trustee key")
	}
	encapsulation, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(label("trustee", training[:])))
	if err != nil {
		return shared, nil, fmt.Errorf("failed to encapsulate: %w", err)
	}
	b, err := sender.Export(trusteeSecret, 32)
	if err != nil {
		return shared, nil, fmt.Errorf("failed to encapsulate: %w", err)
	}
	return NewShared([32]byte(b)), encapsulation, nil
}

// Decapsulate returns the shared secret of an encapsulation. Bytes of the right length that were altered return an
// unrelated secret or an error.
func (k *TrusteeKey) Decapsulate(encapsulation []byte, training [32]byte) (shared Shared, err error) {
	recipient, err := hpke.NewRecipient(encapsulation, k.private.Reveal(), hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(label("trustee", training[:])))
	if err != nil {
		return shared, fmt.Errorf("malformed encapsulation: must be %d bytes with a valid X25519 key", TrusteeEncapsulationSize)
	}
	b, err := recipient.Export(trusteeSecret, 32)
	if err != nil {
		return shared, fmt.Errorf("failed to decapsulate: %w", err)
	}
	return NewShared([32]byte(b)), nil
}

// Contribution is the context of the masks of one contribution for one trustee.
type Contribution struct {
	Training       [32]byte
	Owner          ID
	Trustee        [32]byte // digest of the trustee's keys
	Encapsulations [32]byte // root over the encapsulations to all trustees
	Index          int      // of the trustee in the manifest, from 0
}

func (c Contribution) derive(s Shared, purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, s.bytes(), nil, label(purpose, c.Training[:], c.Owner[:], c.Trustee[:], c.Encapsulations[:], []byte{byte(c.Index)}), 32)
	if err != nil {
		return nil, fmt.Errorf("failed to derive %s: %w", purpose, err)
	}
	return key, nil
}

// AddMask adds the stream of a contribution for one trustee to dst, modulo modulus. The owner adds it to its plaintexts, the
// trustee to the sum over a cell.
func (c Contribution) AddMask(dst []*big.Int, s Shared, modulus *big.Int) error {
	seed, err := c.derive(s, "trustee seed")
	if err != nil {
		return err
	}
	return addStream(dst, seed, modulus, true)
}

// TagKey returns the key under which the owner seals its tag for the trustee.
func (c Contribution) TagKey(s Shared) ([]byte, error) { return c.derive(s, "trustee tag") }

// noiseVersion changes if the stream of a trustee's noise changes, or the draws from it.
const noiseVersion = 1

// TrusteeNoise returns the stream from which a trustee draws its noise for the cells with a digest: a function of the trustee's
// secret and the digest alone, so that the same cells have the same noise whenever they are asked for.
func TrusteeNoise(noise secret.Value[[32]byte], cells [32]byte) (io.Reader, error) {
	key := noise.Reveal()
	seed, err := hkdf.Key(sha256.New, key[:], nil, label("trustee noise", []byte{noiseVersion}, cells[:]), 32)
	if err != nil {
		return nil, fmt.Errorf("failed to derive noise: %w", err)
	}
	return NewReader(seed)
}

// NewReader returns the bytes of AES-256-CTR over zeros under a key of 32 bytes that serves nothing else.
func NewReader(key []byte) (io.Reader, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("failed to start stream: %w", err)
	}
	return cipher.StreamReader{S: cipher.NewCTR(block, make([]byte, aes.BlockSize)), R: zeros{}}, nil
}

// zeros is the plaintext of a key stream.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
