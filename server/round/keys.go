package round

import (
	"context"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// keysStep collects the key agreement keys of the members. Closing it fixes the list: the whole blocks of those who
// sent. The others sit the attempt out.
func keysStep() step {
	return step{
		phase:   wire.PhaseKeys,
		kind:    wire.KindKeys,
		seconds: func(l wire.Limits) int { return l.KeysSeconds },
		from:    func(t *training) []wire.Identity { return t.memberIDs() },
		check:   checkKeys,
		close:   closeKeys,
	}
}

func checkKeys(v *view, s *wire.Signed, _ []byte) (any, error) {
	k, err := parse[wire.Keys](s)
	if err != nil {
		return nil, err
	}
	if err := v.bound(wire.KindKeys, k.Training, k.Ref); err != nil {
		return nil, err
	}
	switch {
	case k.Open != v.open:
		return nil, wire.Rejectf(wire.CodeStale, "keys: open is not the digest of this attempt's open message")
	case k.MaskKey == wire.Digest{}:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: mask_key must not be zero")
	case k.ShareKey == wire.Digest{}:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: share_key must not be zero")
	case k.SelfMask == wire.Digest{}:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: self_mask must not be zero")
	case k.MaskKey == k.ShareKey:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: mask_key and share_key must differ")
	}
	return nil, nil
}

func closeKeys(ctx context.Context, t *training) (store.Change, error) {
	keys, err := t.m.messages(ctx, t.slotOf(wire.KindKeys))
	if err != nil {
		return store.Change{}, err
	}
	a := t.attempt
	t.setList(&a.sets, t.rec.Ref, keys)
	switch {
	case len(a.list) < t.needed(&a.sets):
		return t.abort(wire.CodeMissing, t.missing()), nil
	case a.recovers():
		return t.enter(wire.PhaseShares), nil
	}
	a.sharers = a.list
	return t.enter(wire.PhaseUpload), nil
}

// PutKeys takes an owner's keys message for an attempt.
func (m *Machine) PutKeys(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return m.put(ctx, keysStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindKeys}, Identity: from}, s, nil)
}
