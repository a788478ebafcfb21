package page_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"github.com/blindfit/blindfit/server/page"
)

var built = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html>")},
	"trustee.html":         {Data: []byte("<!doctype html><title>")},
	"assets/app-1.js":      {Data: []byte("export {}")},
	"assets/app-1.js.br":   {Data: []byte("compressed")},
	"assets/a.wasm":        {Data: []byte("\x00asm")},
	"assets/icon.svg":      {Data: []byte("<svg/>")},
	"assets/style.css":     {Data: []byte("p{}")},
	"assets/odd.unheard":   {Data: []byte("?")},
	"manifest.webmanifest": {Data: []byte("{}")},
}

func handler(t *testing.T, fsys fstest.MapFS, connect ...string) http.Handler {
	t.Helper()
	h, err := page.Handler(fsys, page.Options{ConnectSrc: connect})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends one request with headers given as name, value, name, value.
func ask(h http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "/", nil)
	r.URL.Path = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestMediaTypes(t *testing.T) {
	h := handler(t, built)
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/join": "text/html; charset=utf-8", "/assets/app-1.js": "text/javascript; charset=utf-8",
		"/assets/a.wasm": "application/wasm", "/assets/icon.svg": "image/svg+xml", "/assets/style.css": "text/css; charset=utf-8",
		"/assets/odd.unheard": "application/octet-stream",
	} {
		a := ask(h, "GET", path)
		if got := a.Header.Get("Content-Type"); a.StatusCode != 200 || got != want {
			t.Errorf("%s: status %d, type %q, want %q", path, a.StatusCode, got, want)
		}
	}
}

// The trustee's page talks to the origin that serves it: only a facilitator shows it.
func TestTrusteePage(t *testing.T) {
	shown, err := page.Handler(built, page.Options{Trustee: true})
	if err != nil {
		t.Fatal(err)
	}
	a := ask(shown, "GET", "/trustee")
	if b, err := io.ReadAll(a.Body); err != nil || a.StatusCode != 200 || !strings.Contains(string(b), "<title>") || a.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("/trustee: status %d, %q: %v", a.StatusCode, b, err)
	}
	if got, want := a.Header.Get("Content-Security-Policy"), ask(shown, "GET", "/join").Header.Get("Content-Security-Policy"); got != want || got == "" {
		t.Errorf("/trustee has the policy %q", got)
	}
	if a := ask(shown, "GET", "/trustee.html"); a.StatusCode != 404 {
		t.Errorf("/trustee.html: status %d", a.StatusCode)
	}
	if a := ask(handler(t, built), "GET", "/trustee"); a.StatusCode != 404 {
		t.Errorf("a program that is no facilitator answers /trustee with status %d", a.StatusCode)
	}
}

func TestPaths(t *testing.T) {
	h := handler(t, built)
	for _, path := range []string{"/index.html", "/join/x", "//", "/assets", "/assets/", "/assets/app-1.js.br", "/assets/../index.html",
		"/../page.go", "/.", "/assets/APP-1.js", "/assets/app-1.js/", `/assets\app-1.js`, "/assets/app-1.js\x00"} {
		if a := ask(h, "GET", path); a.StatusCode != 404 {
			t.Errorf("%q: status %d", path, a.StatusCode)
		} else if a.Header.Get("Content-Security-Policy") == "" || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: the rejection has not the headers of the page", path)
		}
	}
	// The invite behind # stays with the browser on the way.
	if a := ask(h, "GET", "/join/"); a.StatusCode != 308 || a.Header.Get("Location") != "../join" {
		t.Errorf("/join/: status %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		if a := ask(h, method, "/"); a.StatusCode != 405 || a.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d", method, a.StatusCode)
		}
	}
	if a := ask(h, "HEAD", "/"); a.StatusCode != 200 || a.ContentLength > 0 && a.Body == http.NoBody {
		t.Errorf("HEAD: status %d", a.StatusCode)
	}
}

// TestRevalidation: a file that has not changed is not sent again, and each form has its own tag.
func TestRevalidation(t *testing.T) {
	h := handler(t, built)
	plain := ask(h, "GET", "/assets/app-1.js").Header.Get("ETag")
	packed := ask(h, "GET", "/assets/app-1.js", "Accept-Encoding", "br").Header.Get("ETag")
	if plain == "" || plain == packed {
		t.Fatalf("tags are %q and %q", plain, packed)
	}
	if a := ask(h, "GET", "/assets/app-1.js", "If-None-Match", plain); a.StatusCode != 304 {
		t.Errorf("status %d for the same tag", a.StatusCode)
	}
	if a := ask(h, "GET", "/assets/app-1.js", "If-None-Match", plain, "Accept-Encoding", "br"); a.StatusCode != 200 {
		t.Errorf("status %d for the tag of the other form", a.StatusCode)
	}
	changed := fstest.MapFS{"index.html": built["index.html"], "assets/app-1.js": {Data: []byte("export {1}")}}
	if ask(handler(t, changed), "GET", "/assets/app-1.js").Header.Get("ETag") == plain {
		t.Error("other bytes have the same tag")
	}
}

func TestAcceptEncoding(t *testing.T) {
	h := handler(t, built)
	for accept, want := range map[string]bool{"br": true, "gzip, deflate, br, zstd": true, "BR": true, "br;q=0.5": true, "gzip;q=1, br ; q=0.1": true,
		"": false, "gzip": false, "br;q=0": false, "br; q=0.000": false, "brotli": false, "xbr": false} {
		got := ask(h, "GET", "/assets/app-1.js", "Accept-Encoding", accept).Header.Get("Content-Encoding") == "br"
		if got != want {
			t.Errorf("%q: compressed %v, want %v", accept, got, want)
		}
	}
	if got := ask(h, "GET", "/assets/style.css", "Accept-Encoding", "br").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("a file without a compressed form came as %q", got)
	}
}

func TestConnectSources(t *testing.T) {
	a := ask(handler(t, built, "https:", "ws://127.0.0.1:*"), "GET", "/")
	if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "; connect-src 'self' https: ws://127.0.0.1:*; ") {
		t.Errorf("policy is %q", csp)
	}
	for _, bad := range []string{"", "https: ; script-src *", "a b", "a,b", "a\nb"} {
		if _, err := page.Handler(built, page.Options{ConnectSrc: []string{bad}}); err == nil {
			t.Errorf("source %q was accepted", bad)
		}
	}
}

// TestNotBuilt: a program without its page answers how to build it.
func TestNotBuilt(t *testing.T) {
	h := handler(t, fstest.MapFS{"placeholder": {Data: []byte("x")}})
	for _, path := range []string{"/", "/join"} {
		a := ask(h, "GET", path)
		b := make([]byte, 200)
		n, _ := a.Body.Read(b)
		if a.StatusCode != 503 || !strings.Contains(string(b[:n]), "make build") {
			t.Errorf("%s: status %d, %q", path, a.StatusCode, b[:n])
		}
	}
}

// TestOtherPages: files that are not of this page come from where those of other releases are, in the form that the client
// takes, and with the headers of this page; without them, or if they cannot be read, the answer says so.
func TestOtherPages(t *testing.T) {
	var packed bytes.Buffer
	w := brotli.NewWriter(&packed)
	_, err := w.Write([]byte("export 1"))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	asked := 0
	h, err := page.Handler(built, page.Options{Others: func(_ context.Context, name string) ([]byte, bool, bool, error) {
		asked++
		switch name {
		case "assets/old-1.js":
			return packed.Bytes(), true, true, nil
		case "assets/old.css":
			return []byte("p{}"), false, true, nil
		case "assets/broken.js":
			return nil, false, false, errors.New("planned")
		}
		return nil, false, false, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, accept      string
		status            int
		mediaType, coding string
		body              string
	}{
		{"/assets/old-1.js", "", 200, "text/javascript; charset=utf-8", "", "export 1"},
		{"/assets/old-1.js", "br", 200, "text/javascript; charset=utf-8", "br", packed.String()},
		{"/assets/old.css", "br", 200, "text/css; charset=utf-8", "", "p{}"},
		{"/assets/broken.js", "br", 503, "text/plain; charset=utf-8", "", "files of other releases cannot be read now\n"},
		{"/assets/none.js", "br", 404, "text/plain; charset=utf-8", "", "no such page\n"},
		{"/assets/app-1.js", "", 200, "text/javascript; charset=utf-8", "", "export {}"},
	} {
		a := ask(h, "GET", c.path, "Accept-Encoding", c.accept)
		body, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode != c.status || a.Header.Get("Content-Type") != c.mediaType || a.Header.Get("Content-Encoding") != c.coding || string(body) != c.body {
			t.Errorf("%s for %q: %d, %q, %q, %q (%v)", c.path, c.accept, a.StatusCode, a.Header.Get("Content-Type"), a.Header.Get("Content-Encoding"), body, err)
		}
		if a.Header.Get("Content-Security-Policy") == "" || (c.status == 200) != strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: the headers are %v", c.path, a.Header)
		}
	}
	asked = 0
	for _, path := range []string{"/old-1.js", "/assets/../assets/old-1.js", "/assets//old-1.js", "/assets/", "/other"} {
		if a := ask(h, "GET", path); a.StatusCode != 404 || asked != 0 {
			t.Errorf("%s: status %d, asked for %d times", path, a.StatusCode, asked)
		}
	}
}

// TestMissing: a person who asks for a page that there is not gets one that helps.
func TestMissing(t *testing.T) {
	h, err := page.Handler(built, page.Options{Missing: func(path string) ([]byte, error) { return []byte("<h1>no " + path + "</h1>"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	a := ask(h, "GET", "/jion")
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != 404 || string(b) != "<h1>no jion</h1>" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		t.Errorf("status %d, %q, %v", a.StatusCode, b, err)
	}
}
