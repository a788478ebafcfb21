package round_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestSittingOut: with noise, an owner that sent its keys and did not upload sits out the next attempts of the round while
// enough others are there. It is back in the next round.
func TestSittingOut(t *testing.T) {
	r := noisy(t, 6) // a list has at least four
	if l := r.play(silence{5: wire.PhaseUpload}); l != nil {
		t.Fatal("a sum without an owner of its list")
	}
	aborted(t, r.phase(wire.PhaseWaiting), wire.Ref{Round: 1, Attempt: 1}, wire.CodeMissing, r.owners[5].ID())
	r.restart()

	r.open(r.next())
	r.must(r.sendKeys(r.owners[5])) // first of all
	if s := r.phase(wire.PhaseKeys); s.Awaited[0] == r.owners[5].ID() || len(s.Awaited) != 5 {
		t.Errorf("%d owners are awaited, want the other five", len(s.Awaited))
	}
	for _, o := range r.owners[:5] {
		r.must(r.sendKeys(o))
	}
	l := r.list()
	if l.Has(r.owners[5].ID()) || len(l.Owners) != 5 {
		t.Fatalf("the list has %d owners, want the other five", len(l.Owners))
	}
	head, blob := r.owners[5].Seal(wire.KindUpload, wire.Upload{}), []byte(nil)
	r.refused(r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, r.owners[5].ID(), head, blob), wire.CodeForbidden)
	r.restart()
	for _, p := range []wire.Phase{wire.PhaseUpload, wire.PhaseReveal} {
		for _, o := range r.owners[:5] {
			r.send(p, o)
		}
	}
	r.accept(l)

	l = r.play(nil)
	if l == nil || len(l.Owners) != 6 {
		t.Fatal("the next round is not over all six")
	}
	r.accept(l)
}

// TestSilentOwnersAreNeeded: if the others are too few, those who did not upload take part again.
func TestSilentOwnersAreNeeded(t *testing.T) {
	r := noisy(t, 6)
	for _, one := range []int{5, 4} { // two sit out: four are left
		if r.play(silence{one: wire.PhaseUpload}) != nil {
			t.Fatal("a sum without an owner of its list")
		}
	}
	// One more is away: the three that are there make no list, with the two they do.
	l := r.play(silence{0: wire.PhaseKeys})
	if l == nil || len(l.Owners) != 5 {
		t.Fatalf("the list is %+v, want five owners", l)
	}
	r.accept(l)
	if l = r.play(nil); l == nil || len(l.Owners) != 6 {
		t.Fatal("the next round is not over all six")
	}
}

// TestOut: with noise, an owner that uploaded and did not reveal is out of the training, whatever comes late, and named.
// If too few are left no attempt can be opened any more.
func TestOut(t *testing.T) {
	r := noisy(t, 5) // a list has at least four
	l := r.toReveal()
	for _, o := range r.owners[1:] {
		r.send(wire.PhaseReveal, o)
	}
	late := r.owners[0].Reveal(l)
	r.clock.Advance(time.Minute)
	aborted(t, r.phase(wire.PhaseWaiting), l.Ref, wire.CodeMissing, r.owners[0].ID())
	r.refused(r.machine.PutReveal(r.ctx, r.mo.ID, l.Ref, r.owners[0].ID(), late), wire.CodeLate)
	r.restart()
	for range 2 { // in this round and in the next
		r.open(r.next())
		r.refused(r.sendKeys(r.owners[0]), wire.CodeForbidden)
		for _, o := range r.owners[1:] {
			r.must(r.sendKeys(o))
		}
		l = r.mo.List(r.keysOf(1))
		if l.Has(r.owners[0].ID()) {
			t.Fatal("an owner that is out is in the list")
		}
		for _, p := range []wire.Phase{wire.PhaseUpload, wire.PhaseReveal} {
			for _, o := range r.owners[1:] {
				r.send(p, o)
			}
		}
		r.accept(l)
	}
	if r.play(silence{1: wire.PhaseReveal}) != nil {
		t.Fatal("a sum without a seed")
	}
	before := r.mo.Log
	open, weights := r.mo.Open(r.next())
	r.refused(r.machine.Append(r.ctx, r.mo.ID, open, weights), wire.CodeMissing)
	r.mo.Log = before
	r.append(r.mo.Done(2), nil)
	r.phase(wire.PhaseDone)
}

// keysOf reads the list as an owner does.
func (r *rig) keysOf(owner int) []wire.Signed {
	r.Helper()
	l, err := r.machine.Keys(r.ctx, r.mo.ID, r.mo.Terms().Ref, r.owners[owner].ID(), wire.Identity{})
	r.must(err)
	return l.Messages
}

// TestNoProgressIsStopped: fewer than a third of the owners, silent wherever it hurts most, one after the other, stop no
// round: every attempt that they spoil puts one of them aside.
func TestNoProgressIsStopped(t *testing.T) {
	r := noisy(t, 7) // c = 2
	for round := 1; round <= 3; round++ {
		attempts := 1
		for _, puppet := range []int{3, 6} {
			if round > 1 {
				break // both are out
			}
			if r.play(silence{puppet: wire.PhaseUpload}) != nil {
				t.Fatal("a sum without an owner of its list")
			}
			attempts++
		}
		l := r.play(nil)
		if l == nil {
			t.Fatalf("round %d did not end in attempt %d", round, attempts)
		}
		r.accept(l)
		if round == 1 {
			for _, puppet := range []int{3, 6} {
				if r.play(silence{puppet: wire.PhaseReveal}) != nil {
					t.Fatal("a sum without a seed")
				}
			}
			if l = r.play(nil); l == nil || len(l.Owners) != 5 {
				t.Fatalf("the list is %+v, want the five that reveal", l)
			}
			r.accept(l)
		}
	}
}

// TestSilenceBelowAThird: with noise, fewer than ⌈N/3⌉ owners that are silent before the reveal, each time in the phases that they like, stop no
// round: it ends after as many attempts as there are of them, and one more.
func TestSilenceBelowAThird(t *testing.T) {
	for _, n := range []int{4, 7, 10} {
		few := (n+2)/3 - 1
		rnd := rand.New(rand.NewPCG(uint64(n), 3))
		r := noisy(t, n)
		for round := range 3 {
			puppets := rnd.Perm(n)[:few]
			var l *attempt.List
			for tries := 0; l == nil; tries++ {
				if tries > few {
					t.Fatalf("%d owners, round %d: %d that are silent stop it", n, round, few)
				}
				s := silence{}
				for _, i := range puppets {
					if phase := []wire.Phase{"", wire.PhaseKeys, wire.PhaseUpload}[rnd.IntN(3)]; phase != "" {
						s[i] = phase
					}
				}
				l = r.play(s)
			}
			r.accept(l)
		}
	}
}

// TestAnotherLeaves: an owner that leaves ends the attempt at once; those who had not yet uploaded are not to blame.
func TestAnotherLeaves(t *testing.T) {
	r := noisy(t, 6)
	l := r.keys(r.next())
	r.upload(r.owners[0], l)
	r.must(r.leave(r.owners[3].ID()))
	s := r.phase(wire.PhaseWaiting)
	aborted(t, s, l.Ref, wire.CodeLeft, r.owners[3].ID())
	r.nothingReleased()
	r.open(r.next())
	if s := r.phase(wire.PhaseKeys); len(s.Awaited) != 6 {
		t.Errorf("%d owners may send keys, want all six", len(s.Awaited))
	}
	for i, o := range r.owners {
		if i != 3 {
			r.must(r.sendKeys(o))
		}
	}
	if l := r.list(); len(l.Owners) != 5 {
		t.Errorf("the list has %d owners, want five", len(l.Owners))
	}
}

// TestRejectBlamesNobody: the model owner may end an attempt in any phase; no owner sits out for it.
func TestRejectBlamesNobody(t *testing.T) {
	r := noisy(t, 5)
	for _, until := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload, wire.PhaseReveal} {
		ref := r.next()
		r.open(ref)
		for _, p := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload, wire.PhaseReveal} {
			if p == until {
				r.send(p, r.owners[0])
				break
			}
			for _, o := range r.owners {
				r.send(p, o)
			}
		}
		r.append(r.mo.Reject(ref), nil)
		aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeRoundRejected)
	}
	l := r.play(nil)
	if l == nil || len(l.Owners) != 5 {
		t.Fatalf("the list is %+v, want all five", l)
	}
	r.accept(l)
}
