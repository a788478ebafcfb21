package round

import (
	"context"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// sets are what the closed phases of an attempt have fixed. Each follows from the stored messages of its phase and
// from the roster, so it is the same whenever and wherever it is derived. All are in identity order.
type sets struct {
	list      []wire.Identity // whole blocks of those who sent keys
	threshold int             // how many of the list must help to open a sum
	cohort    wire.Digest     // cohort digest, of the list's keys messages
	sharers   []wire.Identity // of the list, who sent shares: between them pairwise masks run
	survivors []wire.Identity // whole blocks of those who uploaded: who is in the sum
	agreed    []wire.Identity // of the survivors, who signed the set
}

// recovers reports whether the attempt has recovery phases. Without them every owner of the list must upload.
func (s *sets) recovers() bool { return s.threshold < len(s.list) }

// setList fixes the list of an attempt from its stored keys messages, which must be in identity order.
func (t *training) setList(s *sets, ref wire.Ref, keys []*wire.Signed) {
	s.list = wire.WholeBlocks(t.members, signers(keys))
	s.threshold = wire.Threshold(len(s.list), t.manifest.Cohort.Min)
	s.cohort = wire.CohortDigest(t.id, ref, slices.DeleteFunc(slices.Clone(keys), func(k *wire.Signed) bool { return !has(s.list, k.Signer) }))
}

// derive reads the sets that are fixed once an attempt has come to a phase.
func (t *training) derive(ctx context.Context, ref wire.Ref, at wire.Phase) (*sets, error) {
	s := &sets{}
	slot := func(k wire.Kind) store.Slot { return store.Slot{Training: t.id, Ref: ref, Kind: k} }
	if !after(at, wire.PhaseKeys) {
		return s, nil
	}
	keys, err := t.m.messages(ctx, slot(wire.KindKeys))
	if err != nil {
		return nil, err
	}
	t.setList(s, ref, keys)
	if !after(at, wire.PhaseShares) {
		return s, nil
	}
	if s.sharers = s.list; s.recovers() {
		if s.sharers, err = t.m.senders(ctx, slot(wire.KindShares)); err != nil {
			return nil, err
		}
	}
	if !after(at, wire.PhaseUpload) {
		return s, nil
	}
	uploaded, err := t.m.senders(ctx, slot(wire.KindUpload))
	if err != nil {
		return nil, err
	}
	s.survivors = wire.WholeBlocks(t.members, uploaded)
	if s.recovers() && after(at, wire.PhaseAgree) {
		s.agreed, err = t.m.senders(ctx, slot(wire.KindAgree))
	}
	return s, err
}

// after reports whether phase p comes after phase q in an attempt.
func after(p, q wire.Phase) bool { return order(p) > order(q) }

// senders lists who sent the messages of a slot, in identity order.
func (m *Machine) senders(ctx context.Context, slot store.Slot) ([]wire.Identity, error) {
	items, err := m.store.List(ctx, slot)
	if err != nil {
		return nil, err
	}
	ids := make([]wire.Identity, len(items))
	for i, it := range items {
		ids[i] = it.Identity
	}
	return ids, nil
}

func signers(messages []*wire.Signed) []wire.Identity {
	ids := make([]wire.Identity, len(messages))
	for i, s := range messages {
		ids[i] = s.Signer
	}
	return ids
}

// has reports whether set, in identity order, holds an owner.
func has(set []wire.Identity, who wire.Identity) bool {
	_, ok := slices.BinarySearchFunc(set, who, wire.Identity.Compare)
	return ok
}

// without returns set without those in gone.
func without(set []wire.Identity, gone map[wire.Identity]struct{}) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { _, ok := gone[id]; return ok })
}

// within returns those of set who are in some.
func within(set []wire.Identity, some map[wire.Identity]struct{}) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { _, ok := some[id]; return !ok })
}

// needed is the fewest survivors under which an attempt may be opened: the threshold of its list, and what the
// model owner's open message asks for.
func (t *training) needed(s *sets) int { return max(s.threshold, t.attempt.open.Least) }

// reachable reports whether the running attempt can still come to an end when nobody who left comes back and
// everyone else delivers.
func (t *training) reachable() bool {
	a := t.attempt
	stays := func(set []wire.Identity) []wire.Identity { return without(set, a.gone) }
	// mayHave are those of set who have sent the present phase's message or still may.
	mayHave := func(set []wire.Identity) []wire.Identity {
		return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool {
			_, sent := a.sent[id]
			_, gone := a.gone[id]
			return gone && !sent
		})
	}
	switch t.rec.Phase {
	case wire.PhaseKeys:
		var s sets
		s.list = wire.WholeBlocks(t.members, mayHave(t.memberIDs()))
		s.threshold = wire.Threshold(len(s.list), t.manifest.Cohort.Min)
		return len(s.list) > 0 && len(wire.WholeBlocks(t.members, stays(s.list))) >= t.needed(&s)
	case wire.PhaseShares:
		return len(wire.WholeBlocks(t.members, stays(a.list))) >= t.needed(&a.sets)
	case wire.PhaseUpload:
		survivors := wire.WholeBlocks(t.members, mayHave(a.sharers))
		return len(survivors) >= t.needed(&a.sets) && (!a.recovers() || len(stays(survivors)) >= a.threshold)
	case wire.PhaseAgree:
		return len(stays(a.survivors)) >= a.threshold
	case wire.PhaseUnmask:
		return len(mayHave(a.agreed)) >= a.threshold
	}
	return true
}
