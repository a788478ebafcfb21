package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// querier is a transaction, or the pool, where each statement is a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// putMessage stores a message, if its place is free and its training has the revision, and returns how many it stored.
// The training's row is locked in share mode first: a Commit that runs is waited for, and then the revision is looked
// at again, as is a message that is just being put into the same place.
const putMessage = `
WITH held AS (SELECT id FROM trainings WHERE id = $1 AND revision = $10 FOR SHARE),
fresh AS (` + insertMessage + ` FROM held ON CONFLICT DO NOTHING RETURNING number),
bytes AS (INSERT INTO blobs (message, bytes) SELECT number, $9 FROM fresh WHERE length($9::bytea) > 0)
SELECT count(*) FROM fresh`

// insertMessage takes the arguments of messageArgs; a FROM follows.
const insertMessage = `INSERT INTO messages (training, round, attempt, kind, identity, body, body_sum, blob_sum)
	SELECT $1, $2, $3, $4, $5, $6, $7, $8`

func messageArgs(m store.Message) []any {
	return append(sqlrow.SlotArgs(m.Slot), m.Identity[:], notNil(m.Body), sqlrow.Sum(m.Body), sqlrow.Sum(m.Blob), notNil(m.Blob))
}

// Put implements store.Store. If the place is free it is one statement, so one round trip and one flush.
func (s *Store) Put(ctx context.Context, revision int64, m store.Message) (stored bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	var n int
	err = s.pool.QueryRow(ctx, putMessage, append(messageArgs(m), revision)...).Scan(&n)
	if err == nil && n == 0 {
		err = s.refused(ctx, m)
	}
	if err != nil {
		return false, fmt.Errorf("failed to store message: %w", err)
	}
	if n == 1 {
		s.announce(m.Training)
	}
	return n == 1, nil
}

// refused returns the reason that a message was not stored, or nil if the same message is there already.
func (s *Store) refused(ctx context.Context, m store.Message) error {
	same, err := isStored(ctx, s.pool, m)
	switch {
	case err != nil:
		return err
	case same:
		return nil
	}
	return missingOr(ctx, s.pool, m.Training, store.ErrRevision)
}

// isStored reports whether the very message is in its place; ErrConflict if a different one is.
func isStored(ctx context.Context, q querier, m store.Message) (bool, error) {
	var body, blob []byte
	err := q.QueryRow(ctx, `SELECT body_sum, blob_sum FROM messages`+sqlrow.AtKey, sqlrow.KeyArgs(m.Key)...).Scan(&body, &blob)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case !bytes.Equal(body, sqlrow.Sum(m.Body)) || !bytes.Equal(blob, sqlrow.Sum(m.Blob)):
		return false, store.ErrConflict
	}
	return true, nil
}

// insert stores a message of a change. It returns ErrConflict if the place is taken, even by the same message.
func insert(ctx context.Context, tx pgx.Tx, m store.Message) error {
	var n int
	err := tx.QueryRow(ctx, `WITH fresh AS (`+insertMessage+` ON CONFLICT DO NOTHING RETURNING number),
		bytes AS (INSERT INTO blobs (message, bytes) SELECT number, $9 FROM fresh WHERE length($9::bytea) > 0)
		SELECT count(*) FROM fresh`, messageArgs(m)...).Scan(&n)
	if err == nil && n == 0 {
		err = store.ErrConflict
	}
	return err
}

// checkFull returns ErrRevision if a slot does not hold as many messages as a change was decided on.
func checkFull(ctx context.Context, tx pgx.Tx, f *store.Full) error {
	if f == nil {
		return nil
	}
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM messages`+sqlrow.AtSlot, sqlrow.SlotArgs(f.Slot)...).Scan(&n); err != nil {
		return err
	}
	if n != f.Count {
		return store.ErrRevision
	}
	return nil
}

// drop erases the blobs of a slot.
func drop(ctx context.Context, tx pgx.Tx, slot store.Slot) error {
	_, err := tx.Exec(ctx, `WITH gone AS (UPDATE messages SET dropped = true`+sqlrow.AtSlot+` AND NOT dropped RETURNING number)
		DELETE FROM blobs USING gone WHERE message = number`, sqlrow.SlotArgs(slot)...)
	return err
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Message, error) {
	var m sqlrow.Message
	err := s.pool.QueryRow(ctx, `SELECT body, body_sum, blob_sum, dropped, bytes FROM messages LEFT JOIN blobs ON message = number`+sqlrow.AtKey,
		sqlrow.KeyArgs(key)...).Scan(&m.Body, &m.BodySum, &m.BlobSum, &m.Dropped, &m.Blob)
	if errors.Is(err, pgx.ErrNoRows) {
		return store.Message{Key: key}, store.ErrNotFound
	}
	if err != nil {
		return store.Message{Key: key}, fmt.Errorf("failed to read message: %w", err)
	}
	return m.Open(key)
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, slot store.Slot) ([]store.Item, error) {
	// An error of the query is met again by the collector.
	rows, _ := s.pool.Query(ctx, `SELECT identity, body, body_sum FROM messages`+sqlrow.AtSlot+` ORDER BY identity`, sqlrow.SlotArgs(slot)...)
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (it store.Item, err error) {
		var id, check []byte
		if err := row.Scan(&id, &it.Body, &check); err != nil {
			return it, err
		}
		if len(id) != len(it.Identity) {
			return it, store.ErrCorrupt
		}
		it.Identity = wire.Identity(id)
		return it, sqlrow.Check(it.Body, check)
	})
	if err != nil {
		return nil, fmt.Errorf("failed to list messages: %w", err)
	}
	return items, nil
}

// notNil makes no bytes an empty value rather than a missing one.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
