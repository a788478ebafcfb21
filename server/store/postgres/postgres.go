// Package postgres owns the form of the store that several facilitators share: one PostgreSQL database, version 13 or
// later. No other program may write to it.
//
// Every write is one transaction under READ COMMITTED. A write that depends on a training's phase locks the training's
// row: a Put shares it, so that Puts do not wait for each other, and a Commit has it alone, so that it sees every Put
// that came before it and none comes after. A commit is on the database's disk when it returns; Open refuses a server
// if its settings do not guarantee that.
//
// PostgreSQL does not overwrite deleted rows: erased bytes are out of reach at once, but stay in its files until they
// are vacuumed and in its write-ahead log until that is recycled.
package postgres

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// connections is the size of the pool if the URL does not set pool_max_conns. Most wait for the disk, not for a
	// core.
	connections = 16
	// writeTime bounds one call: a database that does not answer must not hold a training's lock for ever.
	writeTime = 30 * time.Second
	// migrationPause passes between two looks at the lock of the tables.
	migrationPause = 200 * time.Millisecond
	// goodbyeTime bounds the time in which Close informs the others.
	goodbyeTime = 3 * time.Second
)

// ErrURL means that the URL does not name a database.
var ErrURL = errors.New("malformed database URL")

// migrationTime is the longest time for which another facilitator may make the tables.
var migrationTime = time.Minute

// Errors of Open.
var (
	// ErrSettings means that the database server may lose acknowledged writes.
	ErrSettings = errors.New("the database server may lose acknowledged writes")
	// ErrReadOnly means that the database cannot be written, as on a standby.
	ErrReadOnly = errors.New("the database server only reads: it is a standby, or default_transaction_read_only is on")
	// ErrSession means that a pooler in between assigns transactions or statements to sessions of the server.
	ErrSession = errors.New("a pooler before the database assigns transactions, not whole sessions")
	// ErrClock means that the database's clock and this machine's differ too much.
	ErrClock = errors.New("this machine's clock and the database's differ")
	// ErrMigrating means that another session has held the lock of the tables for long.
	ErrMigrating = errors.New("another session holds the lock under which tables are made")
)

// Store implements store.Shared.
type Store struct {
	pool      *pgxpool.Pool
	self      []byte // names this facilitator to the others
	announcer announcer
	closing   sync.Once
}

// Open opens the store in the database that url names, in the forms of libpq (a URL or key=value pairs; missing parts
// come from PGHOST, PGPASSWORD and the like, and from ~/.pgpass). It creates the tables if there are none, and migrates
// older ones. Errors never hold the password. It returns ErrURL if url cannot be parsed, and ErrSettings if fsync or
// full_page_writes is off.
func Open(ctx context.Context, url string) (_ *Store, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser's error quotes the URL, and its redaction is a guess if the URL is malformed.
		return nil, fmt.Errorf("failed to open database: %w", ErrURL)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = connections
	}
	config.ConnConfig.RuntimeParams["application_name"] = "blindfit facilitator"
	config.AfterConnect = prepare
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	s := &Store{pool: pool, self: make([]byte, 16)}
	rand.Read(s.self) // never fails
	defer func() {
		if err != nil {
			pool.Close()
		}
	}()
	if err := s.checkSession(ctx); err != nil {
		return nil, err
	}
	if err := s.checkSettings(ctx); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	s.startAnnouncing()
	return s, nil
}

// prepare makes the settings of a session. Poolers refuse or drop such settings in the message that opens a connection, so they are
// statements.
func prepare(ctx context.Context, c *pgx.Conn) error {
	// A facilitator that hangs in a transaction must not hold up the others.
	_, err := c.Exec(ctx, `SELECT set_config('idle_in_transaction_session_timeout', $1, false), set_config('lock_timeout', $1, false),
		set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)`,
		fmt.Sprint(writeTime.Milliseconds()))
	if err != nil {
		return err
	}
	// A server that takes over begins a new timeline, and no connection outlives that. Where it cannot be told, as on a standby,
	// there is none.
	var timeline string
	if err := c.QueryRow(ctx, `SELECT ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint::text`).Scan(&timeline); err != nil {
		if c.IsClosed() || ctx.Err() != nil {
			return err
		}
		timeline = "0"
	}
	_, err = c.Exec(ctx, `SELECT set_config('blindfit.history', $1, false)`, timeline)
	return err
}

// checkSession returns ErrSession if statements of one connection do not all reach the same session of the server, as behind
// a pooler that assigns transactions: prepared statements, notifications and locks of sessions would be lost or stay behind.
// Another connection asks meanwhile, so that such a pooler has a reason to change the session.
func (s *Store) checkSession(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	one, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("failed to reach database: %w", err)
	}
	defer one.Close(context.WithoutCancel(ctx))
	other, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("failed to reach database: %w", err)
	}
	defer other.Close(context.WithoutCancel(ctx))
	const mark = "blindfit.session"
	var name string
	for i, c := range []*pgx.Conn{one, other} {
		if _, err := c.Exec(ctx, `SELECT set_config($1, $2, false)`, pgx.QueryExecModeSimpleProtocol, mark, fmt.Sprint(i)); err != nil {
			return fmt.Errorf("failed to reach database: %w", err)
		}
	}
	for i, c := range []*pgx.Conn{one, other} {
		if err := c.QueryRow(ctx, `SELECT coalesce(current_setting($1, true), '')`, pgx.QueryExecModeSimpleProtocol, mark).Scan(&name); err != nil {
			return fmt.Errorf("failed to reach database: %w", err)
		}
		if name != fmt.Sprint(i) {
			return fmt.Errorf("failed to open database: %w", ErrSession)
		}
	}
	return nil
}

func (s *Store) checkSettings(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	for _, name := range []string{"fsync", "full_page_writes"} {
		value := ""
		if err := s.pool.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return fmt.Errorf("failed to reach database: %w", err)
		}
		if value != "on" {
			return fmt.Errorf("failed to open database: %w: %s must be on", ErrSettings, name)
		}
	}
	var standby, readOnly bool
	var theirs time.Time
	before := time.Now()
	err := s.pool.QueryRow(ctx, `SELECT pg_is_in_recovery(), current_setting('transaction_read_only')::bool, clock_timestamp()`).Scan(&standby, &readOnly, &theirs)
	if err != nil {
		return fmt.Errorf("failed to reach database: %w", err)
	}
	after := time.Now()
	if standby || readOnly {
		return fmt.Errorf("failed to open database: %w", ErrReadOnly)
	}
	if err := compareClocks(theirs, before, after); err != nil {
		return fmt.Errorf("failed to open database: %w", err)
	}
	return nil
}

// migrationLock is the advisory lock under which tables are made: an arbitrary number that no other program uses.
const migrationLock = 0x626c696e64666974 // "blindfit"

// migrate brings the tables up to date. Of several facilitators that start at once one does it and the others wait.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("failed to read migrations: %w", err)
	}
	// Not one of the pool, which may have a single one. The lock ends with its session.
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("failed to reach database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for deadline := time.Now().Add(migrationTime); ; {
		var mine bool
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(migrationLock)).Scan(&mine); err != nil {
			return fmt.Errorf("failed to migrate database: %w", err)
		}
		if mine {
			break
		}
		if time.Now().After(deadline) || !pause(ctx, migrationPause) {
			return fmt.Errorf("failed to migrate database: %w", ErrMigrating)
		}
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return fmt.Errorf("failed to read migrations: %w", err)
	}
	if err := sqlrow.CheckVersion(ctx, p, func() ([]string, error) { return s.Releases(ctx) }); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("failed to migrate database: %w", err)
	}
	return nil
}

// transact runs f in one transaction.
func (s *Store) transact(ctx context.Context, f func(pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	return pgx.BeginFunc(ctx, s.pool, f)
}

// Close implements store.Store. The other facilitators learn that this one serves no owners any more.
func (s *Store) Close() error {
	s.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), goodbyeTime)
		defer cancel()
		_ = s.withdraw(ctx) // without it the leases lapse
		s.stopAnnouncing()
		s.pool.Close()
	})
	return nil
}
