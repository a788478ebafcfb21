// Package site owns the facilitator's own pages, in contrast to the data owners' page: about this server, its status for the
// operator, the documents, and the description of the interface. They are rendered on the server, need no script, load
// nothing from other servers, and name no participant.
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

// breaks returns a path or name that a browser may break before a slash within it or after an underscore.
func breaks(name string) template.HTML {
	return template.HTML(strings.TrimPrefix(breakable.Replace(template.HTMLEscapeString(name)), "<wbr>"))
}

// Policy is the Content Security Policy of these pages.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Style returns the style sheet, which every page links to as docs/site.css.
func Style() []byte { return embedded("site.css") }

// Icon returns the icon, which every page links to as docs/icon.svg.
func Icon() []byte { return embedded("icon.svg") }

func embedded(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("internal error: an embedded file is missing")
	}
	return b
}

// Link is an entry of the navigation.
type Link struct{ Path, Name string }

var public = []Link{{"about", "About"}, {"docs/", "Documents"}, {"docs/api", "Interface"}}

// frame is the data of the layout.
type frame struct {
	Title string
	Path  string // below the root
	Root  string // relative path from Path to the root
	Nav   []Link
	Body  template.HTML
}

// render executes the template of a page within the layout. path is the path of the page, without its first slash.
func render(name, title, path string, data any) ([]byte, error) {
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, name, data); err != nil {
		return nil, fmt.Errorf("failed to render page: %w", err)
	}
	return within(title, path, template.HTML(body.String())) // the template escapes
}

// within returns a body within the layout.
func within(title, path string, body template.HTML) ([]byte, error) {
	var out bytes.Buffer
	f := frame{Title: title, Path: path, Root: root(path), Nav: public, Body: body}
	if path == "operator" {
		f.Nav = append([]Link{{"operator", "Status"}}, public...)
	}
	if err := templates.ExecuteTemplate(&out, "layout", f); err != nil {
		return nil, fmt.Errorf("failed to render page: %w", err)
	}
	return out.Bytes(), nil
}

// root returns the relative path from a path to the root, so that the pages work below any address.
func root(path string) string {
	if n := strings.Count(path, "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// File is a file of the data owners' page and its hash in hexadecimal.
type File struct{ Name, SHA256 string }

// Phase is the number of trainings in a phase.
type Phase struct {
	Name  string
	Count int
}

// About holds the public facts of a facilitator.
type About struct {
	Root     string
	Release  string
	Protocol int
	Known    bool    // false: the store could not be read
	Phases   []Phase // those with trainings
	Since    time.Time
	Files    []File
	Notices  Notices
}

// Links are the operator's own pages.
func (a About) Links() []Link { return a.Notices.Links() }

// Standing returns the numbers of trainings as text.
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
	var parts []string
	for _, n := range []struct {
		count int
		text  string
	}{{counts["lobby"], "waiting for data owners"}, {counts["waiting"], "between rounds"}, {inRound, "in a round"}, {counts["done"], "ended"}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n.count, n.text))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// AboutPage renders the page about a facilitator.
func AboutPage(a About) ([]byte, error) {
	a.Root = root("about")
	return render("about", "About", "about", a)
}

// Training is a row of the status.
type Training struct {
	ID        string `json:"id"`
	Phase     string `json:"phase"`
	Round     int    `json:"round"`
	Attempt   int    `json:"attempt"`
	Accepted  int    `json:"accepted"`
	Live      bool   `json:"live"` // false: the fields from Enrolled to LeftMS are unknown
	Enrolled  int    `json:"enrolled"`
	Members   int    `json:"members"`
	Present   int    `json:"present"`
	Awaited   int    `json:"awaited"`
	LeftMS    int64  `json:"left_ms"`
	LastAbort string `json:"last_abort,omitempty"`
}

// Short returns the beginning of the id.
func (t Training) Short() string {
	if len(t.ID) <= 12 {
		return t.ID
	}
	return t.ID[:12] + "…"
}

// Left returns the time left in the phase as text.
func (t Training) Left() string {
	if t.LeftMS == 0 {
		return "no limit"
	}
	return (time.Duration(t.LeftMS) * time.Millisecond).Round(time.Second).String()
}

// Status holds the operator's figures.
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

// Uptime returns the time since the start as text.
func (s Status) Uptime() string {
	return (time.Duration(s.UptimeMS) * time.Millisecond).Round(time.Second).String()
}

// FoldOver returns the time over which the fold rate is an average as text.
func (s Status) FoldOver() string {
	return "the last " + (time.Duration(s.FoldOverMS) * time.Millisecond).Round(time.Second).String()
}

// Store returns the size of the store as text.
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

// StatusPage renders the operator's page.
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
