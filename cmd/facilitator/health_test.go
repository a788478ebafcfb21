//go:build unix

package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestHealth: the exit code of the command is that of a running facilitator's readiness.
func TestHealth(t *testing.T) {
	p := launch(t, filepath.Join(t.TempDir(), "data"), "127.0.0.1:0")
	if out, err := exec.Command("facilitator", "health", p.url).Output(); err != nil || string(out) != "ready\n" {
		t.Errorf("a ready one: %v, %q", err, out)
	}
	p.end(syscall.SIGTERM)
	out, err := exec.Command("facilitator", "health", p.url).CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != 1 || !strings.Contains(string(out), "failed to reach facilitator") {
		t.Errorf("one that has ended: %v, %q", err, out)
	}
	out, err = exec.Command("facilitator", "health", "nowhere").CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != 2 {
		t.Errorf("no URL: %v, %q", err, out)
	}
}
