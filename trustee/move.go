//go:build !js

package trustee

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// A key with its ledger lives in one of two places: a program's folder, or the key file that a person opens on the page. It is moved in
// this order, so that at no moment both could answer:
//
//	1. the ledger gets a last line in the place that it leaves, in both copies of that place: nothing is signed there any more
//	2. the lines, with that one, go to the other place
//
// A crash in between leaves a key that signs nothing until the move is repeated.

// movedFile says in a folder that the key file of a move was written, so that a second one with an old ledger is not.
const movedFile = "moved.json"

// Move moves the key and the ledger of a folder into a new key file for the page, under its own passphrase. to is the path of the file,
// or of a folder in which it gets its usual name. It returns the path. Afterwards the folder signs nothing (a *ledger.MovedError).
func Move(dir string, passphrase func() ([]byte, error), to, filePassphrase string) (path string, warning string, err error) {
	if utf8.RuneCountInString(filePassphrase) < MinPassphrase {
		return "", "", fmt.Errorf("invalid passphrase: that of a key file for the page must have at least %d characters", MinPassphrase)
	}
	content, warning, err := secretfile.Read(KeyPath(dir), passphrase)
	if err != nil {
		return "", "", fmt.Errorf("failed to read key file: %w", err)
	}
	h := &held{}
	if err := h.parse(content); err != nil {
		return "", "", err
	}
	if len(h.Ledger) > 0 {
		return "", "", errors.New("invalid key file: it is one of the page already")
	}
	if h.keys, err = h.derive(); err != nil {
		return "", "", err
	}
	release, err := durable.Lock(filepath.Join(dir, "lock"))
	if err != nil {
		return "", "", err
	}
	defer release()
	path, err = h.moveFrom(dir, to, filePassphrase)
	return path, warning, err
}

// moveFrom does it under the lock of the folder.
func (h *held) moveFrom(dir, to, passphrase string) (path string, err error) {
	l, err := openLedger(dir, h.keys)
	if err != nil {
		return "", err
	}
	if _, err := os.Lstat(filepath.Join(dir, movedFile)); err == nil && l.Away() != nil {
		return "", l.Away()
	}
	if info, err := os.Stat(to); err == nil && !info.IsDir() {
		return "", fmt.Errorf("%s exists already and is not overwritten", to)
	} else if err != nil { // its folder must be there before anything is written down
		if _, err := os.Stat(filepath.Dir(to)); err != nil {
			return "", fmt.Errorf("failed to find the folder of the key file: %w", err)
		}
	}
	if err := l.Move(time.Now()); err != nil {
		return "", ledgerFailed(err)
	}
	lines, err := ledger.Lines(dir)
	if err != nil {
		return "", err
	}
	for _, text := range lines {
		h.Ledger = append(h.Ledger, string(text))
	}
	file, err := h.export(passphrase, l.Head())
	if err != nil {
		return "", err
	}
	if path = to; isFolder(to) {
		path = filepath.Join(to, file.Name)
	}
	if err := durable.CreateFile(path, []byte(file.Content)); err != nil {
		return "", fmt.Errorf("failed to write the key file; run 'trustee move' again, with another one: %w", err)
	}
	b, err := json.Marshal(map[string]string{"file": filepath.Base(path)})
	if err != nil {
		return "", fmt.Errorf("failed to marshal the name of the key file: %w", err)
	}
	return path, durable.WriteFile(filepath.Join(dir, movedFile), append(b, '\n'))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// MoveBack moves a key and its ledger from a key file that the page moved to a program (its last line says so) into a folder: that from
// which it came once, or a new one, for which copyDir names the folder of the copy on a second medium, and whose key gets the passphrase
// of the file. It may be repeated after a crash; with a file that is older than the folder it fails. A *Problem is about the file.
func MoveBack(dir, copyDir string, file []byte, passphrase string) (*Keys, error) {
	h, err := openHeld(file, passphrase)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("failed to make folder: %w", err)
	}
	release, err := durable.Lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	defer release()
	place, err := copyOf(dir, copyDir)
	if err != nil {
		return nil, err
	}
	content, err := json.Marshal(keysJSON{h.Version, h.Seed, h.Root, nil})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal keys: %w", err)
	}
	lines := make([][]byte, len(h.Ledger))
	for i, text := range h.Ledger {
		lines[i] = []byte(text)
	}
	if err := ledger.Receive(dir, place, lines, h.keys.Identity.Identity()); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(KeyPath(dir)); errors.Is(err, os.ErrNotExist) {
		if err := secretfile.Write(KeyPath(dir), content, []byte(passphrase)); err != nil {
			return nil, fmt.Errorf("failed to write key file: %w", err)
		}
	}
	if err := os.Remove(filepath.Join(dir, movedFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("failed to write folder: %w", err)
	}
	return h.keys, nil
}

// copyOf returns the folder of the copy of a folder's ledger: the one that it remembers, or a new one, which is remembered then.
func copyOf(dir, copyDir string) (string, error) {
	known, err := readCopy(dir)
	switch {
	case err == nil && copyDir != "":
		return "", errors.New("invalid copy: this folder has one already, and goes on with it")
	case err == nil:
		return known, nil
	case !errors.Is(err, os.ErrNotExist):
		return "", err
	case copyDir == "":
		return "", errors.New("a new folder needs --copy, a folder on a second medium for the copy of the ledger")
	}
	return newCopy(dir, copyDir)
}
