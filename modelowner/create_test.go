package modelowner_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/modelowner"
)

// Keys that did not create a training do not train it.
func TestAnotherKeyIsRefused(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t))
	other, err := modelowner.GenerateKeys(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.training.Train(t.Context(), other, modelowner.TrainOptions{}); !errors.Is(err, modelowner.ErrInput) || modelowner.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
}

// Every training has a Paillier key of its own, of the length that its file names, and the identity alone is shared.
func TestEveryTrainingHasItsOwnKey(t *testing.T) {
	f := startFacilitator(t)
	first, second := newWorld(t, modelJSON(""), "", f), newWorld(t, modelJSON(""), "", f)
	if bytes.Equal(first.training.Manifest.Key.Modulus, second.training.Manifest.Key.Modulus) {
		t.Error("two trainings have one modulus")
	}
	for _, w := range []*world{first, second} {
		key, err := w.training.PublicKey()
		if err != nil || key.Bits() != keyBits {
			t.Errorf("key has %d bits, want %d (%v)", key.Bits(), keyBits, err)
		}
		if w.training.Manifest.ModelOwner != testKeys(t).Identity.Identity() {
			t.Error("a training has a different identity")
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	f := startFacilitator(t)
	file := parseFile(t, modelJSON(""))
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	for name, test := range map[string]struct {
		url  string
		want error
	}{
		"no scheme":       {"127.0.0.1:1", modelowner.ErrInput},
		"a query":         {f.url() + "/?x", modelowner.ErrInput},
		"another path":    {f.url() + "/x", nil},
		"no facilitator":  {other.URL, nil},
		"not http at all": {"ftp://127.0.0.1", modelowner.ErrInput},
	} {
		dir := t.TempDir()
		_, err := modelowner.Create(t.Context(), dir, testKeys(t), file, test.url, modelowner.CreateOptions{})
		if err == nil || test.want != nil && !errors.Is(err, test.want) || modelowner.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if list, err := modelowner.List(dir); err != nil || len(list) != 0 {
			t.Errorf("%s: leaves %d trainings, %v", name, len(list), err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "trainings", "*", "*")); len(left) > 0 {
			t.Errorf("%s: leaves %q", name, left)
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

// Without its Paillier key a training cannot go on, and the error names the file.
func TestATrainingNeedsItsKeyFile(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t))
	path := filepath.Join(w.training.Dir(), "paillier.key")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.train(t.Context(), nil); !errors.Is(err, modelowner.ErrInput) || !strings.Contains(err.Error(), "paillier.key") || modelowner.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
	if _, err := w.training.Status(); err != nil {
		t.Errorf("status needs the key: %v", err)
	}
}
