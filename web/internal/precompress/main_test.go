package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("no row leaves this machine; ", 200)
	files := map[string]struct {
		text string
		want bool
	}{
		"index.html":           {long, true},
		"assets/page.js":       {long, true},
		"assets/page.css":      {long[:minSize-1], false},
		"assets/picture.png":   {long, false},
		"assets/blindfit.wasm": {long, true},
	}
	if err := os.Mkdir(filepath.Join(dir, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(f.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir, 5); err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		small, err := os.ReadFile(filepath.Join(dir, name+".br"))
		if got := err == nil; got != f.want {
			t.Errorf("%s: compressed = %v, want %v", name, got, f.want)
			continue
		}
		if !f.want {
			continue
		}
		plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(small)))
		if err != nil || string(plain) != f.text {
			t.Errorf("%s: brotli form does not give the file back (error %v)", name, err)
		}
	}
}
