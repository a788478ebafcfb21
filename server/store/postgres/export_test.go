package postgres

import (
	"context"
	"testing"
	"time"
)

// MigrationLock is migrationLock for tests from outside.
const MigrationLock = int64(migrationLock)

// SetMigrationTime sets how long a test waits for the lock of the tables.
func SetMigrationTime(t *testing.T, d time.Duration) {
	before := migrationTime
	migrationTime = d
	t.Cleanup(func() { migrationTime = before })
}

// Setting reads a setting of a session of the pool.
func (s *Store) Setting(ctx context.Context, name string) (value string) {
	if err := s.pool.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
		return err.Error()
	}
	return value
}

// Demote closes all sessions, as a server does that becomes a standby.
func (s *Store) Demote(context.Context) error {
	s.pool.Reset()
	return nil
}
