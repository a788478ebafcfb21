// Package filevault keeps a data owner's entries in a folder of files: the native form of a browser's entries in
// IndexedDB. Files are 0600 in a folder of 0700 and replaced atomically.
package filevault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

const suffix = ".vault"

// Vault is a folder. It implements store.Store.
type Vault struct{ dir string }

var _ store.Store = Vault{}

// Open makes or opens the vault in dir.
func Open(dir string) (Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Vault{}, fmt.Errorf("failed to open vault: %w", err)
	}
	return Vault{dir}, nil
}

// Lock keeps other processes from taking part in a training with this vault until release is called: two with one identity
// could send messages that contradict each other. It returns durable.ErrBusy if another process has the lock.
func (v Vault) Lock(t wire.TrainingID) (release func(), err error) {
	release, err = durable.Lock(filepath.Join(v.dir, t.String()+".lock"))
	if err != nil {
		return nil, fmt.Errorf("failed to lock vault: %w", err)
	}
	return release, nil
}

// path turns the parts of a key into folders and a file. Keys are made of lower-case letters, digits and hyphens
// between slashes, which are file names on every system.
func (v Vault) path(key string) (string, error) {
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || len(part) > 200 || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return "", errors.New("invalid vault key: parts must be lower-case letters, digits and hyphens")
		}
	}
	return filepath.Join(v.dir, filepath.FromSlash(key)) + suffix, nil
}

// Get implements store.Store.
func (v Vault) Get(_ context.Context, key string) ([]byte, error) {
	path, err := v.path(key)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, store.ErrNoEntry
	}
	return b, err
}

// Put implements store.Store.
func (v Vault) Put(_ context.Context, key string, value []byte) error {
	path, err := v.path(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return durable.WriteFile(path, value)
}

// Create implements store.Store.
func (v Vault) Create(_ context.Context, key string, value []byte) error {
	path, err := v.path(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	err = durable.CreateFile(path, value)
	if errors.Is(err, fs.ErrExist) {
		return store.ErrTaken
	}
	return err
}

// Keys implements store.Store.
func (v Vault) Keys(context.Context) ([]string, error) {
	var keys []string
	err := filepath.WalkDir(v.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(v.dir, path)
		if err != nil {
			return err
		}
		if key, ok := strings.CutSuffix(filepath.ToSlash(rel), suffix); ok {
			keys = append(keys, key)
		}
		return nil
	})
	return keys, err
}

// Delete implements store.Store.
func (v Vault) Delete(_ context.Context, key string) error {
	path, err := v.path(key)
	if err != nil {
		return err
	}
	err = os.Remove(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
