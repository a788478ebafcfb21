package site

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/docs"
)

// ErrNoDocument: there is no document of this name.
var ErrNoDocument = errors.New("no such document")

// documents are the names of the documents, without their ending, in the order of the names: first those of the folder
// itself.
var documents = func() (names []string) {
	err := fs.WalkDir(docs.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimSuffix(name, ".md"))
		}
		return err
	})
	if err != nil {
		panic("internal error: the embedded documents cannot be read")
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := strings.Count(a, "/") - strings.Count(b, "/"); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	return names
}()

func documentExists(file string) bool {
	return strings.HasSuffix(file, ".md") && slices.Contains(documents, strings.TrimSuffix(file, ".md"))
}

// DocumentPage renders a document, by its name below docs without ending; the empty name is the list of all.
func DocumentPage(name string) ([]byte, error) {
	if name == "" {
		return documentList()
	}
	if !slices.Contains(documents, name) {
		return nil, ErrNoDocument
	}
	text, err := docs.Files.ReadFile(name + ".md")
	if err != nil {
		return nil, fmt.Errorf("failed to read document: %w", err)
	}
	body, title := markdown(string(text), name+".md")
	return within(title, "docs/"+name, body)
}

func documentList() ([]byte, error) {
	index, err := docs.Files.ReadFile("README.md")
	if err != nil {
		return nil, fmt.Errorf("failed to read document: %w", err)
	}
	body, _ := markdown(string(index), "README.md")
	var out strings.Builder
	out.WriteString(string(body) + "<p>They belong to the release that this server runs.</p>\n<h2>All of them</h2>\n<ul>\n")
	for _, name := range documents {
		if name == "README" {
			continue
		}
		text, err := docs.Files.ReadFile(name + ".md")
		if err != nil {
			return nil, fmt.Errorf("failed to read document: %w", err)
		}
		_, title := markdown(string(text), name+".md")
		if title == "" {
			title = path.Base(name)
		}
		fmt.Fprintf(&out, "<li><a href=\"../docs/%s\">%s</a></li>\n", html.EscapeString(name), html.EscapeString(title))
	}
	out.WriteString("</ul>\n")
	return within("Documents", "docs/", template.HTML(out.String())) // every text in it was escaped
}
