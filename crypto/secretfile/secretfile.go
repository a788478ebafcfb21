// Package secretfile owns the files in which programs and the trustee's page keep secrets: armored age files under a
// passphrase (scrypt), or, without one, the secret and a checksum.
package secretfile

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/blindfit/blindfit/internal/durable"
)

// Reasons to refuse a secret file.
var (
	// ErrSymlink means that the path is not a regular file, or a symbolic link.
	ErrSymlink = errors.New("invalid secret file: must be a regular file, not a link")
	// ErrPermissions means that other users may access the file.
	ErrPermissions = errors.New("invalid secret file: permissions must be 0600")
	// ErrMalformed means that the file is truncated, edited or not a secret file.
	ErrMalformed = errors.New("malformed secret file: truncated, edited or not a secret file")
	// ErrPassphrase means that the passphrase does not open the file.
	ErrPassphrase = errors.New("incorrect passphrase")
	// ErrNoPassphrase means that the file needs a passphrase and it is missing.
	ErrNoPassphrase = errors.New("invalid passphrase: must not be empty")
)

// WarningPlaintext is the warning about a secret without a passphrase.
const WarningPlaintext = "secret file is not protected by a passphrase: every reader of the file can use the key"

const (
	plainType = "BLINDFIT SECRET"
	// maxSize is far above the size of any secret file.
	maxSize = 1 << 20
	// maxWorkFactor limits the work to four times that of files written here.
	maxWorkFactor = 20
)

// testOnlyWorkFactor is the log2 of the cost of scrypt. If it is 0, the default of age
// (about a second) is used.
var testOnlyWorkFactor = 0

// Write writes secret to a new file with mode 0600 and returns when it is on
// the disk. It never replaces a file. With a passphrase the file is an armored age
// file (scrypt); without one it contains the secret itself and a checksum.
func Write(path string, secret, passphrase []byte) error {
	content, err := Seal(secret, passphrase)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("failed to create secret file: %w", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = durable.SyncDir(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(path) // no half-written key may stay
		return fmt.Errorf("failed to write secret file: %w", err)
	}
	return nil
}

// Seal returns the content of a secret file, under a passphrase or, if it is nil, in the clear. It fails with
// [ErrNoPassphrase] if the passphrase is empty.
func Seal(secret, passphrase []byte) ([]byte, error) {
	if passphrase == nil {
		sum := sha256.Sum256(secret)
		return pem.EncodeToMemory(&pem.Block{Type: plainType, Bytes: append(sum[:], secret...)}), nil
	}
	if len(passphrase) == 0 {
		return nil, ErrNoPassphrase
	}
	recipient, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt secret file: %w", err)
	}
	if testOnlyWorkFactor != 0 {
		recipient.SetWorkFactor(testOnlyWorkFactor)
	}
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	sealed, err := age.Encrypt(armored, recipient)
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt secret file: %w", err)
	}
	for _, step := range []func() error{
		func() error { _, err := sealed.Write(secret); return err },
		sealed.Close,
		armored.Close,
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("failed to encrypt secret file: %w", err)
		}
	}
	return out.Bytes(), nil
}

// Read reads a file of [Write]. It calls passphrase only if the file
// is encrypted. It returns a warning for the user if the file is not. Errors wrap
// [ErrSymlink], [ErrPermissions], [ErrMalformed], [ErrPassphrase],
// [ErrNoPassphrase] or an error of the file system.
func Read(path string, passphrase func() ([]byte, error)) (secret []byte, warning string, err error) {
	content, err := readPrivate(path)
	if err != nil {
		return nil, "", err
	}
	return Open(content, passphrase)
}

// Open returns the secret of a file of [Write] or [Seal] from its content. It calls passphrase only if the content is
// encrypted, and returns a warning for the user if it is not. Errors wrap [ErrMalformed], [ErrPassphrase] or
// [ErrNoPassphrase].
func Open(content []byte, passphrase func() ([]byte, error)) (secret []byte, warning string, err error) {
	if block, rest := pem.Decode(content); block != nil && block.Type == plainType {
		if len(bytes.TrimSpace(rest)) != 0 || len(block.Headers) != 0 || len(block.Bytes) < sha256.Size {
			return nil, "", ErrMalformed
		}
		sum := sha256.Sum256(block.Bytes[sha256.Size:])
		if subtle.ConstantTimeCompare(sum[:], block.Bytes[:sha256.Size]) != 1 {
			return nil, "", ErrMalformed
		}
		return block.Bytes[sha256.Size:], WarningPlaintext, nil
	}
	if !bytes.HasPrefix(content, []byte(armor.Header)) {
		return nil, "", ErrMalformed
	}
	if passphrase == nil {
		return nil, "", ErrNoPassphrase
	}
	phrase, err := passphrase()
	if err != nil {
		return nil, "", fmt.Errorf("failed to get passphrase: %w", err)
	}
	if len(phrase) == 0 {
		return nil, "", ErrNoPassphrase
	}
	secret, err = openArmored(content, phrase)
	return secret, "", err
}

// openArmored decrypts an armored age file.
func openArmored(content, passphrase []byte) ([]byte, error) {
	identity, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, ErrNoPassphrase
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	opened, err := age.Decrypt(armor.NewReader(bytes.NewReader(content)), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, ErrMalformed
	}
	secret, err := io.ReadAll(opened)
	if err != nil {
		return nil, ErrMalformed
	}
	return secret, nil
}

// readPrivate reads a regular file that only its owner may access. It checks the open
// file, and that path names the same file.
func readPrivate(path string) ([]byte, error) {
	named, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("failed to open secret file: %w", err)
	}
	if !named.Mode().IsRegular() {
		return nil, ErrSymlink
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("failed to open secret file: %w", err)
	}
	defer f.Close()
	opened, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("failed to open secret file: %w", err)
	}
	if !os.SameFile(named, opened) {
		return nil, ErrSymlink
	}
	// Windows has no permission bits; the profile folder protects files.
	if runtime.GOOS != "windows" && opened.Mode().Perm()&0o077 != 0 {
		return nil, ErrPermissions
	}
	content, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("failed to read secret file: %w", err)
	}
	if len(content) > maxSize {
		return nil, ErrMalformed
	}
	return content, nil
}
