package round

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// step is a phase that collects one message from each of a set of owners. It ends when the last is in, or at its
// deadline; the messages that are in then decide whether the attempt goes on.
type step struct {
	phase wire.Phase
	// from returns the owners that may send, in identity order.
	from func(t *training) []wire.Identity
	// enough reports whether the phase may end although not all of them have sent; nil if it may not.
	enough func(t *training) bool
	// may refuses a sender for a reason that its message does not show; nil if there is none.
	may func(t *training, from wire.Identity) error
	// check verifies a message against the attempt; it runs without any lock. Its result goes to take.
	check func(v *view, s *wire.Signed, blob []byte) (any, error)
	// take notes a message that is now stored; nil if there is nothing to note.
	take func(t *training, from wire.Identity, checked any) error
	// close returns the change that ends the step: the next phase, or the abort if too little is in.
	close func(ctx context.Context, t *training) (store.Change, error)
}

// kind is the kind of message that the step collects.
func (st step) kind() wire.Kind { return st.phase.Rule().Collects }

// stepOf returns the step of a phase of an attempt; false for a phase that collects no messages.
func stepOf(p wire.Phase) (step, bool) {
	switch p {
	case wire.PhaseKeys:
		return keysStep(), true
	case wire.PhaseUpload:
		return uploadStep(), true
	case wire.PhaseReveal:
		return revealStep(), true
	}
	return step{}, false
}

// view is the part of a running attempt that a check needs. Its parts never change once they are made.
type view struct {
	id       wire.TrainingID
	revision int64
	terms    *attempt.Terms
	list     *attempt.List    // from the upload phase on
	uploads  *attempt.Uploads // from the reveal phase on
}

// put checks, stores and counts one message of a step.
func (m *Machine) put(ctx context.Context, st step, key store.Key, s *wire.Signed, blob []byte) error {
	if err := verify(s, st.kind(), key.Identity); err != nil {
		return err
	}
	body, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	msg := store.Message{Key: key, Body: body, Blob: blob}
	for tries := 1; ; tries++ {
		v, err := m.viewFor(ctx, st, key)
		if err != nil {
			return m.again(ctx, msg, err)
		}
		checked, err := st.check(v, s, blob)
		if err != nil {
			return err
		}
		err = m.keep(ctx, st, v, msg, checked)
		if !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return m.rejection(err)
		}
	}
}

// keep stores a checked message while its phase lasts, then counts it. It stores without any lock, so that many owners'
// messages are on the way to the disk at a time: a phase that ends meanwhile has the message in its set, or has not
// and it is ErrRevision.
func (m *Machine) keep(ctx context.Context, st step, v *view, msg store.Message, checked any) error {
	stored, err := m.store.Put(context.WithoutCancel(ctx), v.revision, msg)
	if errors.Is(err, store.ErrConflict) {
		return err
	}
	t := m.slot(v.id)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case errors.Is(err, store.ErrRevision):
		if t.rec.Revision == v.revision {
			t.loaded = false // another facilitator has moved it on
		}
		return err
	case err != nil:
		t.loaded = false
		t.retry()
		return err
	}
	if stored {
		m.tally.stored(st.kind(), checked)
	}
	if !t.loaded || t.rec.Revision != v.revision || t.attempt == nil {
		return nil // what is read of the attempt from now on has it
	}
	if _, ok := t.attempt.sent[msg.Identity]; ok && !stored {
		return nil
	}
	t.attempt.sent[msg.Identity] = struct{}{}
	if err := t.counts(ctx, msg.Identity); err != nil {
		m.log.Error("the others are not told of a return", "training", t.id, "error", err)
	}
	if st.take != nil {
		if err := st.take(t, msg.Identity, checked); err != nil {
			// It is stored: the close reads it from there.
			m.log.Error("message not counted in memory", "training", t.id, "error", err)
		}
	}
	t.stirred()
	// The message itself is safe: a failure from here on is tried again and is no answer to its sender.
	if t.allIn() {
		t.conclude(ctx, t.allIn)
	} else if m.commons != nil {
		m.commons.look(t.id, true) // others' messages may be in that we do not know of
	}
	return nil
}

// viewFor returns the view for a message of st, or why the message cannot be taken now.
func (m *Machine) viewFor(ctx context.Context, st step, key store.Key) (*view, error) {
	t, err := m.acquire(ctx, key.Training)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(key.Identity, roleMember); err != nil {
		return nil, err
	}
	if err := t.takes(st, key.Ref); err != nil {
		return nil, err
	}
	if st.may != nil {
		if err := st.may(t, key.Identity); err != nil {
			return nil, err
		}
	}
	a := t.attempt
	return &view{id: t.id, revision: t.rec.Revision, terms: a.terms, list: a.list, uploads: a.uploads}, nil
}

// takes reports why a message of st for ref does not fit the present phase.
func (t *training) takes(st step, ref wire.Ref) error {
	now := t.rec.Ref
	switch {
	case ref.Round > now.Round || ref.Round == now.Round && ref.Attempt > now.Attempt:
		return wire.Rejectf(wire.CodeStale, "this attempt has not been opened")
	case ref != now || t.rec.Phase.After(st.phase):
		return wire.Rejectf(wire.CodeLate, "the %s phase of this attempt is over", st.phase)
	case t.rec.Phase != st.phase || t.attempt == nil:
		return wire.Rejectf(wire.CodePhase, "the training is not in the %s phase", st.phase)
	case !t.deadline.IsZero() && !t.m.clock.Now().Before(t.deadline):
		return wire.Rejectf(wire.CodeLate, "the deadline of the %s phase has passed", st.phase)
	}
	return nil
}

// again answers a message that no longer fits: the very message that is already stored is confirmed once more,
// another one in its place is a conflict, else why stands.
func (m *Machine) again(ctx context.Context, msg store.Message, why error) error {
	if r := wire.RejectionOf(why); r == nil || r.Code != wire.CodeLate && r.Code != wire.CodePhase {
		return why
	}
	_, err := m.store.Put(context.WithoutCancel(ctx), -1, msg) // no record has this revision: nothing new is ever stored
	if errors.Is(err, store.ErrRevision) {
		return why
	}
	return m.rejection(err) // a store that cannot tell gives no answer that the sender takes for final
}

// finish ends a step with what is in. The caller holds t.mu.
func (t *training) finish(ctx context.Context, st step) error {
	full := &store.Full{Slot: t.slotOf(st.kind()), Count: len(t.attempt.sent)}
	c, err := st.close(context.WithoutCancel(ctx), t)
	if err != nil {
		t.loaded = false
		t.retry()
		return err
	}
	// Another facilitator on this store may have taken a message that this one does not know of: then decide again.
	c.Full = full
	return t.commit(ctx, c)
}

// allIn reports whether the present step waits for nobody any more.
func (t *training) allIn() bool {
	st, collecting := stepOf(t.rec.Phase)
	return collecting && t.attempt != nil && (len(t.awaited()) == 0 || st.enough != nil && st.enough(t))
}

// stuck reports whether the running attempt can no longer come to an end because owners left it. Where a facilitator is
// alone it aborts such an attempt when the owner leaves; else the one that was told may have died before.
func (t *training) stuck() bool {
	_, collecting := stepOf(t.rec.Phase)
	return t.m.commons != nil && collecting && t.attempt != nil && len(t.attempt.gone) > 0 && !t.reachable()
}

// conclude ends the present step while due says so, deciding again where another facilitator was faster. What fails is
// tried again later. The caller holds t.mu.
func (t *training) conclude(ctx context.Context, due func() bool) {
	var err error
	for range mostTries {
		if !t.loaded {
			if err = t.load(context.WithoutCancel(ctx)); err != nil {
				t.retry()
				break
			}
		}
		st, collecting := stepOf(t.rec.Phase)
		if !collecting || t.attempt == nil || !due() {
			return
		}
		if t.stuck() {
			err = t.commit(ctx, t.abortFor(wire.CodeLeft, within(t.memberIDs(), t.attempt.gone)))
		} else {
			err = t.finish(ctx, st)
		}
		if !errors.Is(err, store.ErrRevision) {
			break
		}
	}
	if err != nil {
		t.m.log.Error("phase not closed", "training", t.id, "phase", t.rec.Phase, "error", err)
	}
}

// enter is the change that begins a step after the present one is closed. Nobody has sent its message yet.
func (t *training) enter(p wire.Phase) store.Change {
	t.attempt.sent = map[wire.Identity]struct{}{}
	return store.Change{Next: t.next(p)}
}

// next is the record of the present attempt in another phase.
func (t *training) next(p wire.Phase) store.Record {
	r := t.rec
	r.Phase, r.DeadlineMS = p, 0
	if t.allowed(p) > 0 {
		r.DeadlineMS = t.until(p)
	}
	return r
}

// expire ends the step whose deadline, set at the given revision, has passed.
func (m *Machine) expire(t *training, revision int64) {
	ctx := context.Background()
	u, err := m.acquire(ctx, t.id)
	if err != nil {
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeUnavailable && !m.isClosed() {
			t.mu.Lock()
			t.retry()
			t.mu.Unlock()
		}
		return
	}
	defer u.mu.Unlock()
	u.conclude(ctx, func() bool { return u.rec.Revision == revision })
}

// abort is the change that ends the running attempt without an aggregate. Ciphertexts and weights are erased.
func (t *training) abort(code wire.Code, missing []wire.Identity) store.Change {
	next := t.next(wire.PhaseWaiting)
	next.LastAbort = &store.Abort{Ref: t.rec.Ref, Phase: t.rec.Phase, Code: code, Missing: missing}
	return store.Change{Next: next, Drop: append(t.erased(), t.slotOf(store.KindAggregate))}
}

// abortFor is abort because of what owners did not send. In a training with noise, in which a list need not be the whole
// roster, those whose keys were in and whose upload was not sit the next attempts at the round out, and those who
// uploaded and did not reveal are out of the training.
func (t *training) abortFor(code wire.Code, missing []wire.Identity) store.Change {
	c := t.abort(code, missing)
	if !t.manifest.Noise {
		return c
	}
	switch t.rec.Phase {
	case wire.PhaseKeys: // who left after its keys were in
		c.Next.Silent = union(t.rec.Silent, within(missing, t.attempt.sent))
	case wire.PhaseUpload:
		c.Next.Silent = union(t.rec.Silent, missing)
	case wire.PhaseReveal:
		c.Next.Out = union(t.rec.Out, missing)
	}
	return c
}

// erased are the slots whose bytes no party needs once the attempt has ended.
func (t *training) erased() []store.Slot {
	return []store.Slot{t.slotOf(wire.KindOpen), t.slotOf(wire.KindKeys), t.slotOf(wire.KindUpload), t.slotOf(store.KindPartial)}
}

// verify refuses a message of the wrong kind, or that is not signed by the owner that the path names. It comes before
// anything is looked up, so that a guess at a signature learns nothing.
func verify(s *wire.Signed, kind wire.Kind, from wire.Identity) error {
	switch {
	case s == nil:
		return wire.Rejectf(wire.CodeMalformed, "malformed %s: message is missing", kind)
	case s.Kind != kind:
		return wire.Rejectf(wire.CodeInvalid, "invalid message: kind must be %q", kind)
	case s.Signer != from:
		return wire.Rejectf(wire.CodeSignature, "%s: signer does not match the identity in the path", kind)
	}
	if err := s.Verify(); err != nil {
		return wire.Rejectf(wire.CodeSignature, "%v", err)
	}
	return nil
}
