//go:build e2e

package e2e

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server/page"
)

// The most that a data owner's browser may have to load, in bytes as served with brotli. Of the languages it loads one. The trustee's page
// has a module and files of its own, which it loads beside those of its pieces that both pages share.
const (
	moduleLimit   = 1_600_000
	restLimit     = 150_000
	languageLimit = 25_000
	trusteeLimit  = 20_000 // of the trustee's page, with its largest language
)

// languageFile is the name of a file with the texts of one language.
var languageFile = regexp.MustCompile(`/texts-([a-z]+)-[^/]*\.js$`)

// TestSizes asks for every file of the built page as a browser does and weighs the answers.
func TestSizes(t *testing.T) {
	files := os.DirFS("../dist")
	handler, err := page.Handler(files, page.Options{Trustee: true})
	if err != nil {
		t.Fatal(err)
	}
	module, rest, languages := 0, 0, map[string]int{}
	duty, dutyModule, dutyLanguage := 0, 0, 0
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "placeholder" || strings.HasSuffix(name, ".br") {
			return err
		}
		r := httptest.NewRequest(http.MethodGet, "/"+strings.TrimSuffix(strings.TrimSuffix(name, "index.html"), ".html"), nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d", name, w.Code)
		}
		switch of := strings.TrimPrefix(name, "assets/"); {
		case strings.HasPrefix(of, "trustee-texts-"):
			dutyLanguage = max(dutyLanguage, w.Body.Len())
			return nil
		case strings.HasPrefix(of, "trustee") && strings.HasSuffix(of, ".wasm"):
			dutyModule += w.Body.Len()
			return nil
		case strings.HasPrefix(of, "trustee"):
			duty += w.Body.Len()
			return nil
		}
		if found := languageFile.FindStringSubmatch(name); found != nil {
			languages[found[1]] += w.Body.Len()
		} else if strings.HasSuffix(name, ".wasm") {
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
	t.Logf("the trustee's page: module %d bytes, %d more, and %d in its largest language", dutyModule, duty, dutyLanguage)
	if dutyModule == 0 || dutyModule > moduleLimit {
		t.Errorf("the module of the trustee's page is %d bytes as served, want at most %d", dutyModule, moduleLimit)
	}
	if duty == 0 || dutyLanguage == 0 || duty+dutyLanguage > trusteeLimit {
		t.Errorf("the trustee's page is %d bytes as served and %d more in the largest language, want at most %d", duty, dutyLanguage, trusteeLimit)
	}
	t.Logf("module %d bytes, the rest of the page %d, languages %v", module, rest, languages)
	if len(languages) < 8 {
		t.Errorf("%d languages have a file of their own, want all but English", len(languages))
	}
	largest := 0
	for language, size := range languages {
		largest = max(largest, size)
		if size > languageLimit {
			t.Errorf("the texts in %s are %d bytes as served, want at most %d", language, size, languageLimit)
		}
	}
	if module == 0 || module > moduleLimit {
		t.Errorf("the module is %d bytes as served, want at most %d", module, moduleLimit)
	}
	if rest == 0 || rest+largest > restLimit {
		t.Errorf("the rest of the page is %d bytes as served and %d more in the largest language, want at most %d", rest, largest, restLimit)
	}
}
