//go:build testkeys

package dataowner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
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

// No enrolment leaves before the fresh identity is stored, or if the stored one cannot be read.
func TestNoEnrolmentLeavesABrokenVault(t *testing.T) {
	synctest.Test(t, noEnrolment)
}

func noEnrolment(t *testing.T) {
	refused := func(name string, p *party, m *member, is func(error) bool) {
		t.Helper()
		p.start(m)
		if err := m.end(); !is(err) {
			t.Errorf("%s: ended with %v", name, err)
		}
		if n := slices.DeleteFunc(p.Seen(), func(r inmemory.Request) bool { return r.What != "PUT enrolments" }); len(n) != 0 {
			t.Errorf("%s: %d enrolments left", name, len(n))
		}
	}
	for how, fail := range map[string]func(*brokenstore.Store){"full": (*brokenstore.Store).Fill, "gone": (*brokenstore.Store).Break} {
		p := newParty(t, exactOneRound)
		disk := brokenstore.New(store.NewMemory())
		m := p.add(disk, kindRows(0, false))
		fail(disk)
		refused(how, p, m, func(err error) bool { return errors.Is(err, brokenstore.ErrBroken) })
	}
	p := newParty(t, exactOneRound)
	v := store.NewMemory()
	m := p.add(v, kindRows(0, false))
	p.start(m)
	p.Enrolled(1)
	m.kill()
	key := "training/" + p.ID().String()
	raw, err := v.Get(t.Context(), key)
	inmemory.Must(t, err)
	var fields map[string]json.RawMessage
	inmemory.Must(t, json.Unmarshal(raw, &fields))
	fields["enrolled"] = json.RawMessage(`"AAAA"`)
	raw, err = json.Marshal(fields)
	inmemory.Must(t, err)
	inmemory.Must(t, v.Put(t.Context(), key, raw))
	before := len(p.Seen())
	p.restart(m)
	if err := m.end(); err == nil || !strings.Contains(err.Error(), "failed to read vault") {
		t.Errorf("a damaged enrolment: ended with %v", err)
	}
	for _, r := range p.Seen()[before:] {
		if r.What == "PUT enrolments" {
			t.Error("a damaged enrolment leaves")
		}
	}
}

// choosy is a store of which chosen operations fail.
type choosy struct {
	store.Store
	fails func(what, key string, value []byte) bool
}

func (s choosy) Keys(ctx context.Context) ([]string, error) {
	if s.fails("keys", "", nil) {
		return nil, brokenstore.ErrBroken
	}
	return s.Store.Keys(ctx)
}

func (s choosy) Put(ctx context.Context, key string, value []byte) error {
	if s.fails("put", key, value) {
		return brokenstore.ErrBroken
	}
	return s.Store.Put(ctx, key, value)
}

func (s choosy) Create(ctx context.Context, key string, value []byte) error {
	if s.fails("create", key, value) {
		return brokenstore.ErrBroken
	}
	return s.Store.Create(ctx, key, value)
}

// An owner ends if it cannot read for whom it vouches, or cannot keep it: it does not take everybody for a stranger, or
// for a friend.
func TestVouchingInABrokenVault(t *testing.T) {
	for _, fails := range []func(what, key string, value []byte) bool{
		func(what, _ string, _ []byte) bool { return what == "keys" },
		func(what, key string, _ []byte) bool { return what == "put" && strings.HasPrefix(key, "vouched/") },
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, circleFile, kindRows(0, false), kindRows(1, false), kindRows(2, false), kindRows(3, false))
			p.strangers = true
			var on atomic.Bool
			victim := p.add(choosy{store.NewMemory(), func(what, key string, value []byte) bool { return on.Load() && fails(what, key, value) }}, kindRows(4, false))
			for _, m := range p.owners[:4] {
				k, err := m.Key()
				inmemory.Must(t, err)
				victim.rules.Vouch = append(victim.rules.Vouch, k.Words())
			}
			p.reopen(victim, p.Link(p.ID()))
			on.Store(true)
			p.admit()
			if err := victim.end(); !errors.Is(err, brokenstore.ErrBroken) {
				t.Errorf("ended with %v, want the store's error", err)
			}
		})
	}
}

// An owner at the end of a training says if it could not take back a statement, or keep the proof of an upload.
func TestEndsInABrokenVault(t *testing.T) {
	for name, c := range map[string]struct {
		fails func(what, key string, value []byte) bool
		play  func(p *party)
	}{
		"a lobby that ends": {
			func(what, key string, value []byte) bool {
				return what == "create" && bytes.Contains(value, []byte(`"struck"`))
			},
			func(p *party) { p.stated() },
		},
		"an upload in a sum": {
			func(what, _ string, value []byte) bool {
				return what == "put" && bytes.Contains(value, []byte(`"accepted":true`))
			},
			func(p *party) { p.Start(); p.once() },
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, exactThree, kindRows(0, false), kindRows(1, false))
			var failed atomic.Bool
			victim := p.add(choosy{store.NewMemory(), func(what, key string, value []byte) bool {
				return c.fails(what, key, value) && !failed.Swap(true) // once
			}}, kindRows(2, false))
			p.admit()
			c.play(p)
			synctest.Wait()
			p.Done()
			if err := victim.end(); !errors.Is(err, brokenstore.ErrBroken) {
				t.Errorf("%s: ended with %v, want the store's error (failed: %v)", name, err, failed.Load())
			}
		})
	}
}

// No statement leaves before the ledger and the record have it, or if the one that was sent before cannot be read.
func TestNoStatementLeavesABrokenVault(t *testing.T) {
	for name, fails := range map[string]func(what string, value []byte) bool{
		"the ledger": func(what string, value []byte) bool {
			return what == "create" && bytes.Contains(value, []byte(`"stated":{`))
		},
		"the record": func(what string, value []byte) bool {
			return what == "put" && bytes.Contains(value, []byte(`"stated":"`))
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newParty(t, exactThree, kindRows(0, false), kindRows(1, false))
			victim := p.add(choosy{store.NewMemory(), func(what, _ string, value []byte) bool { return fails(what, value) }}, kindRows(2, false))
			p.admit()
			if err := victim.end(); !errors.Is(err, brokenstore.ErrBroken) {
				t.Errorf("%s: ended with %v, want the store's error", name, err)
			}
			if n := p.statements()[wire.First]; n > 2 {
				t.Errorf("%s: %d statements left", name, n)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		p := newParty(t, exactThree, kindRows(0, false), kindRows(1, false))
		v := store.NewMemory()
		victim := p.add(v, kindRows(2, false))
		p.admit()
		p.stated()
		victim.kill()
		key := "training/" + p.ID().String()
		raw, err := v.Get(t.Context(), key)
		inmemory.Must(t, err)
		var fields map[string]json.RawMessage
		inmemory.Must(t, json.Unmarshal(raw, &fields))
		if fields["stated"] == nil {
			t.Fatal("the record has no statement")
		}
		fields["stated"] = json.RawMessage(`"AAAA"`)
		raw, err = json.Marshal(fields)
		inmemory.Must(t, err)
		inmemory.Must(t, v.Put(t.Context(), key, raw))
		p.restart(victim)
		if err := victim.end(); err == nil || !strings.Contains(err.Error(), "failed to read vault") {
			t.Errorf("a damaged statement: ended with %v", err)
		}
	})
}
