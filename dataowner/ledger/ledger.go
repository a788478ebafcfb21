// Package ledger is an owner's one account of everything it gave: which rows were in which sums, with which other owners,
// and the cost of sums with noise. It spans all model owners and all forms of masking, because differences of sums are sums: two
// trainings, each harmless, can together reveal one owner or one row.
//
// An owner keeps one Ledger in its vault. Before a training starts, Look compares the file at hand with every earlier
// sum, Declare writes down this owner's statement about its rows, and Combine decides from the statements of all members
// whether the training passes silently or every member is asked. With noise, Charge precedes everything that helps to
// open a sum. Each step is durable, in the ledger and then in an anchor that is kept apart, before anything is sent.
//
// The package does no I/O besides its two storage interfaces, reads no clock, and knows no network.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Ledger is an open ledger. Its methods may be called from several goroutines, and several processes may have the same
// ledger open.
type Ledger struct {
	lines   Lines
	anchors Anchors
	keys    keys
	off     rules

	mu sync.Mutex // protects all below
	state
}

// GapReason is why a ledger cannot vouch for everything that was given under its key.
type GapReason string

// The reasons.
const (
	GapOlder    GapReason = "older"     // the ledger is older than its anchor, or another one
	GapNoAnchor GapReason = "no anchor" // the anchor is lost
	GapRestored GapReason = "restored"  // it was restored from a backup on a machine that has no anchor
)

// Gap is a place in a ledger after which lines may be lost.
type Gap struct {
	Line   int
	When   time.Time
	Reason GapReason
	// Known is how many lines were there once, as far as is known; 0 if nothing is.
	Known int

	anchor Anchor
}

// Open reads a ledger, or begins one. vault is the vault's secret, at least 16 bytes; rows are recognised and split under
// keys derived from it. If the ledger is older than its anchor, or its anchor is lost, the gap is written down at the
// time now.
func Open(ctx context.Context, lines Lines, anchors Anchors, vault secret.Value[[]byte], now time.Time) (*Ledger, error) {
	l := &Ledger{lines: lines, anchors: anchors}
	if err := l.open(ctx, vault, now, false); err != nil {
		return nil, err
	}
	return l, nil
}

// open reads all lines and compares them with the anchor. restored is set for lines that come from a backup.
func (l *Ledger) open(ctx context.Context, vault secret.Value[[]byte], now time.Time, restored bool) (err error) {
	if l.keys, err = newKeys(vault); err != nil {
		return err
	}
	for {
		// The anchor is read first: a line that another process adds in between makes the ledger longer, never shorter.
		a, err := l.anchors.Load(ctx)
		if err != nil {
			return fmt.Errorf("failed to read anchor of the ledger: %w", err)
		}
		l.state = newState(l.keys)
		digests, err := l.refresh(ctx)
		if err != nil {
			return err
		}
		reason := l.compare(a, digests)
		if l.off.anchor {
			reason = ""
		}
		handedOver := restored && l.moved
		if reason == GapNoAnchor && restored {
			// Another machine may have gone on with this ledger. One that was handed over is complete.
			if reason = GapRestored; handedOver {
				reason = ""
			}
		}
		switch {
		case reason != "":
			err = l.append(ctx, now, line{Gap: &gap{Reason: reason, Anchor: a}})
		case handedOver:
			err = l.append(ctx, now, line{Arrived: &arrived{}})
		default:
			return l.anchor(ctx)
		}
		if err != nil && !errors.Is(err, ErrChanged) {
			return err
		}
	}
}

// refresh reads the lines that are not known yet and returns their digests. The last known line is read again: if it is
// another one, the ledger was replaced.
func (l *Ledger) refresh(ctx context.Context) ([]wire.Digest, error) {
	from := max(0, l.length-1)
	texts, err := l.lines.Read(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("failed to read ledger: %w", err)
	}
	if l.length > 0 {
		if len(texts) == 0 || digest(texts[0]) != l.last {
			return nil, ErrReplaced
		}
		texts = texts[1:]
	}
	return l.extend(texts)
}

// append writes one line, in the ledger and then in the anchor, and applies it. A ledger without lines is begun first. It
// returns ErrChanged, after reading the new lines, if another process was faster.
func (l *Ledger) append(ctx context.Context, when time.Time, next line) error {
	if l.moved && next.Arrived == nil && next.Gap == nil {
		return ErrMoved
	}
	if l.length == 0 && next.Begun == nil {
		if err := l.append(ctx, when, line{Begun: &begun{Version: version, Key: l.keys.check}}); err != nil {
			return err
		}
	}
	next.Previous, next.When = l.last, when
	text, err := next.marshal()
	if err != nil {
		return err
	}
	switch err := l.lines.Append(ctx, l.length, text); {
	case errors.Is(err, ErrTaken):
		if _, err := l.refresh(ctx); err != nil {
			return err
		}
		return ErrChanged
	case err != nil:
		return fmt.Errorf("failed to write ledger: %w", err)
	}
	if err := l.apply(&next); err != nil {
		return err
	}
	l.length, l.last = l.length+1, digest(text)
	return l.anchor(ctx)
}

// update appends the line that next returns, or none if next returns nil. If another process was faster, next is called
// again, with the newest state.
func (l *Ledger) update(ctx context.Context, when time.Time, next func() (*line, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if _, err := l.refresh(ctx); err != nil {
			return err
		}
		n, err := next()
		if err != nil || n == nil {
			return err
		}
		if err := l.append(ctx, when, *n); !errors.Is(err, ErrChanged) {
			return err
		}
	}
}

// anchor saves the last point, unless another process has saved a later one.
func (l *Ledger) anchor(ctx context.Context) error {
	a, err := l.anchors.Load(ctx)
	if err != nil {
		return fmt.Errorf("failed to read anchor of the ledger: %w", err)
	}
	if l.length == 0 || a.Length >= l.length && !l.answers(a) {
		return nil
	}
	if err := l.anchors.Save(ctx, Anchor{l.length, l.last}); err != nil {
		return fmt.Errorf("failed to write anchor of the ledger: %w", err)
	}
	return nil
}

// Sums returns all statements in order, also those that were struck out.
func (l *Ledger) Sums() []Sum {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Sum, len(l.sums))
	for i, s := range l.sums {
		out[i] = *s
	}
	return out
}

// Gaps returns the gaps, in order.
func (l *Ledger) Gaps() []Gap {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.gaps)
}
