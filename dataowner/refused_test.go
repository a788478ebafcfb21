//go:build testkeys

package dataowner_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sharedPrivate is a training on noisy sums at weights that owners read.
var sharedPrivate = privateFile(privateRounds)

// by reports whether a request is an owner's; messages are signed themselves, so their requests are not.
func by(r inmemory.Request, who wire.Identity) bool {
	if !strings.HasPrefix(r.What, "PUT ") {
		return r.Who == who
	}
	if s, _, err := wire.ParseFrame(r.Body); err == nil {
		return s.Signer == who
	}
	s, err := wire.Parse[wire.Signed](r.Body)
	return err == nil && s.Signer == who
}

// attempt starts the training and plays a first attempt up to the reveals, as far as all owners send.
func (p *party) attempt() {
	settle := func() { time.Sleep(time.Minute); synctest.Wait() } // uploads keep a pace
	settle()
	stated := slices.DeleteFunc(p.Seen(), func(r inmemory.Request) bool { return r.What != "PUT statements" })
	if len(stated) < len(p.owners) {
		return
	}
	p.Start()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	settle()
	if !p.all(func() int { return len(a.Keys) }) {
		return
	}
	p.FixList(a, nil)
	settle()
	if !p.all(func() int { return len(a.Heads) }) {
		return
	}
	p.Uploads(a)
}

// all reports whether as many messages are in as there are owners.
func (p *party) all(count func() int) (all bool) {
	p.Await("a look", func() bool { all = count() == len(p.owners); return true })
	return all
}

// A request that the facilitator refuses for good ends the owner, whatever it asks for: it does not go on without the
// answer.
func TestRefusedRequests(t *testing.T) {
	for _, what := range []string{
		"PUT enrolments", "GET log", "GET enrolments", "PUT statements", "GET statements", "PUT keys", "GET weights", "GET keys", "GET encapsulations", "PUT uploads", "GET uploads", "PUT reveals",
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, sharedPrivate, kindRows(0, false), kindRows(1, false), kindRows(2, false), kindRows(3, false))
			// The last of the list: all others encapsulate to it.
			victim := slices.MaxFunc(p.owners, func(a, b *member) int { return a.Identity().Compare(b.Identity()) })
			p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
				if r.What == what && by(r, victim.Identity()) {
					return inmemory.Reject(wire.CodeForbidden)
				}
				return status, answer
			})
			p.admit()
			p.attempt()
			err := victim.end()
			if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeForbidden {
				t.Errorf("%s is refused: ended with %v, want that it is forbidden", what, err)
			}
		})
	}
}

// What an owner reads once more before it reveals its seed may be refused then for the first time: it reveals nothing.
func TestRefusedBeforeTheReveal(t *testing.T) {
	for _, what := range []string{"GET keys", "GET uploads"} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, sharedPrivate, kindRows(0, false), kindRows(1, false), kindRows(2, false))
			p.begin()
			victim := p.owners[1]
			var refuse atomic.Bool
			p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
				if refuse.Load() && r.What == what && by(r, victim.Identity()) {
					return inmemory.Reject(wire.CodeForbidden)
				}
				return status, answer
			})
			a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
			p.FixList(a, nil)
			p.Await("uploads", func() bool { return len(a.Heads) == 3 })
			synctest.Wait()
			refuse.Store(true)
			p.Uploads(a)
			err := victim.end()
			if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeForbidden {
				t.Errorf("%s is refused: ended with %v, want that it is forbidden", what, err)
			}
			if slices.ContainsFunc(p.Seen(), func(r inmemory.Request) bool { return r.What == "PUT reveals" && by(r, victim.Identity()) }) {
				t.Errorf("%s is refused, and the seed is revealed", what)
			}
		})
	}
}

// A request that comes too early for the facilitator is repeated at its next state, and the attempt goes on.
func TestEarlyRequests(t *testing.T) {
	for _, what := range []string{"GET keys", "GET encapsulations", "GET uploads", "PUT reveals"} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, sharedPrivate, kindRows(0, false), kindRows(1, false), kindRows(2, false))
			p.begin()
			victim := p.owners[2] // the last of the list: all others encapsulate to it
			var asked atomic.Int32
			p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
				if r.What == what && by(r, victim.Identity()) && asked.Add(1) == 1 {
					return inmemory.Reject(wire.CodePhase)
				}
				return status, answer
			})
			a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
			p.FixList(a, nil)
			synctest.Wait()
			p.Nudge()
			p.Uploads(a)
			synctest.Wait()
			p.Nudge()
			synctest.Wait()
			if n := asked.Load(); n < 2 {
				t.Errorf("%s is asked %d times", what, n)
			}
			p.Sum(a, p.Reveals(a))
		})
	}
}

// Owners that nobody refuses end with the training.
func TestOwnersEndWithTheTraining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParty(t, sharedPrivate, kindRows(0, false), kindRows(1, false), kindRows(2, false))
		p.begin()
		p.Run(wire.Ref{Round: 1, Attempt: 1}, p.first())
		p.Done()
		for _, m := range p.owners {
			if err := m.end(); err != nil {
				t.Errorf("an owner ended with %v", err)
			}
		}
	})
}

// A training that starts without an owner's statement goes on without that owner, which ends.
func TestStartsWithoutAStatement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParty(t, privateFile(privateOneRound), kindRows(0, false), kindRows(1, false), kindRows(2, false), kindRows(3, false))
		p.admit()
		start := wire.Start{LogEntry: p.Next(), Roster: p.Position().RosterDigest}
		for _, s := range p.stated() {
			start.Statements = append(start.Statements, s.Digest())
		}
		start.Statements[2] = wire.Digest{}
		p.Forge(p.ModelOwner.Identity, wire.KindStart, start, wire.PhaseWaiting, wire.Ref{})
		if err := p.owners[2].end(); !problem.Has(err, problem.NotAdmitted) {
			t.Errorf("ended with %v, want a problem %q", err, problem.NotAdmitted)
		}
	})
}

// Owners that cannot step aside while a person has not answered end: the training would wait for them in vain.
func TestRefusedToStepAside(t *testing.T) {
	p := threeOwners(t, exactThree)
	p.begin()
	p.finish()
	noisy := p.later(privateFile(privateOneRound))
	for _, m := range noisy.owners {
		m.ask = true
		noisy.reopen(m, noisy.Link(noisy.ID()))
	}
	noisy.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.What == "POST leave" {
			return inmemory.Reject(wire.CodeForbidden)
		}
		return status, answer
	})
	noisy.begin()
	for _, m := range noisy.owners {
		if r := wire.RejectionOf(<-m.ended); r == nil || r.Code != wire.CodeForbidden {
			t.Errorf("ended with %v, want that it is forbidden", r)
		}
	}
}
