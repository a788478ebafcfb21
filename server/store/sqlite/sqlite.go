// Package sqlite owns the embedded form of the store: one SQLite database in a folder that one process holds.
//
// The database runs with a write-ahead log and synchronous=FULL, so a commit is on the disk when it returns.
// Deleted bytes are overwritten. One connection writes; a few others read. If a second process opens the same
// folder, a lock file makes that fail.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	databaseName = "facilitator.db"
	lockName     = "facilitator.lock"
	readers      = 4
)

// Store implements store.Store.
type Store struct {
	write   *sql.DB // one connection, every transaction immediate
	read    *sql.DB
	group   group
	put     *sql.Stmt // of PutContribution, prepared once: to prepare it takes longer than to execute it
	release func()    // of the lock on the folder
}

var _ store.Store = (*Store)(nil)

// Open opens the store in dir, creating the folder (mode 0700) and the database as needed and bringing an
// older schema up to date. It returns durable.ErrBusy while another process holds the folder, and store.ErrNewer if a newer
// release has written to it.
func Open(ctx context.Context, dir string) (_ *Store, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("failed to create data folder: %w", err)
	}
	s := &Store{}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.release, err = durable.Lock(filepath.Join(dir, lockName)); err != nil {
		return nil, fmt.Errorf("failed to lock data folder: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(dir, databaseName))
	if err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	// The file is made here first, so that it never exists with a wider mode.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	if s.write, err = connect(path, 1, "_txlock", "immediate"); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	if s.put, err = s.write.PrepareContext(ctx, putContribution); err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	if s.read, err = connect(path, readers, "_pragma", "query_only(1)"); err != nil {
		return nil, err
	}
	if err := durable.SyncDir(dir); err != nil {
		return nil, fmt.Errorf("failed to sync data folder: %w", err)
	}
	return s, nil
}

// connect opens a pool of at most conns connections with one more DSN parameter.
func connect(path string, conns int, key, value string) (*sql.DB, error) {
	q := url.Values{}
	for _, p := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "trusted_schema(0)", "cache_size(-256)"} {
		q.Add("_pragma", p)
	}
	q.Add(key, value)
	db, err := sql.Open("sqlite", fileURL(path, q))
	if err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func fileURL(path string, q url.Values) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("failed to read migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.write, files)
	if err != nil {
		return fmt.Errorf("failed to read migrations: %w", err)
	}
	if err := sqlrow.CheckVersion(ctx, p, func() ([]string, error) { return releases(ctx, s.write) }); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("failed to migrate database: %w", err)
	}
	return nil
}

// Close implements store.Store. It moves the write-ahead log into the database and releases the folder.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.release != nil {
		s.release()
	}
	return errors.Join(errs...)
}
