package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

// Sum is a file of a page and the SHA-256 of its bytes in hexadecimal, as in the list of a release.
type Sum struct{ Name, SHA256 string }

// Sums returns the hashes of all files of a page, sorted by name, except compressed forms and the placeholder. module
// is the hash of the WebAssembly module, or "" if there is none.
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
		if strings.HasSuffix(name, ".wasm") {
			module = hex.EncodeToString(hash[:])
		}
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("failed to hash page: %w", err)
	}
	return sums, module, nil
}
