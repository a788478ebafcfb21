package modelowner_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/modelowner"
)

func TestKeysAreKeptUnderAPassphrase(t *testing.T) {
	dir := t.TempDir()
	made, err := modelowner.GenerateKeys(dir, keyBits, []byte("correct horse"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(modelowner.KeyPath(dir))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	read, warning, err := modelowner.LoadKeys(dir, func() ([]byte, error) { return []byte("correct horse"), nil })
	if err != nil || warning != "" {
		t.Fatalf("%v, warning %q", err, warning)
	}
	if read.Identity.Identity() != made.Identity.Identity() || !read.Paillier.Public().Equal(made.Paillier.Public()) {
		t.Error("the keys read are not those written")
	}
	if _, _, err := modelowner.LoadKeys(dir, func() ([]byte, error) { return []byte("wrong"), nil }); !errors.Is(err, privkey.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := modelowner.GenerateKeys(dir, keyBits, nil); !errors.Is(err, modelowner.ErrInput) {
		t.Errorf("a key file was overwritten: %v", err)
	}
}

func TestKeysWithoutPassphraseWarn(t *testing.T) {
	dir := t.TempDir()
	if _, err := modelowner.GenerateKeys(dir, keyBits, nil); err != nil {
		t.Fatal(err)
	}
	never := func() ([]byte, error) { t.Error("asked for a passphrase"); return nil, nil }
	if _, warning, err := modelowner.LoadKeys(dir, never); err != nil || warning == "" {
		t.Errorf("%v, warning %q", err, warning)
	}
	path := modelowner.KeyPath(dir)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, len(whole) / 2, len(whole) - 2} {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := modelowner.LoadKeys(dir, never); err == nil {
			t.Errorf("a key file of %d bytes is accepted", cut)
		}
	}
	if _, _, err := modelowner.LoadKeys(t.TempDir(), never); !errors.Is(err, modelowner.ErrInput) || modelowner.Hint(err) == "" {
		t.Errorf("no key file: %v", err)
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t))
	other, err := modelowner.GenerateKeys(t.TempDir(), keyBits, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.training.Train(t.Context(), other, modelowner.TrainOptions{}); !errors.Is(err, modelowner.ErrInput) {
		t.Errorf("got %v", err)
	}
}

func TestCreateRefuses(t *testing.T) {
	f := startFacilitator(t)
	file := parseFile(t, modelJSON(""))
	other := parseFile(t, strings.Replace(modelJSON(""), fmt.Sprintf(`"key_bits": %d`, keyBits), `"key_bits": 4096`, 1))
	for name, test := range map[string]struct {
		url  string
		bits bool
		want error
	}{
		"no scheme":        {"127.0.0.1:1", false, modelowner.ErrInput},
		"a path":           {f.url() + "/x", false, modelowner.ErrInput},
		"another key_bits": {f.url(), true, modelowner.ErrInput},
	} {
		dir := t.TempDir()
		model := file
		if test.bits {
			model = other
		}
		if _, err := modelowner.Create(t.Context(), dir, testKeys(t), model, test.url, modelowner.CreateOptions{}); !errors.Is(err, test.want) || modelowner.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if list, err := modelowner.List(dir); err != nil || len(list) != 0 {
			t.Errorf("%s: leaves %d trainings, %v", name, len(list), err)
		}
	}
}

func TestFindTakesTheFirstDigits(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t))
	id := w.training.ID.String()
	for _, name := range []string{id, id[:4], id[:20]} {
		if got, err := modelowner.Find(w.dir, name); err != nil || got.ID != w.training.ID {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", id[:3], "zzzz", "../" + id, strings.ToUpper(id), id + "0", "0000000000"} {
		if _, err := modelowner.Find(w.dir, name); !errors.Is(err, modelowner.ErrInput) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
