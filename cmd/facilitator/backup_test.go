//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestBackup: a copy made while a facilitator serves is a data folder with which another one continues.
func TestBackup(t *testing.T) {
	ctx := deadline.Context(t)
	dir, to := t.TempDir(), t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, connect(t, p.url, mo.Key).Append(ctx, mo.ID, open, weights))
	copied := filepath.Join(to, "facilitator.db")
	out, err := exec.Command("facilitator", "backup", "--data", dir, "--out", copied).Output()
	must(t, err)
	if string(out) != copied+"\n" {
		t.Errorf("it prints %q", out)
	}
	keys, encapsulations := owners[0].Keys(ref, open.Digest(), owners)
	for _, url := range []string{p.url, launch(t, to, "127.0.0.1:0").url} {
		must(t, connect(t, url, owners[0].Key).PutKeys(ctx, mo.ID, ref, keys, encapsulations))
	}
}
