package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/internal/durable"
)

// Backup copies the database in dir, of one moment, into the new file out (mode 0600), also while a process holds the
// folder. If Backup returns nil, the copy is checked and on the disk. If it returns an error, there is no file. An
// out that exists is fs.ErrExist, a dir without a database fs.ErrNotExist.
func Backup(ctx context.Context, dir, out string) (err error) {
	path, err := filepath.Abs(filepath.Join(dir, databaseName))
	if err != nil {
		return fmt.Errorf("failed to open database: %w", err)
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("failed to open database: %w", err)
	}
	if out, err = filepath.Abs(out); err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	if _, err := os.Lstat(out); err == nil {
		return fmt.Errorf("failed to write copy: %w", fs.ErrExist)
	}
	// Under another name until it is whole. The file is made here, so that it never exists with a wider mode.
	f, err := os.CreateTemp(filepath.Dir(out), ".facilitator-backup-*")
	if err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	part := f.Name()
	defer func() { err = errors.Join(err, ignoreGone(os.Remove(part))) }()
	if err := f.Close(); err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	if err := copyInto(ctx, path, part); err != nil {
		return err
	}
	if err := os.Rename(part, out); err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	if err := durable.SyncDir(filepath.Dir(out)); err != nil {
		return fmt.Errorf("failed to sync folder of the copy: %w", err)
	}
	return nil
}

// copyInto writes the database at path into the empty file part, checks that and flushes it.
func copyInto(ctx context.Context, path, part string) error {
	from, err := connect(path, 1, "_txlock", "deferred") // query_only refuses VACUUM INTO
	if err != nil {
		return err
	}
	defer from.Close()
	if _, err := from.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return fmt.Errorf("failed to copy database: %w", err)
	}
	if err := checkCopy(ctx, part); err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("failed to write copy: %w", err)
	}
	return nil
}

// checkCopy reads a whole database. It is opened without a write-ahead log, which would leave other files in the
// folder.
func checkCopy(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", fileURL(path, nil))
	if err != nil {
		return fmt.Errorf("failed to check copy: %w", err)
	}
	defer db.Close()
	var result string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&result); err != nil {
		return fmt.Errorf("failed to check copy: %w", err)
	}
	if result != "ok" {
		return errors.New("failed to check copy: it is damaged")
	}
	return nil
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
