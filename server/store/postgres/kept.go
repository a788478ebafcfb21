package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// keep records that the blobs of a slot stay.
func keep(ctx context.Context, tx pgx.Tx, k *store.Kept) error {
	if k == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO kept (training, round, attempt, kind, since) VALUES ($1, $2, $3, $4, $5)`, append(sqlrow.SlotArgs(k.Slot), k.SinceMS)...)
	return err
}

// EraseKept implements store.Store. Each slot has a transaction of its own; of several facilitators that erase at once
// one has the slot's row and the others wait for it.
func (s *Store) EraseKept(ctx context.Context, ms int64) (oldest int64, left bool, err error) {
	for {
		erased := false
		err := s.transact(ctx, func(tx pgx.Tx) error {
			var err error
			erased, err = eraseOldest(ctx, tx, ms)
			return err
		})
		if err != nil {
			return 0, false, fmt.Errorf("failed to erase kept uploads: %w", err)
		}
		if erased {
			continue
		}
		err = s.pool.QueryRow(ctx, `SELECT since FROM kept ORDER BY since LIMIT 1`).Scan(&oldest)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return 0, false, nil
		case err != nil:
			return 0, false, fmt.Errorf("failed to erase kept uploads: %w", err)
		case oldest > ms:
			return oldest, true, nil
		}
		// Another facilitator has just erased the oldest slot, or has just added it.
	}
}

// eraseOldest erases the slot that is kept longest if it is due.
func eraseOldest(ctx context.Context, tx pgx.Tx, ms int64) (erased bool, err error) {
	var slot store.Slot
	var training []byte
	var kind string
	err = tx.QueryRow(ctx, `DELETE FROM kept WHERE (training, round, attempt, kind) IN (
			SELECT training, round, attempt, kind FROM kept WHERE since <= $1 ORDER BY since, training, round, attempt, kind LIMIT 1 FOR UPDATE
		) RETURNING training, round, attempt, kind`, ms).Scan(&training, &slot.Ref.Round, &slot.Ref.Attempt, &kind)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if len(training) != len(slot.Training) {
		return false, store.ErrCorrupt
	}
	slot.Training, slot.Kind = wire.TrainingID(training), wire.Kind(kind)
	return true, drop(ctx, tx, slot)
}
