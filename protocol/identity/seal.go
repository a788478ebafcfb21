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
	aead, err := aeadFor(k, "blindfit/2/training file")
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcmNonceSize)
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, file, manifestNonce[:]), nil
}

// OpenTraining decrypts the result of SealTraining. It returns ErrTrainingKey if the key or the nonce differs, or if
// the bytes were altered.
func OpenTraining(k TrainingKey, manifestNonce wire.Digest, sealed []byte) ([]byte, error) {
	aead, err := aeadFor(k, "blindfit/2/training file")
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcmNonceSize+aead.Overhead() {
		return nil, ErrTrainingKey
	}
	file, err := aead.Open(nil, sealed[:gcmNonceSize], sealed[gcmNonceSize:], manifestNonce[:])
	if err != nil {
		return nil, ErrTrainingKey
	}
	return file, nil
}

// aeadFor is AES-256-GCM under a key that the training key gives for one purpose.
func aeadFor(k TrainingKey, purpose string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive(k, purpose, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
