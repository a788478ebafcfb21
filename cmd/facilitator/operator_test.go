//go:build unix

package main

import (
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// TestOperatorAddress: with a separate address the operator's pages are served there only, and until the program ends.
func TestOperatorAddress(t *testing.T) {
	ctx := deadline.Context(t)
	p := launch(t, filepath.Join(t.TempDir(), "data"), "127.0.0.1:0", "--operator-addr", "127.0.0.1:0")
	m := regexp.MustCompile(`operator's pages on (http://\S+)`).FindStringSubmatch(p.text())
	if m == nil {
		t.Fatalf("no address of the operator's pages: %s", p.text())
	}
	get := func(address string) (int, string) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		must(t, err)
		a, err := http.DefaultClient.Do(r)
		must(t, err)
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		must(t, err)
		return a.StatusCode, string(b)
	}
	for path, want := range map[string]string{"/metrics": "blindfit_ready 1", "/operator": "Ready", "/operator/status.json": `"ready":true`, "/": "Status",
		"/healthz": "ok", "/readyz": "ok", "/docs/operations": "Running a facilitator", "/docs/api": "openapi.json"} {
		if status, b := get(m[1] + path); status != http.StatusOK || !strings.Contains(b, want) {
			t.Errorf("%s: %d, %q is not in %d bytes", path, status, want, len(b))
		}
	}
	for _, path := range []string{"/metrics", "/operator", "/operator/status.json"} {
		if status, _ := get(p.url + path); status != http.StatusNotFound {
			t.Errorf("%s is at the public address too: %d", path, status)
		}
	}
	if status, _ := get(m[1] + "/v2/server"); status != http.StatusNotFound {
		t.Errorf("the interface is at the operator's address: %d", status)
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d: %s", code, p.text())
	}
	if _, err := http.Get(m[1] + "/healthz"); err == nil {
		t.Error("the operator's pages outlive the program")
	}
}
