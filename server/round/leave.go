package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Leave ends an owner's presence at once. The running attempt no longer waits for it: it goes on without it if its rules
// can still be met, otherwise it is aborted with code "left". at is when the owner signed: the same notice again does
// nothing, so that it cannot be replayed once the owner is back.
func (m *Machine) Leave(ctx context.Context, id wire.TrainingID, who wire.Identity, at time.Time) error {
	noted := false
	return m.decide(ctx, id, func(t *training) error {
		if _, ok := t.lobby.find(who); !ok {
			return wire.Rejectf(wire.CodeForbidden, "only an enrolled owner can leave")
		}
		if !noted {
			if !t.presence.MayLeave(who, at) {
				return nil
			}
			if fresh, err := t.peer.left(ctx, who, at); err != nil || !fresh {
				return err
			}
			noted = true
		}
		if err := t.without(ctx, who); err != nil {
			return err
		}
		if t.presence.Leave(who, at) {
			t.departed(who)
		}
		return nil
	})
}

// without records that the running attempt can no longer rely on an owner. The caller holds t.mu, as everywhere below.
func (t *training) without(ctx context.Context, who wire.Identity) error {
	if !t.leaves(who) {
		return nil
	}
	t.run.Leave(who)
	if t.run.Stuck() {
		return t.commit(ctx, t.abortFor(wire.CodeLeft, t.run.Lost()))
	}
	t.news.Stirred()
	if t.run.Complete() {
		return t.finish(ctx)
	}
	return nil
}

// leaves reports whether an owner that leaves now leaves an attempt.
func (t *training) leaves(who wire.Identity) bool {
	return t.run != nil && t.run.Collects() && t.isMember(who)
}

// arrived records that an owner, which signed so at a time, has opened a session; first is true if it had none here. In
// the keys phase it is awaited again. Once its keys are sent it cannot go on, because an owner keeps the secrets of an
// attempt in memory only.
func (t *training) arrived(ctx context.Context, who wire.Identity, at time.Time, first bool) (err error) {
	t.peer.arrived(who, at)
	if !first {
		return nil
	}
	if t.run != nil && t.run.Phase() == wire.PhaseKeys && !t.run.Sent().Has(who) {
		err = t.returned(ctx, who)
	}
	t.news.Stirred()
	return err
}

// departed records that an owner has no session or lease here any more.
func (t *training) departed(who wire.Identity) {
	t.peer.departed(who)
	t.news.Stirred()
}

// returned takes back that an owner has left the attempt.
func (t *training) returned(ctx context.Context, who wire.Identity) error {
	if !t.run.Return(who) {
		return nil
	}
	return t.peer.returned(ctx, who)
}
