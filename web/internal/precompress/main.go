// Command precompress writes the brotli form of a built page's files into the same folder, so that a server can send
// them without compressing anything itself.
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/andybalholm/brotli"
)

// minSize is the file size in bytes below which compression does not pay for another file.
const minSize = 1024

// kinds are the extensions worth compressing.
var kinds = []string{".css", ".html", ".js", ".json", ".svg", ".wasm"}

func main() {
	quality := flag.Int("quality", 9, "brotli quality, 0 to 11")
	cache := flag.String("cache", "", "folder that keeps compressed forms by the hash of their content, since the best quality is slow")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: precompress [-quality N] [-cache FOLDER] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 || *quality < brotli.BestSpeed || *quality > brotli.BestCompression {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *quality, *cache); err != nil {
		fmt.Fprintf(os.Stderr, "precompress: error: %v\n", err)
		os.Exit(1)
	}
}

func run(dir string, quality int, cache string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || !slices.Contains(kinds, filepath.Ext(path)) {
			return nil
		}
		plain, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if len(plain) < minSize {
			return nil
		}
		small, err := cached(plain, quality, cache)
		if err != nil {
			return fmt.Errorf("failed to compress %s: %w", filepath.Base(path), err)
		}
		if len(small) >= len(plain) {
			return nil
		}
		return os.WriteFile(path+".br", small, 0o644)
	})
}

// cached is compress with a memory on disk. An empty folder name means none. A kept form is checked before it is used,
// so that a damaged folder costs time and nothing else.
func cached(plain []byte, quality int, folder string) ([]byte, error) {
	if folder == "" {
		return compress(plain, quality)
	}
	name := filepath.Join(folder, fmt.Sprintf("%x-%d.br", sha256.Sum256(plain), quality))
	if kept, err := os.ReadFile(name); err == nil {
		if back, err := io.ReadAll(brotli.NewReader(bytes.NewReader(kept))); err == nil && bytes.Equal(back, plain) {
			return kept, nil
		}
	}
	small, err := compress(plain, quality)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	// It gets its final name only if it is whole: two builds may run at once.
	part, err := os.CreateTemp(folder, "part-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(small)
	if err := errors.Join(err, part.Close()); err != nil {
		return nil, err
	}
	return small, os.Rename(part.Name(), name)
}

// compress returns the brotli form of plain; the same bytes for the same input and quality.
func compress(plain []byte, quality int) ([]byte, error) {
	var buf bytes.Buffer
	w := brotli.NewWriterOptions(&buf, brotli.WriterOptions{Quality: quality, LGWin: 22})
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
