package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/blindfit/blindfit/server/store"
)

// ErrRights means that the user may not make tables in the database.
var ErrRights = errors.New("the user may not create tables in the database")

// Inspect looks at the database that url names without changing it. Its errors are those of Open but for ErrClock, and ErrRights.
func Inspect(ctx context.Context, url string) (i store.Inspection, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return i, fmt.Errorf("failed to read migrations: %w", err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			i.Known = max(i.Known, n)
		}
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return i, fmt.Errorf("failed to open database: %w", ErrURL) // the parser's error quotes the URL
	}
	config.MaxConns = 2
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return i, fmt.Errorf("failed to open database: %w", err)
	}
	defer pool.Close()
	s := &Store{pool: pool}
	if err := s.checkSession(ctx); err != nil {
		return i, err
	}
	if err := s.checkSettings(ctx); err != nil && !errors.Is(err, ErrClock) { // the caller compares clocks itself
		return i, err
	}
	var tables, mayCreate bool
	var standbys string
	var most int
	err = pool.QueryRow(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL, has_schema_privilege(current_schema(), 'CREATE'), clock_timestamp(),
		current_setting('synchronous_standby_names'), current_setting('max_connections')::int`).Scan(&tables, &mayCreate, &i.Now, &standbys, &most)
	if err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	if !mayCreate {
		return i, fmt.Errorf("failed to inspect database: %w", ErrRights)
	}
	if standbys == "" {
		i.Notes = append(i.Notes, "no synchronous standby: a failover to an asynchronous one loses what was acknowledged last")
	}
	if most < 2*connections {
		i.Notes = append(i.Notes, fmt.Sprintf("max_connections is %d: each facilitator takes up to %d", most, connections+1))
	}
	if !tables {
		return i, nil
	}
	if err := pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&i.Version); err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	rows, _ := pool.Query(ctx, `SELECT release FROM writers ORDER BY signed DESC`)
	if i.Releases, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil && i.Version < 3 { // the first version with releases
		err = nil
	}
	if err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	if i.Version >= 8 { // the first version with objects
		h, err := s.Objects().Holding(ctx)
		if err != nil {
			return i, err
		}
		i.Objects = h.Held
	}
	return i, nil
}
