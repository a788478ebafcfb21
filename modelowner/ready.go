package modelowner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Errors that end a training because members are gone for good.
var (
	errRevoked = errors.New("a member is revoked, and the rounds that follow need it")
	errOut     = errors.New("too few members are left: some did not reveal their seeds, and some may be revoked")
)

// attendance is which members of the roster can take part in the next attempt.
type attendance struct {
	awaited []wire.Identity // members that are not connected, without those that are revoked or out of the training
	here    int             // members that are connected, likewise
	enough  bool            // those that are connected suffice
}

// attend compares the roster with the members that are connected. The error is errRevoked or errOut if no attempt can
// succeed any more.
func (tr *trainer) attend() (*attendance, error) {
	gone, err := openRevocations(tr.Training)
	if err != nil {
		return nil, err
	}
	members := tr.log.Members()
	if !tr.suffices(members, gone.Identities) {
		return nil, errRevoked
	}
	out := append(tr.history.out(), gone.Identities...)
	if !tr.suffices(members, out) {
		return nil, errOut
	}
	a := &attendance{}
	present := tr.state.Here.Of(members)
	for _, m := range members {
		switch {
		case slices.Contains(out, m.Identity):
		case slices.Contains(present, m.Identity):
			a.here++
		default:
			a.awaited = append(a.awaited, m.Identity)
		}
	}
	a.enough = a.here >= tr.least()
	return a, nil
}

// suffices reports whether the members that are not gone can make up a list.
func (t *Training) suffices(members []wire.Member, gone []wire.Identity) bool {
	left := 0
	for _, m := range members {
		if !slices.Contains(gone, m.Identity) {
			left++
		}
	}
	return left >= t.least(members)
}

// least is the fewest members that a list can have.
func (t *Training) least(members []wire.Member) int {
	terms := attempt.Terms{Members: members, Cohort: t.Manifest.Cohort, Noise: t.Manifest.Noise}
	return terms.Least()
}

// least is the fewest members that a list can have.
func (tr *trainer) least() int { return tr.Training.least(tr.log.Members()) }

// ready reports whether an attempt may be opened now: when all members are connected, or in a training with noise, after
// ProceedAfter (or MaxWait), when enough are. Otherwise it tells which members the training waits for, and waits for news.
func (tr *trainer) ready(ctx context.Context) (bool, error) {
	a, err := tr.attend()
	if err != nil {
		return false, err
	}
	if len(a.awaited) == 0 {
		tr.away = time.Time{}
		return true, nil
	}
	if tr.away.IsZero() {
		tr.away = time.Now()
	}
	limit := tr.patience()
	over := limit > 0 && time.Since(tr.away) >= limit || tr.opt.MaxWait > 0 && time.Since(tr.since) >= tr.opt.MaxWait
	if a.enough && over {
		if message := "going on without " + words(a.awaited); tr.said != message {
			tr.said = message
			tr.tell(Event{Event: EventWaiting, Members: len(tr.log.Members()), Present: a.here, Awaited: owners(a.awaited), Message: message})
		}
		return true, nil
	}
	return false, tr.wait(ctx, tr.waitingFor(a, limit))
}

// patience is how long members are waited for if enough others are connected; 0 means for ever.
func (tr *trainer) patience() time.Duration {
	switch a, b := tr.opt.ProceedAfter, tr.opt.MaxWait; {
	case a > 0 && b > 0:
		return min(a, b)
	default:
		return max(a, b)
	}
}

// waitingFor is the event of waiting for members to come back.
func (tr *trainer) waitingFor(a *attendance, limit time.Duration) Event {
	e := Event{
		Event: EventWaiting, Members: len(tr.log.Members()), Present: a.here, Awaited: owners(a.awaited), Message: "waiting for " + words(a.awaited),
	}
	if r := tr.history.last(); r != nil {
		e.Round, e.Kind = r.Round, r.Kind
	}
	switch {
	case !tr.Manifest.Noise:
		e.Message += "; every round needs all owners"
	case !a.enough:
		e.Message += fmt.Sprintf("; a round needs %d owners", tr.least())
	case limit > 0:
		e.Message += fmt.Sprintf("; going on without after %v, with %d owners", limit, a.here)
	}
	return e
}
