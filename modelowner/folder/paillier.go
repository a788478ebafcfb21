package folder

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// paillierFile is the name of the file with a training's Paillier key. One key serves one training: owners refuse a modulus
// that they met in another.
const paillierFile = "paillier.key"

// writePaillier writes a training's Paillier key into a folder, protected as the model owner's key file is.
func writePaillier(dir string, keys *Keys, key *privkey.Key) error {
	if err := secretfile.Write(filepath.Join(dir, paillierFile), key.Marshal(), keys.passphrase.Reveal()); err != nil {
		return fmt.Errorf("failed to write %s: %w", paillierFile, err)
	}
	return nil
}

// Paillier reads the training's Paillier key. The error wraps ErrInput if keys are not those that the training was created
// with.
func (t *Training) Paillier(keys *Keys) (*privkey.Key, error) {
	const hint = "name the folder of the model owner that created the training with --dir"
	if keys.Identity.Identity() != t.Manifest.ModelOwner {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("incorrect key: the training was created with a different one")), hint)
	}
	content, _, err := secretfile.Read(t.path(paillierFile), func() ([]byte, error) { return keys.passphrase.Reveal(), nil })
	if errors.Is(err, os.ErrNotExist) {
		return nil, problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("no %s in the folder of the training", paillierFile)),
			"without this key no sum can be opened: put the newest whole copy of the training's folder back")
	} else if err != nil {
		return nil, readable(t.path(paillierFile), fmt.Errorf("failed to read %s: %w", paillierFile, err))
	}
	key, err := privkey.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", paillierFile, err)
	}
	if !bytes.Equal(key.Public().Bytes(), t.Manifest.Key.Modulus) {
		return nil, fmt.Errorf("invalid %s: is not the key of the manifest", paillierFile)
	}
	return key, nil
}
