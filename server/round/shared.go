package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// catchUp compares memory with the store, where another facilitator may have been at work, and reads what is new. After a
// change of the record memory must be loaded again. The caller holds t.mu.
func (t *training) catchUp(ctx context.Context) error {
	st, err := t.stamp(ctx)
	if err != nil {
		return err
	}
	if st.Revision != t.rec.Revision {
		t.loaded = false
		return nil
	}
	if st.Messages == t.noted() && st.Changes == t.changes {
		return nil
	}
	if st.Messages != t.noted() {
		if err := t.loadNoted(ctx); err != nil {
			return err
		}
	}
	if st.Changes != t.changes {
		if err := t.loadAudience(ctx); err != nil {
			return err
		}
	}
	t.stirred()
	return nil
}

// stamp asks the store how far the training has come, and compares the clocks.
func (t *training) stamp(ctx context.Context) (store.Stamp, error) {
	st, err := t.m.commons.store.Stamp(ctx, t.id, t.collected())
	if err == nil {
		t.m.commons.skew.Store(st.TimeMS - t.m.clock.Now().UnixMilli())
	}
	return st, err
}

// collected is the slot that fills while the record stays the same; one that is always empty where there is none.
func (t *training) collected() store.Slot {
	if t.rec.Phase == wire.PhaseLobby {
		return store.Slot{Training: t.id, Kind: wire.KindEnrolment}
	}
	if st, ok := stepOf(t.rec.Phase); ok {
		return t.slotOf(st.kind())
	}
	return store.Slot{Training: t.id}
}

// noted is how many messages of the slot are known in memory.
func (t *training) noted() int {
	if t.rec.Phase == wire.PhaseLobby {
		return len(t.enrolled)
	}
	if _, ok := stepOf(t.rec.Phase); ok && t.attempt != nil {
		return len(t.attempt.sent)
	}
	return 0
}

// loadNoted reads again who has a message in the slot.
func (t *training) loadNoted(ctx context.Context) error {
	if t.rec.Phase == wire.PhaseLobby {
		return t.loadEnrolled(ctx)
	}
	sent, err := t.m.commons.store.Senders(ctx, t.collected())
	if err != nil {
		return err
	}
	for _, id := range sent {
		t.attempt.sent[id] = struct{}{}
	}
	return nil
}

// loadAudience reads who is connected to any facilitator, and who has left.
func (t *training) loadAudience(ctx context.Context) error {
	a, err := t.m.commons.store.Audience(ctx, t.id)
	if err != nil {
		return err
	}
	t.changes, t.left = a.Changes, a.Left
	t.presence.all = make(map[wire.Identity]struct{}, len(a.Present))
	for _, id := range a.Present {
		t.presence.all[id] = struct{}{}
	}
	for _, f := range a.Left {
		s := seat{t.id, f.Identity}
		if signed := t.m.commons.signed(s); signed == 0 || signed > f.AtMS {
			t.presence.left[f.Identity] = time.UnixMilli(f.AtMS)
			continue
		}
		// It told another facilitator that it leaves us all.
		t.presence.leave(f.Identity, time.UnixMilli(f.AtMS))
		t.m.commons.gone(s)
	}
	if t.attempt != nil {
		clear(t.attempt.gone)
		for _, f := range a.Left {
			if f.Ref == t.rec.Ref {
				t.attempt.gone[f.Identity] = struct{}{}
			}
		}
	}
	return nil
}

// count counts a change of the state. Where facilitators share the store the number follows from what is in it, so that it
// is the same everywhere: every part only grows while those before it stay the same, and the last starts anew from 0 when
// the record moves on, with far fewer than 2^20 messages.
func (t *training) count() {
	if t.m.commons == nil {
		t.version++
		return
	}
	t.version = max(t.version, t.changes+t.rec.Revision<<20+int64(t.noted()))
}

// slack is how long a phase that was loaded has at least, and how long after its end we act on it.
func (t *training) slack() (least, extra time.Duration) {
	if t.m.commons == nil {
		return graceAfterRestart, 0
	}
	if t.m.clock.Now().Sub(t.m.started) < graceAfterRestart {
		least = graceAfterRestart // perhaps no other facilitator was up before
	}
	return least, takeover
}

// keepProduct goes on with what was multiplied of an attempt before it was loaded again: every factor is in the store.
func (t *training) keepProduct(before *collected) {
	if before != nil && t.attempt != nil && before.terms.Open == t.attempt.terms.Open && t.rec.Phase != wire.PhaseFinish {
		t.attempt.product = before.product
	}
}

// cameIn takes note that an owner, who signed so at a time, has opened a session; arrived says that it had none here.
func (t *training) cameIn(ctx context.Context, who wire.Identity, at time.Time, arrived bool) error {
	if t.m.commons != nil {
		t.m.commons.serves(seat{t.id, who}, at)
	}
	if !arrived {
		return nil
	}
	err := t.back(ctx, who)
	t.stirred()
	return err
}

// wentAway takes note that an owner has no session or lease here any more.
func (t *training) wentAway(who wire.Identity) {
	if t.m.commons != nil {
		t.m.commons.gone(seat{t.id, who})
	}
	t.stirred()
}

// sayLeft tells the other facilitators that an owner, who signed so at a time, leaves. It reports false where one of them
// was told already.
func (t *training) sayLeft(ctx context.Context, who wire.Identity, at time.Time) (fresh bool, err error) {
	if t.m.commons == nil {
		return true, nil
	}
	f := store.Farewell{Identity: who, AtMS: at.UnixMilli()}
	if t.leaves(who) {
		f.Ref = t.rec.Ref
	}
	return t.m.commons.store.Leave(context.WithoutCancel(ctx), t.id, f)
}

// counts takes back that an owner has left the attempt.
func (t *training) counts(ctx context.Context, who wire.Identity) error {
	if _, ok := t.attempt.gone[who]; !ok {
		return nil
	}
	delete(t.attempt.gone, who)
	if t.m.commons == nil {
		return nil
	}
	return t.m.commons.store.Return(context.WithoutCancel(ctx), t.id, who)
}

// known returns a training, locked, whose manifest was read from a shared store: that never changes, so the store need not
// be asked. nil where it must be.
func (m *Machine) known(id wire.TrainingID) *training {
	if m.commons == nil || m.isClosed() {
		return nil
	}
	m.mu.Lock()
	t := m.trainings[id]
	m.mu.Unlock()
	if t == nil {
		return nil
	}
	t.mu.Lock()
	if t.manifest == nil {
		t.mu.Unlock()
		return nil
	}
	return t
}
