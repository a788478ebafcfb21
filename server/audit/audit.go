// Package audit owns the audit log of a facilitator: the creation, end and deletion of trainings, each with its time and actor.
// Each entry holds the digest of the one before it, so that none can be changed or left out unnoticed without changing all later
// ones. It names holders of operator tokens, and no participant.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Action is the kind of a change.
type Action string

// The actions.
const (
	Started   Action = "started"   // the program, with its release in Detail
	Created   Action = "created"   // a training
	Completed Action = "completed" // a training, by its model owner
	Ended     Action = "ended"     // a training, by the operator, with the reason in Detail
	Forgot    Action = "forgot"    // a training
	Tokens    Action = "tokens"    // other operator tokens are valid from now on; their names are in Detail
)

// Entry is one entry of the log.
type Entry struct {
	Number   int64     `json:"number"` // from 1
	Time     time.Time `json:"time"`   // UTC
	Who      string    `json:"who"`    // the name of a token, "this machine", "the model owner", "the program" or "rule"
	Action   Action    `json:"action"`
	Training string    `json:"training,omitempty"`
	Detail   string    `json:"detail,omitempty"`
	Previous string    `json:"previous"` // SHA-256 of the entry before, in hexadecimal; empty in the first
}

// Store keeps the log; see store.Store.
type Store interface {
	Audit(ctx context.Context, next func(last []byte) ([]byte, error)) error
	Audited(ctx context.Context, from int64, maxBytes int) ([][]byte, error)
}

// pageBytes is the size of the entries that are read at a time.
const pageBytes = 256 << 10

// Log is an audit log. It is safe for concurrent use.
type Log struct{ store Store }

// New returns the log that a store keeps.
func New(s Store) *Log { return &Log{s} }

// Add appends an entry. Its number, time and previous digest are set here.
func (l *Log) Add(ctx context.Context, e Entry) error {
	return l.store.Audit(ctx, func(last []byte) ([]byte, error) {
		e.Number, e.Previous, e.Time = 1, "", time.Now().UTC()
		if last != nil {
			before, err := parse(last)
			if err != nil {
				return nil, err
			}
			e.Number, e.Previous = before.Number+1, digest(last)
			if e.Time.Before(before.Time) { // the clock went back
				e.Time = before.Time
			}
		}
		return json.Marshal(e)
	})
}

// Read returns the entries from a number on, the first being 1, as they are stored: a page of them, none after the last.
func (l *Log) Read(ctx context.Context, from int64) ([]json.RawMessage, error) {
	raw, err := l.store.Audited(ctx, from, pageBytes)
	if err != nil {
		return nil, err
	}
	page := make([]json.RawMessage, len(raw))
	for i, b := range raw {
		page[i] = b
	}
	return page, nil
}

func parse(raw []byte) (e Entry, err error) {
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, errors.New("malformed entry of the audit log")
	}
	return e, nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Chain checks entries one after the other. The zero value expects the first.
type Chain struct {
	number int64
	head   string
}

// Next returns the next entry, or an error if it does not follow from the one before.
func (c *Chain) Next(raw []byte) (Entry, error) {
	e, err := parse(raw)
	if err != nil {
		return e, fmt.Errorf("entry %d: %w", c.number+1, err)
	}
	if e.Number != c.number+1 || e.Previous != c.head {
		return e, fmt.Errorf("invalid audit log: entry %d does not follow from the one before; something was changed or left out", c.number+1)
	}
	c.number, c.head = e.Number, digest(raw)
	return e, nil
}

// Head returns the number and the digest of the last entry that was checked. A copy of them elsewhere proves later that
// the log has not been rewritten.
func (c *Chain) Head() (number int64, digest string) { return c.number, c.head }
