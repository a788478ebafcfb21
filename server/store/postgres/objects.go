package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/blindfit/blindfit/server/store"
)

// objects implements store.Objects.
type objects struct{ *Store }

// Objects implements store.Store.
func (s *Store) Objects() store.Objects { return objects{s} }

// execer is a transaction or a pool.
type execer interface {
	Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error)
}

// hold takes an announced object out of the account of those that no contribution holds. It waits for a transaction that gives
// the object up meanwhile, and then sees that.
func hold(ctx context.Context, tx pgx.Tx, name string) error {
	tag, err := tx.Exec(ctx, `DELETE FROM objects WHERE name = $1 AND since > 0`, name)
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrGivenUp
	}
	return err
}

// change executes a statement.
func (o objects) change(ctx context.Context, statement string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if _, err := o.pool.Exec(ctx, statement, args...); err != nil {
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
func (o objects) Unused(ctx context.Context, announcedBefore time.Time, most int) ([]string, error) {
	if err := o.change(ctx, `UPDATE objects SET since = 0 WHERE since > 0 AND since < $1`, announcedBefore.UnixMilli()); err != nil {
		return nil, err
	}
	rows, _ := o.pool.Query(ctx, `SELECT name FROM objects WHERE since = 0 LIMIT $1`, most)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("failed to list objects: %w", err)
	}
	return names, nil
}

// Deleted implements store.Objects.
func (o objects) Deleted(ctx context.Context, names []string) error {
	return o.change(ctx, `DELETE FROM objects WHERE since = 0 AND name = ANY($1)`, names)
}

// Holding implements store.Objects.
func (o objects) Holding(ctx context.Context) (h store.Holding, err error) {
	err = o.pool.QueryRow(ctx, `SELECT count(*), coalesce(max(object), ''), (SELECT count(*) FROM objects) FROM contributions WHERE object <> ''`).
		Scan(&h.Held, &h.One, &h.Waiting)
	if err != nil {
		return h, fmt.Errorf("failed to count objects: %w", err)
	}
	return h, nil
}
