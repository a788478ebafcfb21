package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// CreateTraining implements store.Store.
func (s *Store) CreateTraining(ctx context.Context, id wire.TrainingID, manifest []byte, first store.Record) (created bool, err error) {
	rec, err := json.Marshal(first)
	if err != nil {
		return false, fmt.Errorf("failed to create training: %w", err)
	}
	err = s.transact(ctx, func(tx *sql.Tx) error {
		var old []byte
		err := tx.QueryRowContext(ctx, `SELECT manifest FROM trainings WHERE id = $1`, id[:]).Scan(&old)
		switch {
		case err == nil && bytes.Equal(old, manifest):
			return nil
		case err == nil:
			return store.ErrConflict
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		created = true
		_, err = tx.ExecContext(ctx, `INSERT INTO trainings (id, manifest, checksum, revision, record, record_sum) VALUES ($1, $2, $3, 1, $4, $5)`,
			id[:], manifest, sqlrow.Sum(manifest), rec, sqlrow.Sum(rec))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("failed to create training: %w", err)
	}
	return created, nil
}

// Trainings implements store.Store.
func (s *Store) Trainings(ctx context.Context) ([]wire.TrainingID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM trainings ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("failed to list trainings: %w", err)
	}
	defer rows.Close()
	var ids []wire.TrainingID
	for rows.Next() {
		var id wire.TrainingID
		if err := rows.Scan(fixed(id[:])); err != nil {
			return nil, fmt.Errorf("failed to list trainings: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Training implements store.Store.
func (s *Store) Training(ctx context.Context, id wire.TrainingID) ([]byte, store.Record, error) {
	var t sqlrow.Training
	err := s.read.QueryRowContext(ctx, `SELECT manifest, checksum, revision, record, record_sum FROM trainings WHERE id = $1`, id[:]).
		Scan(&t.Manifest, &t.ManifestSum, &t.Revision, &t.Record, &t.RecordSum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.Record{}, store.ErrNotFound
	}
	if err != nil {
		return nil, store.Record{}, fmt.Errorf("failed to read training: %w", err)
	}
	return t.Open()
}

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, id wire.TrainingID, c store.Change) error {
	rec, err := json.Marshal(c.Next)
	if err != nil {
		return fmt.Errorf("failed to commit change: %w", err)
	}
	err = s.transact(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE trainings SET revision = revision + 1, record = $1, record_sum = $2 WHERE id = $3 AND revision = $4`,
			rec, sqlrow.Sum(rec), id[:], c.Next.Revision)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return missingOr(ctx, tx, id, store.ErrRevision)
		}
		if err := checkFull(ctx, tx, c.Full); err != nil {
			return err
		}
		if c.Entry != nil {
			if _, err := tx.ExecContext(ctx, `INSERT INTO log (training, sequence, entry, checksum) VALUES ($1, $2, $3, $4)`,
				id[:], c.Next.Log.Length, c.Entry, sqlrow.Sum(c.Entry)); err != nil {
				return err
			}
		}
		for _, m := range c.Messages {
			if stored, err := insert(ctx, tx, m); err != nil {
				return err
			} else if !stored {
				return store.ErrConflict
			}
		}
		if err := freeze(ctx, tx, id, c); err != nil {
			return err
		}
		for _, slot := range c.Drop {
			if err := drop(ctx, tx, slot); err != nil {
				return err
			}
		}
		for _, key := range c.Remove {
			if err := remove(ctx, tx, key); err != nil {
				return err
			}
		}
		return keep(ctx, tx, c.Keep)
	})
	if err != nil {
		return fmt.Errorf("failed to commit change: %w", err)
	}
	return nil
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id wire.TrainingID, from, maxBytes int) ([][]byte, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT entry, checksum FROM log WHERE training = $1 AND sequence >= $2 ORDER BY sequence`, id[:], from)
	if err != nil {
		return nil, fmt.Errorf("failed to read log: %w", err)
	}
	defer rows.Close()
	var entries [][]byte
	total := 0
	for rows.Next() {
		var entry, check []byte
		if err := rows.Scan(&entry, &check); err != nil {
			return nil, fmt.Errorf("failed to read log: %w", err)
		}
		if err := sqlrow.Check(entry, check); err != nil {
			return nil, fmt.Errorf("failed to read log: %w", err)
		}
		if total += len(entry); total > maxBytes && len(entries) > 0 {
			break
		}
		entries = append(entries, entry)
	}
	return entries, rows.Err()
}

// transact runs f in one immediate transaction.
func (s *Store) transact(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if e := tx.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) {
			return errors.Join(err, e)
		}
		return err
	}
	return tx.Commit()
}

// missingOr returns ErrNotFound if the training does not exist, and err if it does.
func missingOr(ctx context.Context, tx *sql.Tx, id wire.TrainingID, err error) error {
	var one int
	if e := tx.QueryRowContext(ctx, `SELECT 1 FROM trainings WHERE id = $1`, id[:]).Scan(&one); errors.Is(e, sql.ErrNoRows) {
		return store.ErrNotFound
	} else if e != nil {
		return e
	}
	return err
}

// fixed scans a blob column into dst. It fails if the lengths differ.
type fixed []byte

// Scan implements sql.Scanner.
func (f fixed) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(f) {
		return store.ErrCorrupt
	}
	copy(f, b)
	return nil
}
