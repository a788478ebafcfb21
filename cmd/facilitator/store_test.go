package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
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
