package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// entry is a parsed log entry of the model owner.
type entry struct {
	signed *wire.Signed
	raw    []byte
	head   wire.LogEntry
	body   any    // *wire.Roster, *wire.Open, *wire.Accept, *wire.Reject or *wire.Done
	blob   []byte // the weights of an open message
}

// Append takes the next entry of the model owner's log and acts on it. blob is the weight ciphertexts of an open
// message, else empty. An entry that is already there is confirmed again.
func (m *Machine) Append(ctx context.Context, id wire.TrainingID, s *wire.Signed, blob []byte) error {
	e, err := parseEntry(s, blob)
	if err != nil {
		return err
	}
	_, manifest, key, err := m.public(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case s.Signer != manifest.ModelOwner:
		return wire.Rejectf(wire.CodeForbidden, "only the training's model owner may write its log")
	case e.head.Training != id:
		return wire.Rejectf(wire.CodeStale, "log entry: training is another one")
	}
	if open, ok := e.body.(*wire.Open); ok {
		if err := checkWeights(manifest, key, open, blob); err != nil {
			return err
		}
	} else if len(blob) != 0 {
		return wire.Rejectf(wire.CodeInvalid, "log entry: only an open message is followed by ciphertexts")
	}
	return m.decide(ctx, id, func(t *training) error {
		if e.head.Sequence <= t.rec.Log.Length {
			return m.appendedAgain(ctx, t, e)
		}
		if e.head.Sequence != t.rec.Log.Length+1 || e.head.Previous != t.rec.Log.Digest {
			return wire.Rejectf(wire.CodeStale, "log entry: sequence and previous must continue the log, which has %d entries", t.rec.Log.Length)
		}
		c, err := t.apply(ctx, e)
		if err != nil {
			return err
		}
		c.Entry = e.raw
		c.Next.Log = wire.Head{Length: e.head.Sequence, Digest: s.Digest()}
		if err := t.commit(ctx, c); err != nil {
			return err
		}
		if c.Keep != nil {
			m.retention.began()
		}
		return nil
	})
}

// apply decides what an entry does to the training. The members or the attempt it brings are set in memory here;
// when the commit fails they are read from the store again. The caller holds t.mu.
func (t *training) apply(ctx context.Context, e *entry) (store.Change, error) {
	switch b := e.body.(type) {
	case *wire.Roster:
		return t.applyRoster(e, b)
	case *wire.Open:
		return t.applyOpen(e, b)
	case *wire.Accept:
		return t.applyAccept(ctx, b)
	case *wire.Reject:
		if !t.rec.Phase.Running() || b.Ref != t.rec.Ref {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "reject: this attempt is not running")
		}
		if b.Code != wire.CodeRoundRejected {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "reject: code must be %q", wire.CodeRoundRejected)
		}
		return t.abort(wire.CodeRoundRejected, []wire.Identity{}), nil
	case *wire.Done:
		return t.applyDone(b)
	}
	return store.Change{}, errors.New("invalid log entry: kind is unknown")
}

func (t *training) applyRoster(e *entry, r *wire.Roster) (store.Change, error) {
	if t.rec.Phase != wire.PhaseLobby {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "roster: the training has left its lobby")
	}
	c := t.manifest.Cohort
	if len(r.Members) < c.Min || len(r.Members) > c.Max {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "roster: members must be between %d and %d", c.Min, c.Max)
	}
	for i, m := range r.Members {
		if i > 0 && r.Members[i-1].Identity.Compare(m.Identity) >= 0 {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "roster: members[%d] must come after the one before it", i)
		}
		if d, ok := t.enrolment(m.Identity); !ok || d != m.Enrolment {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "roster: members[%d] must name a stored enrolment", i)
		}
	}
	if err := wire.CheckBlocks(r.Members, t.manifest.BlockMin()); err != nil {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "%v", err)
	}
	t.setRoster(e.signed, r)
	return store.Change{Next: t.next(wire.PhaseWaiting)}, nil
}

func (t *training) applyAccept(ctx context.Context, a *wire.Accept) (store.Change, error) {
	if t.rec.Phase != wire.PhaseFinish || a.Ref != t.rec.Ref {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "accept: this attempt has no aggregate that waits")
	}
	// A damaged or dropped aggregate does not stand in the way: the model owner has its own product.
	agg, err := t.m.store.Get(ctx, store.Key{Slot: t.slotOf(store.KindAggregate)})
	if err == nil && a.Aggregate != wire.DigestOf(agg.Blob) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: aggregate is not the digest of this attempt's aggregate")
	} else if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return store.Change{}, err
	}
	uploads, err := t.m.messages(ctx, t.slotOf(wire.KindUpload))
	if err != nil {
		return store.Change{}, err
	}
	uploads = slices.DeleteFunc(uploads, func(s *wire.Signed) bool { return !has(t.attempt.survivors, s.Signer) })
	if a.Uploads != wire.MerkleRoot(uploads) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: uploads is not the root over the survivors' uploads")
	}
	next := t.next(wire.PhaseWaiting)
	next.Accepted++
	c := store.Change{Next: next}
	t.accepted(&c)
	return c, nil
}

func (t *training) applyDone(d *wire.Done) (store.Change, error) {
	switch {
	case t.rec.Phase != wire.PhaseWaiting && t.rec.Phase != wire.PhaseLobby:
		return store.Change{}, wire.Rejectf(wire.CodePhase, "done: an attempt is running or the training has ended")
	case d.Rounds != t.rec.Accepted:
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "done: rounds must be the number of accepted rounds")
	case d.Reason != "finished" && d.Reason != "stopped":
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, `done: reason must be "finished" or "stopped"`)
	}
	return store.Change{Next: t.next(wire.PhaseDone)}, nil
}

// appendedAgain answers an entry whose sequence number is taken.
func (m *Machine) appendedAgain(ctx context.Context, t *training, e *entry) error {
	if e.head.Sequence < 1 {
		return wire.Rejectf(wire.CodeInvalid, "log entry: sequence must be at least 1")
	}
	stored, err := m.store.Log(ctx, t.id, e.head.Sequence, 1)
	if err != nil {
		return m.rejection(err)
	}
	if len(stored) == 0 || !slices.Equal(stored[0], e.raw) {
		return wire.Rejectf(wire.CodeConflict, "a different entry is already in this place of the log; the first is kept")
	}
	return nil
}

// parseEntry checks the signature of a log entry and parses it by its kind.
func parseEntry(s *wire.Signed, blob []byte) (*entry, error) {
	if s == nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "malformed log entry: message is missing")
	}
	if err := verify(s, s.Kind, s.Signer); err != nil {
		return nil, err
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	e := &entry{signed: s, raw: raw, blob: blob}
	switch s.Kind {
	case wire.KindRoster:
		return entryOf(e, func(b *wire.Roster) wire.LogEntry { return b.LogEntry })
	case wire.KindOpen:
		return entryOf(e, func(b *wire.Open) wire.LogEntry { return b.LogEntry })
	case wire.KindAccept:
		return entryOf(e, func(b *wire.Accept) wire.LogEntry { return b.LogEntry })
	case wire.KindReject:
		return entryOf(e, func(b *wire.Reject) wire.LogEntry { return b.LogEntry })
	case wire.KindDone:
		return entryOf(e, func(b *wire.Done) wire.LogEntry { return b.LogEntry })
	}
	return nil, wire.Rejectf(wire.CodeInvalid, "invalid log entry: kind must be roster, open, accept, reject or done")
}

func entryOf[T any](e *entry, head func(*T) wire.LogEntry) (*entry, error) {
	b, err := parse[T](e.signed)
	if err != nil {
		return nil, err
	}
	e.body, e.head = &b, head(&b)
	return e, nil
}
