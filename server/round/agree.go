package round

import (
	"context"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// agreeStep collects the survivors' signatures on the survivor set: nobody opens a share before a threshold of them
// is there, so no two sets can be opened.
func agreeStep() step {
	return step{
		phase:   wire.PhaseAgree,
		kind:    wire.KindAgree,
		seconds: func(l wire.Limits) int { return l.KeysSeconds },
		from:    func(t *training) []wire.Identity { return t.attempt.survivors },
		check:   checkAgree,
		close:   closeAgree,
	}
}

func checkAgree(v *view, s *wire.Signed, _ []byte) (any, error) {
	m, err := parse[wire.Agree](s)
	if err != nil {
		return nil, err
	}
	if err := v.bound(wire.KindAgree, m.Training, m.Ref); err != nil {
		return nil, err
	}
	switch {
	case m.Cohort != v.cohort:
		return nil, wire.Rejectf(wire.CodeStale, "agree: cohort is not the digest of this attempt's keys")
	case !slices.Equal(m.Survivors, v.survivors):
		return nil, wire.Rejectf(wire.CodeInvalid, "agree: survivors must be this attempt's survivors, in identity order")
	}
	return nil, nil
}

func closeAgree(_ context.Context, t *training) (store.Change, error) {
	a := t.attempt
	if a.agreed = within(a.survivors, a.sent); len(a.agreed) < a.threshold {
		return t.abort(wire.CodeMissing, t.missing()), nil
	}
	return t.enter(wire.PhaseUnmask), nil
}

// PutAgree takes a survivor's signature on the survivor set of an attempt.
func (m *Machine) PutAgree(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return m.put(ctx, agreeStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindAgree}, Identity: from}, s, nil)
}
