package round

import (
	"context"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/wire"
)

// keysStep collects the key agreement keys of every member. Closing it fixes the list: its digest is the cohort
// digest that every upload of the attempt must name.
func keysStep() step {
	return step{
		phase:   wire.PhaseKeys,
		kind:    wire.KindKeys,
		seconds: func(l wire.Limits) int { return l.KeysSeconds },
		check:   checkKeys,
		close: func(ctx context.Context, t *training) (store.Change, error) {
			d, err := t.cohortDigest(ctx)
			if err != nil {
				return store.Change{}, err
			}
			t.attempt.cohort = d
			t.attempt.sent = map[wire.Identity]struct{}{}
			return store.Change{Next: t.next(wire.PhaseUpload)}, nil
		},
	}
}

func checkKeys(v *view, s *wire.Signed, _ []byte) (any, error) {
	k, err := parse[wire.Keys](s)
	if err != nil {
		return nil, err
	}
	switch {
	case k.Training != v.id:
		return nil, wire.Rejectf(wire.CodeStale, "keys: training is another one")
	case k.Ref != v.ref:
		return nil, wire.Rejectf(wire.CodeStale, "keys: round or attempt is another one")
	case k.Open != v.open:
		return nil, wire.Rejectf(wire.CodeStale, "keys: open is not the digest of this attempt's open message")
	case k.MaskKey == wire.Digest{}:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: mask_key must not be zero")
	case k.ShareKey != nil || k.SelfMask != nil:
		return nil, wire.Rejectf(wire.CodeInvalid, "keys: share_key and self_mask belong to recovery phases, which this attempt skips")
	}
	return nil, nil
}

// cohortDigest computes the cohort digest from the stored keys of the present attempt.
func (t *training) cohortDigest(ctx context.Context) (wire.Digest, error) {
	items, err := t.m.store.List(ctx, t.slotOf(wire.KindKeys))
	if err != nil {
		return wire.Digest{}, err
	}
	keys := make([]*wire.Signed, len(items))
	for i, it := range items {
		s, err := wire.Parse[wire.Signed](it.Body)
		if err != nil {
			return wire.Digest{}, err
		}
		keys[i] = &s
	}
	return wire.CohortDigest(t.id, t.rec.Ref, keys), nil
}
