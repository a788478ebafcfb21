package round_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// noisy is a rig with a roster and a training with noise.
func noisy(t *testing.T, owners int) *rig {
	t.Helper()
	r := newRig(t, 3, owners, func(m *wire.Manifest) { m.Noise = true; m.Limits.Rounds = 10_000; m.Rounds[0].Most = 10_000 })
	r.enrol()
	return r
}

// silence says from which phase on an owner no longer sends; owners that are not in it always do.
type silence map[int]wire.Phase

func (s silence) at(owner int, p wire.Phase) bool {
	from, ok := s[owner]
	return ok && !from.After(p)
}

// collects reports whether a phase belongs to an attempt and collects messages.
func collects(p wire.Phase) bool { return p.Running() && p.Rule().Collects != "" }

// next is the next attempt that the model owner may open.
func (r *rig) next() wire.Ref {
	r.Helper()
	s := r.phase(wire.PhaseWaiting)
	if s.Round > 0 && s.LastAbort != nil && s.LastAbort.Ref == s.Ref {
		return wire.Ref{Round: s.Round, Attempt: s.Attempt + 1}
	}
	return wire.Ref{Round: s.Round + 1, Attempt: 1}
}

// message makes an owner's honest message of a phase of the attempt that was opened last.
func (r *rig) message(p wire.Phase, o *parties.Owner) (*wire.Signed, []byte) {
	r.Helper()
	switch t := r.mo.Terms(); p {
	case wire.PhaseKeys:
		return o.Keys(t.Ref, t.Open, r.roster)
	case wire.PhaseUpload:
		return r.update(o, r.list())
	}
	return o.Reveal(r.list()), nil
}

// put sends a message of a phase of the attempt that was opened last.
func (r *rig) put(p wire.Phase, o *parties.Owner, s *wire.Signed, blob []byte) error {
	return r.putFor(r.mo.Terms().Ref, p, o, s, blob)
}

// putFor sends a message of a phase of any attempt.
func (r *rig) putFor(ref wire.Ref, p wire.Phase, o *parties.Owner, s *wire.Signed, blob []byte) error {
	switch p {
	case wire.PhaseKeys:
		return r.machine.PutKeys(r.ctx, r.mo.ID, ref, o.ID(), s, blob)
	case wire.PhaseUpload:
		return r.machine.PutUpload(r.ctx, r.mo.ID, ref, o.ID(), s, blob)
	default:
		return r.machine.PutReveal(r.ctx, r.mo.ID, ref, o.ID(), s)
	}
}

func (r *rig) send(p wire.Phase, o *parties.Owner) {
	r.Helper()
	s, blob := r.message(p, o)
	r.must(r.put(p, o, s, blob))
}

// play opens the next attempt and lets every owner that is awaited and not silent send, phase by phase, and the deadline
// pass if one is silent. It returns the list whose sum waits, or nil after an abort.
func (r *rig) play(silent silence) *attempt.List {
	r.Helper()
	r.open(r.next())
	for {
		s := r.state()
		if !collects(s.Phase) {
			break
		}
		quiet := 0
		for _, o := range r.owners {
			switch {
			case !slices.Contains(r.awaitedIn(s.Phase), o.ID()):
			case silent.at(o.Index, s.Phase):
				quiet++
			default:
				if r.each != nil {
					r.each()
				}
				r.send(s.Phase, o)
			}
		}
		now := r.state()
		if now.Phase != s.Phase {
			continue
		}
		if len(now.Awaited) != quiet {
			r.Fatalf("%d owners are awaited in %s, want %d", len(now.Awaited), s.Phase, quiet)
		}
		r.expire(s.Phase)
	}
	if r.state().Phase == wire.PhaseFinish {
		return r.list()
	}
	return nil
}

// expire lets the deadline of a phase pass.
func (r *rig) expire(p wire.Phase) {
	r.Helper()
	r.clock.Advance(time.Duration(r.phase(p).RemainingMS) * time.Millisecond)
	if !r.eventually(func() bool { return r.state().Phase != p }) {
		r.Fatalf("the %s phase goes on past its deadline", p)
	}
}

// awaitedIn are the owners that may still send in a phase; none if it is over.
func (r *rig) awaitedIn(p wire.Phase) []wire.Identity {
	r.Helper()
	if s := r.state(); s.Phase == p {
		return s.Awaited
	}
	return nil
}

// nothingReleased: after an abort no ciphertexts, weights, seeds or aggregate of the attempt opened last can be read by
// anybody, and no ciphertexts or weights are stored.
func (r *rig) nothingReleased() {
	r.Helper()
	me, ref := r.mo.Key.Identity(), r.mo.Terms().Ref
	if _, err := r.machine.Aggregate(r.ctx, r.mo.ID, ref, me); err == nil {
		r.Error("an aborted attempt has an aggregate")
	}
	for _, o := range r.owners {
		_, err := r.machine.Upload(r.ctx, r.mo.ID, ref, o.ID(), me)
		r.refused(err, wire.CodeLate)
		_, err = r.machine.Encapsulations(r.ctx, r.mo.ID, ref, o.ID())
		r.refused(err, wire.CodeLate)
	}
	if _, err := r.machine.Reveals(r.ctx, r.mo.ID, ref, me, wire.Identity{}); err == nil {
		r.Error("the seeds of an aborted attempt can be read")
	}
	for _, kind := range []wire.Kind{wire.KindOpen, wire.KindKeys, wire.KindUpload, store.KindAggregate} {
		for _, id := range []wire.Identity{me, r.owners[0].ID(), r.owners[len(r.owners)-1].ID(), {}} {
			m, err := r.store.Get(r.ctx, store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: ref, Kind: kind}, Identity: id})
			if !errors.Is(err, store.ErrDropped) && !errors.Is(err, store.ErrNotFound) && len(m.Blob) > 0 || m.Blob != nil {
				r.Errorf("bytes of an aborted attempt's %s are still stored (%v)", kind, err)
			}
		}
	}
}
