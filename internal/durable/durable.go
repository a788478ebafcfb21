// Package durable owns files that survive a crash: atomic replacement, synced appends, and a lock between processes.
// Errors name the file and never its content.
package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// ErrBusy is returned by Lock if another process holds the lock.
var ErrBusy = errors.New("in use by another process")

// WriteFile replaces the file at path atomically: after a crash either the old content or data is there. It writes a
// temporary file in the same folder, syncs it, renames it and syncs the folder. The file has mode 0600.
func WriteFile(path string, data []byte) error { return place(path, data, os.Rename) }

// CreateFile is WriteFile for a new file. It returns an error that is fs.ErrExist if path exists. If several processes
// create the same file at the same time, one of them succeeds.
func CreateFile(path string, data []byte) error { return place(path, data, os.Link) }

// place writes data to a temporary file and moves it to path with put, which must be atomic.
func place(path string, data []byte, put func(from, to string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".tmp-*") // CreateTemp makes the file with mode 0600
	if err != nil {
		var in *fs.PathError
		if errors.As(err, &in) {
			err = in.Err // without the name of the temporary file
		}
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // has no effect after a rename
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

// AppendLine appends line and a newline to a file, which it creates with mode 0600, and returns when they are on the disk.
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

// ReadLines returns the lines of a file, or none if the file does not exist. It ignores bytes after the last newline: they
// come from an AppendLine that a crash interrupted before it returned. If repair is set, it also removes them from the
// file.
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

// SyncDir makes renames and new names in dir durable. It does nothing on file systems that cannot sync folders.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !isUnsyncable(err) {
		return err
	}
	return nil
}

// isUnsyncable reports whether err means that folders cannot be synced here. Windows denies access to their handles.
func isUnsyncable(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || runtime.GOOS == "windows" && errors.Is(err, os.ErrPermission)
}
