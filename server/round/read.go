package round

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/wire"
)

// role is what an identity may read of a training.
type role int

const (
	roleNone role = iota
	roleEnrolled
	roleMember
	roleModelOwner
)

func (t *training) role(who wire.Identity) role {
	if who == t.manifest.ModelOwner {
		return roleModelOwner
	}
	if t.isMember(who) {
		return roleMember
	}
	if _, ok := t.enrolment(who); ok {
		return roleEnrolled
	}
	return roleNone
}

// require reports a rejection unless who has at least the role.
func (t *training) require(who wire.Identity, least role) error {
	if t.role(who) < least {
		what := map[role]string{roleEnrolled: "enrolled owners and the model owner", roleMember: "members of the roster and the model owner", roleModelOwner: "the model owner"}
		return wire.Rejectf(wire.CodeForbidden, "only %s may read this", what[least])
	}
	return nil
}

// public returns what anyone who knows the training's id may read.
func (m *Machine) public(ctx context.Context, id wire.TrainingID) (*wire.Signed, *wire.Manifest, *phe.PublicKey, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	defer t.mu.Unlock()
	return t.signed, t.manifest, t.key, nil
}

// Manifest returns the signed manifest.
func (m *Machine) Manifest(ctx context.Context, id wire.TrainingID) (*wire.Signed, error) {
	s, _, _, err := m.public(ctx, id)
	return s, err
}

// Sizes returns how many bytes of ciphertext an open message and an upload of this training carry.
func (m *Machine) Sizes(ctx context.Context, id wire.TrainingID) (weights, upload int, err error) {
	_, manifest, key, err := m.public(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	return manifest.Packing.Weights * key.CiphertextSize(), manifest.Packing.Ciphertexts * key.CiphertextSize(), nil
}

// Enrolments lists the signed enrolments after an identity (zero: from the first), a page at a time, for the model owner.
func (m *Machine) Enrolments(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (*wire.List, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, roleModelOwner)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return m.list(ctx, store.Slot{Training: id, Kind: wire.KindEnrolment}, after)
}

// Log returns log entries from a sequence number on, a page at a time, for enrolled owners and the model owner.
func (m *Machine) Log(ctx context.Context, id wire.TrainingID, reader wire.Identity, from int) (*wire.Log, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, roleEnrolled)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	raw, err := m.store.Log(ctx, id, from, pageBytes)
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

// Weights returns the weight ciphertexts of an attempt, for members and the model owner.
func (m *Machine) Weights(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	_, manifest, _, err := m.public(ctx, id)
	if err != nil {
		return nil, err
	}
	return m.blob(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindOpen}, Identity: manifest.ModelOwner}, reader, roleMember)
}

// Upload returns the ciphertext bytes of one upload, for the model owner, until it has accepted the round.
func (m *Machine) Upload(ctx context.Context, id wire.TrainingID, ref wire.Ref, owner, reader wire.Identity) ([]byte, error) {
	return m.blob(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, Identity: owner}, reader, roleModelOwner)
}

// Aggregate returns the aggregate of an attempt, for the model owner, until the next attempt is opened.
func (m *Machine) Aggregate(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	return m.blob(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindAggregate}}, reader, roleModelOwner)
}

// blob reads the bytes of one message. Uploads are readable only once their phase is over: before that the list of
// survivors is open. An upload found damaged ends its attempt, because nobody could check the aggregate.
func (m *Machine) blob(ctx context.Context, key store.Key, reader wire.Identity, least role) ([]byte, error) {
	t, err := m.acquire(ctx, key.Training)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, least)
	if err == nil && key.Kind == wire.KindUpload {
		err = t.fixed(key.Ref, uploadStep())
	}
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	msg, err := m.store.Get(ctx, key)
	if errors.Is(err, store.ErrCorrupt) {
		return nil, m.damaged(ctx, key)
	}
	if err != nil {
		return nil, m.rejection(err)
	}
	return msg.Blob, nil
}

// damaged ends the running attempt that a damaged blob belongs to and tells the reader.
func (m *Machine) damaged(ctx context.Context, key store.Key) error {
	m.log.Error("stored bytes are damaged", "training", key.Training, "round", key.Ref.Round, "attempt", key.Ref.Attempt, "kind", key.Kind)
	t, err := m.acquire(ctx, key.Training)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if t.rec.Ref == key.Ref && t.rec.Phase.Running() {
		missing := []wire.Identity{}
		if key.Kind == wire.KindUpload {
			missing = append(missing, key.Identity)
		}
		if err := t.commit(ctx, t.abort(wire.CodeMissing, missing)); err != nil {
			return m.rejection(err)
		}
	}
	return wire.Rejectf(wire.CodeLate, "the stored bytes are damaged; the attempt is aborted")
}

// Keys lists the keys messages of an attempt once the list is fixed, for members and the model owner.
func (m *Machine) Keys(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	return m.collected(ctx, id, ref, keysStep(), reader, after)
}

// Uploads lists the signed heads of an attempt's uploads once all are in, for members and the model owner.
func (m *Machine) Uploads(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error) {
	return m.collected(ctx, id, ref, uploadStep(), reader, after)
}

func (m *Machine) collected(ctx context.Context, id wire.TrainingID, ref wire.Ref, st step, reader, after wire.Identity) (*wire.List, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	members := len(t.members)
	err = t.require(reader, roleMember)
	if err == nil {
		err = t.fixed(ref, st)
	}
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	slot := store.Slot{Training: id, Ref: ref, Kind: st.kind}
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, m.rejection(err)
	}
	if len(items) < members {
		return nil, wire.Rejectf(wire.CodeLate, "this attempt was aborted in its %s phase", st.phase)
	}
	return page(items, after)
}

// fixed reports a rejection while messages of a step may still come in for an attempt.
func (t *training) fixed(ref wire.Ref, st step) error {
	now := t.rec.Ref
	switch {
	case ref.Round > now.Round || ref.Round == now.Round && ref.Attempt > now.Attempt:
		return wire.Rejectf(wire.CodeNotFound, "this attempt has not been opened")
	case ref == now && order(t.rec.Phase) <= order(st.phase):
		return wire.Rejectf(wire.CodePhase, "the %s phase of this attempt is not over", st.phase)
	}
	return nil
}

// messages reads every signed message of a slot, in identity order.
func (m *Machine) messages(ctx context.Context, slot store.Slot) ([]*wire.Signed, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	out := make([]*wire.Signed, len(items))
	for i, it := range items {
		s, err := wire.Parse[wire.Signed](it.Body)
		if err != nil {
			return nil, err
		}
		out[i] = &s
	}
	return out, nil
}

func (m *Machine) list(ctx context.Context, slot store.Slot, after wire.Identity) (*wire.List, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, m.rejection(err)
	}
	return page(items, after)
}

// page cuts the next page out of a list: items after an identity, never none while one is left.
func page(items []store.Item, after wire.Identity) (*wire.List, error) {
	list, total := &wire.List{Messages: []wire.Signed{}}, 0
	for _, it := range items {
		if after != (wire.Identity{}) && it.Identity.Compare(after) <= 0 {
			continue
		}
		if total += len(it.Body); total > pageBytes && len(list.Messages) > 0 {
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
