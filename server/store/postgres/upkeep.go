package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Forget implements store.Store. The training's row is locked first, so that a Put that runs is waited for and none comes
// after.
func (s *Store) Forget(ctx context.Context, id wire.TrainingID) error {
	err := s.transact(ctx, func(tx pgx.Tx) error {
		var one int
		err := tx.QueryRow(ctx, `SELECT 1 FROM trainings WHERE id = $1 FOR UPDATE`, id[:]).Scan(&one)
		if errors.Is(err, pgx.ErrNoRows) {
			return store.ErrNotFound
		}
		if err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM blobs USING messages WHERE message = number AND training = $1`,
			`DELETE FROM messages WHERE training = $1`,
			`DELETE FROM kept WHERE training = $1`,
			`DELETE FROM contributions WHERE training = $1`,
			`DELETE FROM log WHERE training = $1`,
			`DELETE FROM attendance WHERE training = $1`,
			`DELETE FROM farewells WHERE training = $1`,
			`DELETE FROM audience WHERE training = $1`,
			`DELETE FROM trainings WHERE id = $1`,
		} {
			if _, err := tx.Exec(ctx, statement, id[:]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("failed to forget training: %w", err)
	}
	s.announce(id)
	return nil
}

// Audit implements store.Store. Of several facilitators one appends at a time.
func (s *Store) Audit(ctx context.Context, next func(last []byte) ([]byte, error)) error {
	err := s.transact(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE audit IN EXCLUSIVE MODE`); err != nil {
			return err
		}
		var number int64
		var last []byte
		err := tx.QueryRow(ctx, `SELECT number, entry FROM audit ORDER BY number DESC LIMIT 1`).Scan(&number, &last)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		entry, err := next(last)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO audit (number, entry) VALUES ($1, $2)`, number+1, entry)
		return err
	})
	if err != nil {
		return fmt.Errorf("failed to write audit log: %w", err)
	}
	return nil
}

// Audited implements store.Store.
func (s *Store) Audited(ctx context.Context, from int64, maxBytes int) ([][]byte, error) {
	rows, _ := s.pool.Query(ctx, `SELECT entry FROM (
			SELECT number, entry, sum(length(entry)) OVER (ORDER BY number) AS total FROM audit WHERE number >= $1
		) AS page WHERE total <= $2 OR total = length(entry) ORDER BY number`, from, maxBytes)
	entries, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("failed to read audit log: %w", err)
	}
	return entries, nil
}

// Sign implements store.Store.
func (s *Store) Sign(ctx context.Context, release string) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if all, err := s.Releases(ctx); err != nil || len(all) > 0 && all[0] == release {
		return err // there is nothing to write
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO writers (release, signed) VALUES ($1, (SELECT coalesce(max(signed), 0) + 1 FROM writers))
		ON CONFLICT (release) DO UPDATE SET signed = excluded.signed`, release)
	if err != nil {
		return fmt.Errorf("failed to sign store: %w", err)
	}
	return nil
}

// Releases implements store.Store.
func (s *Store) Releases(ctx context.Context) ([]string, error) {
	rows, _ := s.pool.Query(ctx, `SELECT release FROM writers ORDER BY signed DESC`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("failed to read releases: %w", err)
	}
	return all, nil
}

// Ping implements store.Store. It fails on a server that only reads, such as a standby, and where a commit waits for a standby
// that is gone it takes as long as that. It also fails with ErrClock.
func (s *Store) Ping(ctx context.Context) error {
	before := time.Now()
	var theirs time.Time
	err := s.pool.QueryRow(ctx, `INSERT INTO pulse (facilitator, at) VALUES ($1, now())
		ON CONFLICT (facilitator) DO UPDATE SET at = excluded.at RETURNING clock_timestamp()`, s.self).Scan(&theirs)
	if err != nil {
		return fmt.Errorf("failed to write database: %w", err)
	}
	return compareClocks(theirs, before, time.Now())
}

// compareClocks returns ErrClock if the database's time, read between before and after, is too far from this machine's. Facilitators
// on one database must not differ: clients go by the clock of the one that they have asked last.
func compareClocks(theirs, before, after time.Time) error {
	var apart time.Duration
	switch {
	case theirs.Before(before):
		apart = before.Sub(theirs)
	case theirs.After(after):
		apart = theirs.Sub(after)
	}
	if apart > wire.ClockSkew {
		return fmt.Errorf("%w: they are %v apart, and at most %v are permitted", ErrClock, apart.Round(time.Second), wire.ClockSkew)
	}
	return nil
}
