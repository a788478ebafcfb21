package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// Pragma reads a setting of the writing connection.
func (s *Store) Pragma(ctx context.Context, name string) (value string, err error) {
	err = s.write.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}

// LimitPages sets how large the database may grow; below its present size that is its present size.
func (s *Store) LimitPages(ctx context.Context, pages int) error {
	_, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	return err
}

// ReadOnly makes the writing connection refuse writes, as on a disk that became read-only.
func (s *Store) ReadOnly(ctx context.Context) (sql.Result, error) {
	return s.write.ExecContext(ctx, "PRAGMA query_only = 1")
}
