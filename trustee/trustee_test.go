//go:build !js

package trustee_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// made is a new trustee's folder and that of its copy.
func made(t *testing.T, passphrase string) (dir, copyDir string, keys *trustee.Keys) {
	t.Helper()
	dir, copyDir = filepath.Join(t.TempDir(), "trustee"), filepath.Join(t.TempDir(), "copy")
	var secret []byte
	if passphrase != "" {
		secret = []byte(passphrase)
	}
	keys, err := trustee.Generate(dir, copyDir, secret)
	must(t, err)
	return dir, copyDir, keys
}

// The key file opens with its passphrase alone, gives the same keys again, and is never overwritten.
func TestKeyFile(t *testing.T) {
	cheap(t)
	dir, copyDir, keys := made(t, "correct horse")
	read, _, err := trustee.Load(dir, func() ([]byte, error) { return []byte("correct horse"), nil })
	must(t, err)
	if read.Public() != keys.Public() || !strings.HasPrefix(read.Public().String(), "trustee1") {
		t.Errorf("read back as %v", read.Public())
	}
	if _, _, err := trustee.Load(dir, func() ([]byte, error) { return []byte("other"), nil }); err == nil {
		t.Error("opens with another passphrase")
	}
	for name, folders := range map[string][2]string{"the same folders": {dir, copyDir}, "another copy": {dir, t.TempDir()}, "the copy of another": {filepath.Join(t.TempDir(), "new"), copyDir}} {
		if _, err := trustee.Generate(folders[0], folders[1], nil); err == nil {
			t.Errorf("%s: overwritten", name)
		}
	}
	same := filepath.Join(t.TempDir(), "same")
	if _, err := trustee.Generate(same, same, nil); err == nil {
		t.Error("the copy is in the folder itself")
	}
}

// One process serves a folder at a time, and a backup can stand in for it as long as nothing was signed after it.
func TestFolder(t *testing.T) {
	dir, _, keys := made(t, "")
	open, err := trustee.Open(dir, keys)
	must(t, err)
	if _, err := trustee.Open(dir, keys); !errors.Is(err, durable.ErrBusy) {
		t.Errorf("opened twice: %v", err)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	must(t, trustee.Backup(dir, backup))
	if err := trustee.Backup(dir, backup); err == nil {
		t.Error("a backup was overwritten")
	}
	open.Close()
	again, err := trustee.Open(backup, keys)
	must(t, err)
	again.Close()
	s, err := trustee.Status(backup, keys.Public())
	must(t, err)
	if len(s.Signed) != 0 || len(s.Waiting) != 0 || s.Words != keys.Public().Words() {
		t.Errorf("status is %+v", s)
	}
	other, _, _ := made(t, "")
	stolen, err := os.ReadFile(ledger.Path(other))
	must(t, err)
	must(t, os.WriteFile(ledger.Path(dir), stolen, 0o600))
	if _, err := trustee.Open(dir, keys); err == nil {
		t.Error("opened with the ledger of another")
	}
	for _, name := range []string{"0123", "01", ""} {
		if _, err := trustee.Approve(dir, name); err == nil {
			t.Errorf("said yes to %q, which does not wait", name)
		}
	}
}

func TestRules(t *testing.T) {
	words := "hajir-tulok-mifad-bosaz-sivun"
	if _, err := trustee.ParseRules([]byte(`{"model_owners": ["` + words + `"], "kinds": ["linear_regression"], "max_epsilon": 1}`)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{``, `{}`, `{"model_owners": []}`, `{"model_owners": ["hajir"]}`, `{"model_owners": ["` + words + `"], "max_epsilon": -1}`, `{"model_owners": ["` + words + `"], "other": 1}`} {
		if r, err := trustee.ParseRules([]byte(bad)); err == nil {
			t.Errorf("%s reads as %+v", bad, r)
		}
	}
}
