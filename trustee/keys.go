package trustee

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Keys are a trustee's long-term secrets.
type Keys struct {
	secret.Redacted
	Identity *identity.Key
	Envelope *envelope.TrusteeKey

	noise secret.Value[[32]byte] // of the noise of every cell
	store secret.Value[[32]byte] // seals KEM keys in the ledger
	names secret.Value[[32]byte] // of persons in the ledger
}

// Public returns the keys that a training file names.
func (k *Keys) Public() identity.TrusteeKey {
	return identity.TrusteeKey{Identity: k.Identity.Identity(), Envelope: k.Envelope.Public()}
}

const (
	keyFile    = "trustee.key"
	copyFile   = "copy.json"
	keyVersion = 1
)

// keysJSON is the content of the key file.
type keysJSON struct {
	Version int      `json:"version"`
	Seed    []byte   `json:"ed25519"`          // identity.Key.Seed
	Root    []byte   `json:"root"`             // 32 bytes, from which the other secrets derive
	Ledger  []string `json:"ledger,omitempty"` // its lines, in the file of a page; a program keeps them elsewhere
}

// copyJSON names the second medium.
type copyJSON struct {
	Copy string `json:"copy"`
}

// KeyPath returns the path of a folder's key file.
func KeyPath(dir string) string { return filepath.Join(dir, keyFile) }

// Generate makes a trustee's keys in a folder, under a passphrase or, if it is nil, in the clear, and begins the ledger there
// and its copy in another folder, which must be on another medium. It replaces nothing.
func Generate(dir, copyDir string, passphrase []byte) (*Keys, error) {
	copyDir, err := anotherFolder(dir, copyDir)
	if err != nil {
		return nil, err
	}
	for _, path := range []string{KeyPath(dir), ledger.Path(dir), ledger.Path(copyDir)} {
		if _, err := os.Lstat(path); err == nil {
			return nil, fmt.Errorf("%s exists already and is not overwritten", path)
		}
	}
	signing, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	kept := make([]byte, 32)
	rand.Read(kept)
	content, err := json.Marshal(keysJSON{keyVersion, signing.Seed(), kept, nil})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal keys: %w", err)
	}
	keys, err := parseKeys(content)
	if err != nil {
		return nil, err
	}
	if err := ledger.Create(dir, copyDir, signing.Identity(), time.Now()); err != nil {
		return nil, err
	}
	if _, err := newCopy(dir, copyDir); err != nil {
		return nil, err
	}
	if err := secretfile.Write(KeyPath(dir), content, passphrase); err != nil {
		return nil, fmt.Errorf("failed to write key file: %w", err)
	}
	return keys, nil
}

// anotherFolder returns the absolute path of the folder of a copy, which must not be the folder itself.
func anotherFolder(dir, copyDir string) (string, error) {
	copyDir, err := filepath.Abs(copyDir)
	if err != nil {
		return "", fmt.Errorf("failed to find the folder of the copy: %w", err)
	}
	if own, err := filepath.Abs(dir); err == nil && own == copyDir {
		return "", errors.New("invalid copy: must be another folder, on another medium")
	}
	return copyDir, nil
}

// newCopy remembers the folder of the copy of a folder's ledger, and returns it.
func newCopy(dir, copyDir string) (string, error) {
	copyDir, err := anotherFolder(dir, copyDir)
	if err != nil {
		return "", err
	}
	place, err := json.Marshal(copyJSON{copyDir})
	if err != nil {
		return "", fmt.Errorf("failed to marshal the folder of the copy: %w", err)
	}
	return copyDir, durable.WriteFile(filepath.Join(dir, copyFile), append(place, '\n'))
}

// readCopy returns the folder of the copy of a folder's ledger.
func readCopy(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, copyFile))
	if err != nil {
		return "", fmt.Errorf("failed to find the copy of the ledger: %w", err)
	}
	var place copyJSON
	if err := json.Unmarshal(b, &place); err != nil || place.Copy == "" {
		return "", fmt.Errorf("malformed %s: must name the folder of the copy", copyFile)
	}
	return place.Copy, nil
}

// Load reads a folder's key file. passphrase is called only if the file is encrypted. If warning is not empty it is for the
// user.
func Load(dir string, passphrase func() ([]byte, error)) (keys *Keys, warning string, err error) {
	content, warning, err := secretfile.Read(KeyPath(dir), passphrase)
	if err != nil {
		return nil, "", fmt.Errorf("failed to read key file: %w", err)
	}
	keys, err = parseKeys(content)
	return keys, warning, err
}

func parseKeys(content []byte) (*Keys, error) {
	var k keysJSON
	if err := k.parse(content); err != nil {
		return nil, err
	}
	if len(k.Ledger) > 0 {
		return nil, errors.New("invalid key file: it is one of the page /trustee, with its ledger inside; open it there, or move it here with 'trustee move --back'")
	}
	return k.derive()
}

// parse reads the content of a key file.
func (k *keysJSON) parse(content []byte) error {
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(k); err != nil || k.Version != keyVersion || len(k.Root) != 32 {
		return fmt.Errorf("malformed key file: not the JSON of version %d", keyVersion)
	}
	return nil
}

// derive returns the keys.
func (k *keysJSON) derive() (*Keys, error) {
	signing, err := identity.KeyFromSeed(k.Seed)
	if err != nil {
		return nil, fmt.Errorf("failed to read key file: %w", err)
	}
	derive := func(purpose string) (out [32]byte) {
		b, e := hkdf.Key(sha256.New, k.Root, nil, "blindfit/2/trustee key file "+purpose, 32)
		err = errors.Join(err, e)
		copy(out[:], b)
		return out
	}
	keys := &Keys{Identity: signing, noise: secret.New(derive("noise")), store: secret.New(derive("store")), names: secret.New(derive("persons"))}
	point := derive("envelope")
	if err != nil {
		return nil, fmt.Errorf("failed to derive keys: %w", err)
	}
	keys.Envelope, err = envelope.TrusteeKeyFromSeed(point)
	return keys, err
}

// openLedger opens the ledger of a folder with its copy.
func openLedger(dir string, keys *Keys) (*ledger.Ledger, error) {
	place, err := readCopy(dir)
	if err != nil {
		return nil, err
	}
	return ledger.Open(dir, place, keys.Identity.Identity())
}

// person returns how the ledger names a person with the key of a tag. A reader of the ledger alone cannot find out if somebody is in it.
func (k *Keys) person(tag wire.Identity) ledger.Person {
	key := k.names.Reveal()
	h := hmac.New(sha256.New, key[:])
	h.Write(tag[:])
	return ledger.Person(h.Sum(nil)[:len(ledger.Person{})])
}

// seal seals a KEM key for the ledger.
func (k *Keys) seal(plain, bound []byte) ([]byte, error) {
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, bound), nil
}

// unseal is the inverse of seal.
func (k *Keys) unseal(sealed, bound []byte) ([]byte, error) {
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("malformed ledger: a sealed key is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], bound)
	if err != nil {
		return nil, errors.New("malformed ledger: a sealed key does not open with this key file")
	}
	return plain, nil
}

func (k *Keys) aead() (cipher.AEAD, error) {
	key := k.store.Reveal()
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
