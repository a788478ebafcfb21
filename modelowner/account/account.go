// Package account owns the model owner's privacy account of a training with noise: it charges lists of owners if their sum
// may be open, and decides whether a round can still be afforded. In trainings without noise an account is
// empty and affords everything.
//
// Each owner keeps a ledger of its own, and that ledger is the authority for the owner's ε.
package account

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Account is the account of one training.
type Account struct {
	training *folder.Training
	ledger   *dp.Ledger
}

// Open reads the account of a training. Every round that has a result must be charged.
func Open(t *folder.Training, h *folder.Rounds) (*Account, error) {
	a := &Account{training: t}
	if !t.File.Private() {
		a.ledger = &dp.Ledger{}
		return a, nil
	}
	var err error
	a.ledger, err = t.PrivacyLedger(h, func(l *dp.Ledger) error {
		for _, r := range h.All() {
			if r.Result != nil && !l.Charged(dp.Entry{Training: t.ID.String(), Round: r.Round, Release: release(r.Result.Owners)}) {
				return fmt.Errorf("%w: it lacks round %d, whose sum was opened", dp.ErrLedger, r.Round)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// release names the sum of a round over a list of owners. Repeated attempts over one list send the same noised values, so
// they disclose one sum.
func release(list []wire.Identity) string {
	h := sha256.New()
	for _, id := range list {
		h.Write(id[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Terms are the parts of an attempt that decide its charge.
type Terms struct {
	wire.Ref
	Kind    wire.RoundKind
	Members []wire.Member
}

func (a *Account) entry(t Terms, list int) dp.Entry {
	e := plan.Entry(a.training.File, t.Kind, attempt.Honest(list, len(t.Members)))
	e.Training, e.Round, e.Attempt = a.training.ID.String(), t.Round, t.Attempt
	return e
}

// Charge makes durable that the sum over a list may have been disclosed. If it is charged already, it does nothing. It
// never refuses: the sum may be open. If the list is unknown, nil, the attempt is charged as one over the shortest
// list.
func (a *Account) Charge(t Terms, list []wire.Identity) error {
	if !a.training.File.Private() {
		return nil
	}
	e := a.entry(t, len(list))
	e.Release = release(list)
	if list == nil {
		shortest := attempt.Terms{Members: t.Members, Cohort: a.training.Manifest.Cohort, Noise: true}
		e = a.entry(t, shortest.Least())
	}
	if err := a.ledger.Charge(e); err != nil {
		return fmt.Errorf("failed to charge round %d: %w", t.Round, err)
	}
	return a.training.SavePrivacyLedger(a.ledger)
}

// ChargeClose makes durable that the sums of a training with trustees may have been disclosed, before they are. Every
// owner is in one cell of the one close, under the whole noise of every trustee, so each kind of sums is charged once.
func (a *Account) ChargeClose(closed wire.Digest, kinds ...wire.RoundKind) error {
	for i, kind := range kinds {
		e := plan.Entry(a.training.File, kind, 1)
		e.Training, e.Round, e.Attempt, e.Release = a.training.ID.String(), i+1, 1, hex.EncodeToString(closed[:])
		if err := a.ledger.Charge(e); err != nil {
			return fmt.Errorf("failed to charge the close: %w", err)
		}
	}
	return a.training.SavePrivacyLedger(a.ledger)
}

// Affords reports whether sums of these kinds, over all members, can be opened one after the other within the training's
// ε, from round t.Round on.
func (a *Account) Affords(t Terms, kinds ...wire.RoundKind) bool {
	if !a.training.File.Private() {
		return true
	}
	entries := make([]dp.Entry, len(kinds))
	for i, kind := range kinds {
		t.Kind = kind
		entries[i] = a.entry(t, len(t.Members))
	}
	return a.ledger.AffordAll(entries, dp.Budget{Target: a.training.File.Privacy.Target()}) == nil
}

// Sums returns how many different sums of a round are charged.
func (a *Account) Sums(round int) int { return a.ledger.Sums(a.training.ID.String(), round) }

// Anchor returns the last point of the ledger, or nil if the training has no noise.
func (a *Account) Anchor() *dp.Anchor {
	if !a.training.File.Private() {
		return nil
	}
	p := a.ledger.Anchor()
	return &p
}
