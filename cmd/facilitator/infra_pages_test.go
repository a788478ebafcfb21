//go:build infra && unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// withPage builds the facilitator of a folder of sources with a page made for the test, whose files have a name in theirs, and
// returns the program.
func withPage(t *testing.T, sources, name string) string {
	t.Helper()
	dir := t.TempDir()
	dist, err := filepath.Abs(filepath.Join(sources, "web", "dist"))
	must(t, err)
	place := map[string]string{}
	for path, content := range map[string]string{
		"index.html":                   `<!doctype html><link rel="stylesheet" href="./assets/` + name + `.css"><script type="module" src="./assets/` + name + `.js"></script>`,
		"assets/" + name + ".css":      "p { color: " + name + " }",
		"assets/" + name + ".js":       "import('./later-" + name + ".js')",
		"assets/later-" + name + ".js": "export const page = '" + name + "'",
	} {
		place[filepath.Join(dist, filepath.FromSlash(path))] = write(t, dir, strings.ReplaceAll(path, "/", "-"), content)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": place})
	must(t, err)
	program := filepath.Join(dir, "facilitator")
	build := exec.Command("go", "build", "-overlay", write(t, dir, "overlay.json", string(overlay)), "-o", program, "./cmd/facilitator")
	build.Dir = sources
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// fetch returns the status and body of an answer.
func fetch(t *testing.T, address string) (status int, body string) {
	t.Helper()
	a, err := http.Get(address)
	must(t, err)
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	must(t, err)
	return a.StatusCode, string(b)
}

// opened loads a page and returns its name.
func opened(t *testing.T, url string) string {
	t.Helper()
	_, body := fetch(t, url+"/join")
	m := regexp.MustCompile(`\./assets/(\w+)\.js`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the page is %q", body)
	}
	return m[1]
}

// has reports whether a facilitator has every file of a page, also the one that is loaded later.
func has(t *testing.T, url, name string) bool {
	t.Helper()
	for file, part := range map[string]string{name + ".css": "color: " + name, name + ".js": "later-" + name, "later-" + name + ".js": "page = '" + name + "'"} {
		if status, body := fetch(t, url+"/assets/"+file); status != http.StatusOK || !strings.Contains(body, part) {
			t.Logf("%s/assets/%s: %d", url, file, status)
			return false
		}
	}
	return true
}

// TestInfraPages: a page that was loaded from one release finds its files at a facilitator of another one, older or newer, on the
// same store, and after the upgrade and after going back; those of the releases before the last two are gone.
func TestInfraPages(t *testing.T) {
	programs := map[string]string{}
	for _, name := range []string{"first", "second"} {
		programs[name] = withPage(t, "../..", name)
	}
	s, _ := databases(t)
	address, err := s.Database()
	must(t, err)
	begin := func(name string) *process {
		p := startProgram(t, programs[name], "--addr", "127.0.0.1:0", "--postgres", address)
		if got := opened(t, p.url); got != name {
			t.Errorf("the page of %s is %s", name, got)
		}
		return p
	}
	older, newer := begin("first"), begin("second")
	for what, c := range map[string]struct{ url, page string }{
		"old page, new facilitator": {newer.url, "first"}, "new page, old facilitator": {older.url, "second"},
		"old page": {older.url, "first"}, "new page": {newer.url, "second"},
	} {
		if !has(t, c.url, c.page) {
			t.Errorf("%s: files are missing", what)
		}
	}
	if status, _ := fetch(t, newer.url+"/assets/never.js"); status != http.StatusNotFound {
		t.Errorf("a file of no release: %d", status)
	}
	older.end(syscall.SIGTERM)
	if !has(t, newer.url, "first") {
		t.Error("after the upgrade the old page finds its files no more")
	}

	// A data folder, upgraded and set back.
	data := filepath.Join(t.TempDir(), "data")
	for i, name := range []string{"first", "second", "first"} {
		p := startProgram(t, programs[name], "--data", data, "--addr", "127.0.0.1:0")
		if i > 0 && !has(t, p.url, map[string]string{"first": "second", "second": "first"}[name]) {
			t.Errorf("start %d: the files of the page before are missing", i+1)
		}
		p.end(syscall.SIGTERM)
	}
}

// TestInfraPagesOfLastRelease: behind the proxies, while facilitators of this and of the last release share a database, a client
// stays with one of them; if it is sent to the other one, its page finds its files all the same. The last release keeps none in the
// database, so a proxy has to ask the other facilitator.
func TestInfraPagesOfLastRelease(t *testing.T) {
	old, fresh := withPage(t, lastSources(t), "last"), withPage(t, "../..", "this")
	s, _ := databases(t)
	address, err := s.Database()
	must(t, err)
	for name, begin := range proxies {
		t.Run(name, func(t *testing.T) {
			flags := []string{"--addr", "127.0.0.1:0", "--postgres", address, "--trusted-proxy", "127.0.0.1"}
			a, b := startProgram(t, old, flags...), startProgram(t, fresh, flags...)
			dir := t.TempDir()
			must(t, exec.Command("chmod", "a+rx", dir).Run())
			port := freePort(t)
			begin(t, dir, port, strings.TrimPrefix(a.url, "http://"), strings.TrimPrefix(b.url, "http://"))
			url := fmt.Sprintf("https://localhost:%d", port)
			page := opened(t, url)
			for range 5 {
				if now := opened(t, url); now != page || !has(t, url, page) {
					t.Errorf("the page was %s, is %s, or lacks files", page, now)
				}
			}
			if name == "caddy" { // goes to another one only if the first is gone
				if !has(t, b.url, "this") {
					t.Error("the new facilitator lacks its own files")
				}
				return
			}
			for _, of := range []string{"last", "this"} {
				if !has(t, url, of) {
					t.Errorf("the page of the %s release lacks files", of)
				}
			}
		})
	}
}
