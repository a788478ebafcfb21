package round

import (
	"context"

	"github.com/blindfit/blindfit/server/wire"
)

// Leave ends an owner's presence at once. The running attempt no longer waits for it: it goes on without it where
// its rules can still be met, else it is aborted with code "left".
func (m *Machine) Leave(ctx context.Context, id wire.TrainingID, who wire.Identity) error {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if _, ok := t.enrolment(who); !ok {
		return wire.Rejectf(wire.CodeForbidden, "only an enrolled owner can leave")
	}
	if t.presence.leave(who) {
		t.changed()
	}
	st, collecting := stepOf(t.rec.Phase)
	if !collecting || !t.isMember(who) {
		return nil
	}
	t.attempt.gone[who] = struct{}{}
	if !t.reachable() {
		return m.rejection(t.commit(ctx, t.abort(wire.CodeLeft, []wire.Identity{who})))
	}
	t.changed()
	if len(t.awaited()) == 0 {
		return m.rejection(t.finish(ctx, st))
	}
	return nil
}

// back takes note that an owner is there again. It can still send its keys; in a later phase it cannot go on where
// it left, because an owner keeps the secrets of an attempt in memory only.
func (t *training) back(who wire.Identity) {
	if t.attempt != nil && t.rec.Phase == wire.PhaseKeys {
		delete(t.attempt.gone, who)
	}
}
