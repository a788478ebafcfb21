// Package filevault keeps a data owner's vault in a folder of files: the native form of what a browser keeps in
// IndexedDB. Files are 0600 in a folder of 0700, replaced atomically, and each training is locked to one process: two
// processes with one identity could make promises that contradict each other.
package filevault

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/server/wire"
	"github.com/blindfit/blindfit/wasm/dataowner"
)

const suffix = ".vault"

// Vault is a folder. It implements dataowner.Vault.
type Vault struct {
	dir     string
	release func()
}

var _ dataowner.Vault = (*Vault)(nil)

// Open makes or opens the vault in dir and locks it for one training. durable.ErrBusy if another process has it open
// for the same one.
func Open(dir string, t wire.TrainingID) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("failed to open vault: %w", err)
	}
	release, err := durable.Lock(filepath.Join(dir, t.String()+".lock"))
	if err != nil {
		return nil, fmt.Errorf("failed to open vault: %w", err)
	}
	return &Vault{dir, release}, nil
}

// Close releases the lock.
func (v *Vault) Close() { v.release() }

// path encodes key so that every key is a file name on every system.
func (v *Vault) path(key string) string {
	return filepath.Join(v.dir, hex.EncodeToString([]byte(key))+suffix)
}

// Get implements dataowner.Vault.
func (v *Vault) Get(_ context.Context, key string) ([]byte, error) {
	b, err := os.ReadFile(v.path(key))
	if errors.Is(err, os.ErrNotExist) {
		return nil, dataowner.ErrNoEntry
	}
	return b, err
}

// Put implements dataowner.Vault.
func (v *Vault) Put(_ context.Context, key string, value []byte) error {
	return durable.WriteFile(v.path(key), value)
}

// Keys implements dataowner.Vault.
func (v *Vault) Keys(context.Context) ([]string, error) {
	entries, err := os.ReadDir(v.dir)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		if !ok {
			continue
		}
		if key, err := hex.DecodeString(name); err == nil {
			keys = append(keys, string(key))
		}
	}
	return keys, nil
}

// Delete implements dataowner.Vault.
func (v *Vault) Delete(_ context.Context, key string) error {
	err := os.Remove(v.path(key))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
