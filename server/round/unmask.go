package round

import (
	"context"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// unmaskStep collects the opened shares of those who agreed. They are for the model owner: the facilitator checks only
// whose they are, and that nobody opens both kinds for one owner. Closing it stores the aggregate, still masked.
func unmaskStep() step {
	return step{
		phase:   wire.PhaseUnmask,
		kind:    wire.KindUnmask,
		seconds: func(l wire.Limits) int { return l.KeysSeconds },
		from:    func(t *training) []wire.Identity { return t.attempt.agreed },
		check:   checkUnmask,
		close:   closeUnmask,
		erased:  true,
	}
}

func checkUnmask(v *view, s *wire.Signed, _ []byte) (any, error) {
	m, err := parse[wire.Unmask](s)
	if err != nil {
		return nil, err
	}
	if err := v.bound(wire.KindUnmask, m.Training, m.Ref); err != nil {
		return nil, err
	}
	switch {
	case m.Cohort != v.cohort:
		return nil, wire.Rejectf(wire.CodeStale, "unmask: cohort is not the digest of this attempt's keys")
	case m.Survivors != wire.SetDigest(v.cohort, v.survivors):
		return nil, wire.Rejectf(wire.CodeInvalid, "unmask: survivors is not the digest of this attempt's survivors")
	}
	if err := checkOpened("seeds must be of survivors", m.Seeds, func(id wire.Identity) bool { return has(v.survivors, id) }); err != nil {
		return nil, err
	}
	return nil, checkOpened("keys must be of sharers that are no survivors", m.Keys, func(id wire.Identity) bool { return has(v.sharers, id) && !has(v.survivors, id) })
}

// checkOpened wants opened shares of different owners that may be in a field, in identity order. As no owner may be
// in both fields, never both shares of one owner pass.
func checkOpened(rule string, opened []wire.Opened, may func(wire.Identity) bool) error {
	for i, o := range opened {
		switch {
		case !may(o.Owner):
			return indexed(wire.Rejectf(wire.CodeInvalid, "unmask: %s", rule), i)
		case i > 0 && opened[i-1].Owner.Compare(o.Owner) >= 0:
			return indexed(wire.Rejectf(wire.CodeInvalid, "unmask: %s, in identity order without repetition", rule), i)
		}
	}
	return nil
}

func closeUnmask(ctx context.Context, t *training) (store.Change, error) {
	a := t.attempt
	if len(a.sent) < a.threshold {
		return t.abort(wire.CodeMissing, t.missing()), nil
	}
	return t.enterFinish(ctx)
}

// PutUnmask takes the opened shares of an owner who agreed.
func (m *Machine) PutUnmask(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return m.put(ctx, unmaskStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUnmask}, Identity: from}, s, nil)
}
