package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

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
	err = s.transact(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO trainings (id, manifest, checksum, revision, record, record_sum, running)
			VALUES ($1, $2, $3, 1, $4, $5, $6) ON CONFLICT DO NOTHING`, id[:], manifest, sqlrow.Sum(manifest), rec, sqlrow.Sum(rec), first.DeadlineMS != 0)
		if err != nil {
			return err
		}
		if created = tag.RowsAffected() == 1; created {
			return nil
		}
		var old []byte
		if err := tx.QueryRow(ctx, `SELECT manifest FROM trainings WHERE id = $1`, id[:]).Scan(&old); err != nil {
			return err
		}
		if !bytes.Equal(old, manifest) {
			return store.ErrConflict
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("failed to create training: %w", err)
	}
	return created, nil
}

// Trainings implements store.Store.
func (s *Store) Trainings(ctx context.Context) ([]wire.TrainingID, error) {
	return s.ids(ctx, `SELECT id FROM trainings ORDER BY id`)
}

// ids collects the ids that a query selects.
func (s *Store) ids(ctx context.Context, query string, args ...any) ([]wire.TrainingID, error) {
	rows, _ := s.pool.Query(ctx, query, args...)
	ids, err := pgx.CollectRows(rows, scanTraining)
	if err != nil {
		return nil, fmt.Errorf("failed to list trainings: %w", err)
	}
	return ids, nil
}

// Training implements store.Store.
func (s *Store) Training(ctx context.Context, id wire.TrainingID) ([]byte, store.Record, error) {
	var t sqlrow.Training
	err := s.pool.QueryRow(ctx, `SELECT manifest, checksum, revision, record, record_sum FROM trainings WHERE id = $1`, id[:]).
		Scan(&t.Manifest, &t.ManifestSum, &t.Revision, &t.Record, &t.RecordSum)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, store.Record{}, store.ErrNotFound
	}
	if err != nil {
		return nil, store.Record{}, fmt.Errorf("failed to read training: %w", err)
	}
	return t.Open()
}

// Commit implements store.Store. The update locks the row; a count after that includes the message of every Put
// that shared the lock before.
func (s *Store) Commit(ctx context.Context, id wire.TrainingID, c store.Change) error {
	rec, err := json.Marshal(c.Next)
	if err != nil {
		return fmt.Errorf("failed to commit change: %w", err)
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE trainings SET revision = revision + 1, record = $1, record_sum = $2, running = $3 WHERE id = $4 AND revision = $5`,
			rec, sqlrow.Sum(rec), c.Next.DeadlineMS != 0, id[:], c.Next.Revision)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return missingOr(ctx, tx, id, store.ErrRevision)
		}
		if err := checkFull(ctx, tx, c.Full); err != nil {
			return err
		}
		if c.Entry != nil {
			if _, err := tx.Exec(ctx, `INSERT INTO log (training, sequence, entry, checksum) VALUES ($1, $2, $3, $4)`,
				id[:], c.Next.Log.Length, c.Entry, sqlrow.Sum(c.Entry)); err != nil {
				return err
			}
		}
		for _, m := range c.Messages {
			if err := insert(ctx, tx, m); err != nil {
				return err
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
			if _, err := tx.Exec(ctx, `WITH gone AS (DELETE FROM messages`+sqlrow.AtKey+` RETURNING number)
				DELETE FROM blobs USING gone WHERE message = number`, sqlrow.KeyArgs(key)...); err != nil {
				return err
			}
		}
		return keep(ctx, tx, c.Keep)
	})
	if err != nil {
		return fmt.Errorf("failed to commit change: %w", err)
	}
	s.announce(id)
	return nil
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id wire.TrainingID, from, maxBytes int) ([][]byte, error) {
	// The running total is taken in the database, so that a long log is not sent for its first page.
	rows, _ := s.pool.Query(ctx, `SELECT entry, checksum FROM (
			SELECT sequence, entry, checksum, sum(length(entry)) OVER (ORDER BY sequence) AS total FROM log WHERE training = $1 AND sequence >= $2
		) AS page WHERE total <= $3 OR total = length(entry) ORDER BY sequence`, id[:], from, maxBytes)
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (entry []byte, err error) {
		var check []byte
		if err := row.Scan(&entry, &check); err != nil {
			return nil, err
		}
		return entry, sqlrow.Check(entry, check)
	})
	if err != nil {
		return nil, fmt.Errorf("failed to read log: %w", err)
	}
	return entries, nil
}

// missingOr returns ErrNotFound if the training does not exist, and err if it does.
func missingOr(ctx context.Context, q querier, id wire.TrainingID, err error) error {
	var one int
	if e := q.QueryRow(ctx, `SELECT 1 FROM trainings WHERE id = $1`, id[:]).Scan(&one); errors.Is(e, pgx.ErrNoRows) {
		return store.ErrNotFound
	} else if e != nil {
		return e
	}
	return err
}
