package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/secret"
)

const (
	ledgerPrefix = "ledger/"
	anchorKey    = "anchor"
)

// OpenLedger opens the vault's ledger. Its anchor is in another store, or in the vault itself if that is nil. An anchor
// that lies in the vault is put back together with it, so that nothing is noticed: that serves tests only.
func (v *Vault) OpenLedger(ctx context.Context, anchor store.Store, now time.Time) (*ledger.Ledger, error) {
	l, err := ledger.Open(ctx, Lines{v.Store}, v.anchors(anchor), v.secret(), now)
	if err != nil {
		return nil, ledgerProblem(err)
	}
	return l, nil
}

// RestoreLedger writes the lines of a backup into the vault and opens the ledger. See package ledger for its
// guarantees.
func (v *Vault) RestoreLedger(ctx context.Context, anchor store.Store, backup []byte, now time.Time) (*ledger.Ledger, error) {
	l, err := ledger.Restore(ctx, Lines{v.Store}, v.anchors(anchor), v.secret(), backup, now)
	if err != nil {
		return nil, ledgerProblem(err)
	}
	return l, nil
}

func (v *Vault) anchors(anchor store.Store) Anchors {
	if anchor == nil {
		anchor = v.Store
	}
	return Anchors{anchor}
}

// secret returns the secret that the ledger's keys derive from.
func (v *Vault) secret() secret.Value[[]byte] {
	master := v.Master.Reveal()
	return secret.New(master[:])
}

func ledgerProblem(err error) error {
	return problem.Errorf(problem.Vault, "Restore the vault from a copy; without its ledger this owner takes no part.", "failed to open ledger: %w", err)
}

// Lines keeps the lines of a ledger in a store, each as an entry of its own. It implements ledger.Lines.
type Lines struct{ Store store.Store }

func lineKey(n int) string { return fmt.Sprintf("%s%08d", ledgerPrefix, n) }

// Read implements ledger.Lines.
func (l Lines) Read(ctx context.Context, from int) (lines [][]byte, err error) {
	for n := from; ; n++ {
		b, err := l.Store.Get(ctx, lineKey(n))
		if errors.Is(err, store.ErrNoEntry) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, b)
	}
}

// Append implements ledger.Lines.
func (l Lines) Append(ctx context.Context, n int, line []byte) error {
	if n > 0 {
		if _, err := l.Store.Get(ctx, lineKey(n-1)); errors.Is(err, store.ErrNoEntry) {
			return ledger.ErrTaken
		} else if err != nil {
			return err
		}
	}
	err := l.Store.Create(ctx, lineKey(n), line)
	if errors.Is(err, store.ErrTaken) {
		return ledger.ErrTaken
	}
	return err
}

// Anchors keeps the anchor of a ledger in a store that no backup holds together with the lines. It implements
// ledger.Anchors.
type Anchors struct{ Store store.Store }

// Load implements ledger.Anchors.
func (a Anchors) Load(ctx context.Context) (anchor ledger.Anchor, err error) {
	b, err := a.Store.Get(ctx, anchorKey)
	if errors.Is(err, store.ErrNoEntry) {
		return anchor, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &anchor)
	}
	return anchor, err
}

// Save implements ledger.Anchors.
func (a Anchors) Save(ctx context.Context, anchor ledger.Anchor) error {
	b, err := json.Marshal(anchor)
	if err != nil {
		return err
	}
	return a.Store.Put(ctx, anchorKey, b)
}
