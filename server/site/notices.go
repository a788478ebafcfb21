package site

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
)

// Notices are texts of the operator's own, in Markdown: the party responsible for this server, and its use of facts about
// people. An empty one does not exist.
type Notices struct {
	Operator         string // name of the operator, in one line
	Imprint, Privacy string // Markdown
}

// ErrNoNotice is the error for a notice that the operator has not given.
var ErrNoNotice = errors.New("no such notice")

// Links are the entries of the navigation for the notices that exist.
func (n Notices) Links() (out []Link) {
	if n.Imprint != "" {
		out = append(out, Link{"imprint", "Imprint"})
	}
	if n.Privacy != "" {
		out = append(out, Link{"privacy", "Privacy"})
	}
	return out
}

// Check returns an error if a notice cannot be shown.
func (n Notices) Check() error {
	for name := range map[string]bool{"imprint": true, "privacy": true} {
		if _, err := n.Page(name); err != nil && !errors.Is(err, ErrNoNotice) {
			return err
		}
	}
	return nil
}

// Page renders the notice "imprint" or "privacy".
func (n Notices) Page(name string) ([]byte, error) {
	text, title := n.Imprint, "Imprint"
	if name == "privacy" {
		text, title = n.Privacy, "Privacy"
	}
	if strings.TrimSpace(text) == "" {
		return nil, ErrNoNotice
	}
	body, own, err := markdown(text, "operations.md")
	if err != nil {
		return nil, fmt.Errorf("failed to render notice: %w", err)
	}
	if own != "" {
		title = own
	}
	return within(title, name, body)
}

// MissingPage renders the answer to a person that asks for a page that there is not, under a path without its first slash. why is
// a sentence without a period; it may be empty.
func MissingPage(path, why string) ([]byte, error) {
	return render("missing", "No such page", path, struct{ Root, Why string }{root(path), why})
}

// WaitPage renders the answer to a person that asks for the page while too many behind the same network address do.
func WaitPage(seconds int) ([]byte, error) {
	return within("Please wait", "wait", template.HTML(fmt.Sprintf(`<h1>Please wait a moment</h1>
<p>Very many people behind your network address open this page now, and the server lets them in one after the other. This page
tries again by itself in %d seconds. Your link stays valid.</p>
`, seconds)))
}
