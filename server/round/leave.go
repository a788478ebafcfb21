package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/server/wire"
)

// Leave ends an owner's presence at once. The running attempt no longer waits for it: it goes on without it where
// its rules can still be met, else it is aborted with code "left". at is when the owner signed: the same notice
// again does nothing, so that nobody can replay it once the owner is back.
func (m *Machine) Leave(ctx context.Context, id wire.TrainingID, who wire.Identity, at time.Time) error {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if _, ok := t.enrolment(who); !ok {
		return wire.Rejectf(wire.CodeForbidden, "only an enrolled owner can leave")
	}
	if !t.presence.mayEnter(who, at) {
		return nil
	}
	if err := t.goOnWithout(ctx, who); err != nil {
		return m.rejection(err)
	}
	if t.presence.leave(who, at) {
		t.stirred()
	}
	return nil
}

// goOnWithout takes note that the running attempt can no longer rely on an owner.
func (t *training) goOnWithout(ctx context.Context, who wire.Identity) error {
	st, collecting := stepOf(t.rec.Phase)
	if !collecting || !t.isMember(who) {
		return nil
	}
	t.attempt.gone[who] = struct{}{}
	if !t.reachable() {
		return t.commit(ctx, t.abort(wire.CodeLeft, []wire.Identity{who}))
	}
	t.stirred()
	if len(t.awaited()) == 0 {
		return t.finish(ctx, st)
	}
	return nil
}

// back takes note that an owner is there again. It may still send its keys. Once they are sent it cannot go on where it
// left, because an owner keeps the secrets of an attempt in memory only.
func (t *training) back(who wire.Identity) {
	if t.attempt == nil || t.rec.Phase != wire.PhaseKeys {
		return
	}
	if _, sent := t.attempt.sent[who]; !sent {
		delete(t.attempt.gone, who)
	}
}
