package sqlite

import "context"

// Pragma reads a setting of the writing connection.
func (s *Store) Pragma(ctx context.Context, name string) (value string, err error) {
	err = s.write.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}
