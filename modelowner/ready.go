package modelowner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// errRevoked ends a training that needs the block of a revoked member.
var errRevoked = errors.New("a revoked owner's block cannot be left out: the rounds that follow need it")

// fixedRows reports whether every round must be over the same rows: see plan.SameRows.
func (t *Training) fixedRows() bool { return plan.SameRows(t.File) }

// cohort is what the next attempt may be opened with.
type cohort struct {
	members []wire.Member   // of the roster
	awaited []wire.Identity // members that are not connected and not revoked
	whole   []wire.Identity // owners of the blocks that are connected and hold nobody revoked
	all     bool            // nobody is awaited and the blocks suffice
	enough  bool            // the blocks suffice without those awaited
}

// muster compares the roster with who is connected.
func (tr *trainer) muster() (*cohort, error) {
	_, roster, err := tr.ledger.roster()
	if err != nil {
		return nil, err
	}
	if roster == nil {
		return nil, errors.New("invalid log: opens a round before it names a roster")
	}
	gone, err := openRevocations(tr.Training)
	if err != nil {
		return nil, err
	}
	if !tr.suffices(roster.Members, gone, nil) {
		return nil, errRevoked
	}
	c := &cohort{members: roster.Members}
	var here []wire.Identity
	present := tr.state.Here.Of(roster.Members)
	for _, m := range roster.Members {
		switch {
		case gone.identity(m.Identity):
		case slices.Contains(present, m.Identity):
			here = append(here, m.Identity)
		default:
			c.awaited = append(c.awaited, m.Identity)
		}
	}
	c.whole = wire.WholeBlocks(roster.Members, here)
	c.enough = len(c.whole) >= tr.least(len(roster.Members))
	c.all = len(c.awaited) == 0
	return c, nil
}

// ready reports whether an attempt may be opened now: with all members, or after ProceedAfter (or MaxWait) with
// those whose blocks are whole, where the method bears that. Otherwise it says for whom the training waits, and
// waits for news.
func (tr *trainer) ready(ctx context.Context) (bool, error) {
	c, err := tr.muster()
	if err != nil {
		return false, err
	}
	if c.all {
		tr.away = time.Time{}
		return true, nil
	}
	if tr.away.IsZero() {
		tr.away = time.Now()
	}
	limit := tr.patience()
	over := limit > 0 && time.Since(tr.away) >= limit || tr.opt.MaxWait > 0 && time.Since(tr.since) >= tr.opt.MaxWait
	if c.enough && over {
		if message := "going on without " + words(c.awaited); tr.said != message {
			tr.said = message
			tr.tell(Event{Event: EventWaiting, Members: len(c.members), Present: len(c.whole), Awaited: owners(c.awaited), Message: message})
		}
		return true, nil
	}
	return false, tr.wait(ctx, tr.waitingFor(c, limit))
}

// patience is how long members are waited for where their blocks can be left out; 0 means for ever.
func (tr *trainer) patience() time.Duration {
	switch a, b := tr.opt.ProceedAfter, tr.opt.MaxWait; {
	case a > 0 && b > 0:
		return min(a, b)
	default:
		return max(a, b)
	}
}

// waitingFor is the event of waiting for members to come back.
func (tr *trainer) waitingFor(c *cohort, limit time.Duration) Event {
	e := Event{Event: EventWaiting, Members: len(c.members), Awaited: owners(c.awaited), Message: "waiting for " + words(c.awaited)}
	e.Present = e.Members - len(c.awaited)
	if r := tr.history.last(); r != nil {
		e.Round, e.Kind = r.Round, r.Kind
	}
	switch {
	case tr.fixedRows():
		e.Message += "; every round of this method needs all owners"
	case c.enough && limit > 0:
		e.Message += fmt.Sprintf("; going on without after %v, with %d owners in whole blocks", limit, len(c.whole))
	case !c.enough:
		e.Message += fmt.Sprintf("; without them fewer than %d owners in whole blocks are here", tr.least(len(c.members)))
	}
	return e
}

// owners is the number of members, 0 before the roster.
func (tr *trainer) owners() int {
	members, err := tr.ledger.members()
	if err != nil {
		return 0
	}
	return len(members)
}

// survivors returns the owners of the rounds so far where every round must be over the same ones; nil where it need
// not, or before the first.
func (tr *trainer) survivors() []wire.Identity {
	if !tr.fixedRows() {
		return nil
	}
	for _, r := range tr.history.rounds {
		if r.result != nil {
			return r.result.Owners
		}
	}
	return nil
}
