package round_test

import (
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// TestRestartInRecovery restarts the facilitator after every message of an attempt that loses a block in its upload
// phase. It goes on where it was: the same list, sharers and survivors, and a sum that holds them once.
func TestRestartInRecovery(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	a := r.begin()
	silent := silence{6: wire.PhaseUnmask, 7: wire.PhaseShares, 8: wire.PhaseUpload}
	for p := r.state().Phase; p.Running() && p != wire.PhaseFinish; p = r.state().Phase {
		sent := false
		a.play(silent, func(now wire.Phase, _ int) bool {
			stop := sent || now != p
			sent = true
			return stop
		})
		r.restart()
	}
	a.accept([]int{0, 1, 2, 3, 4, 5})
}

// TestCrashInRecovery lets the facilitator die before and after each of its writes in one attempt with recovery phases.
// Whoever got no answer sends again after the restart; the sum counts every owner once.
func TestCrashInRecovery(t *testing.T) {
	writes := 1 + 5*(4+1) // open, and in each phase four messages and its end
	for _, after := range []bool{false, true} {
		for at := 1; at <= writes; at++ {
			r := recoveryRig(t, 3, 4)
			c := &crashing{left: at, after: after}
			r.wrap = func(s store.Store) store.Store { c.Store = s; return c }
			r.restart()
			crashed := false
			// try sends until it is answered; the first failure is the crash.
			try := func(send func() error) {
				t.Helper()
				if err := send(); err != nil {
					r.refused(err, wire.CodeUnavailable)
					crashed, r.wrap = true, nil
					r.restart()
					r.must(send())
				} else if c.left <= 0 && !crashed { // it died after its answer
					crashed, r.wrap = true, nil
					r.restart()
				}
			}
			ref := wire.Ref{Round: 1, Attempt: 1}
			open, weights := r.mo.Open(ref)
			try(func() error { return r.machine.Append(r.ctx, r.mo.ID, open, weights) })
			a := &run{rig: r, ref: ref, open: open.Digest()}
			for _, p := range steps {
				for _, o := range r.owners {
					s, blob := a.message(p, o)
					try(func() error { return a.put(p, o, s, blob) })
				}
			}
			if !crashed {
				t.Fatalf("write %d of %d did not happen", at, writes)
			}
			a.accept([]int{0, 1, 2, 3})
		}
	}
}

// TestOutageAtDeadline: a store that fails when a phase is to be closed is asked again, and the phase closes then.
func TestOutageAtDeadline(t *testing.T) {
	r := recoveryRig(t, 3, 4)
	c := &crashing{left: 1 << 30}
	r.wrap = func(s store.Store) store.Store { c.Store = s; return c }
	r.restart()
	a := r.upTo(wire.PhaseAgree, nil)
	for _, o := range r.owners[:3] {
		a.send(wire.PhaseAgree, o)
	}
	c.left = 0
	r.clock.advance(time.Minute)
	c.left = 1 << 30
	r.clock.advance(time.Minute)
	r.phase(wire.PhaseUnmask)
	for _, o := range r.owners[:3] {
		a.send(wire.PhaseUnmask, o)
	}
	a.accept([]int{0, 1, 2, 3})
}

// TestTwoMachinesAtDeadline: a message that another facilitator on the same store took just before the deadline is not
// lost when this one, which does not know of it, closes the phase.
func TestTwoMachinesAtDeadline(t *testing.T) {
	for _, p := range steps {
		t.Run(string(p), func(t *testing.T) {
			r := recoveryRig(t, 3, 4)
			a := r.upTo(p, nil)
			second := r.twin()
			defer second.Close()
			first := r.machine
			for _, o := range r.owners[:3] {
				a.send(p, o)
			}
			s, blob := a.message(p, r.owners[3])
			r.machine = second
			r.must(a.put(p, r.owners[3], s, blob))
			r.machine = first
			for range 3 { // no longer than the deadline, or the next phase is late too
				if r.state().Phase != p {
					break
				}
				r.clock.advance(61 * time.Second)
			}
			a.play(nil, nil)
			a.accept([]int{0, 1, 2, 3})
		})
	}
}

// TestDamagedInRecovery: an upload whose stored bytes no longer match ends the attempt before anybody is asked to open a
// share, sealed shares when they are handed out, opened ones when they are read. The owner is named.
func TestDamagedInRecovery(t *testing.T) {
	for name, c := range map[string]struct {
		kind  wire.Kind
		until wire.Phase // the last phase that is played with the bytes whole
		read  func(a *run)
	}{
		"upload": {wire.KindUpload, wire.PhaseUpload, func(a *run) { a.play(nil, nil) }},
		"shares": {wire.KindShares, wire.PhaseUpload, func(a *run) {
			_, err := a.machine.Inbox(a.ctx, a.mo.ID, a.ref, a.owners[2].ID())
			a.refused(err, wire.CodeLate)
		}},
		"unmask": {wire.KindUnmask, wire.PhaseFinish, func(a *run) {
			_, err := a.machine.Unmasks(a.ctx, a.mo.ID, a.ref, a.mo.Key.Identity(), wire.Identity{})
			a.refused(err, wire.CodeLate)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := recoveryRig(t, 3, 4)
			a := r.begin()
			sent := 0
			a.play(nil, func(p wire.Phase, _ int) bool {
				if p == wire.PhaseUpload {
					sent++
				}
				return p == c.until && (c.kind == wire.KindShares || sent == 3)
			})
			bad := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: a.ref, Kind: c.kind}, Identity: r.owners[0].ID()}
			r.wrap = func(s store.Store) store.Store { return &damaged{s, bad} }
			r.restart()
			c.read(a)
			aborted(t, r.phase(wire.PhaseWaiting), a.ref, wire.CodeMissing, r.owners[0].ID())
			a.nothingReleased()
		})
	}
}

// TestSittingOut: a member whose block is not whole may read the list and see that it is not on it; it is not awaited,
// may send nothing more, and takes part again in the next attempt.
func TestSittingOut(t *testing.T) {
	r := recoveryRig(t, 3, 7) // blocks of four and three
	a := r.upTo(wire.PhaseShares, silence{6: wire.PhaseKeys})
	if n := len(a.list()); n != 4 {
		t.Fatalf("%d owners are on the list, want 4", n)
	}
	out := r.owners[5]
	list, err := r.machine.Keys(r.ctx, r.mo.ID, a.ref, out.ID(), wire.Identity{})
	r.must(err)
	for _, s := range list.Messages {
		if s.Signer == out.ID() || s.Signer == r.owners[6].ID() {
			t.Error("an owner of a broken block is on the list")
		}
	}
	for _, p := range steps[1:] {
		s := r.phase(p)
		if slices.Contains(s.Awaited, out.ID()) {
			t.Errorf("an owner that sits out is awaited in %s", p)
		}
		r.refused(a.put(p, out, out.Seal(kindOf(p), struct{}{}), nil), wire.CodeForbidden)
		for _, o := range r.owners[:4] {
			a.send(p, o)
		}
	}
	a.accept([]int{0, 1, 2, 3})
	b := r.begin()
	b.play(nil, nil)
	b.accept([]int{0, 1, 2, 3, 4, 5, 6})
}

// TestReadersInRecovery: who may read which set and messages, and from when on.
func TestReadersInRecovery(t *testing.T) {
	r := recoveryRig(t, 3, 4)
	me, member, stranger := r.mo.Key.Identity(), r.owners[3].ID(), wire.Identity{7}
	a := r.begin()
	reads := []struct {
		name string
		over wire.Phase // readable once this phase is over
		read func(wire.Identity) error
	}{
		{"keys", wire.PhaseKeys, func(i wire.Identity) error {
			_, err := r.machine.Keys(r.ctx, r.mo.ID, a.ref, i, wire.Identity{})
			return err
		}},
		{"sharers", wire.PhaseShares, func(i wire.Identity) error { _, err := r.machine.Sharers(r.ctx, r.mo.ID, a.ref, i); return err }},
		{"survivors", wire.PhaseUpload, func(i wire.Identity) error { _, err := r.machine.Survivors(r.ctx, r.mo.ID, a.ref, i); return err }},
		{"agrees", wire.PhaseAgree, func(i wire.Identity) error {
			_, err := r.machine.Agrees(r.ctx, r.mo.ID, a.ref, i, wire.Identity{})
			return err
		}},
		{"unmasks", wire.PhaseUnmask, func(i wire.Identity) error {
			_, err := r.machine.Unmasks(r.ctx, r.mo.ID, a.ref, i, wire.Identity{})
			return err
		}},
		{"uploads", wire.PhaseUnmask, func(i wire.Identity) error {
			_, err := r.machine.Uploads(r.ctx, r.mo.ID, a.ref, i, wire.Identity{})
			return err
		}},
	}
	upload := func() error {
		_, err := r.machine.Upload(r.ctx, r.mo.ID, a.ref, member, me)
		return err
	}
	for k, p := range append(slices.Clone(steps), wire.PhaseFinish) {
		r.phase(p)
		for _, c := range reads {
			over := slices.Index(steps, c.over) < k
			for _, who := range []wire.Identity{me, member} {
				if err := c.read(who); over && err != nil || !over && (wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodePhase) {
					t.Errorf("%s in %s: %v", c.name, p, err)
				}
			}
			r.refused(c.read(stranger), wire.CodeForbidden)
		}
		if p == wire.PhaseFinish {
			break
		}
		r.refused(upload(), wire.CodePhase) // no upload is handed out before the sum may be opened
		for _, o := range r.owners {
			a.send(p, o)
		}
	}
	r.must(upload())
	_, err := r.machine.Upload(r.ctx, r.mo.ID, a.ref, member, member)
	r.refused(err, wire.CodeForbidden)
	a.accept([]int{0, 1, 2, 3})
	for _, c := range reads {
		if c.name == "unmasks" {
			r.refused(c.read(me), wire.CodeLate) // erased with the uploads
		} else {
			r.must(c.read(me))
		}
	}
	first := *a
	b := r.begin()
	b.play(nil, nil)
	b.accept([]int{0, 1, 2, 3})
	a.ref = first.ref
	for _, c := range reads { // a round that was accepted stays readable for who checks receipts
		if c.name != "unmasks" {
			r.must(c.read(me))
		}
	}
}

// TestSkippedPhases: an attempt whose threshold equals its list has nothing to recover.
func TestSkippedPhases(t *testing.T) {
	r := recoveryRig(t, 3, 3)
	a := r.begin()
	a.play(nil, nil)
	r.phase(wire.PhaseFinish)
	me := r.mo.Key.Identity()
	_, err := r.machine.Agrees(r.ctx, r.mo.ID, a.ref, me, wire.Identity{})
	r.refused(err, wire.CodeNotFound)
	_, err = r.machine.Unmasks(r.ctx, r.mo.ID, a.ref, me, wire.Identity{})
	r.refused(err, wire.CodeNotFound)
	_, err = r.machine.Inbox(r.ctx, r.mo.ID, a.ref, r.owners[0].ID())
	r.refused(err, wire.CodeNotFound)
	sharers, err := r.machine.Sharers(r.ctx, r.mo.ID, a.ref, me)
	r.must(err)
	if len(sharers.Owners) != 3 || len(a.survivors()) != 3 {
		t.Errorf("%d sharers and %d survivors, want 3 and 3", len(sharers.Owners), len(a.survivors()))
	}
	for _, p := range []wire.Phase{wire.PhaseShares, wire.PhaseAgree, wire.PhaseUnmask} {
		r.refused(a.put(p, r.owners[0], r.owners[0].Seal(kindOf(p), struct{}{}), nil), wire.CodeLate)
	}
	a.accept([]int{0, 1, 2})
}
