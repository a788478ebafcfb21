package log

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// ErrRolledBack is in the error of a log that is shorter than its reader has seen before, or differs from it.
var ErrRolledBack = errors.New("invalid log: it is shorter than was seen before, or differs from it")

// Chain reads a log from its first entry on and compares it with a head that its reader saw earlier: a reader that
// has seen entry k notices if the log was cut below k or rewritten anywhere up to it. Accepts and rejects are kept by
// attempt.
type Chain struct {
	Position
	Seen     wire.Head // the log must pass through this point
	accepts  map[wire.Ref]*wire.Signed
	rejected map[int]int // rejects of each round
}

// NewChain begins at the first entry. seen is the zero Head for a reader that has seen nothing.
func NewChain(start Position, seen wire.Head) *Chain {
	return &Chain{Position: start, Seen: seen, accepts: map[wire.Ref]*wire.Signed{}, rejected: map[int]int{}}
}

// Append verifies entries that follow the head. After an error the chain must not be used.
func (c *Chain) Append(entries []wire.Signed) error {
	for i := range entries {
		if err := c.one(&entries[i]); err != nil {
			return fmt.Errorf("failed to read log entry %d: %w", c.Head.Length+1, err)
		}
	}
	return nil
}

func (c *Chain) one(s *wire.Signed) error {
	e, err := Parse(s)
	if err != nil {
		return err
	}
	next, err := c.Follow(e)
	if err != nil {
		return err
	}
	if next.Head.Length == c.Seen.Length && next.Head.Digest != c.Seen.Digest {
		return ErrRolledBack
	}
	c.Position = next
	switch b := e.Body.(type) {
	case *wire.Accept:
		c.accepts[b.Ref] = s
	case *wire.Reject:
		c.rejected[b.Round]++
	}
	return nil
}

// CaughtUp returns ErrRolledBack if the log, as far as it was given, does not reach the head seen earlier.
func (c *Chain) CaughtUp() error {
	if c.Head.Length < c.Seen.Length {
		return ErrRolledBack
	}
	return nil
}

// Accept returns the signed accept of an attempt, nil if there is none.
func (c *Chain) Accept(ref wire.Ref) *wire.Signed { return c.accepts[ref] }

// Rejects returns how many attempts at a round were rejected.
func (c *Chain) Rejects(round int) int { return c.rejected[round] }
