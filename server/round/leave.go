package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Leave ends an owner's presence at once. The running attempt no longer waits for it: it goes on without it where
// its rules can still be met, else it is aborted with code "left". at is when the owner signed: the same notice
// again does nothing, so that nobody can replay it once the owner is back.
func (m *Machine) Leave(ctx context.Context, id wire.TrainingID, who wire.Identity, at time.Time) error {
	noted := false
	return m.decide(ctx, id, func(t *training) error {
		if _, ok := t.enrolment(who); !ok {
			return wire.Rejectf(wire.CodeForbidden, "only an enrolled owner can leave")
		}
		if !noted {
			if !t.presence.mayEnter(who, at) {
				return nil
			}
			if fresh, err := t.sayLeft(ctx, who, at); err != nil || !fresh {
				return err
			}
			noted = true
		}
		if err := t.goOnWithout(ctx, who); err != nil {
			return err
		}
		if t.presence.leave(who, at) {
			t.wentAway(who)
		}
		return nil
	})
}

// goOnWithout takes note that the running attempt can no longer rely on an owner.
func (t *training) goOnWithout(ctx context.Context, who wire.Identity) error {
	if !t.leaves(who) {
		return nil
	}
	st, _ := stepOf(t.rec.Phase)
	t.attempt.gone[who] = struct{}{}
	if !t.reachable() {
		return t.commit(ctx, t.abortFor(wire.CodeLeft, []wire.Identity{who}))
	}
	t.stirred()
	if t.allIn() {
		return t.finish(ctx, st)
	}
	return nil
}

// leaves reports whether an owner that leaves now leaves an attempt.
func (t *training) leaves(who wire.Identity) bool {
	_, collecting := stepOf(t.rec.Phase)
	return collecting && t.attempt != nil && t.isMember(who)
}

// back takes note that an owner is there again. It may still send its keys. Once they are sent it cannot go on where it
// left, because an owner keeps the secrets of an attempt in memory only.
func (t *training) back(ctx context.Context, who wire.Identity) error {
	if t.attempt == nil || t.rec.Phase != wire.PhaseKeys {
		return nil
	}
	if _, sent := t.attempt.sent[who]; sent {
		return nil
	}
	return t.counts(ctx, who)
}

// reachable reports whether the running attempt can still come to an end if no owner that left comes back and all others
// deliver. A seed may still come from an owner that left: the reveal phase waits for all of them until its deadline.
func (t *training) reachable() bool {
	a := t.attempt
	if len(a.gone) == 0 {
		return true
	}
	switch t.rec.Phase {
	case wire.PhaseKeys:
		// An owner that left without sending keys is not in the list; one that left after it would be, and uploads nothing.
		list := t.chosen(without(t.memberIDs(), t.absent()))
		return len(list) >= a.terms.Least() && len(within(list, a.gone)) == 0
	case wire.PhaseUpload:
		return len(without(within(a.list.Owners, a.gone), a.sent)) == 0
	}
	return true
}
