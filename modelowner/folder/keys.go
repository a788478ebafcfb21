package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
)

// keyFile is the name of the key file in a model owner's folder.
const keyFile = "modelowner.key"

// Keys are a model owner's identity and the passphrase that protects its key files. The Paillier key that opens sums is
// made for each training and kept in the training's folder.
type Keys struct {
	secret.Redacted
	Identity *identity.Key

	passphrase secret.Value[[]byte] // nil if the key files are not encrypted
}

// keysJSON is the content of the key file.
type keysJSON struct {
	Version int    `json:"version"`
	Seed    []byte `json:"ed25519"` // identity.Key.Seed
}

// keysVersion is the version of the key file. Version 1 also held a Paillier key for all trainings.
const keysVersion = 2

// GenerateKeys makes an identity and writes it to dir's key file, under the passphrase or, if it is nil, in the clear with
// mode 0600. It never overwrites an existing key file.
func GenerateKeys(dir string, passphrase []byte) (*Keys, error) {
	if err := CheckNoKeys(dir); err != nil {
		return nil, err
	}
	signing, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	keys := &Keys{Identity: signing, passphrase: secret.New(passphrase)}
	content, err := json.Marshal(keysJSON{keysVersion, signing.Seed()})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal keys: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("failed to make folder: %w", err)
	}
	if err := secretfile.Write(KeyPath(dir), content, passphrase); err != nil {
		return nil, fmt.Errorf("failed to write key file: %w", err)
	}
	return keys, nil
}

// KeyPath returns the path of dir's key file.
func KeyPath(dir string) string { return filepath.Join(dir, keyFile) }

// CheckNoKeys fails if dir has a key file.
func CheckNoKeys(dir string) error {
	if _, err := os.Lstat(KeyPath(dir)); err == nil {
		return problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("key file %s exists already and is not overwritten", KeyPath(dir))),
			"trainings of this key need it; choose another folder with --dir, or move the file away")
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("failed to look for key file: %w", err)
	}
	return nil
}

// LoadKeys reads dir's key file. passphrase is called only if the file is encrypted. If warning is not empty it is for the
// user: the file protects nothing from readers of the folder.
func LoadKeys(dir string, passphrase func() ([]byte, error)) (keys *Keys, warning string, err error) {
	if _, err := os.Lstat(KeyPath(dir)); errors.Is(err, os.ErrNotExist) { // the file of the passphrase may be missing as well
		return nil, "", problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("no key file in %s", dir)),
			"make one with 'modelowner keygen', or name its folder with --dir")
	}
	var used []byte
	content, warning, err := secretfile.Read(KeyPath(dir), func() (_ []byte, err error) {
		used, err = passphrase()
		return used, err
	})
	if err != nil {
		return nil, "", readable(KeyPath(dir), fmt.Errorf("failed to read key file: %w", err))
	}
	signing, err := parseKeys(content)
	if err != nil {
		return nil, "", err
	}
	return &Keys{Identity: signing, passphrase: secret.New(used)}, warning, nil
}

// readable adds kind and hint to an error of reading a secret file.
func readable(path string, err error) error {
	switch {
	case errors.Is(err, secretfile.ErrPermissions):
		return problem.WithHint(problem.As(problem.ErrInput, err), "chmod 600 "+strconv.Quote(path))
	case errors.Is(err, secretfile.ErrPassphrase), errors.Is(err, secretfile.ErrNoPassphrase):
		return problem.As(problem.ErrInput, err)
	}
	return err
}

func parseKeys(content []byte) (*identity.Key, error) {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(content, &version); err != nil {
		return nil, errors.New("malformed key file: not the JSON this file needs")
	}
	if version.Version != keysVersion {
		return nil, problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("invalid key file: version must be %d", keysVersion)),
			"the file comes from a release with another protocol version: its trainings are finished with that release; make a new key in another folder")
	}
	var k keysJSON
	if err := strict(content, &k); err != nil {
		return nil, errors.New("malformed key file: not the JSON this file needs")
	}
	signing, err := identity.KeyFromSeed(k.Seed)
	if err != nil {
		return nil, fmt.Errorf("failed to read key file: %w", err)
	}
	return signing, nil
}
