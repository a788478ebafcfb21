package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/server/store"
)

// Inspect looks at the store in dir without changing it, also while a process holds the folder. A folder without a database is
// a store without tables.
func Inspect(ctx context.Context, dir string) (i store.Inspection, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return i, fmt.Errorf("failed to read migrations: %w", err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			i.Known = max(i.Known, n)
		}
	}
	path, err := filepath.Abs(filepath.Join(dir, databaseName))
	if err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return i, nil
	} else if err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	db, err := sql.Open("sqlite", fileURL(path, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(2000)", "query_only(1)"}}))
	if err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&i.Version); err != nil {
		return i, fmt.Errorf("failed to inspect database: %w", err)
	}
	i.Releases, err = releases(ctx, db)
	if err != nil && i.Version < 4 { // the first version with releases
		err = nil
	}
	if err == nil && i.Version >= 9 { // the first version with objects
		var h store.Holding
		h, err = holding(ctx, db)
		i.Objects = h.Held
	}
	return i, err
}
