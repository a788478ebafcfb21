package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

var (
	// ErrLimit means that a sum would pass the owner's own limit.
	ErrLimit = errors.New("this owner's limit of ε would be passed")
	// ErrLists means that a round has had as many different lists of owners as it may have.
	ErrLists = errors.New("the round has had as many lists of owners as it may have")
)

// Charge is a sum with noise over one list of owners.
type Charge struct {
	Training wire.TrainingID
	Round    int         // from 1
	List     wire.Digest // recognises the owners in it, whatever the attempt
	// Entry is its cost. Training, Round and Attempt are filled in.
	Entry dp.Entry
	// Budget bounds the cost of all rounds of the training; zero for no such bound.
	Budget dp.Target
	When   time.Time
}

// Charge writes down that the sum of a list may be opened, or refuses. When it returns, the charge is durable; only then
// may the owner send its part of the masks. Attempts over the same list send the same noised values and are charged
// once. A round has at most 1 + c lists, with c the owners of the roster that may collude: each missing owner can end
// one list.
func (l *Ledger) Charge(ctx context.Context, c Charge) error {
	return l.update(ctx, c.When, func() (*line, error) { return l.charge(c) })
}

// Afford returns the error that Charge would return now, and writes nothing. Without a list it is about one that the round
// did not have yet, and no error about a round that has been charged: an attempt may repeat that.
func (l *Ledger) Afford(ctx context.Context, c Charge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.refresh(ctx); err != nil {
		return err
	}
	if c.List == (wire.Digest{}) && len(l.listsOf(c.Training, c.Round)) > 0 {
		return nil
	}
	_, err := l.charge(c)
	return err
}

// listsOf returns the lists of a round that are charged.
func (l *state) listsOf(t wire.TrainingID, round int) (lists []wire.Digest) {
	for _, had := range l.lists {
		if had.Training == t && had.Entry.Round == round {
			lists = append(lists, had.List)
		}
	}
	return lists
}

// charge returns the line of a charge, or nil if it is written already.
func (l *Ledger) charge(c Charge) (*line, error) {
	s, err := l.part(c.Training)
	if err != nil {
		return nil, err
	}
	lists := l.listsOf(c.Training, c.Round)
	if slices.Contains(lists, c.List) {
		return nil, nil
	}
	if len(lists) > attempt.Colluding(max(1, len(s.Members))) && !l.off.lists {
		return nil, ErrLists
	}
	e := c.Entry
	e.Training, e.Round, e.Attempt = c.Training.String(), c.Round, len(lists)+1
	if err := l.afford(s, e, c.Budget); err != nil {
		return nil, err
	}
	return &line{Charged: &charged{Training: c.Training, List: c.List, Entry: e}}, nil
}

// afford returns an error for a charge that cannot be made, that passes the training's budget, or the owner's limit.
func (l *Ledger) afford(s *Sum, e dp.Entry, budget dp.Target) error {
	if s.Exact {
		return errors.New("invalid charge: the training is exact")
	}
	if err := new(dp.Ledger).Charge(e); err != nil { // the form of the entry alone
		return err
	}
	if budget != (dp.Target{}) {
		if err := l.spent.Afford(e, 1, dp.Budget{Target: budget, Training: e.Training}); err != nil {
			return err
		}
	}
	if l.limit == 0 || s.Limit {
		return nil
	}
	if total, _ := l.total(e); !(total <= l.limit) {
		return fmt.Errorf("%w: it is %.4g", ErrLimit, l.limit)
	}
	return nil
}

// total returns ε over everything that was charged and more, at the smallest δ among them, which it returns too. A
// statement about a whole owner holds for each of its rows too, so both kinds are added up.
func (l *state) total(more ...dp.Entry) (epsilon, delta float64) {
	a := l.spent.Spent(dp.RecordUnit, "")
	a.AddAll(l.spent.Spent(dp.OwnerUnit, ""))
	for _, e := range slices.Concat(l.spent.Entries(), more) {
		if delta == 0 || e.Delta < delta {
			delta = e.Delta
		}
	}
	for _, e := range more {
		a.Add(dp.Release{Multiplier: e.Multiplier, Local: e.Local, Parties: e.Parties, Values: e.Values}, 1)
	}
	if delta == 0 {
		return 0, 0
	}
	epsilon, _ = a.Epsilon(delta)
	return epsilon, delta
}

// Spending is the cost of all sums with noise for any row of this owner.
type Spending struct {
	Training float64 `json:"spent"`           // ε of one training, at its δ
	All      float64 `json:"spentAll"`        // ε over all model owners and forms, at DeltaAll
	DeltaAll float64 `json:"deltaAll"`        // the smallest δ of them
	Limit    float64 `json:"limit,omitempty"` // the owner's own; 0 without one
	Sums     int     `json:"sums"`            // charged, over all of them
}

// Spending returns the cost so far. Training is 0 for a training that was not charged.
func (l *Ledger) Spending(t wire.TrainingID) Spending {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Spending{Limit: l.limit, Sums: len(l.spent.Entries())}
	s.All, s.DeltaAll = l.total()
	for _, unit := range []dp.Unit{dp.RecordUnit, dp.OwnerUnit} {
		for _, e := range l.spent.Entries() {
			if e.Training == t.String() && e.Unit == unit {
				epsilon, _ := l.spent.Spent(unit, e.Training).Epsilon(e.Delta)
				s.Training = max(s.Training, epsilon)
				break // it is that of all entries
			}
		}
	}
	return s
}

// SetLimit sets the owner's own limit of ε over everything it gives; 0 removes it. It applies to exact trainings too,
// which no ε bounds.
func (l *Ledger) SetLimit(ctx context.Context, epsilon float64, when time.Time) error {
	if !(epsilon >= 0) || epsilon > 1e6 {
		return errors.New("invalid limit: must be a number from 0 to 1e6")
	}
	return l.update(ctx, when, func() (*line, error) { return &line{Limited: &limited{epsilon}}, nil })
}

// Limit returns the question whether a training may pass this owner's limit, or nil. planned are the charges of a
// training with noise; an exact training has no ε and passes any limit.
func (l *Ledger) Limit(t Training, planned ...dp.Entry) *disclosure.Refusal {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limit == 0 {
		return nil
	}
	if t.Exact {
		return &disclosure.Refusal{Rule: "limit", Has: "exact", Needs: l.limit}
	}
	if total, _ := l.total(planned...); !(total <= l.limit) {
		return &disclosure.Refusal{Rule: "limit", Has: total, Needs: l.limit}
	}
	return nil
}
