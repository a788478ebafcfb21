package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

func TestDistIsNeverEmpty(t *testing.T) {
	if _, err := fs.Stat(Dist(), "placeholder"); err != nil {
		t.Errorf("the placeholder is gone: %v", err)
	}
	if _, err := fs.Stat(Dist(), "index.html"); (err == nil) != Built() {
		t.Errorf("Built() = %v, but index.html: %v", Built(), err)
	}
}

// TestBuiltPage looks at the page where there is one: before the first build only the placeholder is embedded,
// and the tests in a browser fail then.
func TestBuiltPage(t *testing.T) {
	if !Built() {
		t.Log("the page is not built; nothing to look at")
		return
	}
	index := read(t, "index.html")
	for _, tag := range regexp.MustCompile(`<(script|link)\b[^>]*>`).FindAllString(index, -1) {
		if strings.Contains(tag, `rel="icon"`) {
			continue
		}
		if !strings.Contains(tag, `integrity="sha384-`) {
			t.Errorf("without integrity: %s", tag)
		}
	}
	for _, rule := range []string{`<script[^>]*>[^<]`, `<style`, `\son[a-z]+=`, `(src|href)="(https?:)?//`} {
		if found := regexp.MustCompile(rule).FindString(index); found != "" {
			t.Errorf("index.html has %q, which the page's policy refuses", found)
		}
	}
	// Sizes are TestSizes' of web/e2e.
	err := fs.WalkDir(Dist(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(path, ".wasm") || strings.HasSuffix(path, ".br") {
			return err
		}
		content := read(t, path)
		if strings.HasSuffix(path, ".js") && strings.Contains(content, "lusab-babad-gutih-tugad") {
			t.Errorf("%s holds fixture data", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := fs.ReadFile(Dist(), path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
