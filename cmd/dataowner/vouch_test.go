package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/protocol/identity"
)

func TestWordsOnTheCommandLine(t *testing.T) {
	want := []string{"hajir-tulok-mifad-bosaz-sivun", "dofim-ralub-pizot-kavus-nohid"}
	got, err := parseWords("vouch", []string{"hajir-tulok-mifad-bosaz-sivun", " Dofim ralub  pizot-KAVUS nohid "})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("words are %q, %v", got, err)
	}
	for _, bad := range []string{"", "hajir-tulok-mifad-bosaz", "hejir-tulok-mifad-bosaz-sivun"} {
		if got, err := parseWords("vouch", []string{want[0], bad}); err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
}

// The line of a members' file is the same in all trainings of a folder, and a program refuses a file that lacks its own.
func TestMembersFile(t *testing.T) {
	base := t.TempDir()
	var lines []string
	for _, dir := range []string{"0", "1", "2", "0"} {
		code, out, errs := call(t.Context(), "id", "--dir", filepath.Join(base, dir))
		if code != 0 || strings.Count(out, "\n") != 1 {
			t.Fatalf("exit code %d, %q\n%s", code, out, errs)
		}
		lines = append(lines, out)
	}
	if lines[0] != lines[3] || lines[0] == lines[1] {
		t.Errorf("lines are %q", lines)
	}
	key, err := identity.ParseOwnerKey(strings.Fields(lines[0])[0])
	if err != nil || strings.Fields(lines[0])[1] != key.Words() {
		t.Errorf("%q: %v", lines[0], err)
	}
	broken := filepath.Join(base, "broken.txt")
	check(t, os.WriteFile(broken, []byte(lines[0]+lines[1]+"owner1abc\n"), 0o600))
	for want, args := range map[string][]string{
		"failed to read members' file: line 3": {"--circle", broken},
		"failed to read members' file: open":   {"--circle", broken + "x"},
		"invalid --agree: must be one of rows": {"--agree", "everything"},
		"malformed --vouch 1":                  {"--vouch", "hajir"},
	} {
		if code, _, errs := call(t.Context(), append([]string{"join", "link", "--data", "rows.csv"}, args...)...); code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit code %d\n%s", args, code, errs)
		}
	}
}
