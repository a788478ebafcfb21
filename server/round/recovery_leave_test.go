package round_test

import (
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestLeaving: who leaves is no longer awaited; the attempt goes on where its rules can still be met, and otherwise ends
// at once, not at its deadline.
func TestLeaving(t *testing.T) {
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	for name, c := range map[string]struct {
		phase     wire.Phase // where they leave, before anyone has sent
		who       []int
		survivors []int // nil: the last of them to leave ends the attempt
	}{
		"nine, a block before keys":       {wire.PhaseKeys, []int{6, 7, 8}, all[:6]},
		"nine, one before keys":           {wire.PhaseKeys, []int{8}, all[:6]},
		"nine, two blocks before keys":    {wire.PhaseKeys, []int{3, 8}, all[:3]}, // three owners, all or nothing
		"nine, three blocks before keys":  {wire.PhaseKeys, []int{0, 3, 8}, nil},
		"nine, one before shares":         {wire.PhaseShares, []int{8}, all[:6]},
		"nine, a block before shares":     {wire.PhaseShares, []int{6, 7, 8}, all[:6]},
		"nine, two blocks before shares":  {wire.PhaseShares, []int{5, 6}, nil},
		"nine, one before uploads":        {wire.PhaseUpload, []int{8}, all[:6]},
		"nine, two blocks before uploads": {wire.PhaseUpload, []int{0, 8}, nil},
		"nine, three before agreeing":     {wire.PhaseAgree, []int{0, 4, 8}, all},
		"nine, four before agreeing":      {wire.PhaseAgree, []int{0, 4, 5, 8}, nil},
		"nine, three before unmasking":    {wire.PhaseUnmask, []int{0, 4, 8}, all},
		"nine, four before unmasking":     {wire.PhaseUnmask, []int{0, 4, 5, 8}, nil},
		"four, one before keys":           {wire.PhaseKeys, []int{3}, nil},
		"four, one before shares":         {wire.PhaseShares, []int{3}, nil},
		"four, one before agreeing":       {wire.PhaseAgree, []int{3}, all[:4]},
		"four, two before agreeing":       {wire.PhaseAgree, []int{1, 3}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 9
			if name[:4] == "four" {
				n = 4
			}
			r := recoveryRig(t, 3, n)
			a := r.upTo(c.phase, nil)
			for k, i := range c.who {
				last := k == len(c.who)-1
				r.must(r.leave(r.owners[i].ID()))
				r.must(r.leave(r.owners[i].ID())) // twice is once
				s := r.state()
				if last && c.survivors == nil {
					if s.LastAbort.Phase != c.phase {
						t.Errorf("aborted in %q", s.LastAbort.Phase)
					}
					aborted(t, s, a.ref, wire.CodeLeft, r.owners[i].ID())
					a.nothingReleased()
					b := r.begin()
					b.play(nil, nil)
					b.accept(all[:n])
					return
				}
				if s.Phase != c.phase || slices.Contains(s.Awaited, r.owners[i].ID()) {
					t.Fatalf("phase is %q with %d awaited after %d left", s.Phase, len(s.Awaited), k+1)
				}
			}
			before := r.clock.Now()
			a.play(nil, nil)
			if took := r.clock.Now().Sub(before); took > time.Minute {
				t.Errorf("the attempt took %v: nobody was to be waited for", took)
			}
			a.accept(c.survivors)
		})
	}
}

// TestLeavingClosesPhase: when all others have sent, the one who leaves is not waited for.
func TestLeavingClosesPhase(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	a := r.begin()
	for _, p := range []wire.Phase{wire.PhaseKeys, wire.PhaseShares, wire.PhaseUpload} {
		r.phase(p)
		for _, o := range r.owners[:8] {
			a.send(p, o)
		}
		if p == wire.PhaseUpload {
			r.must(r.leave(r.owners[8].ID()))
			break
		}
		a.send(p, r.owners[8])
	}
	if s := r.phase(wire.PhaseAgree); len(s.Awaited) != 6 {
		t.Errorf("%d owners are awaited, want the 6 survivors", len(s.Awaited))
	}
	r.must(r.leave(r.owners[7].ID())) // uploaded, but its block is not in the sum: it makes no difference
	r.phase(wire.PhaseAgree)
	a.play(nil, nil)
	a.accept([]int{0, 1, 2, 3, 4, 5})
}

// TestLeavingAfterSending: what an owner has sent counts, but it is not relied on for later phases.
func TestLeavingAfterSending(t *testing.T) {
	r := recoveryRig(t, 3, 4)
	a := r.upTo(wire.PhaseUpload, nil)
	a.send(wire.PhaseUpload, r.owners[0])
	r.must(r.leave(r.owners[0].ID()))
	r.phase(wire.PhaseUpload) // three of four can still open the sum
	a.send(wire.PhaseUpload, r.owners[1])
	r.must(r.leave(r.owners[1].ID()))
	aborted(t, r.phase(wire.PhaseWaiting), a.ref, wire.CodeLeft, r.owners[1].ID())

	a = r.upTo(wire.PhaseKeys, nil)
	a.send(wire.PhaseKeys, r.owners[0])
	r.must(r.leave(r.owners[0].ID())) // it is on the list and can share nothing
	aborted(t, r.phase(wire.PhaseWaiting), a.ref, wire.CodeLeft, r.owners[0].ID())

	a = r.upTo(wire.PhaseUnmask, nil)
	a.send(wire.PhaseUnmask, r.owners[0])
	a.send(wire.PhaseUnmask, r.owners[1])
	r.must(r.leave(r.owners[0].ID()))
	r.must(r.leave(r.owners[1].ID()))
	r.must(r.leave(r.owners[2].ID()))
	a.send(wire.PhaseUnmask, r.owners[3])
	a.accept([]int{0, 1, 2, 3})
}

// TestComingBack: an owner that left before it sent its keys and is back in time is awaited again; one that sends
// although it left is welcome.
func TestComingBack(t *testing.T) {
	r := recoveryRig(t, 3, 6)
	a := r.begin()
	for _, o := range r.owners[:4] {
		a.send(wire.PhaseKeys, o)
	}
	r.must(r.leave(r.owners[5].ID()))
	w, err := r.machine.Watch(r.ctx, r.mo.ID, r.owners[5].ID(), r.clock.Now())
	r.must(err)
	defer w.Close(false)
	if s := r.phase(wire.PhaseKeys); !slices.Contains(s.Awaited, r.owners[5].ID()) {
		t.Error("an owner that is back is not awaited")
	}
	r.must(r.leave(r.owners[5].ID()))
	a.send(wire.PhaseKeys, r.owners[5])
	a.play(nil, nil)
	a.accept([]int{0, 1, 2, 3, 4, 5})
}
