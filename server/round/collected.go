package round

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

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
		if !t.rec.Phase.After(p) {
			return wire.Rejectf(wire.CodePhase, "the %s phase of this attempt is not over", p)
		}
	case t.rec.LastAbort != nil && t.rec.LastAbort.Ref == ref && !t.rec.LastAbort.Phase.After(p):
		return wire.Rejectf(wire.CodeLate, "this attempt was aborted in its %s phase", t.rec.LastAbort.Phase)
	}
	return nil
}

// listAfter returns an attempt's list once one of its phases, keys or a later one, is over, to a reader with a role.
func (m *Machine) listAfter(ctx context.Context, id wire.TrainingID, ref wire.Ref, p wire.Phase, reader wire.Identity, least role) ([]wire.Identity, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, least); err != nil {
		return nil, err
	}
	if err := t.over(ctx, ref, p); err != nil {
		return nil, m.rejection(err)
	}
	owners, err := m.listed(ctx, id, ref)
	return owners, m.rejection(err)
}

// listed reads who is in the list of an attempt whose keys phase is over.
func (m *Machine) listed(ctx context.Context, id wire.TrainingID, ref wire.Ref) ([]wire.Identity, error) {
	msg, err := m.store.Get(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindList}})
	if err != nil {
		return nil, err
	}
	var owners []wire.Identity
	if err := json.Unmarshal(msg.Body, &owners); err != nil {
		return nil, store.ErrCorrupt
	}
	return owners, nil
}

// Keys lists the keys messages of an attempt's list once it is fixed, for members and the model owner.
func (m *Machine) Keys(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	return m.collected(ctx, id, ref, wire.PhaseKeys, reader, after)
}

// Uploads lists the signed heads of an attempt's uploads once all are in, for members and the model owner.
func (m *Machine) Uploads(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	return m.collected(ctx, id, ref, wire.PhaseUpload, reader, after)
}

// Reveals lists the seeds of an attempt in a training with noise once all are in, for members and the model owner.
func (m *Machine) Reveals(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	_, manifest, _, err := m.public(ctx, id)
	if err != nil {
		return nil, err
	}
	if !manifest.Noise {
		return nil, wire.Rejectf(wire.CodeNotFound, "this training has no noise, and no reveal phase")
	}
	return m.collected(ctx, id, ref, wire.PhaseReveal, reader, after)
}

// collected lists the messages that the list's owners sent in a phase that is over, a page at a time.
func (m *Machine) collected(ctx context.Context, id wire.TrainingID, ref wire.Ref, p wire.Phase, reader, after wire.Identity) (*wire.List, error) {
	list, err := m.listAfter(ctx, id, ref, p, reader, roleMember)
	if err != nil {
		return nil, err
	}
	items, err := m.store.List(ctx, store.Slot{Training: id, Ref: ref, Kind: p.Rule().Collects})
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(slices.DeleteFunc(items, func(it store.Item) bool { return !has(list, it.Identity) }), after)
}

// Encapsulations returns the encapsulations to a member of the running attempt's list from the owners before it, with
// their paths, in identity order: see attempt.List.OpenEncapsulations.
func (m *Machine) Encapsulations(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, roleMember); err != nil {
		return nil, err
	}
	if err := t.over(ctx, ref, wire.PhaseKeys); err != nil {
		return nil, m.rejection(err)
	}
	a := t.attempt
	switch {
	case a == nil || ref != t.rec.Ref:
		return nil, wire.Rejectf(wire.CodeLate, "this attempt has ended")
	case !a.list.Has(reader):
		return nil, wire.Rejectf(wire.CodeForbidden, "only owners of the list have encapsulations to read")
	}
	if a.encapsulations == nil {
		if err := t.sortEncapsulations(ctx); err != nil {
			return nil, m.rejection(err)
		}
	}
	return a.encapsulations[reader], nil
}

// sortEncapsulations reads what every owner of the list sent with its keys, and sorts it by recipient. The caller holds
// t.mu.
func (t *training) sortEncapsulations(ctx context.Context) error {
	list := t.attempt.list
	to := make(map[wire.Identity][]byte, len(list.Owners))
	for i, sender := range list.Owners {
		key := store.Key{Slot: t.slotOf(wire.KindKeys), Identity: sender}
		msg, err := t.m.store.Get(ctx, key)
		if errors.Is(err, store.ErrCorrupt) {
			return t.endDamaged(ctx, key)
		}
		if err != nil {
			return err
		}
		for _, recipient := range list.Owners[i+1:] {
			to[recipient] = append(to[recipient], list.Encapsulation(sender, recipient, msg.Blob)...)
		}
	}
	t.attempt.encapsulations = to
	return nil
}
