package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

const putContribution = `
INSERT INTO contributions (training, identity, sequence, withdrawn, body, body_sum, masks, masks_sum, blob, blob_sum, invite, single, object, arrival)
	SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, (SELECT 1 + coalesce(max(arrival), 0) FROM contributions WHERE training = $1) FROM trainings WHERE id = $1 AND revision = $14
	ON CONFLICT (training, identity) DO UPDATE SET sequence = excluded.sequence, withdrawn = excluded.withdrawn, body = excluded.body,
		body_sum = excluded.body_sum, masks = excluded.masks, masks_sum = excluded.masks_sum, blob = excluded.blob, blob_sum = excluded.blob_sum,
		invite = excluded.invite, single = excluded.single, object = excluded.object, arrival = excluded.arrival
	WHERE contributions.sequence < excluded.sequence AND contributions.frozen = 0`

// PutContribution implements store.Store.
func (s *Store) PutContribution(ctx context.Context, revision int64, c store.Contribution) (stored bool, err error) {
	ctx = context.WithoutCancel(ctx)
	err = s.grouped(func(tx *sql.Tx) error {
		put := tx.StmtContext(ctx, s.put)
		defer put.Close()
		res, err := put.ExecContext(ctx, append(sqlrow.ContributionArgs(c), revision)...)
		if used(err) {
			return refused(ctx, tx, c, store.ErrUsed)
		}
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 1 {
			err := hold(ctx, tx, c.Object)
			stored = err == nil
			return err
		}
		return refused(ctx, tx, c, store.ErrRevision)
	})
	if err != nil {
		return false, fmt.Errorf("failed to store contribution: %w", err)
	}
	return stored, nil
}

// refused returns the reason that a contribution was not stored, nil if it is there already; without one in its place it is
// otherwise, if the training exists.
func refused(ctx context.Context, tx *sql.Tx, c store.Contribution, otherwise error) error {
	old, err := contribution(ctx, tx, c.Training, c.Identity)
	if errors.Is(err, store.ErrNotFound) {
		return missingOr(ctx, tx, c.Training, otherwise)
	} else if err != nil {
		return err
	}
	if err := sqlrow.Refused(old, c); !errors.Is(err, store.ErrRevision) {
		return err
	}
	return otherwise
}

// used reports whether the index of single invites refused a row.
func used(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
}

// rower is a transaction or a database.
type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func contribution(ctx context.Context, from rower, id wire.TrainingID, who wire.Identity) (store.Contribution, error) {
	c := sqlrow.Contribution{Contribution: store.Contribution{Training: id}, ID: who[:]}
	err := from.QueryRowContext(ctx, `SELECT sequence, withdrawn, frozen, body, body_sum FROM contributions WHERE training = $1 AND identity = $2`, id[:], who[:]).
		Scan(&c.Sequence, &c.Withdrawn, &c.Freeze, &c.Body, &c.BodySum)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Contribution{}, store.ErrNotFound
	}
	if err != nil {
		return store.Contribution{}, fmt.Errorf("failed to read contribution: %w", err)
	}
	return c.Open(store.PartHead)
}

// Contribution implements store.Store.
func (s *Store) Contribution(ctx context.Context, id wire.TrainingID, who wire.Identity) (store.Contribution, error) {
	return contribution(ctx, s.read, id, who)
}

// Frozen implements store.Store.
func (s *Store) Frozen(ctx context.Context, id wire.TrainingID, after wire.Identity, part store.Part, maxBytes int) ([]store.Contribution, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT identity, sequence, frozen, body, body_sum, `+sqlrow.PartColumns(part)+` FROM contributions
		WHERE training = $1 AND identity > $2 AND frozen > 0 ORDER BY identity`, id[:], after[:])
	if err != nil {
		return nil, fmt.Errorf("failed to read contributions: %w", err)
	}
	defer rows.Close()
	var out []store.Contribution
	for total := 0; rows.Next(); {
		c := sqlrow.Contribution{Contribution: store.Contribution{Training: id}}
		if err := rows.Scan(&c.ID, &c.Sequence, &c.Freeze, &c.Body, &c.BodySum, &c.Part, &c.PartSum, &c.Object); err != nil {
			return nil, fmt.Errorf("failed to read contributions: %w", err)
		}
		if total += len(c.Body) + len(c.Part); total > maxBytes && len(out) > 0 {
			break
		}
		opened, err := c.Open(part)
		if err != nil {
			return nil, err
		}
		out = append(out, opened)
	}
	return out, rows.Err()
}

// Arrived implements store.Store.
func (s *Store) Arrived(ctx context.Context, id wire.TrainingID, after int64, maxBytes int) (page []store.Contribution, next int64, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT arrival, identity, sequence, frozen, body, body_sum, masks, masks_sum FROM contributions
		WHERE training = $1 AND arrival > $2 AND NOT withdrawn ORDER BY arrival`, id[:], after)
	if err != nil {
		return nil, after, fmt.Errorf("failed to read contributions: %w", err)
	}
	defer rows.Close()
	for total := 0; rows.Next(); {
		c := sqlrow.Contribution{Contribution: store.Contribution{Training: id}}
		var place int64
		if err := rows.Scan(&place, &c.ID, &c.Sequence, &c.Freeze, &c.Body, &c.BodySum, &c.Part, &c.PartSum); err != nil {
			return nil, after, fmt.Errorf("failed to read contributions: %w", err)
		}
		if total += len(c.Body) + len(c.Part); total > maxBytes && len(page) > 0 {
			break
		}
		opened, err := c.Open(store.PartMasks)
		if err != nil {
			return nil, after, err
		}
		page, after = append(page, opened), place
	}
	return page, after, rows.Err()
}

// CountContributions implements store.Store.
func (s *Store) CountContributions(ctx context.Context, id wire.TrainingID) (frozen, waiting int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE frozen > 0), count(*) FILTER (WHERE frozen = 0) FROM contributions
		WHERE training = $1 AND NOT withdrawn`, id[:]).Scan(&frozen, &waiting)
	if err != nil {
		return 0, 0, fmt.Errorf("failed to count contributions: %w", err)
	}
	return frozen, waiting, nil
}

// countInvite asks both indexes, each of which has one sort of invite.
const countInvite = `SELECT (SELECT count(*) FROM contributions WHERE training = $1 AND invite = $2 AND NOT single)
	+ (SELECT count(*) FROM contributions WHERE training = $1 AND invite = $2 AND single)`

// CountInvite implements store.Store.
func (s *Store) CountInvite(ctx context.Context, id wire.TrainingID, invite wire.InviteID) (n int, err error) {
	err = s.read.QueryRowContext(ctx, countInvite, id[:], invite[:]).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("failed to count contributions: %w", err)
	}
	return n, nil
}

// freeze marks the contributions that are not frozen yet, and erases the bytes of all, as a change requires.
func freeze(ctx context.Context, tx *sql.Tx, id wire.TrainingID, c store.Change) (err error) {
	if c.Freeze > 0 {
		_, err = tx.ExecContext(ctx, `UPDATE contributions SET frozen = $1 WHERE training = $2 AND frozen = 0 AND NOT withdrawn`, c.Freeze, id[:])
	}
	if err == nil && c.Forget {
		_, err = tx.ExecContext(ctx, `UPDATE contributions SET masks = $1, masks_sum = $2, blob = $1, blob_sum = $2, object = '' WHERE training = $3`, []byte{}, sqlrow.Sum(nil), id[:])
	}
	return err
}
