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

// keep notes that the blobs of some owners in a slot stay, and erases the others.
func keep(ctx context.Context, tx *sql.Tx, k *store.Kept) error {
	if k == nil {
		return nil
	}
	stays := make(map[wire.Identity]struct{}, len(k.Owners))
	for _, id := range k.Owners {
		stays[id] = struct{}{}
	}
	others, err := numbersWithout(ctx, tx, k.Slot, stays)
	if err != nil {
		return err
	}
	for _, number := range others {
		if _, err := tx.ExecContext(ctx, `DELETE FROM blobs WHERE message = $1`, number); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE messages SET dropped = 1 WHERE number = $1`, number); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO kept (training, round, attempt, kind, since) VALUES ($1, $2, $3, $4, $5)`,
		append(sqlrow.SlotArgs(k.Slot), k.SinceMS)...)
	return err
}

// numbersWithout lists the messages of a slot that are of none of the owners.
func numbersWithout(ctx context.Context, tx *sql.Tx, slot store.Slot, owners map[wire.Identity]struct{}) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, `SELECT number, identity FROM messages`+sqlrow.AtSlot, sqlrow.SlotArgs(slot)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var number int64
		var id wire.Identity
		if err := rows.Scan(&number, fixed(id[:])); err != nil {
			return nil, err
		}
		if _, ok := owners[id]; !ok {
			numbers = append(numbers, number)
		}
	}
	return numbers, rows.Err()
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
			return 0, false, fmt.Errorf("failed to erase what was kept: %w", err)
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
