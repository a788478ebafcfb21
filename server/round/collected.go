package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// errSkipped answers a read of what only an attempt with recovery phases has.
func errSkipped() error {
	return wire.Rejectf(wire.CodeNotFound, "this attempt has no recovery phases: its threshold equals its list")
}

// over reports a rejection unless a phase of an attempt is over and the attempt was not aborted in it or before.
// What the phase fixed cannot change any more.
func (t *training) over(ctx context.Context, ref wire.Ref, p wire.Phase) error {
	now := t.rec.Ref
	switch {
	case ref.Round > now.Round || ref.Round == now.Round && ref.Attempt > now.Attempt:
		return wire.Rejectf(wire.CodeNotFound, "this attempt has not been opened")
	case ref != now:
		// Whether an earlier attempt came to its end shows in its aggregate.
		_, err := t.m.store.Get(ctx, store.Key{Slot: store.Slot{Training: t.id, Ref: ref, Kind: store.KindAggregate}})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return wire.Rejectf(wire.CodeLate, "this attempt was aborted")
		case err != nil && !errors.Is(err, store.ErrDropped) && !errors.Is(err, store.ErrCorrupt):
			return err
		}
		return nil
	case t.rec.Phase.Running():
		if !after(t.rec.Phase, p) {
			return wire.Rejectf(wire.CodePhase, "the %s phase of this attempt is not over", p)
		}
	case t.rec.LastAbort != nil && t.rec.LastAbort.Ref == ref && !after(t.rec.LastAbort.Phase, p):
		return wire.Rejectf(wire.CodeLate, "this attempt was aborted in its %s phase", t.rec.LastAbort.Phase)
	}
	return nil
}

// fixed returns the sets of an attempt of which a phase is over. The caller holds t.mu.
func (t *training) fixed(ctx context.Context, ref wire.Ref, p wire.Phase) (*sets, error) {
	if err := t.over(ctx, ref, p); err != nil {
		return nil, err
	}
	if t.attempt != nil && ref == t.rec.Ref {
		s := t.attempt.sets
		return &s, nil
	}
	at := wire.PhaseFinish
	if a := t.rec.LastAbort; a != nil && a.Ref == ref {
		at = a.Phase
	}
	return t.derive(ctx, ref, at)
}

// setsFor is fixed for a reader who must be a member or the model owner.
func (m *Machine) setsFor(ctx context.Context, id wire.TrainingID, ref wire.Ref, p wire.Phase, reader wire.Identity, least role) (*sets, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, least); err != nil {
		return nil, err
	}
	s, err := t.fixed(ctx, ref, p)
	return s, m.rejection(err)
}

// Keys lists the keys messages of an attempt's list once it is fixed, for members and the model owner.
func (m *Machine) Keys(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseKeys, reader, roleMember)
	if err != nil {
		return nil, err
	}
	return m.listOf(ctx, store.Slot{Training: id, Ref: ref, Kind: wire.KindKeys}, s.list, after)
}

// Sharers names the owners between whom an attempt's pairwise masks run, once that is fixed, for members and the model
// owner. Without recovery phases they are the whole list.
func (m *Machine) Sharers(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) (*wire.Owners, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseShares, reader, roleMember)
	if err != nil {
		return nil, err
	}
	return &wire.Owners{Owners: s.sharers}, nil
}

// Survivors names the owners who are in an attempt's sum, once the upload phase is over, for members and the model owner.
func (m *Machine) Survivors(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) (*wire.Owners, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseUpload, reader, roleMember)
	if err != nil {
		return nil, err
	}
	return &wire.Owners{Owners: s.survivors}, nil
}

// Agrees lists the signatures on an attempt's survivor set, once the agree phase is over, for members and the model owner.
func (m *Machine) Agrees(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseAgree, reader, roleMember)
	switch {
	case err != nil:
		return nil, err
	case !s.recovers():
		return nil, errSkipped()
	}
	return m.listOf(ctx, store.Slot{Training: id, Ref: ref, Kind: wire.KindAgree}, s.agreed, after)
}

// Unmasks lists the opened shares of an attempt, from its finish until it is accepted, for members and the model owner.
func (m *Machine) Unmasks(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseUnmask, reader, roleMember)
	switch {
	case err != nil:
		return nil, err
	case !s.recovers():
		return nil, errSkipped()
	}
	slot := store.Slot{Training: id, Ref: ref, Kind: wire.KindUnmask}
	sent, err := m.senders(ctx, slot)
	if err != nil {
		return nil, m.rejection(err)
	}
	p := pager{after: after}
	for _, who := range sent {
		if !p.wants(who) {
			continue
		}
		raw, err := m.blob(ctx, store.Key{Slot: slot, Identity: who})
		if err != nil {
			return nil, err
		}
		if err := p.add(raw); err != nil {
			return nil, err
		}
	}
	return p.list(), nil
}

// Uploads lists the signed heads of the survivors' uploads from finish on, for members and the model owner.
func (m *Machine) Uploads(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	s, err := m.setsFor(ctx, id, ref, wire.PhaseUnmask, reader, roleMember)
	if err != nil {
		return nil, err
	}
	return m.listOf(ctx, store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, s.survivors, after)
}

// listOf lists a slot's messages of those in a set, a page at a time.
func (m *Machine) listOf(ctx context.Context, slot store.Slot, set []wire.Identity, after wire.Identity) (*wire.List, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(slices.DeleteFunc(items, func(it store.Item) bool { return !has(set, it.Identity) }), after)
}
