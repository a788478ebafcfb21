//go:build e2e

package e2e

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server/page"
)

// What a data owner's browser may have to load, in bytes as served with brotli.
const (
	moduleLimit = 1_600_000
	restLimit   = 150_000
)

// TestSizes asks for every file of the built page as a browser does and weighs the answers.
func TestSizes(t *testing.T) {
	files := os.DirFS("../dist")
	handler, err := page.Handler(files, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	module, rest := 0, 0
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "placeholder" || strings.HasSuffix(name, ".br") {
			return err
		}
		r := httptest.NewRequest(http.MethodGet, "/"+strings.TrimSuffix(name, "index.html"), nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d", name, w.Code)
		}
		if strings.HasSuffix(name, ".wasm") {
			module += w.Body.Len()
			if got := w.Header().Get("Content-Encoding"); got != "br" {
				t.Errorf("%s is served with encoding %q, want br", name, got)
			}
		} else {
			rest += w.Body.Len()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("module %d bytes, the rest of the page %d", module, rest)
	if module == 0 || module > moduleLimit {
		t.Errorf("the module is %d bytes as served, want at most %d", module, moduleLimit)
	}
	if rest == 0 || rest > restLimit {
		t.Errorf("the rest of the page is %d bytes as served, want at most %d", rest, restLimit)
	}
}
