package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Weights returns what an attempt's open message came with, for members and the model owner: weight ciphertexts, or of
// sealed weights for a member its own box and the weights.
func (m *Machine) Weights(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	manifest, members := t.manifest, t.memberIDs()
	err = t.require(reader, roleMember)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	msg, err := m.message(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindOpen}, Identity: manifest.ModelOwner})
	at, member := slices.BinarySearchFunc(members, reader, wire.Identity.Compare)
	if err != nil || !member {
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
		return shape.OwnSealed(msg.Blob, at, len(members)), nil
	}
	return msg.Blob, nil
}

// Upload returns the ciphertext bytes of one upload, from finish on while they are kept: for the model owner,
// and once it has accepted the round for members too. Nobody reads any other upload.
func (m *Machine) Upload(ctx context.Context, id wire.TrainingID, ref wire.Ref, owner, reader wire.Identity) ([]byte, error) {
	least, err := m.leastForUpload(ctx, id, ref)
	if err != nil {
		return nil, err
	}
	list, err := m.listAfter(ctx, id, ref, wire.PhaseReveal, reader, least)
	switch {
	case err != nil:
		return nil, err
	case !has(list, owner):
		return nil, wire.Rejectf(wire.CodeNotFound, "no upload of this owner is in the sum")
	}
	return m.blob(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, Identity: owner})
}

// leastForUpload is the role that may read uploads of an attempt now. A round that was accepted stays so. Attempts at
// it that were not have no uploads left.
func (m *Machine) leastForUpload(ctx context.Context, id wire.TrainingID, ref wire.Ref) (role, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return roleNone, err
	}
	defer t.mu.Unlock()
	if ref.Round <= t.rec.Accepted {
		return roleMember, nil
	}
	return roleModelOwner, nil
}

// Aggregate returns the aggregate of an attempt, for the model owner, until the next attempt is opened.
func (m *Machine) Aggregate(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	err = t.require(reader, roleModelOwner)
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return m.blob(ctx, store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: store.KindAggregate}})
}

// blob reads the bytes that came with one message.
func (m *Machine) blob(ctx context.Context, key store.Key) ([]byte, error) {
	msg, err := m.message(ctx, key)
	return msg.Blob, err
}

// message reads one message. One found damaged ends its attempt, because nobody could check the aggregate.
func (m *Machine) message(ctx context.Context, key store.Key) (store.Message, error) {
	msg, err := m.store.Get(ctx, key)
	if errors.Is(err, store.ErrCorrupt) {
		return store.Message{}, m.damaged(ctx, key)
	}
	if err != nil {
		return store.Message{}, m.rejection(err)
	}
	return msg, nil
}

// damaged ends the running attempt that a damaged blob belongs to and tells the reader.
func (m *Machine) damaged(ctx context.Context, key store.Key) error {
	t, err := m.acquire(ctx, key.Training)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	return t.endDamaged(ctx, key)
}

// endDamaged is damaged for a caller who holds t.mu.
func (t *training) endDamaged(ctx context.Context, key store.Key) error {
	t.m.log.Error("stored bytes are damaged", "training", key.Training, "round", key.Ref.Round, "attempt", key.Ref.Attempt, "kind", key.Kind)
	if t.rec.Ref == key.Ref && t.rec.Phase.Running() {
		missing := []wire.Identity{}
		if key.Kind != wire.KindOpen && key.Kind != store.KindAggregate {
			missing = append(missing, key.Identity)
		}
		if err := t.commit(ctx, t.abort(wire.CodeMissing, missing)); err != nil {
			return t.m.rejection(err)
		}
	} else if key.Kind == wire.KindUpload {
		// Kept for who checks the sum: this is not the same as what was erased in time.
		return wire.Rejectf(wire.CodeInternal, "the stored bytes are damaged")
	}
	return wire.Rejectf(wire.CodeLate, "the stored bytes are damaged; the attempt is aborted")
}
