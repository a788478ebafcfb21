package round_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
)

// TestLeaving: an owner that leaves is no longer awaited; the attempt goes on if its rules can still be met, and otherwise
// ends at once, not at its deadline.
func TestLeaving(t *testing.T) {
	for name, c := range map[string]struct {
		owners int
		noise  bool
		phase  wire.Phase // in which they leave, before anyone has sent
		who    []int      // the last of them ends the attempt, unless on
		on     bool
	}{
		"exact, before keys":              {4, false, wire.PhaseKeys, []int{3}, false},
		"exact, before uploads":           {4, false, wire.PhaseUpload, []int{1}, false},
		"noise, one of four before keys":  {4, true, wire.PhaseKeys, []int{3}, true},
		"noise, two of four before keys":  {4, true, wire.PhaseKeys, []int{3, 0}, false},
		"noise, two of seven before keys": {7, true, wire.PhaseKeys, []int{0, 6}, true},
		"noise, three of seven":           {7, true, wire.PhaseKeys, []int{0, 3, 6}, false},
		"noise, before uploads":           {4, true, wire.PhaseUpload, []int{2}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 3, c.owners, func(m *wire.Manifest) { m.Noise = c.noise })
			r.enrol()
			ref := wire.Ref{Round: 1, Attempt: 1}
			r.open(ref)
			if c.phase == wire.PhaseUpload {
				for _, o := range r.owners {
					r.send(wire.PhaseKeys, o)
				}
			}
			for k, i := range c.who {
				r.must(r.leave(r.owners[i].ID()))
				r.must(r.leave(r.owners[i].ID())) // twice is once
				s := r.state()
				if k == len(c.who)-1 && !c.on {
					if s.LastAbort.Phase != c.phase {
						t.Errorf("aborted in %q", s.LastAbort.Phase)
					}
					var lost collect.Set
					for _, i := range c.who {
						lost = lost.With(r.owners[i].ID())
					}
					aborted(t, s, ref, wire.CodeLeft, lost...)
					r.nothingReleased()
					if l := r.play(nil); l == nil {
						t.Error("the next attempt does not end in a sum")
					} else {
						r.accept(l)
					}
					return
				}
				if s.Phase != c.phase || slices.Contains(s.Awaited, r.owners[i].ID()) {
					t.Fatalf("phase is %q with %d awaited after %d left", s.Phase, len(s.Awaited), k+1)
				}
			}
			before := r.clock.Now()
			for _, p := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload, wire.PhaseReveal} {
				for i, o := range r.owners {
					if !slices.Contains(c.who, i) {
						r.send(p, o)
					}
				}
			}
			if !r.clock.Now().Equal(before) {
				t.Error("the attempt waited for an owner that left")
			}
			r.accept(r.mo.List(r.keysOf(1)))
		})
	}
}

// TestLeavingAfterSending: an owner whose keys are in and that leaves ends the attempt, because it will not upload; one
// whose upload is in does not. In the reveal phase its seed is waited for until the deadline: it may come back and reveal.
func TestLeavingAfterSending(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3, 5, func(m *wire.Manifest) { m.Noise = noise })
			r.enrol()
			r.open(r.next())
			r.send(wire.PhaseKeys, r.owners[0])
			r.must(r.leave(r.owners[0].ID()))
			aborted(t, r.phase(wire.PhaseWaiting), r.mo.Terms().Ref, wire.CodeLeft, r.owners[0].ID())

			r.open(r.next())
			for _, o := range slices.Backward(r.owners) { // the one that left before sits out if it may
				if r.state().Phase == wire.PhaseKeys {
					r.send(wire.PhaseKeys, o)
				}
			}
			l := r.mo.List(r.keysOf(1))
			r.upload(r.owners[1], l)
			r.must(r.leave(r.owners[1].ID()))
			r.phase(wire.PhaseUpload)
			for _, o := range r.owners {
				if o != r.owners[1] && l.Has(o.ID()) {
					r.upload(o, l)
				}
			}
			if noise {
				r.must(r.leave(r.owners[2].ID()))
				if s := r.phase(wire.PhaseReveal); len(s.Awaited) != 4 {
					t.Errorf("%d seeds are awaited, want all four", len(s.Awaited))
				}
				for _, o := range r.owners[1:] {
					r.send(wire.PhaseReveal, o)
				}
			}
			r.phase(wire.PhaseFinish)
			r.accept(l)
		})
	}
}

// TestComingBack: an owner that left before it sent its keys and is back in time is awaited again; one that sends
// although it left is welcome.
func TestComingBack(t *testing.T) {
	r := noisy(t, 6)
	r.open(r.next())
	for _, o := range r.owners[:4] {
		r.send(wire.PhaseKeys, o)
	}
	r.must(r.leave(r.owners[5].ID()))
	w, err := r.machine.Watch(r.ctx, r.mo.ID, r.owners[5].ID(), r.clock.Now())
	r.must(err)
	defer w.Close(false)
	if s := r.phase(wire.PhaseKeys); !slices.Contains(s.Awaited, r.owners[5].ID()) {
		t.Error("an owner that is back is not awaited")
	}
	r.must(r.leave(r.owners[5].ID()))
	r.send(wire.PhaseKeys, r.owners[5])
	r.send(wire.PhaseKeys, r.owners[4])
	l := r.list()
	if len(l.Owners) != 6 {
		t.Fatalf("the list has %d owners, want six", len(l.Owners))
	}
	for _, p := range []wire.Phase{wire.PhaseUpload, wire.PhaseReveal} {
		for _, o := range r.owners {
			r.send(p, o)
		}
	}
	r.accept(l)
}

// TestSignedBeforeLeaving: a request that an owner signed no later than its leaving is refused, so that the owner signs again.
// If it were served, the owner would be connected and counted as absent, and the training would wait for it for ever.
func TestSignedBeforeLeaving(t *testing.T) {
	r := noisy(t, 6)
	who := r.owners[0].ID()
	at := r.clock.Now()
	r.must(r.machine.Leave(r.ctx, r.mo.ID, who, at))
	if _, err := r.machine.Watch(r.ctx, r.mo.ID, who, at); !errors.Is(err, &wire.Rejection{Code: wire.CodeUnavailable}) {
		t.Errorf("signed when it left: got %v, want %s", err, wire.CodeUnavailable)
	}
	w, err := r.machine.Watch(r.ctx, r.mo.ID, who, at.Add(time.Millisecond))
	r.must(err)
	defer w.Close(false)
	r.connected(who)
}

// connected fails unless an owner comes to count as connected: at once, or when it stands in the database that several facilitators
// share.
func (r *rig) connected(who wire.Identity) {
	r.Helper()
	if !r.eventually(func() bool {
		list, err := r.machine.Present(r.ctx, r.mo.ID, r.mo.Key.Identity())
		r.must(err)
		return slices.Contains(list.Owners, who)
	}) {
		r.Error("an owner that is back counts as absent")
	}
}

// TestNoticeAfterComingBack: a notice of leaving that arrives only after the owner has come back changes nothing: the owner
// would be connected and counted as absent.
func TestNoticeAfterComingBack(t *testing.T) {
	r := noisy(t, 6)
	who := r.owners[0].ID()
	notice := r.clock.Now()
	r.clock.Advance(time.Millisecond)
	w, err := r.machine.Watch(r.ctx, r.mo.ID, who, r.clock.Now())
	r.must(err)
	defer w.Close(false)
	r.open(r.next())
	r.must(r.machine.Leave(r.ctx, r.mo.ID, who, notice))
	r.connected(who)
	if !slices.Contains(r.awaitedIn(wire.PhaseKeys), who) {
		t.Error("an owner that is back is not awaited")
	}
}
