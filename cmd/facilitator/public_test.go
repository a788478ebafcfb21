//go:build unix

package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// TestOperatorsOwnPages: the operator's name, imprint, privacy notice and contact are shown where people look for them, as text
// and not as code.
func TestOperatorsOwnPages(t *testing.T) {
	dir := t.TempDir()
	imprint, notice := filepath.Join(dir, "imprint.md"), filepath.Join(dir, "privacy.md")
	must(t, os.WriteFile(imprint, []byte("# Imprint\n\nTown Hospital, <b>1 High Street</b>\n"), 0o600))
	must(t, os.WriteFile(notice, []byte("# Privacy\n\nTrainings stay for 90 days.\n"), 0o600))
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--operator", "University of <Example>", "--imprint", imprint,
		"--privacy-notice", notice, "--security-contact", "mailto:security@example.org")
	for path, wants := range map[string][]string{
		"/about":                    {"University of &lt;Example&gt;", `href="./imprint"`, `href="./privacy"`},
		"/imprint":                  {"Town Hospital, &lt;b&gt;1 High Street"},
		"/privacy":                  {"Trainings stay for 90 days."},
		"/.well-known/security.txt": {"Contact: mailto:security@example.org"},
	} {
		r, err := http.NewRequestWithContext(deadline.Context(t), http.MethodGet, p.url+path, nil)
		must(t, err)
		a, err := http.DefaultClient.Do(r)
		must(t, err)
		b, err := io.ReadAll(a.Body)
		a.Body.Close()
		must(t, err)
		for _, want := range wants {
			if a.StatusCode != http.StatusOK || !strings.Contains(string(b), want) {
				t.Errorf("%s: %d, no %q in:\n%s", path, a.StatusCode, want, b)
			}
		}
	}
}
