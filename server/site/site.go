// Package site owns the facilitator's own pages, those that are not the data owner's: what this server is, its status for
// the operator, the documents, and the description of its interface. They are rendered here, need no script, load nothing
// from anywhere else, and name nobody who takes part.
package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/blindfit/blindfit/server/apidoc"
)

//go:embed templates/*.html site.css icon.svg
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"breaks": breaks}).ParseFS(files, "templates/*.html"))

var breakable = strings.NewReplacer("://", "://", " /", " /", "/", "<wbr>/", "_", "_<wbr>")

// breaks lets a path or name go on in the next line before a slash within it or after an underscore, where a line or a
// column is shorter.
func breaks(name string) template.HTML {
	return template.HTML(strings.TrimPrefix(breakable.Replace(template.HTMLEscapeString(name)), "<wbr>"))
}

// Policy is the Content Security Policy of these pages.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Style returns the style sheet that every page links to as docs/site.css, Icon the picture that it links to as docs/icon.svg.
func Style() []byte { return embedded("site.css") }

// Icon is described at Style.
func Icon() []byte { return embedded("icon.svg") }

func embedded(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("internal error: an embedded file is missing")
	}
	return b
}

// link is an entry of the navigation.
type link struct{ Path, Name string }

var public = []link{{"about", "About"}, {"docs/", "Documents"}, {"docs/api", "Interface"}}

// frame is what the layout needs.
type frame struct {
	Title string
	Path  string // below the root
	Root  string // how to get there from Path
	Nav   []link
	Body  template.HTML
}

// render executes a page's template within the layout. path is the page's own, without a slash at its beginning.
func render(name, title, path string, data any) ([]byte, error) {
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, name, data); err != nil {
		return nil, fmt.Errorf("failed to render page: %w", err)
	}
	return within(title, path, template.HTML(body.String())) // written by a template that escapes
}

// within puts a body into the layout.
func within(title, path string, body template.HTML) ([]byte, error) {
	var out bytes.Buffer
	f := frame{Title: title, Path: path, Root: root(path), Nav: public, Body: body}
	if path == "operator" {
		f.Nav = append([]link{{"operator", "Status"}}, public...)
	}
	if err := templates.ExecuteTemplate(&out, "layout", f); err != nil {
		return nil, fmt.Errorf("failed to render page: %w", err)
	}
	return out.Bytes(), nil
}

// root is the way from a path to the root, relative, so that pages work below any address.
func root(path string) string {
	if n := strings.Count(path, "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// File is a file of the data owner's page and the hash of its bytes.
type File struct{ Name, SHA256 string }

// Phase is how many trainings are in one.
type Phase struct {
	Name  string
	Count int
}

// About are the public facts of a facilitator.
type About struct {
	Root     string
	Release  string
	Protocol int
	Known    bool    // whether the store could be asked
	Phases   []Phase // of the trainings, those with any
	Since    time.Time
	Files    []File
}

// Standing is how many trainings there are and where they are, for people.
func (a About) Standing() string {
	if !a.Known {
		return "not known now"
	}
	var inRound int
	counts := map[string]int{}
	for _, p := range a.Phases {
		switch p.Name {
		case "lobby", "waiting", "done":
			counts[p.Name] += p.Count
		default:
			inRound += p.Count
		}
	}
	var told []string
	for _, n := range []struct {
		count int
		where string
	}{{counts["lobby"], "waiting for data owners"}, {counts["waiting"], "between rounds"}, {inRound, "in a round"}, {counts["done"], "ended"}} {
		if n.count > 0 {
			told = append(told, fmt.Sprintf("%d %s", n.count, n.where))
		}
	}
	if told == nil {
		return "none"
	}
	return strings.Join(told, ", ")
}

// AboutPage renders what anybody may know.
func AboutPage(a About) ([]byte, error) {
	a.Root = root("about")
	return render("about", "About", "about", a)
}

// Training is a line of the status.
type Training struct {
	ID        string `json:"id"`
	Phase     string `json:"phase"`
	Round     int    `json:"round"`
	Attempt   int    `json:"attempt"`
	Accepted  int    `json:"accepted"`
	Live      bool   `json:"live"` // false: what follows is not known
	Enrolled  int    `json:"enrolled"`
	Members   int    `json:"members"`
	Present   int    `json:"present"`
	Awaited   int    `json:"awaited"`
	LeftMS    int64  `json:"left_ms"`
	LastAbort string `json:"last_abort,omitempty"`
}

// Short is the beginning of the id, enough to find it by.
func (t Training) Short() string {
	if len(t.ID) <= 12 {
		return t.ID
	}
	return t.ID[:12] + "…"
}

// Left is the time left in the phase, for people.
func (t Training) Left() string {
	if t.LeftMS == 0 {
		return "no limit"
	}
	return (time.Duration(t.LeftMS) * time.Millisecond).Round(time.Second).String()
}

// Status is what the operator sees.
type Status struct {
	Root        string     `json:"-"`
	Ready       bool       `json:"ready"`
	Draining    bool       `json:"draining"`
	Error       bool       `json:"-"` // the trainings cannot be listed
	Release     string     `json:"release"`
	Protocol    int        `json:"protocol"`
	Module      string     `json:"module"` // SHA-256 of the page's module
	Since       time.Time  `json:"since"`
	UptimeMS    int64      `json:"uptime_ms"`
	StoreBytes  int64      `json:"store_bytes"` // negative: unknown
	FoldRate    float64    `json:"fold_rate"`   // ciphertexts a second
	FoldOverMS  int64      `json:"fold_over_ms"`
	Uploads     int64      `json:"uploads"`
	Ciphertexts int64      `json:"ciphertexts"`
	Accepted    int64      `json:"accepted"`
	Aborted     int64      `json:"aborted"`
	Connections int64      `json:"connections"`
	Sockets     int64      `json:"sockets"`
	Total       int        `json:"total"`
	Trainings   []Training `json:"trainings"`
}

// Uptime is how long the facilitator has been running, for people.
func (s Status) Uptime() string {
	return (time.Duration(s.UptimeMS) * time.Millisecond).Round(time.Second).String()
}

// FoldOver is the time that the fold rate is an average over, for people.
func (s Status) FoldOver() string {
	return "the last " + (time.Duration(s.FoldOverMS) * time.Millisecond).Round(time.Second).String()
}

// Store is the size of the store, for people.
func (s Status) Store() string {
	switch {
	case s.StoreBytes < 0:
		return "size unknown"
	case s.StoreBytes < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(s.StoreBytes)/1e3)
	case s.StoreBytes < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(s.StoreBytes)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(s.StoreBytes)/1e9)
}

// StatusPage renders what the operator sees.
func StatusPage(s Status) ([]byte, error) {
	s.Root = root("operator")
	return render("status", "Status", "operator", s)
}

// APIPage renders the description of the interface.
func APIPage(a apidoc.Readable) ([]byte, error) {
	return render("api", a.Title, "docs/api", struct {
		apidoc.Readable
		Root string
	}{a, root("docs/api")})
}
