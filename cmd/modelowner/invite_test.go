package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/server"
)

// TestInvitesOfNames makes links for people, and takes one back for another person: names stay with their links, the new link is
// another one for the same name, and flags that do not go together make nothing.
func TestInvitesOfNames(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "owner"))
	file := filepath.Join(dir, "model.json")
	write(t, file, fmt.Sprintf(`{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "key_bits": %s}`, keyBits))
	must(t, "keygen", "--no-passphrase")
	training := strings.TrimSpace(must(t, "create", "-f", file, "--facilitator", federation.Facilitator(t, server.Options{})))

	lines := strings.Split(strings.TrimSpace(must(t, "invite", training, "--for", "Clinic North", "--for", "Clinic South")), "\n")
	var links []string
	for i, name := range []string{"Clinic North", "Clinic South"} {
		of, link, found := strings.Cut(lines[min(i, len(lines)-1)], "\t")
		if len(lines) != 2 || !found || of != name || !strings.Contains(link, "/join#") {
			t.Fatalf("invite --for prints %q", lines)
		}
		links = append(links, link)
	}
	var told struct{ Links, For []string }
	if err := json.Unmarshal([]byte(must(t, "invite", training, "--for", "Dr. Ito", "--json")), &told); err != nil || len(told.Links) != 1 || !slices.Equal(told.For, []string{"Dr. Ito"}) {
		t.Errorf("with --json: %+v, %v", told, err)
	}

	again := strings.TrimSpace(must(t, "invite", training, "--replace", "Clinic South"))
	if strings.Contains(again, "\n") || !strings.Contains(again, "/join#") || slices.Contains(links, again) {
		t.Errorf("invite --replace prints %q", again)
	}
	status := must(t, "status", training, "--online")
	for _, want := range []string{"Clinic North, has not joined", "Clinic South, taken back", "Dr. Ito, has not joined", "Clinic South, has not joined",
		"remind              Clinic North, Dr. Ito, Clinic South\n"} {
		if strings.Count(status, want) != 1 {
			t.Errorf("status does not say %q once:\n%s", want, status)
		}
	}
	// A link can be named as well; one that was taken back names nobody.
	must(t, "invite", training, "--replace", links[0])
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"a name of nobody":       {[]string{"--replace", "Clinic West"}, 2, "no invite was made for this name"},
		"the same name twice":    {[]string{"--for", "Dr. Ito"}, 2, "Dr. Ito"},
		"a number and names":     {[]string{"--for", "Dr. Abe", "--count", "2"}, 2, "for"},
		"a replacement and more": {[]string{"--replace", "Dr. Ito", "--for", "Dr. Abe"}, 2, "replace"},
		"one drawing of two":     {[]string{"--for", "A", "--for", "B", "--qr", filepath.Join(dir, "a.svg")}, 2, "--qr draws one link"},
	} {
		code, out, errs := call(t.Context(), append([]string{"invite", training}, test.args...)...)
		if code != test.code || !strings.Contains(errs, test.want) || strings.Contains(out, "/join#") {
			t.Errorf("%s: exit code %d, want %d and %q: %s%s", name, code, test.code, test.want, errs, out)
		}
	}
}
