package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestSpool: uploads have a folder that is empty at the start; without one the program does not start.
func TestSpool(t *testing.T) {
	f := &storeFlags{data: t.TempDir()}
	dir, err := f.spool()
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "upload-1"), nil, 0o600))
	if again, err := f.spool(); err != nil || again != dir {
		t.Errorf("the second start has the folder %q, %v", again, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d files are left after a start, %v", len(left), err)
	}

	f = &storeFlags{postgres: "postgres:///x"}
	t.Setenv("TMPDIR", t.TempDir())
	if dir, err := f.spool(); err != nil || dir != os.Getenv("TMPDIR") {
		t.Errorf("with a database uploads go to %q, %v", dir, err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	var failed *cli.Error
	if _, err := f.spool(); !errors.As(err, &failed) || failed.Code != cli.ExitFailure || !strings.Contains(failed.Hint, "TMPDIR") {
		t.Errorf("without a folder: error is %v", err)
	}
}

// TestObjectsNotNamed: a store with ciphertexts in object storage is not served without it, doctor says so, and a backup says that
// it has not all.
func TestObjectsNotNamed(t *testing.T) {
	data := t.TempDir()
	s, err := sqlite.Open(t.Context(), data)
	must(t, err)
	_, err = s.CreateTraining(t.Context(), wire.TrainingID{1}, []byte("manifest"), store.Record{})
	must(t, err)
	must(t, s.Objects().Announce(t.Context(), "an/object"))
	_, err = s.PutContribution(t.Context(), 1, store.Contribution{Training: wire.TrainingID{1}, Identity: wire.Identity{1}, Sequence: 1, Body: []byte("x"), Blob: []byte("y"), Object: "an/object"})
	must(t, err)
	must(t, s.Close())
	run := func(args ...string) (code int, out string) {
		cmd := exec.CommandContext(t.Context(), "facilitator", append(args, "--data", data)...)
		b, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), string(b)
	}
	if code, out := run("serve", "--addr", "127.0.0.1:0"); code != 2 || !strings.Contains(out, "ciphertexts of contributions in object storage: 1 of them") || !strings.Contains(out, "hint: name the bucket with --objects") {
		t.Errorf("serve ends with %d, %s", code, out)
	}
	if code, out := run("doctor", "--addr", "127.0.0.1:0"); code != 1 || !strings.Contains(out, "mend objects  the store keeps ciphertexts of 1 contribution in object storage") {
		t.Errorf("doctor ends with %d, %s", code, out)
	}
	if code, out := run("backup", "--out", filepath.Join(t.TempDir(), "copy.db")); code != 0 || !strings.Contains(out, "note: ciphertexts of 1 contribution are in object storage (--objects) and not in the copy") {
		t.Errorf("backup ends with %d, %s", code, out)
	}
	// A bucket that does not answer.
	keys := filepath.Join(t.TempDir(), "credentials")
	must(t, os.WriteFile(keys, []byte("[default]\naws_access_key_id = key\naws_secret_access_key = very-secret\n"), 0o600))
	if code, out := run("serve", "--addr", "127.0.0.1:0", "--objects", "http://127.0.0.1:1/bucket", "--objects-key-file", keys); code != 1 || !strings.Contains(out, "object storage cannot be reached") ||
		!strings.Contains(out, "hint: --objects must name the bucket") || strings.Contains(out, "very-secret") {
		t.Errorf("serve with a bucket that does not answer ends with %d, %s", code, out)
	}
}
