package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
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
		"--copy is needed":                   {"keygen"},
		"is not overwritten":                 {"keygen", "--copy", copyDir, "--no-passphrase"},
		"--facilitator is needed":            {"serve"},
		"model_owners must name":             {"serve", "--facilitator", "http://127.0.0.1:1", "--approve", rules},
		"invalid --every":                    {"serve", "--facilitator", "http://127.0.0.1:1", "--every", "1ms"},
		"0 trainings that wait":              {"approve", "12345678"},
		"0 trainings that wait for this":     {"release", "12345678"},
		"failed to make folder":              {"backup", backup},
		"exclude each other":                 {"keygen", "--copy", copyDir, "--no-passphrase", "--passphrase-file", rules},
		"invalid --person-epsilon: must be":  {"serve", "--facilitator", "http://127.0.0.1:1", "--person-epsilon", "NaN"},
		"invalid --min: must not be negati":  {"serve", "--facilitator", "http://127.0.0.1:1", "--min", "-1"},
		"release takes TRAINING CLOSE":       {"release"},
		"invalid passphrase: that of a key":  {"move", t.TempDir(), "--file-passphrase-file", rules},
		"--copy belongs to --back":           {"move", t.TempDir(), "--copy", copyDir},
		"this is no key file of a trustee":   {"move", "--back", rules, "--file-passphrase-file", rules},
		"failed to read codes":               {"codes", filepath.Join(dir, "none"), "--to", rules, "--out", filepath.Join(dir, "out")},
		"must be the one that 'modelowner i": {"codes", rules, "--to", rules, "--out", filepath.Join(dir, "out")},
	} {
		if code, _, errs := run(at(args...)...); code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit code %d, %q", args, code, errs)
		}
	}
	if code, _, errs := run("status", "--dir", t.TempDir()); code != cli.ExitUsage || !strings.Contains(errs, "trustee keygen") {
		t.Errorf("no keys: exit code %d, %q", code, errs)
	}
	moveAndBack(t, dir)
	dealCodes(t, dir)
	// A ledger that lost its copy ends the key.
	if err := os.Remove(ledger.Path(copyDir)); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(at("serve", "--facilitator", "http://127.0.0.1:1")...); code != exitDead || !strings.Contains(errs, "signs nothing more") {
		t.Errorf("without its copy: exit code %d, %q", code, errs)
	}
}

// moveAndBack moves a key to the page: the program refuses it then, and takes no file that the page did not move back.
func moveAndBack(t *testing.T, dir string) {
	t.Helper()
	away := filepath.Join(t.TempDir(), "away")
	code, _, errs := run("keygen", "--dir", away, "--copy", away+"-copy", "--no-passphrase")
	if code != cli.ExitOK {
		t.Fatalf("keygen: exit code %d, %q", code, errs)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("four words in a row\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.key")
	if code, out, errs := run("move", file, "--dir", away, "--file-passphrase-file", secret); code != cli.ExitOK || out != file+"\n" || !strings.Contains(errs, "signs nothing more") {
		t.Fatalf("move: exit code %d, %q, %q", code, out, errs)
	}
	for _, args := range [][]string{{"serve", "--facilitator", "http://127.0.0.1:1"}, {"move", file + "2", "--file-passphrase-file", secret}} {
		if code, _, errs := run(append(args, "--dir", away)...); code != cli.ExitFailure || !strings.Contains(errs, "was moved into a key file") || !strings.Contains(errs, "trustee move --help") {
			t.Errorf("%v after the move: exit code %d, %q", args, code, errs)
		}
	}
	if code, out, _ := run("status", "--dir", away); code != cli.ExitOK || !strings.Contains(out, "was moved into a key file") {
		t.Errorf("status after the move: exit code %d, %q", code, out)
	}
	if code, _, errs := run("move", "--back", file, "--dir", away, "--file-passphrase-file", secret); code != cli.ExitFailure || !strings.Contains(errs, "move it there") {
		t.Errorf("move --back of a file that the page did not move: exit code %d, %q", code, errs)
	}
}

// dealCodes hands out codes of a file that modelowner invite would write.
func dealCodes(t *testing.T, dir string) {
	t.Helper()
	at := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(at, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := identity.Link{Facilitator: "https://f.example", Training: wire.TrainingID{1}}
	codes := "code,link\n"
	for range 3 {
		c := identity.NewCode()
		codes += c.Text() + "," + link.WithCode(c).URL() + "\n"
	}
	all, people, out := write("codes.csv", codes), write("people.csv", "name\nAda\nBob\n"), filepath.Join(at, "letters.csv")
	if code, printed, errs := run("codes", all, "--to", people, "--out", out, "--dir", dir); code != cli.ExitOK || printed != out+"\n" || !strings.Contains(errs, "1 code left") {
		t.Fatalf("codes: exit code %d, %q, %q", code, printed, errs)
	}
	if b, err := os.ReadFile(out); err != nil || strings.Count(string(b), "https://f.example") != 2 {
		t.Errorf("letters are %q: %v", b, err)
	}
	for want, args := range map[string][]string{"is not overwritten": {"--out", out}, "2 people and 1 codes that nobody has": {"--out", out + "2"}} {
		if code, _, errs := run(append(args, "codes", all, "--to", people, "--dir", dir)...); code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("codes %v: exit code %d, %q", args, code, errs)
		}
	}
}
