package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

var _ store.Shared = (*Store)(nil)

// bump counts a change in the audience of every training that a part "touched" of the statement names, and returns
// them. Rows are taken in order, so that two statements never wait for each other.
const bump = `, counted AS (
	INSERT INTO audience AS a (training, changes)
	SELECT training, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM (SELECT DISTINCT training FROM touched ORDER BY training) AS t
	ON CONFLICT (training) DO UPDATE SET changes = greatest(a.changes + 1, excluded.changes) RETURNING training)
SELECT training FROM counted`

// soft runs a statement that ends in bump in a transaction that need not reach the disk, and announces the trainings
// that it touched.
func (s *Store) soft(ctx context.Context, statement string, args ...any) (touched int, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	var ids []wire.TrainingID
	var b pgx.Batch // one round trip and one transaction
	b.Queue(`SELECT set_config('synchronous_commit', 'off', true)`)
	b.Queue(statement, args...).Query(func(rows pgx.Rows) (err error) {
		ids, err = pgx.CollectRows(rows, scanTraining)
		return err
	})
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return 0, err
	}
	for _, id := range ids {
		s.announce(id)
	}
	return len(ids), nil
}

// Attend implements store.Shared.
func (s *Store) Attend(ctx context.Context, lease time.Duration, who ...store.Attendance) error {
	if len(who) == 0 {
		return nil
	}
	// In one order everywhere, so that two facilitators never wait for each other.
	who = slices.SortedFunc(slices.Values(who), func(a, b store.Attendance) int {
		if c := slices.Compare(a.Training[:], b.Training[:]); c != 0 {
			return c
		}
		return a.Identity.Compare(b.Identity)
	})
	trainings, identities, at := make([][]byte, len(who)), make([][]byte, len(who)), make([]int64, len(who))
	for i := range who {
		trainings[i], identities[i], at[i] = who[i].Training[:], who[i].Identity[:], who[i].AtMS
	}
	_, err := s.soft(ctx, `WITH said AS (
			SELECT DISTINCT ON (training, identity) training, identity FROM unnest($3::bytea[], $4::bytea[], $5::bigint[]) AS u (training, identity, at)
			WHERE NOT EXISTS (SELECT FROM farewells AS f WHERE f.training = u.training AND f.identity = u.identity AND f.at >= u.at)
			ORDER BY training, identity
		), written AS (
			INSERT INTO attendance (training, identity, facilitator, until) SELECT training, identity, $1, now() + $2 FROM said
			ON CONFLICT (training, identity, facilitator) DO UPDATE SET until = excluded.until RETURNING training, xmax = 0 AS fresh
		), touched AS (SELECT training FROM written WHERE fresh)`+bump, s.self, lease, trainings, identities, at)
	if err != nil {
		return fmt.Errorf("failed to record connected owners: %w", err)
	}
	return nil
}

// Depart implements store.Shared.
func (s *Store) Depart(ctx context.Context, id wire.TrainingID, who wire.Identity) error {
	_, err := s.soft(ctx, `WITH touched AS (DELETE FROM attendance WHERE facilitator = $1 AND training = $2 AND identity = $3 RETURNING training)`+bump,
		s.self, id[:], who[:])
	if err != nil {
		return fmt.Errorf("failed to record connected owners: %w", err)
	}
	return nil
}

// Leave implements store.Shared.
func (s *Store) Leave(ctx context.Context, id wire.TrainingID, f store.Farewell) (fresh bool, err error) {
	n, err := s.soft(ctx, `WITH touched AS (
			INSERT INTO farewells AS f (training, identity, at, round, attempt) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (training, identity) DO UPDATE SET at = excluded.at, round = excluded.round, attempt = excluded.attempt
			WHERE f.at < excluded.at RETURNING training
		), absent AS (DELETE FROM attendance USING touched WHERE attendance.training = $1 AND identity = $2)`+bump,
		id[:], f.Identity[:], f.AtMS, f.Ref.Round, f.Ref.Attempt)
	if err != nil {
		return false, fmt.Errorf("failed to record an owner that left: %w", err)
	}
	return n > 0, nil
}

// Return implements store.Shared.
func (s *Store) Return(ctx context.Context, id wire.TrainingID, who wire.Identity) error {
	_, err := s.soft(ctx, `WITH touched AS (
			UPDATE farewells SET round = 0, attempt = 0 WHERE training = $1 AND identity = $2 AND round > 0 RETURNING training)`+bump, id[:], who[:])
	if err != nil {
		return fmt.Errorf("failed to record an owner that returned: %w", err)
	}
	return nil
}

// Lapse implements store.Shared.
func (s *Store) Lapse(ctx context.Context) error {
	// Two facilitators that do this at once divide the rows.
	_, err := s.soft(ctx, `WITH over AS (SELECT training, identity, facilitator FROM attendance WHERE until < now() FOR UPDATE SKIP LOCKED),
		touched AS (DELETE FROM attendance AS a USING over AS o
			WHERE a.training = o.training AND a.identity = o.identity AND a.facilitator = o.facilitator RETURNING a.training)`+bump)
	if err != nil {
		return fmt.Errorf("failed to remove owners that are no longer connected: %w", err)
	}
	return nil
}

// withdraw takes back everything that this facilitator said of owners.
func (s *Store) withdraw(ctx context.Context) error {
	_, err := s.soft(ctx, `WITH touched AS (DELETE FROM attendance WHERE facilitator = $1 RETURNING training)`+bump, s.self)
	return err
}

// Audience implements store.Shared.
func (s *Store) Audience(ctx context.Context, id wire.TrainingID) (a store.Audience, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	var b pgx.Batch
	// The changes are read after their count, so that the count is never newer than the result.
	b.Queue(`SELECT coalesce((SELECT changes FROM audience WHERE training = $1), 0)`, id[:]).
		QueryRow(func(row pgx.Row) error { return row.Scan(&a.Changes) })
	b.Queue(`SELECT DISTINCT identity FROM attendance WHERE training = $1 ORDER BY identity`, id[:]).
		Query(func(rows pgx.Rows) (err error) {
			a.Present, err = pgx.CollectRows(rows, scanIdentity)
			return err
		})
	b.Queue(`SELECT identity, at, round, attempt FROM farewells WHERE training = $1 ORDER BY identity`, id[:]).
		Query(func(rows pgx.Rows) (err error) {
			a.Left, err = pgx.CollectRows(rows, scanFarewell)
			return err
		})
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return store.Audience{}, fmt.Errorf("failed to read connected owners: %w", err)
	}
	return a, nil
}

// Stamp implements store.Shared.
func (s *Store) Stamp(ctx context.Context, id wire.TrainingID, slot store.Slot) (st store.Stamp, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	err = s.pool.QueryRow(ctx, `SELECT revision, (SELECT count(*) FROM messages`+sqlrow.AtSlot+`),
			coalesce((SELECT changes FROM audience WHERE training = $5), 0), (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
			current_setting('blindfit.history')::bigint
		FROM trainings WHERE id = $5`, append(sqlrow.SlotArgs(slot), id[:])...).Scan(&st.Revision, &st.Messages, &st.Changes, &st.TimeMS, &st.History)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return st, store.ErrNotFound
	case err != nil:
		return st, fmt.Errorf("failed to read training: %w", err)
	}
	return st, nil
}

// Senders implements store.Shared.
func (s *Store) Senders(ctx context.Context, slot store.Slot) ([]wire.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	rows, _ := s.pool.Query(ctx, `SELECT identity FROM messages`+sqlrow.AtSlot+` ORDER BY identity`, sqlrow.SlotArgs(slot)...)
	ids, err := pgx.CollectRows(rows, scanIdentity)
	if err != nil {
		return nil, fmt.Errorf("failed to list messages: %w", err)
	}
	return ids, nil
}

// Running implements store.Shared.
func (s *Store) Running(ctx context.Context) ([]wire.TrainingID, error) {
	return s.ids(ctx, `SELECT id FROM trainings WHERE running ORDER BY id`)
}

func scanTraining(row pgx.CollectableRow) (id wire.TrainingID, err error) {
	var b []byte
	if err := row.Scan(&b); err != nil {
		return id, err
	}
	if len(b) != len(id) {
		return id, store.ErrCorrupt
	}
	return wire.TrainingID(b), nil
}

func scanIdentity(row pgx.CollectableRow) (id wire.Identity, err error) {
	var b []byte
	if err := row.Scan(&b); err != nil {
		return id, err
	}
	if len(b) != len(id) {
		return id, store.ErrCorrupt
	}
	return wire.Identity(b), nil
}

func scanFarewell(row pgx.CollectableRow) (f store.Farewell, err error) {
	var b []byte
	if err := row.Scan(&b, &f.AtMS, &f.Ref.Round, &f.Ref.Attempt); err != nil {
		return f, err
	}
	if len(b) != len(f.Identity) {
		return f, store.ErrCorrupt
	}
	f.Identity = wire.Identity(b)
	return f, nil
}
