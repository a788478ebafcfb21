package ledger

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Lines keeps the lines of a ledger, in files or in a browser's database. It only grows.
type Lines interface {
	// Read returns the lines from number from on, in order; the first line has the number 0.
	Read(ctx context.Context, from int) ([][]byte, error)
	// Append adds a line as number n and returns when it is durable. It returns ErrTaken, and changes nothing, unless the
	// ledger has exactly n lines: of two processes that append at once one succeeds.
	Append(ctx context.Context, n int, line []byte) error
}

// Anchors keeps the last point of a ledger on another medium, such as another folder or another database, so that a
// ledger which was put back to an earlier state is noticed. No backup may hold both.
type Anchors interface {
	// Load returns the anchor, or the zero Anchor if none was saved.
	Load(ctx context.Context) (Anchor, error)
	// Save replaces the anchor and returns when it is durable.
	Save(ctx context.Context, a Anchor) error
}

// Anchor is a point of a ledger.
type Anchor struct {
	Length int         `json:"length"` // lines
	Digest wire.Digest `json:"digest"` // of the last of them
}

var (
	// ErrTaken is the error of Lines.Append for a number that is not the next one.
	ErrTaken = errors.New("the ledger has a different number of lines")
	// ErrChanged means that another process wrote to the ledger. Look at the rows again and repeat.
	ErrChanged = errors.New("the ledger was changed meanwhile")
	// ErrMalformed means that lines were edited, reordered, cut in the middle or written under another key.
	ErrMalformed = errors.New("malformed ledger")
	// ErrReplaced means that the lines were replaced while the ledger was open. Open it again.
	ErrReplaced = errors.New("the ledger was replaced while it was open")
	// ErrMoved means that the ledger was handed over to another machine.
	ErrMoved = errors.New("this ledger was handed over to another machine")
)
