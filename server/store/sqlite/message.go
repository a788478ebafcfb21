package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/internal/sqlrow"
)

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, revision int64, m store.Message) (stored bool, err error) {
	err = s.transact(ctx, func(tx *sql.Tx) error {
		if stored, err = insert(ctx, tx, m); err != nil || !stored {
			return err
		}
		var now int64
		err := tx.QueryRowContext(ctx, `SELECT revision FROM trainings WHERE id = $1`, m.Training[:]).Scan(&now)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return store.ErrNotFound
		case err != nil:
			return err
		case now != revision:
			return store.ErrRevision
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("failed to store message: %w", err)
	}
	return stored, nil
}

// insert stores a message in a free place. It returns false if the same bytes are in the place, and ErrConflict if
// others are.
func insert(ctx context.Context, tx *sql.Tx, m store.Message) (bool, error) {
	bodySum, blobSum := sqlrow.Sum(m.Body), sqlrow.Sum(m.Blob)
	args := sqlrow.KeyArgs(m.Key)
	var oldBody, oldBlob []byte
	err := tx.QueryRowContext(ctx, `SELECT body_sum, blob_sum FROM messages`+sqlrow.AtKey, args...).Scan(&oldBody, &oldBlob)
	if err == nil {
		if bytes.Equal(oldBody, bodySum) && bytes.Equal(oldBlob, blobSum) {
			return false, nil
		}
		return false, store.ErrConflict
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err := missingOr(ctx, tx, m.Training, nil); err != nil {
		return false, err
	}
	body := m.Body
	if body == nil {
		body = []byte{}
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO messages (training, round, attempt, kind, identity, body, body_sum, blob_sum)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, append(args, body, bodySum, blobSum)...)
	if err != nil || len(m.Blob) == 0 {
		return err == nil, err
	}
	number, err := res.LastInsertId()
	if err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO blobs (message, bytes) VALUES ($1, $2)`, number, m.Blob)
	return err == nil, err
}

// checkFull returns ErrRevision if a slot does not hold as many messages as a change was decided on.
func checkFull(ctx context.Context, tx *sql.Tx, f *store.Full) error {
	if f == nil {
		return nil
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM messages`+sqlrow.AtSlot, sqlrow.SlotArgs(f.Slot)...).Scan(&n); err != nil {
		return err
	}
	if n != f.Count {
		return store.ErrRevision
	}
	return nil
}

// drop erases the blobs of a slot.
func drop(ctx context.Context, tx *sql.Tx, slot store.Slot) error {
	args := sqlrow.SlotArgs(slot)
	if _, err := tx.ExecContext(ctx, `DELETE FROM blobs WHERE message IN (SELECT number FROM messages`+sqlrow.AtSlot+`)`, args...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE messages SET dropped = 1`+sqlrow.AtSlot, args...)
	return err
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Message, error) {
	var m sqlrow.Message
	err := s.read.QueryRowContext(ctx, `SELECT body, body_sum, blob_sum, dropped, bytes FROM messages LEFT JOIN blobs ON message = number`+sqlrow.AtKey,
		sqlrow.KeyArgs(key)...).Scan(&m.Body, &m.BodySum, &m.BlobSum, &m.Dropped, &m.Blob)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Message{Key: key}, store.ErrNotFound
	}
	if err != nil {
		return store.Message{Key: key}, fmt.Errorf("failed to read message: %w", err)
	}
	return m.Open(key)
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, slot store.Slot) ([]store.Item, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT identity, body, body_sum FROM messages`+sqlrow.AtSlot+` ORDER BY identity`, sqlrow.SlotArgs(slot)...)
	if err != nil {
		return nil, fmt.Errorf("failed to list messages: %w", err)
	}
	defer rows.Close()
	var items []store.Item
	for rows.Next() {
		var it store.Item
		var check []byte
		if err := rows.Scan(fixed(it.Identity[:]), &it.Body, &check); err != nil {
			return nil, fmt.Errorf("failed to list messages: %w", err)
		}
		if err := sqlrow.Check(it.Body, check); err != nil {
			return nil, fmt.Errorf("failed to list messages: %w", err)
		}
		items = append(items, it)
	}
	return items, rows.Err()
}
