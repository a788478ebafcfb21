package dataowner

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Account is everything that an owner gave, for the person to look at.
type Account struct {
	Sums     []Given  `json:"sums"` // in the order in which they were stated
	Gaps     []Gap    `json:"gaps"` // where lines may be lost
	Spending Spending `json:"spending"`
}

// Given is a training with rows of this owner. All its sums are over the same rows.
type Given struct {
	Training        wire.TrainingID `json:"training"`
	Name            string          `json:"name"`
	ModelOwner      wire.Identity   `json:"modelOwner"`
	ModelOwnerWords string          `json:"modelOwnerWords"`
	When            time.Time       `json:"when"`
	Exact           bool            `json:"exact"`
	Rows            int             `json:"rows"`
	Held            int             `json:"held"`    // rows of them that are held back
	Folds           int             `json:"folds"`   // parts of them with sums of their own; 0 for none
	Members         []string        `json:"members"` // words of the owner keys of its data owners, this one included
	Word            ledger.Word     `json:"word"`    // this owner's statement: first, same or changed
	// Stage is open while its lobby goes on, passed once rows may have left, struck if they never did.
	Stage ledger.Stage `json:"stage"`
	Asked bool         `json:"asked"` // its members were asked whether sums of the same rows may be given again
}

// Gap is a place after which lines of the ledger may be lost.
type Gap struct {
	When   time.Time        `json:"when"`
	Reason ledger.GapReason `json:"reason"`
	Known  int              `json:"known"` // lines that were there once; 0 if that is not known
}

// AccountOf describes a ledger.
func AccountOf(l *ledger.Ledger) *Account {
	a := &Account{Sums: []Given{}, Gaps: []Gap{}, Spending: l.Spending(wire.TrainingID{})}
	for _, s := range l.Sums() {
		g := Given{
			Training: s.Training, Name: s.Name, ModelOwner: s.ModelOwner, ModelOwnerWords: identity.Words(s.ModelOwner), When: s.When,
			Exact: s.Exact, Rows: len(s.Rows), Members: []string{}, Word: s.Statement.Word, Stage: ledger.StageOpen, Asked: s.Asked,
		}
		switch {
		case s.Struck:
			g.Stage = ledger.StageStruck
		case s.Passed:
			g.Stage = ledger.StagePassed
		}
		if s.Holdout {
			g.Held, g.Folds = len(s.Held), s.Folds
		}
		for _, m := range s.Members {
			g.Members = append(g.Members, identity.OwnerKey(m).Words())
		}
		a.Sums = append(a.Sums, g)
	}
	for _, g := range l.Gaps() {
		a.Gaps = append(a.Gaps, Gap{g.When, g.Reason, g.Known})
	}
	return a
}

// account opens the ledger of a vault without a training.
func account(ctx context.Context, cfg Config) (*Account, error) {
	v, err := vault.Open(ctx, cfg.Vault)
	if err != nil {
		return nil, err
	}
	l, err := v.OpenLedger(ctx, cfg.Anchor, time.Now())
	if err != nil {
		return nil, err
	}
	return AccountOf(l), nil
}
