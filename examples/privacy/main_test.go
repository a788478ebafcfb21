package main

import (
	"os"
	"strings"
	"testing"
)

// TestTableIsTheDocuments runs the smallest cohorts and finds their lines in the document.
func TestTableIsTheDocuments(t *testing.T) {
	document, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range examples {
		text, err := os.ReadFile("../../" + x.file)
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range ways {
			line, err := row(x, y, cohorts[0], string(text))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(document), line+"\n") {
				t.Errorf("%s: the document lacks the line that this command prints: %s", x.name, line)
			}
		}
	}
	if !strings.Contains(string(document), noise()) {
		t.Errorf("the document lacks the table of noise that this command prints:\n%s", noise())
	}
	// The least line of the table against a central server.
	var b strings.Builder
	old := sizes
	sizes = sizes[:1]
	defer func() { sizes = old }()
	if err := central(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(document), b.String()) {
		t.Errorf("the document lacks the lines that this command prints:\n%s", b.String())
	}
	b.Reset()
	if err := coverage(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(document), b.String()) {
		t.Errorf("the document lacks the lines of coverage that this command prints:\n%s", b.String())
	}
}
