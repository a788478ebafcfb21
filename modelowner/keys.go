package modelowner

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/protocol/identity"
)

// keyFile is the name of the key file in a model owner's folder.
const keyFile = "modelowner.key"

// Keys are a model owner's two secrets: the Paillier key that opens sums and the Ed25519 key that signs.
type Keys struct {
	Paillier *privkey.Key
	Identity *identity.Key
}

// keysJSON is the content of the key file.
type keysJSON struct {
	Version  int    `json:"version"`
	Paillier []byte `json:"paillier"` // privkey.Key.Marshal
	Seed     []byte `json:"ed25519"`  // identity.Key.Seed
}

// GenerateKeys makes a Paillier key of the given length in bits and a signing key, and writes them to dir's key
// file, under the passphrase or, if it is nil, in the clear with mode 0600. An existing key file is never
// overwritten: the error says so before any work is done.
func GenerateKeys(dir string, bits int, passphrase []byte) (*Keys, error) {
	if err := CheckNoKeys(dir); err != nil {
		return nil, err
	}
	paillier, err := privkey.Generate(bits)
	if err != nil {
		err = fmt.Errorf("failed to generate key: %w", err)
		if errors.Is(err, privkey.ErrKeyBits) {
			err = as(ErrInput, err)
		}
		return nil, err
	}
	signing, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	keys := &Keys{paillier, signing}
	secret, err := json.Marshal(keysJSON{1, paillier.Marshal(), signing.Seed()})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal keys: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("failed to make folder: %w", err)
	}
	if err := privkey.WriteSecretFile(KeyPath(dir), secret, passphrase); err != nil {
		return nil, fmt.Errorf("failed to write key file: %w", err)
	}
	return keys, nil
}

// KeyPath returns where dir's key file is.
func KeyPath(dir string) string { return filepath.Join(dir, keyFile) }

// CheckNoKeys fails if dir already has a key file.
func CheckNoKeys(dir string) error {
	if _, err := os.Lstat(KeyPath(dir)); err == nil {
		return WithHint(as(ErrInput, fmt.Errorf("key file %s exists already and is not overwritten", KeyPath(dir))),
			"trainings of this key need it; choose another folder with --dir, or move the file away")
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("failed to look for key file: %w", err)
	}
	return nil
}

// LoadKeys reads dir's key file. passphrase is called only if the file is encrypted. warning, if not empty, is
// to be shown: the file is readable by whoever reads the folder.
func LoadKeys(dir string, passphrase func() ([]byte, error)) (keys *Keys, warning string, err error) {
	if _, err := os.Lstat(KeyPath(dir)); errors.Is(err, os.ErrNotExist) { // the file of the passphrase may be missing as well
		return nil, "", WithHint(as(ErrInput, fmt.Errorf("no key file in %s", dir)), "make one with 'modelowner keygen', or name its folder with --dir")
	}
	secret, warning, err := privkey.ReadSecretFile(KeyPath(dir), passphrase)
	if err != nil {
		return nil, "", fmt.Errorf("failed to read key file: %w", err)
	}
	keys, err = parseKeys(secret)
	return keys, warning, err
}

func parseKeys(secret []byte) (*Keys, error) {
	var k keysJSON
	if err := strict(secret, &k); err != nil {
		return nil, errors.New("malformed key file: not the JSON this file needs")
	}
	if k.Version != 1 {
		return nil, errors.New("invalid key file: version must be 1")
	}
	paillier, err := privkey.Parse(k.Paillier)
	if err != nil {
		return nil, fmt.Errorf("failed to read key file: %w", err)
	}
	signing, err := identity.KeyFromSeed(k.Seed)
	if err != nil {
		return nil, fmt.Errorf("failed to read key file: %w", err)
	}
	return &Keys{paillier, signing}, nil
}
