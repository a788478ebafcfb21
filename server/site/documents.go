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

// ErrNoDocument is the error for a name that no document has.
var ErrNoDocument = errors.New("no such document")

// documents are the names of the documents, without ".md", sorted, those in subfolders last.
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

// DocumentPage renders the document with a name below docs, without ".md"; an empty name stands for the list of documents.
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
	body, title, err := markdown(string(text), name+".md")
	if err != nil {
		return nil, fmt.Errorf("failed to render document: %w", err)
	}
	return within(title, "docs/"+name, body)
}

func documentList() ([]byte, error) {
	index, err := docs.Files.ReadFile("README.md")
	if err != nil {
		return nil, fmt.Errorf("failed to read document: %w", err)
	}
	body, _, err := markdown(string(index), "README.md")
	if err != nil {
		return nil, fmt.Errorf("failed to render document: %w", err)
	}
	var out strings.Builder
	out.WriteString(string(body) + "<p>These are the documents of the release that this server runs.</p>\n<h2>All documents</h2>\n<ul>\n")
	for _, name := range documents {
		if name == "README" {
			continue
		}
		text, err := docs.Files.ReadFile(name + ".md")
		if err != nil {
			return nil, fmt.Errorf("failed to read document: %w", err)
		}
		_, title, err := markdown(string(text), name+".md")
		if err != nil {
			return nil, fmt.Errorf("failed to render document: %w", err)
		}
		if title == "" {
			title = path.Base(name)
		}
		fmt.Fprintf(&out, "<li><a href=\"../docs/%s\">%s</a></li>\n", html.EscapeString(name), html.EscapeString(title))
	}
	out.WriteString("</ul>\n")
	return within("Documents", "docs/", template.HTML(out.String())) // all text in it is escaped
}
