package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// putContribution shares the training's row as putMessage does, so that a commit that freezes waits for it or comes before.
const putContribution = `
WITH held AS (SELECT id FROM trainings WHERE id = $1 AND revision = $14 FOR SHARE)
INSERT INTO contributions (training, identity, sequence, withdrawn, body, body_sum, masks, masks_sum, blob, blob_sum, invite, single, object, arrival)
	SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nextval('contributions_arrivals') FROM held
	ON CONFLICT (training, identity) DO UPDATE SET sequence = excluded.sequence, withdrawn = excluded.withdrawn, body = excluded.body,
		body_sum = excluded.body_sum, masks = excluded.masks, masks_sum = excluded.masks_sum, blob = excluded.blob, blob_sum = excluded.blob_sum,
		invite = excluded.invite, single = excluded.single, object = excluded.object, arrival = excluded.arrival
	WHERE contributions.sequence < excluded.sequence AND contributions.frozen = 0`

// PutContribution implements store.Store.
func (s *Store) PutContribution(ctx context.Context, revision int64, c store.Contribution) (stored bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	insert := func(q execer) (bool, error) {
		tag, err := q.Exec(ctx, putContribution, append(sqlrow.ContributionArgs(c), revision)...)
		return err == nil && tag.RowsAffected() == 1, err
	}
	if c.Object == "" {
		stored, err = insert(s.pool)
	} else {
		err = s.transact(ctx, func(tx pgx.Tx) (err error) {
			if stored, err = insert(tx); err != nil || !stored {
				return err
			}
			return hold(ctx, tx, c.Object)
		})
	}
	if err == nil && stored {
		return true, nil
	}
	otherwise := store.ErrRevision
	var refusal *pgconn.PgError
	if errors.As(err, &refusal) && refusal.Code == uniqueViolation {
		otherwise, err = store.ErrUsed, nil
	}
	if err == nil {
		var old store.Contribution
		old, err = s.Contribution(ctx, c.Training, c.Identity)
		if errors.Is(err, store.ErrNotFound) {
			err = missingOr(ctx, s.pool, c.Training, otherwise)
		} else if err == nil {
			if err = sqlrow.Refused(old, c); errors.Is(err, store.ErrRevision) {
				err = otherwise
			}
		}
	}
	if err != nil {
		return false, fmt.Errorf("failed to store contribution: %w", err)
	}
	return false, nil
}

// uniqueViolation is the SQLSTATE with which the index of single invites refuses a row.
const uniqueViolation = "23505"

// Contribution implements store.Store.
func (s *Store) Contribution(ctx context.Context, id wire.TrainingID, who wire.Identity) (store.Contribution, error) {
	c := sqlrow.Contribution{Contribution: store.Contribution{Training: id}, ID: who[:]}
	err := s.pool.QueryRow(ctx, `SELECT sequence, withdrawn, frozen, body, body_sum FROM contributions WHERE training = $1 AND identity = $2`, id[:], who[:]).
		Scan(&c.Sequence, &c.Withdrawn, &c.Freeze, &c.Body, &c.BodySum)
	if errors.Is(err, pgx.ErrNoRows) {
		return store.Contribution{}, store.ErrNotFound
	}
	if err != nil {
		return store.Contribution{}, fmt.Errorf("failed to read contribution: %w", err)
	}
	return c.Open(store.PartHead)
}

// Frozen implements store.Store. Rows come one by one, so that a page holds no more than it returns.
func (s *Store) Frozen(ctx context.Context, id wire.TrainingID, after wire.Identity, part store.Part, maxBytes int) ([]store.Contribution, error) {
	rows, err := s.pool.Query(ctx, `SELECT identity, sequence, frozen, body, body_sum, `+sqlrow.PartColumns(part)+` FROM contributions
		WHERE training = $1 AND identity > $2 AND frozen > 0 ORDER BY identity LIMIT $3`, id[:], after[:], maxRows)
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
	rows, err := s.pool.Query(ctx, `SELECT arrival, identity, sequence, frozen, body, body_sum, masks, masks_sum FROM contributions
		WHERE training = $1 AND arrival > $2 AND NOT withdrawn ORDER BY arrival LIMIT $3`, id[:], after, maxRows)
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

// maxRows bounds the rows that the database prepares for one page.
const maxRows = 1024

// CountContributions implements store.Store.
func (s *Store) CountContributions(ctx context.Context, id wire.TrainingID) (frozen, waiting int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE frozen > 0), count(*) FILTER (WHERE frozen = 0) FROM contributions
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
	err = s.pool.QueryRow(ctx, countInvite, id[:], invite[:]).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("failed to count contributions: %w", err)
	}
	return n, nil
}

// freeze marks the contributions that are not frozen yet, and erases the bytes of all, as a change requires.
func freeze(ctx context.Context, tx pgx.Tx, id wire.TrainingID, c store.Change) (err error) {
	if c.Freeze > 0 {
		_, err = tx.Exec(ctx, `UPDATE contributions SET frozen = $1 WHERE training = $2 AND frozen = 0 AND NOT withdrawn`, c.Freeze, id[:])
	}
	if err == nil && c.Forget {
		_, err = tx.Exec(ctx, `UPDATE contributions SET masks = $1, masks_sum = $2, blob = $1, blob_sum = $2, object = '' WHERE training = $3`, []byte{}, sqlrow.Sum(nil), id[:])
	}
	return err
}
