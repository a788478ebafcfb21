package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// run runs the program and returns its exit code and what it printed.
func run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&o)
	root.SetErr(&e)
	return cli.Run(context.Background(), root), o.String(), e.String()
}

func TestProgram(t *testing.T) {
	dir, copyDir := filepath.Join(t.TempDir(), "t"), filepath.Join(t.TempDir(), "c")
	at := func(args ...string) []string { return append(args, "--dir", dir) }
	code, key, words := run(at("keygen", "--copy", copyDir, "--no-passphrase")...)
	if code != cli.ExitOK || strings.Count(key, "\n") != 1 || !strings.HasPrefix(key, "trustee1") || !strings.Contains(words, "words: ") {
		t.Fatalf("keygen: exit code %d, %q, %q", code, key, words)
	}
	if code, out, _ := run(at("status")...); code != cli.ExitOK || !strings.Contains(out, strings.TrimSpace(key)) {
		t.Errorf("status: exit code %d, %q", code, out)
	}
	if code, out, _ := run(at("status", "--json")...); code != cli.ExitOK || !strings.HasPrefix(out, `{"key":"trustee1`) {
		t.Errorf("status --json: exit code %d, %q", code, out)
	}
	backup := filepath.Join(t.TempDir(), "b")
	if code, out, _ := run(at("backup", backup)...); code != cli.ExitOK || out != backup+"\n" {
		t.Errorf("backup: exit code %d, %q", code, out)
	}
	rules := filepath.Join(t.TempDir(), "rules.json")
	if err := os.WriteFile(rules, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"--copy is needed":                  {"keygen"},
		"is not overwritten":                {"keygen", "--copy", copyDir, "--no-passphrase"},
		"--facilitator is needed":           {"serve"},
		"model_owners must name":            {"serve", "--facilitator", "http://127.0.0.1:1", "--approve", rules},
		"invalid --every":                   {"serve", "--facilitator", "http://127.0.0.1:1", "--every", "1ms"},
		"0 trainings that wait":             {"approve", "12345678"},
		"0 trainings that wait for this":    {"release", "12345678"},
		"failed to make folder":             {"backup", backup},
		"exclude each other":                {"keygen", "--copy", copyDir, "--no-passphrase", "--passphrase-file", rules},
		"invalid --person-epsilon: must be": {"serve", "--facilitator", "http://127.0.0.1:1", "--person-epsilon", "NaN"},
		"invalid --min: must not be negati": {"serve", "--facilitator", "http://127.0.0.1:1", "--min", "-1"},
	} {
		if code, _, errs := run(at(args...)...); code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit code %d, %q", args, code, errs)
		}
	}
	if code, _, errs := run("status", "--dir", t.TempDir()); code != cli.ExitUsage || !strings.Contains(errs, "trustee keygen") {
		t.Errorf("no keys: exit code %d, %q", code, errs)
	}
	// A ledger that lost its copy ends the key.
	if err := os.Remove(ledger.Path(copyDir)); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(at("serve", "--facilitator", "http://127.0.0.1:1")...); code != exitDead || !strings.Contains(errs, "signs nothing more") {
		t.Errorf("without its copy: exit code %d, %q", code, errs)
	}
}
