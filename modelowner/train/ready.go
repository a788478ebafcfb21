package train

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/wire"
)

// errGone is wrapped by the errors of a training that cannot go on because members are gone for good.
var errGone = errors.New("the rounds that follow need members that are gone")

var (
	errRevoked = fmt.Errorf("%w: one is revoked", errGone)
	errOut     = fmt.Errorf("%w: too many did not reveal their seeds", errGone)
)

// attendance is which members of the roster can take part in the next attempt.
type attendance struct {
	awaited []wire.Identity // not connected, without members that are revoked or out of the training
	here    int             // connected, likewise
	enough  bool            // those that are connected suffice
}

// attend compares the roster with the members that are connected. The error is errRevoked or errOut if no attempt can
// succeed any more.
func (r *run) attend() (*attendance, error) {
	revoked, err := r.Revocations()
	if err != nil {
		return nil, err
	}
	members := r.log.Members()
	if !admission.Suffice(r.Manifest, members, revoked.Identities) {
		return nil, errRevoked
	}
	gone := slices.Concat(r.rounds.Out(), revoked.Identities, r.log.Excluded())
	if !admission.Suffice(r.Manifest, members, gone) {
		return nil, errOut
	}
	a := &attendance{}
	present := r.remote.state.Here.Of(members)
	for _, m := range members {
		switch {
		case slices.Contains(gone, m.Identity):
		case slices.Contains(present, m.Identity):
			a.here++
		default:
			a.awaited = append(a.awaited, m.Identity)
		}
	}
	a.enough = a.here >= admission.Least(r.Manifest, members)
	return a, nil
}

// everyone reports whether the next attempt need not wait for a member, given what attend returned.
func everyone(a *attendance, err error) bool { return err == nil && len(a.awaited) == 0 }

// ready reports whether an attempt may be opened now: when all members are connected, or in a training with noise, after
// ProceedAfter (or MaxWait), when enough are. Otherwise it names the members for which the training waits, and waits for
// news.
func (r *run) ready(ctx context.Context) (bool, error) {
	a, err := r.attend()
	if err != nil {
		return false, err
	}
	if len(a.awaited) == 0 {
		r.away = time.Time{}
		return true, nil
	}
	if r.away.IsZero() {
		r.away = time.Now()
	}
	limit := r.opt.patience()
	over := limit > 0 && time.Since(r.away) >= limit || r.news.exhausted()
	e := a.waitingFor(len(r.log.Members()), r.rounds.Last())
	if a.enough && over {
		e.Message = "going on without " + admission.Words(a.awaited)
		r.news.report(e)
		return true, nil
	}
	switch {
	case !r.Manifest.Noise:
		e.Message += "; every round needs all owners"
	case !a.enough:
		e.Message += fmt.Sprintf("; a round needs %d owners", admission.Least(r.Manifest, r.log.Members()))
	case limit > 0:
		e.Message += fmt.Sprintf("; going on without after %v, with %d owners", limit, a.here)
	}
	if err := r.news.wait(e); err != nil {
		return false, err
	}
	return false, r.poll(ctx)
}

// waitingFor returns the event of waiting for members to come back.
func (a *attendance) waitingFor(members int, last *folder.Round) Event {
	e := Event{
		Event: EventWaiting, Members: members, Present: a.here, Awaited: admission.Owners(a.awaited), Message: "waiting for " + admission.Words(a.awaited),
	}
	if last != nil {
		e.Round, e.Kind = last.Round, last.Kind
	}
	return e
}
