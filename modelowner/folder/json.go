package folder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/internal/durable"
)

// writeJSON replaces path by v's indented JSON, whole or not at all. Mode 0600.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("failed to write %s: %w", filepath.Base(path), err)
	}
	return durable.WriteFile(path, append(b, '\n'))
}

// readJSON reads the file that writeJSON wrote. Unknown fields and trailing bytes are malformed. The error never repeats
// the content of the file.
func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("failed to read %s: %w", filepath.Base(path), err)
	}
	if err := strict(b, v); err != nil {
		return fmt.Errorf("malformed %s: not the JSON this file needs", filepath.Base(path))
	}
	return nil
}

// strict reads one JSON value without unknown fields and with nothing after it.
func strict(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("bytes after the end of the JSON value")
	}
	return nil
}
