package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// keep records that the blobs of a slot stay.
func keep(ctx context.Context, tx *sql.Tx, k *store.Kept) error {
	if k == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO kept (training, round, attempt, kind, since) VALUES ($1, $2, $3, $4, $5)`,
		append(sqlrow.SlotArgs(k.Slot), k.SinceMS)...)
	return err
}

// EraseKept implements store.Store. Each slot has a transaction of its own, so that other writes come in between.
func (s *Store) EraseKept(ctx context.Context, ms int64) (oldest int64, left bool, err error) {
	for {
		erased := false
		err := s.transact(ctx, func(tx *sql.Tx) error {
			slot, since, err := oldestKept(ctx, tx)
			if errors.Is(err, sql.ErrNoRows) {
				oldest, left, erased = 0, false, false
				return nil
			}
			if err != nil {
				return err
			}
			oldest, left, erased = since, true, since <= ms
			if !erased {
				return nil
			}
			if err := drop(ctx, tx, slot); err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `DELETE FROM kept`+sqlrow.AtSlot, sqlrow.SlotArgs(slot)...)
			return err
		})
		if err != nil {
			return 0, false, fmt.Errorf("failed to erase kept uploads: %w", err)
		}
		if !erased {
			return oldest, left, nil
		}
	}
}

// oldestKept returns the slot that is kept longest, or sql.ErrNoRows.
func oldestKept(ctx context.Context, tx *sql.Tx) (slot store.Slot, since int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT training, round, attempt, kind, since FROM kept ORDER BY since, training, round, attempt, kind LIMIT 1`).
		Scan(fixed(slot.Training[:]), &slot.Ref.Round, &slot.Ref.Attempt, &slot.Kind, &since)
	return slot, since, err
}
