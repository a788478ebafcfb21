package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
)

const gcmNonceSize = 12

// ErrTrainingKey means that the key of the link does not open the training file.
var ErrTrainingKey = errors.New("incorrect training key: the training file does not open with this link")

// SealTraining encrypts a training file under the training key with AES-256-GCM: a random 12-byte nonce, then
// the ciphertext. The manifest's nonce is authenticated with it, so a sealed file cannot be moved to another manifest.
func SealTraining(k TrainingKey, manifestNonce wire.Digest, file []byte) ([]byte, error) {
	return seal(k, "blindfit/2/training file", manifestNonce, file)
}

// SealPublication encrypts results under the training key as SealTraining does, for a training.
func SealPublication(k TrainingKey, t wire.TrainingID, results []byte) ([]byte, error) {
	return seal(k, "blindfit/2/publication", t, results)
}

// OpenPublication decrypts the result of SealPublication. It returns ErrTrainingKey if key or training differ, or if the bytes
// were altered.
func OpenPublication(k TrainingKey, t wire.TrainingID, sealed []byte) ([]byte, error) {
	return open(k, "blindfit/2/publication", t, sealed)
}

func seal(k TrainingKey, purpose string, bound [32]byte, content []byte) ([]byte, error) {
	aead, err := aeadFor(k, purpose)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcmNonceSize)
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, content, bound[:]), nil
}

// OpenTraining decrypts the result of SealTraining. It returns ErrTrainingKey if the key or the nonce differs, or if
// the bytes were altered.
func OpenTraining(k TrainingKey, manifestNonce wire.Digest, sealed []byte) ([]byte, error) {
	return open(k, "blindfit/2/training file", manifestNonce, sealed)
}

func open(k TrainingKey, purpose string, bound [32]byte, sealed []byte) ([]byte, error) {
	aead, err := aeadFor(k, purpose)
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcmNonceSize+aead.Overhead() {
		return nil, ErrTrainingKey
	}
	content, err := aead.Open(nil, sealed[:gcmNonceSize], sealed[gcmNonceSize:], bound[:])
	if err != nil {
		return nil, ErrTrainingKey
	}
	return content, nil
}

// aeadFor is AES-256-GCM under a key derived from the training key for one purpose.
func aeadFor(k TrainingKey, purpose string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive(k, purpose, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
