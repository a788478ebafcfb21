package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// Forget implements store.Store. Deleted data are overwritten.
func (s *Store) Forget(ctx context.Context, id wire.TrainingID) error {
	err := s.transact(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{
			`DELETE FROM blobs WHERE message IN (SELECT number FROM messages WHERE training = $1)`,
			`DELETE FROM messages WHERE training = $1`,
			`DELETE FROM kept WHERE training = $1`,
			`DELETE FROM contributions WHERE training = $1`,
			`DELETE FROM log WHERE training = $1`,
		} {
			if _, err := tx.ExecContext(ctx, statement, id[:]); err != nil {
				return err
			}
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM trainings WHERE id = $1`, id[:])
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return store.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("failed to forget training: %w", err)
	}
	return nil
}

// remove deletes one message with its blob.
func remove(ctx context.Context, tx *sql.Tx, key store.Key) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM blobs WHERE message IN (SELECT number FROM messages`+sqlrow.AtKey+`)`, sqlrow.KeyArgs(key)...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM messages`+sqlrow.AtKey, sqlrow.KeyArgs(key)...)
	return err
}

// Audit implements store.Store.
func (s *Store) Audit(ctx context.Context, next func(last []byte) ([]byte, error)) error {
	err := s.transact(ctx, func(tx *sql.Tx) error {
		var number int64
		var last []byte
		err := tx.QueryRowContext(ctx, `SELECT number, entry FROM audit ORDER BY number DESC LIMIT 1`).Scan(&number, &last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		entry, err := next(last)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO audit (number, entry) VALUES ($1, $2)`, number+1, entry)
		return err
	})
	if err != nil {
		return fmt.Errorf("failed to write audit log: %w", err)
	}
	return nil
}

// Audited implements store.Store.
func (s *Store) Audited(ctx context.Context, from int64, maxBytes int) ([][]byte, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT entry FROM audit WHERE number >= $1 ORDER BY number`, from)
	if err != nil {
		return nil, fmt.Errorf("failed to read audit log: %w", err)
	}
	defer rows.Close()
	var entries [][]byte
	total := 0
	for rows.Next() {
		var entry []byte
		if err := rows.Scan(&entry); err != nil {
			return nil, fmt.Errorf("failed to read audit log: %w", err)
		}
		if total += len(entry); total > maxBytes && len(entries) > 0 {
			break
		}
		entries = append(entries, entry)
	}
	return entries, rows.Err()
}

// Sign implements store.Store.
func (s *Store) Sign(ctx context.Context, release string) error {
	if all, err := s.Releases(ctx); err != nil || len(all) > 0 && all[0] == release {
		return err // there is nothing to write
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO writers (release, signed) VALUES ($1, (SELECT coalesce(max(signed), 0) + 1 FROM writers))
		ON CONFLICT (release) DO UPDATE SET signed = excluded.signed`, release)
	if err != nil {
		return fmt.Errorf("failed to sign store: %w", err)
	}
	return nil
}

// Releases implements store.Store.
func (s *Store) Releases(ctx context.Context) ([]string, error) { return releases(ctx, s.write) }

func releases(ctx context.Context, db *sql.DB) (all []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT release FROM writers ORDER BY signed DESC`)
	if err != nil {
		return nil, fmt.Errorf("failed to read releases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var release string
		if err := rows.Scan(&release); err != nil {
			return nil, fmt.Errorf("failed to read releases: %w", err)
		}
		all = append(all, release)
	}
	return all, rows.Err()
}

// Ping implements store.Store.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, `UPDATE pulse SET beats = beats + 1`); err != nil {
		return fmt.Errorf("failed to write database: %w", err)
	}
	return nil
}
