package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// A backup brings the owner's key and ledger back: on the same machine nothing is lost, on another one the gap is noted, and
// a ledger that was handed over goes on there and no longer here.
func TestBackupAndRestore(t *testing.T) {
	testOnlyWorkFactor = 2
	base := t.TempDir()
	at := func(name string) string { return filepath.Join(base, name) }
	secret := at("passphrase")
	check(t, os.WriteFile(secret, []byte("correct horse\n"), 0o600))
	run := func(want int, args ...string) (string, string) {
		t.Helper()
		code, out, errs := call(t.Context(), args...)
		if code != want {
			t.Fatalf("%v: exit code %d, want %d\n%s%s", args, code, want, out, errs)
		}
		return out, errs
	}
	here := []string{"--dir", at("here"), "--anchor", at("anchor")}
	id, _ := run(0, "id", "--dir", at("here"))
	for range 2 { // two lines of the ledger and its beginning
		f := &folders{dir: at("here"), anchor: at("anchor")}
		_, v, anchor, err := f.open(t.Context())
		check(t, err)
		l, err := v.OpenLedger(t.Context(), anchor, time.Now())
		check(t, err)
		check(t, l.SetLimit(t.Context(), 3, time.Now()))
	}
	if out, _ := run(0, append([]string{"backup", at("b1"), "--passphrase-file", secret}, here...)...); !strings.Contains(out, "3 ledger lines") {
		t.Errorf("backup says %q", out)
	}
	if b, err := os.ReadFile(at("b1")); err != nil || strings.Contains(string(b), "limited") {
		t.Errorf("the backup is readable: %v", err)
	}
	run(cli.ExitUsage, append([]string{"backup", at("b1"), "--passphrase-file", secret}, here...)...)
	other := at("wrong")
	check(t, os.WriteFile(other, []byte("wrong\n"), 0o600))
	if _, errs := run(cli.ExitUsage, "restore", at("b1"), "--passphrase-file", other, "--dir", at("x"), "--anchor", at("y")); !strings.Contains(errs, "incorrect passphrase") {
		t.Errorf("a wrong passphrase: %s", errs)
	}
	check(t, os.RemoveAll(at("here")))
	if out, _ := run(0, append([]string{"restore", at("b1"), "--passphrase-file", secret}, here...)...); strings.Contains(out, "lost") {
		t.Errorf("on the same machine: %s", out)
	}
	if again, _ := run(0, "id", "--dir", at("here")); again != id {
		t.Error("another owner came back")
	}
	if out, _ := run(0, append([]string{"ledger"}, here...)...); !strings.Contains(out, "no rows were given yet") || !strings.Contains(out, "your limit is 3") {
		t.Errorf("ledger says %q", out)
	}
	if out, _ := run(0, "restore", at("b1"), "--passphrase-file", secret, "--dir", at("there"), "--anchor", at("anchor there")); !strings.Contains(out, "sums may be lost (restored)") {
		t.Errorf("on another machine: %s", out)
	}
	if out, _ := run(0, "ledger", "--json", "--dir", at("there"), "--anchor", at("anchor there")); !strings.Contains(out, `"gaps":[{`) || !strings.Contains(out, `"reason":"restored"`) {
		t.Errorf("ledger says %q", out)
	}
	run(0, append([]string{"backup", at("b2"), "--hand-over", "--passphrase-file", secret}, here...)...)
	if out, _ := run(0, "restore", at("b2"), "--passphrase-file", secret, "--dir", at("moved"), "--anchor", at("anchor moved")); strings.Contains(out, "lost") {
		t.Errorf("after the hand-over: %s", out)
	}
}
