package postgres

import (
	"context"
	"fmt"
)

// Size returns the size of the whole database in bytes, even if it holds other tables.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	if err := s.pool.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes); err != nil {
		return 0, fmt.Errorf("failed to read size of the database: %w", err)
	}
	return bytes, nil
}
