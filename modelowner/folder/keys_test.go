package folder_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
)

func phrase(s string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(s), nil } }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// One passphrase protects the identity and the Paillier keys of all trainings.
func TestKeysAreKeptUnderAPassphrase(t *testing.T) {
	dir := t.TempDir()
	training, made := trainings.NewIn(t, dir, []byte("correct horse"), trainings.File)
	for _, path := range []string{folder.KeyPath(dir), filepath.Join(training.Dir(), "paillier.key")} {
		b, err := os.ReadFile(path)
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 || !strings.HasPrefix(string(b), "-----BEGIN AGE ENCRYPTED FILE-----") {
			t.Errorf("%s: mode %v, begins with %.20q", filepath.Base(path), info.Mode(), b)
		}
	}
	read, warning, err := folder.LoadKeys(dir, phrase("correct horse"))
	if err != nil || warning != "" || read.Identity.Identity() != made.Identity.Identity() {
		t.Fatalf("%v, warning %q", err, warning)
	}
	key, err := training.Paillier(read)
	if err != nil || !key.Public().Equal(trainings.Paillier(t).Public()) {
		t.Errorf("the training's key is not the one written: %v", err)
	}
	if _, _, err := folder.LoadKeys(dir, phrase("wrong")); !errors.Is(err, secretfile.ErrPassphrase) || !errors.Is(err, problem.ErrInput) {
		t.Errorf("wrong passphrase: %v", err)
	}
	leaks.Check(t, "keys with a passphrase", read, "correct horse")
	if _, err := folder.GenerateKeys(dir, nil); !errors.Is(err, problem.ErrInput) {
		t.Errorf("a key file was overwritten: %v", err)
	}
}

func TestKeysWithoutPassphraseWarn(t *testing.T) {
	dir := t.TempDir()
	training, keys := trainings.NewIn(t, dir, nil, trainings.File)
	never := func() ([]byte, error) { t.Error("asked for a passphrase"); return nil, nil }
	if _, warning, err := folder.LoadKeys(dir, never); err != nil || warning == "" {
		t.Errorf("%v, warning %q", err, warning)
	}
	for _, path := range []string{folder.KeyPath(dir), filepath.Join(training.Dir(), "paillier.key")} {
		whole, err := os.ReadFile(path)
		must(t, err)
		for _, cut := range []int{0, 1, len(whole) / 2, len(whole) - 2} {
			must(t, os.WriteFile(path, whole[:cut], 0o600))
			_, _, identity := folder.LoadKeys(dir, never)
			_, paillier := training.Paillier(keys)
			if identity == nil && paillier == nil {
				t.Errorf("%s of %d bytes is accepted", filepath.Base(path), cut)
			}
		}
		must(t, os.WriteFile(path, whole, 0o600))
		must(t, os.Chmod(path, 0o644))
		_, _, identity := folder.LoadKeys(dir, never)
		_, paillier := training.Paillier(keys)
		if err := errors.Join(identity, paillier); !errors.Is(err, secretfile.ErrPermissions) || !strings.HasPrefix(problem.Hint(err)+hintOf(identity)+hintOf(paillier), "chmod 600") {
			t.Errorf("%s with mode 0644: %v", filepath.Base(path), err)
		}
		must(t, os.Chmod(path, 0o600))
	}
	if _, _, err := folder.LoadKeys(t.TempDir(), never); !errors.Is(err, problem.ErrInput) || problem.Hint(err) == "" {
		t.Errorf("no key file: %v", err)
	}
}

func hintOf(err error) string {
	if err == nil {
		return ""
	}
	return problem.Hint(err)
}

// A key file of version 1 held one Paillier key for all trainings. It is refused with a way out, not read in part.
func TestKeyFilesOfVersion1AreRefused(t *testing.T) {
	dir := t.TempDir()
	old, err := json.Marshal(map[string]any{"version": 1, "paillier": []byte("key"), "ed25519": make([]byte, 32)})
	must(t, err)
	must(t, secretfile.Write(folder.KeyPath(dir), old, nil))
	_, _, err = folder.LoadKeys(dir, nil)
	if !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "version must be 2") || !strings.Contains(problem.Hint(err), "another folder") {
		t.Errorf("got %v; hint: %s", err, problem.Hint(err))
	}
}

// The Paillier key of a different training, or keys of a different model owner, do not open a training's sums.
func TestTheKeyMustBeThatOfTheManifest(t *testing.T) {
	training, keys := trainings.New(t, trainings.File)
	other, err := folder.GenerateKeys(t.TempDir(), nil)
	must(t, err)
	if _, err := training.Paillier(other); !errors.Is(err, problem.ErrInput) || problem.Hint(err) == "" {
		t.Errorf("keys of another model owner: %v", err)
	}
	path := filepath.Join(training.Dir(), "paillier.key")
	swapped, err := privkey.Generate(trainings.Paillier(t).Bits())
	must(t, err)
	must(t, os.Remove(path))
	must(t, secretfile.Write(path, swapped.Marshal(), nil))
	if _, err := training.Paillier(keys); err == nil || !strings.Contains(err.Error(), "not the key of the manifest") {
		t.Errorf("another training's key: %v", err)
	}
	must(t, os.Remove(path))
	if _, err := training.Paillier(keys); !errors.Is(err, problem.ErrInput) || problem.Hint(err) == "" {
		t.Errorf("no key: %v", err)
	}
}
