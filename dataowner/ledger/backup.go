package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/internal/secret"
)

// A backup holds all lines, without the anchor. Its worth depends on the machine that it is restored on:
//
//   - The same machine, with its anchor: nothing is lost if the backup is as new as the anchor, otherwise the gap is
//     written down.
//   - A new machine, after HandOver on the old one: nothing is lost, and the old machine takes no further part.
//   - A new machine, without HandOver: sums that were given since the backup are unknown, and the gap is written down.
//   - A lost vault without a backup is a new owner: its old owner key does not come back, and its ledger is empty. The
//     owner must know for itself which rows it gave before.
//   - Two machines of one hospital are two owners, each with its own ledger; rows must be given from one of them only.
//     One backup must never be restored to two machines that both go on: neither would know of the other's sums.
//
// After a gap the owner is asked about each file, once, whether its people were in any sum that may be lost. Without an
// answer it states Changed.

// Export returns all lines for a backup. They recognise rows under the vault's secret only, but hold names of columns,
// owner keys and numbers of rows: the caller encrypts them before they are stored.
func (l *Ledger) Export(ctx context.Context) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return nil, err
	}
	texts, err := l.lines.Read(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("failed to read ledger: %w", err)
	}
	var b bytes.Buffer
	for _, text := range texts {
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}

// HandOver ends this ledger and returns a backup that another machine continues. Afterwards no line is added here.
func (l *Ledger) HandOver(ctx context.Context, now time.Time) ([]byte, error) {
	err := l.update(ctx, now, func() (*line, error) {
		if l.moved {
			return nil, nil // there is nothing left to write
		}
		return &line{Moved: &moved{}}, nil
	})
	if err != nil {
		return nil, err
	}
	return l.Export(ctx)
}

// ErrOther means that a backup and the ledger that is there already have different histories.
var ErrOther = errors.New("the backup does not continue the ledger that is there")

// Restore writes the lines of a backup to storage that is empty or holds a beginning of them, and opens the ledger. It can
// be repeated after a crash.
func Restore(ctx context.Context, lines Lines, anchors Anchors, vault secret.Value[[]byte], backup []byte, now time.Time) (*Ledger, error) {
	texts := bytes.SplitAfter(backup, []byte("\n"))
	texts = texts[:len(texts)-1] // after the last newline
	if len(texts) == 0 {
		return nil, fmt.Errorf("%w: the backup has no whole line", ErrMalformed)
	}
	for i := range texts {
		texts[i] = bytes.TrimSuffix(texts[i], []byte("\n"))
	}
	k, err := newKeys(vault)
	if err != nil {
		return nil, err
	}
	whole := newState(k)
	if _, err := whole.extend(texts); err != nil { // all of it, before anything is written
		return nil, err
	}
	there, err := lines.Read(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("failed to read ledger: %w", err)
	}
	for n := range min(len(there), len(texts)) {
		if !bytes.Equal(there[n], texts[n]) {
			return nil, ErrOther
		}
	}
	for n := len(there); n < len(texts); n++ {
		if err := lines.Append(ctx, n, texts[n]); err != nil {
			return nil, fmt.Errorf("failed to write ledger: %w", err)
		}
	}
	l := &Ledger{lines: lines, anchors: anchors}
	if err := l.open(ctx, vault, now, true); err != nil {
		return nil, err
	}
	return l, nil
}
