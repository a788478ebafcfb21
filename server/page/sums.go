package page

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Sum is a file of a page and the SHA-256 of its bytes in hexadecimal, as in the list of a release.
type Sum struct{ Name, SHA256 string }

// Sums returns the hashes of all files of a page, sorted by name, except compressed forms and the placeholder. module
// is the hash of the WebAssembly module of the data owners' page, or "" if there is none.
func Sums(fsys fs.FS) (sums []Sum, module string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".br") || name == "placeholder" {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		hash := sha256.Sum256(b)
		sums = append(sums, Sum{name, hex.EncodeToString(hash[:])})
		if strings.HasPrefix(name, assets+"blindfit-") && strings.HasSuffix(name, ".wasm") {
			module = hex.EncodeToString(hash[:])
		}
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("failed to hash page: %w", err)
	}
	return sums, module, nil
}

// Asset is one file below assets in the form in which it is kept for other releases.
type Asset struct {
	Name   string // path in the page, such as assets/app-1.js
	Packed bool   // Body is compressed with brotli
	Body   []byte
}

// Assets returns the files below assets, in their compressed form where there is one, and the digest of their names and
// contents in hexadecimal. Without a built page there are none.
func Assets(fsys fs.FS) (digest string, all []Asset, err error) {
	sums, _, err := Sums(fsys)
	if err != nil {
		return "", nil, err
	}
	whole := sha256.New()
	for _, s := range sums {
		if !strings.HasPrefix(s.Name, assets) {
			continue
		}
		a := Asset{Name: s.Name, Packed: true}
		if a.Body, err = fs.ReadFile(fsys, s.Name+".br"); errors.Is(err, fs.ErrNotExist) {
			a.Packed = false
			a.Body, err = fs.ReadFile(fsys, s.Name)
		}
		if err != nil {
			return "", nil, fmt.Errorf("failed to read page: %w", err)
		}
		fmt.Fprintf(whole, "%s %s\n", s.SHA256, s.Name)
		all = append(all, a)
	}
	return hex.EncodeToString(whole.Sum(nil)), all, nil
}
