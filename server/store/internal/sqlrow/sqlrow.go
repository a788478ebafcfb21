// Package sqlrow owns the common parts of the SQL stores: the condition that finds a message, and the check of a row
// against its checksums.
package sqlrow

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/blindfit/blindfit/server/store"
)

// Conditions of a query for the arguments of SlotArgs, and for those of KeyArgs.
const (
	AtSlot = ` WHERE training = $1 AND round = $2 AND attempt = $3 AND kind = $4`
	AtKey  = AtSlot + ` AND identity = $5`
)

// SlotArgs returns the arguments of AtSlot.
func SlotArgs(s store.Slot) []any {
	return []any{s.Training[:], s.Ref.Round, s.Ref.Attempt, string(s.Kind)}
}

// KeyArgs returns the arguments of AtKey.
func KeyArgs(k store.Key) []any { return append(SlotArgs(k.Slot), k.Identity[:]) }

// Sum returns the checksum that is stored with b.
func Sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

// Check returns store.ErrCorrupt if sum is not the checksum of b.
func Check(b, sum []byte) error {
	if !bytes.Equal(sum, Sum(b)) {
		return store.ErrCorrupt
	}
	return nil
}

// Training is a row of trainings as it was read.
type Training struct {
	Manifest, ManifestSum []byte
	Record, RecordSum     []byte // no RecordSum in rows of before there was one
	Revision              int64
}

// Open checks the row and returns the manifest and the record.
func (t *Training) Open() ([]byte, store.Record, error) {
	if err := Check(t.Manifest, t.ManifestSum); err != nil {
		return nil, store.Record{}, fmt.Errorf("failed to read manifest: %w", err)
	}
	var rec store.Record
	if t.RecordSum != nil && Check(t.Record, t.RecordSum) != nil || json.Unmarshal(t.Record, &rec) != nil {
		return nil, store.Record{}, fmt.Errorf("failed to read record: %w", store.ErrCorrupt)
	}
	rec.Revision = t.Revision
	return t.Manifest, rec, nil
}

// Message is a row of messages as it was read, with its blob.
type Message struct {
	Body, BodySum []byte
	Blob, BlobSum []byte
	Dropped       bool
}

// Open checks the row and returns the message of key. It returns the message without its blob and store.ErrDropped if the
// blob was dropped.
func (m *Message) Open(key store.Key) (store.Message, error) {
	out := store.Message{Key: key, Body: m.Body}
	err := Check(m.Body, m.BodySum)
	if err == nil && m.Dropped {
		return out, store.ErrDropped
	}
	if err == nil {
		err = Check(m.Blob, m.BlobSum)
	}
	if err != nil {
		return store.Message{Key: key}, fmt.Errorf("failed to read message: %w", err)
	}
	out.Blob = m.Blob
	return out, nil
}
