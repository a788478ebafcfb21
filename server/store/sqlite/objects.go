package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/server/store"
)

// objects implements store.Objects.
type objects struct{ *Store }

// Objects implements store.Store.
func (s *Store) Objects() store.Objects { return objects{s} }

// hold takes an announced object out of the account of those that no contribution holds; an empty name is none.
func hold(ctx context.Context, tx *sql.Tx, name string) error {
	if name == "" {
		return nil
	}
	res, err := tx.ExecContext(ctx, `DELETE FROM objects WHERE name = $1 AND since > 0`, name)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return store.ErrGivenUp
	}
	return nil
}

// change executes a statement, which may share its commit with other writes.
func (o objects) change(ctx context.Context, statement string, args ...any) error {
	ctx = context.WithoutCancel(ctx)
	err := o.grouped(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("failed to record object: %w", err)
	}
	return nil
}

// Announce implements store.Objects.
func (o objects) Announce(ctx context.Context, name string) error {
	return o.change(ctx, `INSERT INTO objects (name, since) VALUES ($1, $2)`, name, time.Now().UnixMilli())
}

// GiveUp implements store.Objects.
func (o objects) GiveUp(ctx context.Context, name string) error {
	return o.change(ctx, `UPDATE objects SET since = 0 WHERE name = $1`, name)
}

// Unused implements store.Objects.
func (o objects) Unused(ctx context.Context, announcedBefore time.Time, most int) (names []string, err error) {
	var old int
	if err := o.read.QueryRowContext(ctx, `SELECT count(*) FROM objects WHERE since > 0 AND since < $1`, announcedBefore.UnixMilli()).Scan(&old); err != nil {
		return nil, fmt.Errorf("failed to list objects: %w", err)
	}
	if old > 0 { // not a write for each look
		if err := o.change(ctx, `UPDATE objects SET since = 0 WHERE since > 0 AND since < $1`, announcedBefore.UnixMilli()); err != nil {
			return nil, err
		}
	}
	rows, err := o.read.QueryContext(ctx, `SELECT name FROM objects WHERE since = 0 LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("failed to list objects: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("failed to list objects: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// Deleted implements store.Objects.
func (o objects) Deleted(ctx context.Context, names []string) error {
	err := o.transact(ctx, func(tx *sql.Tx) error {
		for _, name := range names {
			if _, err := tx.ExecContext(ctx, `DELETE FROM objects WHERE name = $1 AND since = 0`, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("failed to record object: %w", err)
	}
	return nil
}

// Holding implements store.Objects.
func (o objects) Holding(ctx context.Context) (store.Holding, error) { return holding(ctx, o.read) }

func holding(ctx context.Context, from rower) (h store.Holding, err error) {
	err = from.QueryRowContext(ctx, `SELECT count(*), coalesce(max(object), ''), (SELECT count(*) FROM objects) FROM contributions WHERE object <> ''`).
		Scan(&h.Held, &h.One, &h.Waiting)
	if err != nil {
		return h, fmt.Errorf("failed to count objects: %w", err)
	}
	return h, nil
}
