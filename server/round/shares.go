package round

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// sharesStep collects the sealed shares of the list's owners. Closing it fixes the sharers. The facilitator passes
// the boxes on and can open none.
func sharesStep() step {
	return step{
		phase:   wire.PhaseShares,
		kind:    wire.KindShares,
		seconds: func(l wire.Limits) int { return l.KeysSeconds },
		from:    func(t *training) []wire.Identity { return t.attempt.list },
		check:   checkShares,
		close:   closeShares,
		erased:  true,
	}
}

func checkShares(v *view, s *wire.Signed, _ []byte) (any, error) {
	m, err := parse[wire.Shares](s)
	if err != nil {
		return nil, err
	}
	if err := v.bound(wire.KindShares, m.Training, m.Ref); err != nil {
		return nil, err
	}
	if m.Cohort != v.cohort {
		return nil, wire.Rejectf(wire.CodeStale, "shares: cohort is not the digest of this attempt's keys")
	}
	others := without(v.list, map[wire.Identity]struct{}{s.Signer: {}})
	if len(m.Boxes) != len(others) {
		return nil, wire.Rejectf(wire.CodeInvalid, "shares: boxes must be %d, one for every other owner of the list", len(others))
	}
	for i, b := range m.Boxes {
		switch {
		case b.Owner != others[i]:
			return nil, indexed(wire.Rejectf(wire.CodeInvalid, "shares: boxes must be for the other owners of the list, in identity order"), i)
		case len(b.Sealed) != mask.SealedSize:
			return nil, indexed(wire.Rejectf(wire.CodeInvalid, "shares: sealed must be %d bytes", mask.SealedSize), i)
		}
	}
	return nil, nil
}

func indexed(r *wire.Rejection, i int) *wire.Rejection {
	r.Index = &i
	return r
}

func closeShares(_ context.Context, t *training) (store.Change, error) {
	a := t.attempt
	a.sharers = within(a.list, a.sent)
	if len(a.sharers) < a.threshold || len(wire.WholeBlocks(t.members, a.sharers)) < t.needed(&a.sets) {
		return t.abort(wire.CodeMissing, t.missing()), nil
	}
	return t.enter(wire.PhaseUpload), nil
}

// PutShares takes an owner's sealed shares for the other owners of an attempt's list.
func (m *Machine) PutShares(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return m.put(ctx, sharesStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindShares}, Identity: from}, s, nil)
}

// Inbox returns the boxes that the other sharers of the running attempt sealed for the reader, in identity order, once
// the shares phase is over; for sharers.
func (m *Machine) Inbox(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) (*wire.Inbox, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, roleMember); err != nil {
		return nil, err
	}
	if err := t.over(ctx, ref, wire.PhaseShares); err != nil {
		return nil, m.rejection(err)
	}
	a := t.attempt
	switch {
	case a == nil || ref != t.rec.Ref:
		return nil, wire.Rejectf(wire.CodeLate, "this attempt has ended")
	case !a.recovers():
		return nil, errSkipped()
	case !has(a.sharers, reader):
		return nil, wire.Rejectf(wire.CodeForbidden, "only owners who shared have an inbox")
	}
	if a.inboxes == nil {
		if err := t.sortBoxes(ctx); err != nil {
			return nil, m.rejection(err)
		}
	}
	return &wire.Inbox{Boxes: a.inboxes[reader]}, nil
}

// sortBoxes reads every sharer's boxes and sorts them by recipient. The caller holds t.mu.
func (t *training) sortBoxes(ctx context.Context) error {
	a := t.attempt
	inboxes := make(map[wire.Identity][]wire.Box, len(a.sharers))
	for _, id := range a.sharers {
		key := store.Key{Slot: t.slotOf(wire.KindShares), Identity: id}
		msg, err := t.m.store.Get(ctx, key)
		if errors.Is(err, store.ErrCorrupt) {
			return t.endDamaged(ctx, key)
		}
		if err != nil {
			return err
		}
		s, err := wire.Parse[wire.Signed](msg.Blob)
		if err != nil {
			return err
		}
		shares, err := wire.Parse[wire.Shares](s.Body)
		if err != nil {
			return err
		}
		for _, b := range shares.Boxes {
			inboxes[b.Owner] = append(inboxes[b.Owner], wire.Box{Owner: id, Sealed: b.Sealed})
		}
	}
	a.inboxes = inboxes
	return nil
}
