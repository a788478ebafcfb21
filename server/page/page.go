// Package page serves the data owners' page: it owns which file answers which path, and with which headers. The facilitator
// and the program dataowner mount it; it knows nothing about the protocol.
package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// Options configures a page.
type Options struct {
	// ConnectSrc lists the origins to which the page may connect in addition to its own, as sources of a Content Security
	// Policy.
	ConnectSrc []string
	// Others, if not nil, finds files below assets of pages of other releases: their bytes, whether those are compressed with
	// brotli, and false if there is none. A page that was loaded before an upgrade, or from a facilitator of another release,
	// asks for them.
	Others func(ctx context.Context, name string) (body []byte, packed, ok bool, err error)
	// Trustee serves the trustee's page at /trustee: its program talks to the origin of the page, which must be a facilitator.
	Trustee bool
	// Missing renders the answer for a path that there is not, as HTML; nil stands for one line of text.
	Missing func(path string) ([]byte, error)
}

// immutable lets browsers keep a file with a name that changes with its content.
const immutable = "public, max-age=31536000, immutable"

// file is one file of the page, which may have a compressed form.
type file struct {
	name, br  string // names in the file system; br is empty if there is no compressed form
	mediaType string
	etag      string // of the uncompressed bytes, quoted
	immutable bool
}

type handler struct {
	fsys   fs.FS
	files  map[string]file // by path
	csp    string
	others func(ctx context.Context, name string) ([]byte, bool, bool, error)
	// missing is Options.Missing.
	missing func(path string) ([]byte, error)
}

// Handler returns a handler of a built page: index.html at / and /join, trustee.html at /trustee if the options ask for it, every
// other file at its path. Without
// index.html it answers 503 and how to build the page. It fails if a file cannot be read, or if a source in ConnectSrc
// could end its directive.
func Handler(fsys fs.FS, o Options) (http.Handler, error) {
	for _, s := range o.ConnectSrc {
		if s == "" || strings.ContainsAny(s, "; ,\t\r\n") {
			return nil, errors.New("invalid page options: connect source must be one source expression")
		}
	}
	h := &handler{fsys: fsys, files: map[string]file{}, csp: policy(o.ConnectSrc), others: o.Others, missing: o.Missing}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".br") {
			return err
		}
		f, err := describe(fsys, name)
		if err != nil {
			return err
		}
		h.files["/"+name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("failed to read page: %w", err)
	}
	if index, ok := h.files["/index.html"]; ok {
		h.files["/"], h.files["/join"] = index, index
		delete(h.files, "/index.html")
	}
	if duty, ok := h.files["/trustee.html"]; ok {
		delete(h.files, "/trustee.html")
		if o.Trustee {
			h.files["/trustee"] = duty
		}
	}
	return h, nil
}

// policy returns the Content Security Policy that permits Svelte, a worker, Go's WebAssembly and a WebSocket only. It is sent
// with every answer, because the policy of a worker is that of the answer with its script.
func policy(connect []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' data:",
		"connect-src " + strings.Join(append([]string{"'self'"}, connect...), " "),
		"worker-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types svelte-trusted-html worker-url",
	}, "; ")
}

// describe returns the facts about a file that its answers need.
func describe(fsys fs.FS, name string) (file, error) {
	f := file{name: name, mediaType: mediaType(name), immutable: strings.HasPrefix(name, assets)}
	r, err := fsys.Open(name)
	if err != nil {
		return f, err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return f, err
	}
	f.etag = `"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
	if _, err := fs.Stat(fsys, name+".br"); err == nil {
		f.br = name + ".br"
	}
	return f, nil
}

// mediaType returns the media type of a file. That of the common endings does not depend on the configuration of the machine.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Harden sets the headers of every answer, of the page and of the API. Browsers must not guess media types, frame the answer,
// send referrers from it, or show it to other origins.
func Harden(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	Harden(head)
	head.Set("Content-Security-Policy", h.csp)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		http.Error(w, "this page takes GET requests only", http.StatusMethodNotAllowed)
		return
	}
	f, ok := h.files[r.URL.Path]
	if !ok {
		if _, built := h.files["/"]; !built && (r.URL.Path == "/" || r.URL.Path == "/join") {
			http.Error(w, "This program was built without its page. Run `make build` and start it again.", http.StatusServiceUnavailable)
			return
		}
		h.sendOther(w, r)
		return
	}
	name, etag := f.name, f.etag
	if f.br != "" {
		head.Add("Vary", "Accept-Encoding")
		if Accepts(r.Header.Values("Accept-Encoding"), "br") {
			name, etag = f.br, strings.TrimSuffix(f.etag, `"`)+`-br"`
			head.Set("Content-Encoding", "br")
		}
	}
	head.Set("Content-Type", f.mediaType)
	head.Set("ETag", etag)
	if f.immutable {
		head.Set("Cache-Control", immutable)
	} else {
		head.Set("Cache-Control", "no-cache")
	}
	h.send(w, r, name)
}

// assets is the folder of the files with names that hold a hash of their content.
const assets = "assets/"

// maxUnpacked is larger than every unpacked file of a page, in bytes.
const maxUnpacked = 32 << 20

// sendOther answers with a file of another release's page, or that there is none.
func (h *handler) sendOther(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if h.others == nil || !strings.HasPrefix(name, assets) || !fs.ValidPath(name) {
		h.answerMissing(w, r)
		return
	}
	body, packed, ok, err := h.others(r.Context(), name)
	head := w.Header()
	switch {
	case err != nil:
		head.Set("Retry-After", "1")
		http.Error(w, "files of other releases cannot be read now", http.StatusServiceUnavailable)
		return
	case !ok:
		h.answerMissing(w, r)
		return
	case packed && Accepts(r.Header.Values("Accept-Encoding"), "br"):
		head.Set("Content-Encoding", "br")
	case packed:
		if body, err = io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(body)), maxUnpacked)); err != nil {
			http.Error(w, "the page cannot be read", http.StatusInternalServerError)
			return
		}
	}
	head.Add("Vary", "Accept-Encoding")
	head.Set("Content-Type", mediaType(name))
	head.Set("Cache-Control", immutable)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// answerMissing answers a request for a path that there is not. A browser keeps the fragment, which is the invite, when it is
// led from /join/ to /join.
func (h *handler) answerMissing(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/join/" {
		w.Header().Set("Location", "../join")
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	if h.missing != nil {
		if b, err := h.missing(strings.TrimPrefix(r.URL.Path, "/")); err == nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(b) // the client has gone if this fails
			return
		}
	}
	http.Error(w, "no such page", http.StatusNotFound)
}

// send answers with a file, or parts of it.
func (h *handler) send(w http.ResponseWriter, r *http.Request, name string) {
	f, err := h.fsys.Open(name)
	if err != nil {
		http.Error(w, "the page cannot be read", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	content, ok := f.(io.ReadSeeker)
	if !ok {
		http.Error(w, "the page cannot be read", http.StatusInternalServerError)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, content)
}

// Accepts reports whether Accept-Encoding contains a coding with a quality above zero.
func Accepts(values []string, coding string) bool {
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			name, params, _ := strings.Cut(part, ";")
			if !strings.EqualFold(strings.TrimSpace(name), coding) {
				continue
			}
			q := strings.ReplaceAll(params, " ", "")
			return !slices.Contains([]string{"q=0", "q=0.0", "q=0.00", "q=0.000"}, q)
		}
	}
	return false
}
