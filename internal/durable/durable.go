// Package durable owns files that must survive a crash whole: atomic replacement, synced appends, and a lock
// that keeps a second process out. Errors name the file, never what it holds.
package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrBusy is Lock's answer while another process holds the lock.
var ErrBusy = errors.New("in use by another process")

// WriteFile replaces path by data so that a crash leaves the old file or the new one: it writes a temporary
// file beside it, syncs it, renames it and syncs the folder. Mode 0600.
func WriteFile(path string, data []byte) error { return place(path, data, os.Rename) }

// CreateFile is WriteFile for a file that must not exist: an error that is fs.ErrExist otherwise. Of several processes that
// create the same file at once one succeeds.
func CreateFile(path string, data []byte) error { return place(path, data, os.Link) }

// place writes data beside path and puts it there by one step of the file system.
func place(path string, data []byte, put func(from, to string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".tmp-*") // CreateTemp makes the file with mode 0600
	if err != nil {
		var in *fs.PathError
		if errors.As(err, &in) {
			err = in.Err // the temporary file's name says nothing to anybody
		}
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // of no effect after a rename
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = put(f.Name(), path)
	}
	if err == nil {
		err = SyncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("failed to write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// AppendLine adds one line to a file of lines and returns when it is durable. Mode 0600.
func AppendLine(path string, line []byte) error {
	_, statErr := os.Stat(path)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("failed to append to %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(append(bytes.Clone(line), '\n'))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && errors.Is(statErr, os.ErrNotExist) {
		err = SyncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("failed to append to %s: %w", filepath.Base(path), err)
	}
	return nil
}

// ReadLines returns the lines of a file of lines, none if it does not exist. Bytes after the last newline come
// from an AppendLine that a crash cut short, hence one that never returned: they are ignored, and cut off the
// file when repair is set.
func ReadLines(path string, repair bool) ([][]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", filepath.Base(path), err)
	}
	whole := bytes.LastIndexByte(b, '\n') + 1
	if whole < len(b) && repair {
		if err := os.Truncate(path, int64(whole)); err != nil {
			return nil, fmt.Errorf("failed to repair %s: %w", filepath.Base(path), err)
		}
	}
	if whole == 0 {
		return nil, nil
	}
	return bytes.Split(b[:whole-1], []byte{'\n'}), nil
}

// SyncDir makes a rename or a new name in dir durable, where the system can.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !isUnsyncable(err) {
		return err
	}
	return nil
}
