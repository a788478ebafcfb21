//go:build testkeys

package dataowner_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/brokenstore"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Nothing leaves that the vault could not write down first, or whose consequences it could not read: no keys, no update and
// no seed.
func TestNothingLeavesABrokenVault(t *testing.T) {
	stages := map[string]func(*party, func()) *inmemory.Attempt{
		"keys": func(p *party, fail func()) *inmemory.Attempt {
			fail()
			return p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
		},
		"upload": func(p *party, fail func()) *inmemory.Attempt {
			a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
			p.Await("keys", func() bool { return len(a.Keys) == 3 })
			synctest.Wait() // the weights are read too
			fail()
			p.FixList(a, nil)
			return a
		},
		"reveal": func(p *party, fail func()) *inmemory.Attempt {
			a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
			p.FixList(a, nil)
			p.Await("uploads", func() bool { return len(a.Heads) == 3 })
			synctest.Wait() // the copy of the upload is kept too
			fail()
			p.Uploads(a)
			return a
		},
	}
	for how, fail := range map[string]func(*brokenstore.Store){"full": (*brokenstore.Store).Fill, "gone": (*brokenstore.Store).Break} {
		for stage, play := range stages {
			synctest.Test(t, func(t *testing.T) {
				p := newParty(t, privateFile(privateOneRound), kindRows(0, false), kindRows(1, false))
				disk := brokenstore.New(store.NewMemory())
				victim := p.add(disk, kindRows(2, false))
				p.begin()
				a := play(p, func() { synctest.Wait(); fail(disk) })
				if err := victim.end(); !errors.Is(err, brokenstore.ErrBroken) {
					t.Errorf("%s, %s: ended with %v, want the store's error", how, stage, err)
				}
				sent := map[string]map[wire.Identity]*wire.Signed{"keys": a.Keys, "upload": a.Heads, "reveal": a.Reveals}[stage]
				p.Await("the others", func() bool { return len(sent) >= 2 })
				synctest.Wait()
				p.Await("no more", func() bool {
					if sent[victim.Identity()] != nil {
						t.Errorf("%s, %s: it left before it was written down", how, stage)
					}
					return true
				})
			})
		}
	}
}

// A facilitator announces the reveal phase to an owner that has not uploaded: there is no seed to reveal, so the owner
// leaves the attempt, and takes part in the next.
func TestRevealsWithoutAnUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParty(t, privateFile(privateOneRound), kindRows(0, false), kindRows(1, false), kindRows(2, false))
		p.begin()
		victim := p.owners[1].Identity()
		p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
			s, err := wire.Parse[wire.State](answer)
			if r.What != "GET state" || r.Who != victim || err != nil || s.Phase != wire.PhaseKeys || s.Attempt != 1 {
				return status, answer
			}
			s.Phase = wire.PhaseReveal
			b, err := wire.Marshal(s)
			inmemory.Must(t, err)
			return status, b
		})
		a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
		p.Await("the owner to leave", func() bool { return p.LeftBy(victim) == 1 })
		synctest.Wait()
		if n := slices.DeleteFunc(p.Seen(), func(r inmemory.Request) bool { return r.What != "PUT reveals" }); len(n) != 0 {
			t.Errorf("%d seeds were revealed", len(n))
		}
		p.Abort(a, wire.CodeLeft)
		p.Sum(p.again(2))
	})
}

// again plays another attempt at the first round, and returns what its sum opens with.
func (p *party) again(attempt int) (*inmemory.Attempt, map[wire.Identity]mask.Seed) {
	a := p.Open(wire.Ref{Round: 1, Attempt: attempt}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	return a, p.Reveals(a)
}
