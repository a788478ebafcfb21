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
	if err := run(dir, 5, ""); err != nil {
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

// TestCache: the second time the kept form is used, but never a damaged one.
func TestCache(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cache")
	plain := []byte(strings.Repeat("no row leaves this machine; ", 200))
	first, err := cached(plain, 5, folder)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d files kept (error %v), want one", len(kept), err)
	}
	// Another brotli form of the same content shows that the kept one is taken.
	other, err := compress(plain, 0)
	if err != nil || bytes.Equal(other, first) {
		t.Fatalf("no second form to tell apart (error %v)", err)
	}
	for _, tc := range []struct {
		name       string
		kept, want []byte
	}{{"kept", other, other}, {"damaged", []byte("not brotli"), first}, {"of another file", mustCompress(t, "x"), first}} {
		if err := os.WriteFile(kept[0], tc.kept, 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := cached(plain, 5, folder)
		if err != nil || !bytes.Equal(got, tc.want) {
			t.Errorf("%s: %d bytes, error %v; want %d bytes", tc.name, len(got), err, len(tc.want))
		}
	}
	if _, err := cached(plain, 6, folder); err != nil {
		t.Fatal(err)
	}
	if kept, _ := filepath.Glob(filepath.Join(folder, "*")); len(kept) != 2 {
		t.Errorf("%d files kept, want one for each quality", len(kept))
	}
}

func mustCompress(t *testing.T, text string) []byte {
	t.Helper()
	b, err := compress([]byte(text), 5)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
