package filevault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

func open(t *testing.T, dir string) filevault.Vault {
	t.Helper()
	v, err := filevault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVaultKeepsEveryKey(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	v := open(t, dir)
	id := strings.Repeat("0f", 32)
	keys := []string{"master", "training/" + id, "releases/" + id + "/" + id}
	for _, key := range keys {
		if _, err := v.Get(ctx, key); !errors.Is(err, store.ErrNoEntry) {
			t.Errorf("%s: an empty vault: %v", key, err)
		}
		for _, want := range []string{"first", "second"} {
			if err := v.Put(ctx, key, []byte(want)); err != nil {
				t.Fatal(err)
			}
			if got, err := v.Get(ctx, key); err != nil || string(got) != want {
				t.Errorf("%s holds %q, %v", key, got, err)
			}
		}
	}
	got, err := v.Keys(ctx)
	slices.Sort(got)
	slices.Sort(keys)
	if err != nil || !slices.Equal(got, keys) {
		t.Errorf("keys are %v, %v", got, err)
	}
	for _, key := range keys {
		if err := v.Delete(ctx, key); err != nil {
			t.Fatal(err)
		}
		if err := v.Delete(ctx, key); err != nil {
			t.Errorf("deleting twice gives %v", err)
		}
	}
	if got, err := v.Keys(ctx); err != nil || len(got) != 0 {
		t.Errorf("keys are left: %v, %v", got, err)
	}
}

func TestVaultIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "vault")
	v := open(t, dir)
	if err := v.Put(context.Background(), "releases/a/b", []byte("x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeysThatAreNoFileNames(t *testing.T) {
	v := open(t, t.TempDir())
	for _, key := range []string{"", "/", "..", "../x", "a//b", "A", "a b", "a/../../b", strings.Repeat("a", 300), "a\x00"} {
		if err := v.Put(context.Background(), key, nil); err == nil {
			t.Errorf("%q is accepted", key)
		}
	}
}

func TestOneProcessForATraining(t *testing.T) {
	dir := t.TempDir()
	release, err := open(t, dir).Lock(wire.TrainingID{1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Lock(wire.TrainingID{1}); !errors.Is(err, durable.ErrBusy) {
		t.Errorf("a second owner of the same training: %v", err)
	}
	other, err := open(t, dir).Lock(wire.TrainingID{2})
	if err != nil {
		t.Fatal(err)
	}
	other()
	release()
	if release, err = open(t, dir).Lock(wire.TrainingID{1}); err != nil {
		t.Errorf("a released training: %v", err)
	} else {
		release()
	}
}
