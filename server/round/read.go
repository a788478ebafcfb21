package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/store"
)

// awaited returns the members that the present phase still waits for.
func (t *training) awaited() collect.Set {
	if t.rec.Phase == wire.PhaseStatements {
		return collect.Members(t.pos.Members()).Minus(t.statements.owners())
	}
	if t.run == nil {
		return nil
	}
	return t.run.Awaited()
}

// public returns the public part of a training, without a look at the store if it is in memory.
func (r *registry) public(ctx context.Context, id wire.TrainingID) (p public, err error) {
	if t := r.find(id); t != nil && !r.isClosed() {
		t.mu.Lock()
		p = t.public
		ended := t.rec.Ended != ""
		t.mu.Unlock()
		if p.manifest != nil && !ended {
			return p, nil
		}
	}
	t, err := r.acquire(ctx, id)
	if err != nil {
		return p, err
	}
	defer t.mu.Unlock()
	return t.public, nil
}

// Manifest returns the signed manifest.
func (m *Machine) Manifest(ctx context.Context, id wire.TrainingID) (*wire.Signed, error) {
	p, err := m.public(ctx, id)
	return p.signed, err
}

// Sizes are the most bytes that may follow signed messages of a training.
type Sizes struct{ Open, Keys, Upload int }

// Sizes returns how many bytes the largest open message, keys message and upload of a training come with.
func (m *Machine) Sizes(ctx context.Context, id wire.TrainingID) (Sizes, error) {
	p, err := m.public(ctx, id)
	if err != nil {
		return Sizes{}, err
	}
	if p.manifest.Trustees != nil {
		return Sizes{Open: p.manifest.Cohort.Max * len(wire.AppendContributed(nil, wire.Contributed{}))}, nil
	}
	z := Sizes{Keys: wire.EncapsulationBytes(0, p.manifest.Cohort.Max)}
	for _, r := range p.manifest.Rounds {
		z.Open = max(z.Open, r.OpenSize(p.key.CiphertextSize(), p.manifest.Cohort.Max))
		z.Upload = max(z.Upload, r.Ciphertexts*p.key.CiphertextSize())
	}
	return z, nil
}

// MaySend refuses a signer that may not send a large body: only members of the roster and the model owner may.
func (m *Machine) MaySend(ctx context.Context, id wire.TrainingID, signer wire.Identity) error {
	return m.check(ctx, id, signer, roleMember)
}

// check refuses an identity that does not have a role in a training.
func (r *registry) check(ctx context.Context, id wire.TrainingID, who wire.Identity, least role) error {
	t, err := r.acquireFor(ctx, id, who, least)
	if err == nil {
		t.mu.Unlock()
	}
	return err
}

// Enrolments lists the signed enrolments after an identity (zero: from the first), a page at a time, for the model owner
// and for members of the roster, which check each other's owner keys.
func (m *Machine) Enrolments(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (*wire.List, error) {
	if err := m.check(ctx, id, reader, roleMember); err != nil {
		return nil, err
	}
	items, err := m.archive.List(ctx, store.Slot{Training: id, Kind: wire.KindEnrolment})
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(items, after)
}

// Statements lists the members' signed statements after an identity (zero: from the first), a page at a time, for members
// and the model owner.
func (m *Machine) Statements(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (*wire.List, error) {
	if err := m.check(ctx, id, reader, roleMember); err != nil {
		return nil, err
	}
	items, err := m.archive.List(ctx, store.Slot{Training: id, Kind: wire.KindStatement})
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(items, after)
}

// Log returns log entries from a sequence number on, a page at a time, for enrolled owners and the model owner.
func (m *Machine) Log(ctx context.Context, id wire.TrainingID, reader wire.Identity, from int) (*wire.Log, error) {
	if err := m.check(ctx, id, reader, roleEnrolled); err != nil {
		return nil, err
	}
	raw, err := m.archive.Log(ctx, id, from, archive.PageBytes)
	if err != nil {
		return nil, m.rejection(err)
	}
	log := &wire.Log{Entries: make([]wire.Signed, len(raw))}
	for i, b := range raw {
		if log.Entries[i], err = wire.Parse[wire.Signed](b); err != nil {
			return nil, m.rejection(err)
		}
	}
	return log, nil
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
	p, err := m.public(ctx, id)
	if err != nil {
		return nil, err
	}
	if !p.manifest.Noise {
		return nil, wire.Rejectf(wire.CodeNotFound, "this training has no noise, and no reveal phase")
	}
	return m.collected(ctx, id, ref, wire.PhaseReveal, reader, after)
}

// collected lists the messages that the owners of a list sent in a phase that is over, a page at a time.
func (r *registry) collected(ctx context.Context, id wire.TrainingID, ref wire.Ref, p wire.Phase, reader, after wire.Identity) (*wire.List, error) {
	list, err := r.listAfter(ctx, id, ref, p, reader, roleMember)
	if err != nil {
		return nil, err
	}
	items, err := r.archive.List(ctx, store.Slot{Training: id, Ref: ref, Kind: p.Rule().Collects})
	if err != nil {
		return nil, r.rejection(err)
	}
	return page(slices.DeleteFunc(items, func(it store.Item) bool { return !list.Has(it.Identity) }), after)
}

// listAfter returns an attempt's list once one of its phases, keys or a later one, is over, to a reader with a role.
func (r *registry) listAfter(ctx context.Context, id wire.TrainingID, ref wire.Ref, p wire.Phase, reader wire.Identity, least role) (collect.Set, error) {
	t, err := r.acquireFor(ctx, id, reader, least)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := r.archive.Over(ctx, id, t.rec, ref, p); err != nil {
		return nil, r.rejection(err)
	}
	owners, err := r.archive.Owners(ctx, id, ref)
	return owners, r.rejection(err)
}

// page cuts the next page out of a list: items after an identity (zero: from the first). It has at least one message if
// one is left.
func page(items []store.Item, after wire.Identity) (*wire.List, error) {
	list, bytes := &wire.List{Messages: []wire.Signed{}}, 0
	for _, it := range items {
		if after != (wire.Identity{}) && it.Identity.Compare(after) <= 0 {
			continue
		}
		if bytes += len(it.Body); bytes > archive.PageBytes && len(list.Messages) > 0 {
			list.More = true
			break
		}
		s, err := wire.Parse[wire.Signed](it.Body)
		if err != nil {
			return nil, wire.Rejectf(wire.CodeInternal, "a stored message cannot be read")
		}
		list.Messages = append(list.Messages, s)
	}
	return list, nil
}

// Weights returns the bytes of an attempt's open message, for members and the model owner: weight ciphertexts or, if
// weights are sealed, for a member its own box and the weights.
func (m *Machine) Weights(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquireFor(ctx, id, reader, roleMember)
	if err != nil {
		return nil, err
	}
	manifest, place, members := t.manifest, t.place(reader), len(t.pos.Members())
	t.mu.Unlock()
	msg, err := m.bytes(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindOpen}, Identity: manifest.ModelOwner})
	if err != nil || place < 0 {
		return msg.Blob, err
	}
	signed, err := wire.Parse[wire.Signed](msg.Body)
	if err != nil {
		return nil, m.rejection(err)
	}
	open, err := wire.Unseal[wire.Open](&signed, wire.KindOpen)
	if err != nil {
		return nil, m.rejection(err)
	}
	if shape, _ := manifest.Round(open.Kind); shape.Sealed > 0 {
		return shape.OwnSealed(msg.Blob, place, members), nil
	}
	return msg.Blob, nil
}

// Encapsulations returns the encapsulations to a member of the running attempt's list from the owners before it, with
// their paths, in identity order: see attempt.List.OpenEncapsulations.
func (m *Machine) Encapsulations(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquireFor(ctx, id, reader, roleMember)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := m.archive.Over(ctx, id, t.rec, ref, wire.PhaseKeys); err != nil {
		return nil, m.rejection(err)
	}
	switch {
	case t.run == nil || ref != t.rec.Ref:
		return nil, wire.Rejectf(wire.CodeLate, "this attempt has ended")
	case !t.run.List.Has(reader):
		return nil, wire.Rejectf(wire.CodeForbidden, "only owners of the list have encapsulations to read")
	}
	if t.run.encapsulations == nil {
		to, of, err := m.archive.Encapsulations(ctx, t.run.List)
		if errors.Is(err, store.ErrCorrupt) {
			return nil, t.damaged(ctx, store.Key{Slot: t.slot(wire.KindKeys), Identity: of})
		}
		if err != nil {
			return nil, m.rejection(err)
		}
		t.run.encapsulations = to
	}
	return t.run.encapsulations[reader], nil
}

// Upload returns the ciphertext bytes of one upload, from finish on while they are kept: for the model owner, and once it
// has accepted the round for members too. An upload that is in no sum can be read by no party.
func (m *Machine) Upload(ctx context.Context, id wire.TrainingID, ref wire.Ref, owner, reader wire.Identity) ([]byte, error) {
	least, err := m.mayReadUploads(ctx, id, ref)
	if err != nil {
		return nil, err
	}
	list, err := m.listAfter(ctx, id, ref, wire.PhaseReveal, reader, least)
	switch {
	case err != nil:
		return nil, err
	case !list.Has(owner):
		return nil, wire.Rejectf(wire.CodeNotFound, "no upload of this owner is in the sum")
	}
	msg, err := m.bytes(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, Identity: owner})
	return msg.Blob, err
}

// mayReadUploads returns the role that may read uploads of an attempt now. A round that was accepted stays accepted;
// attempts at it that were not have no uploads left.
func (r *registry) mayReadUploads(ctx context.Context, id wire.TrainingID, ref wire.Ref) (role, error) {
	t, err := r.acquire(ctx, id)
	if err != nil {
		return roleNone, err
	}
	defer t.mu.Unlock()
	if ref.Round <= t.rec.Accepted {
		return roleMember, nil
	}
	return roleModelOwner, nil
}

// Aggregate returns the aggregate of an attempt, for the model owner, from finish on until the next attempt is opened.
func (m *Machine) Aggregate(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquireFor(ctx, id, reader, roleModelOwner)
	if err != nil {
		return nil, err
	}
	err = m.archive.Over(ctx, id, t.rec, ref, wire.PhaseReveal)
	t.mu.Unlock()
	if err != nil {
		return nil, m.rejection(err)
	}
	msg, err := m.bytes(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindAggregate}})
	return msg.Blob, err
}

// bytes reads one message with its bytes. If they are damaged the attempt ends, because its aggregate could not be
// checked.
func (r *registry) bytes(ctx context.Context, key store.Key) (store.Message, error) {
	msg, err := r.archive.Get(ctx, key)
	if !errors.Is(err, store.ErrCorrupt) {
		if err != nil {
			return store.Message{}, r.rejection(err)
		}
		return msg, nil
	}
	t, err := r.acquire(ctx, key.Training)
	if err != nil {
		return store.Message{}, err
	}
	defer t.mu.Unlock()
	return store.Message{}, t.damaged(ctx, key)
}

// damaged ends the running attempt if damaged bytes belong to it, and returns the answer to the reader. The caller
// holds t.mu.
func (t *training) damaged(ctx context.Context, key store.Key) error {
	t.r.log.Error("stored bytes are damaged", "training", key.Training, "round", key.Ref.Round, "attempt", key.Ref.Attempt, "kind", key.Kind)
	if t.rec.Ref == key.Ref && t.rec.Phase.Running() {
		var missing []wire.Identity
		if key.Kind != wire.KindOpen && key.Kind != store.KindAggregate {
			missing = append(missing, key.Identity)
		}
		if err := t.commit(ctx, t.abort(wire.CodeMissing, missing)); err != nil {
			return t.r.rejection(err)
		}
	} else if key.Kind == wire.KindUpload {
		// Retained for verification, so corruption must not look like scheduled erasure.
		return wire.Rejectf(wire.CodeInternal, "the stored bytes are damaged")
	}
	return wire.Rejectf(wire.CodeLate, "the stored bytes are damaged; the attempt is aborted")
}
