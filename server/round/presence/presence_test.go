package presence_test

import (
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/presence"
)

var alice, bob = wire.Identity{1}, wire.Identity{2}

func newPresence(c *handclock.Clock) (p *presence.Presence, gone *[]wire.Identity) {
	gone = &[]wire.Identity{}
	p = presence.New(c, func(who wire.Identity) {
		if p.Sweep(who) {
			*gone = append(*gone, who)
		}
	})
	return p, gone
}

// TestSessions: an owner is connected while one of its sessions is open, and for the lease that the last one leaves.
func TestSessions(t *testing.T) {
	c := handclock.New()
	p, gone := newPresence(c)
	first, arrived := p.Enter(alice, time.Time{})
	second, again := p.Enter(alice, time.Time{})
	if !arrived || again || first != second || p.Count() != 1 {
		t.Error("two sessions of one owner are one presence")
	}
	if p.Exit(alice, first, 0) || !p.Has(alice) {
		t.Error("the owner is gone with one of two sessions")
	}
	if p.Exit(alice, second, time.Minute) {
		t.Error("a lease counts for nothing")
	}
	c.Advance(59 * time.Second)
	if !p.Has(alice) || len(*gone) != 0 {
		t.Error("a lease ends early")
	}
	c.Advance(time.Second)
	if p.Has(alice) || len(*gone) != 1 {
		t.Error("a lease does not end")
	}
	session, _ := p.Enter(bob, time.Time{})
	if !p.Exit(bob, session, 0) || p.Count() != 0 {
		t.Error("an owner stays without session or lease")
	}
}

// TestLeaseUnderASession: a lease that ends while a session is open ends nothing.
func TestLeaseUnderASession(t *testing.T) {
	c := handclock.New()
	p, gone := newPresence(c)
	s, _ := p.Enter(alice, time.Time{})
	p.Exit(alice, s, time.Minute)
	s, arrived := p.Enter(alice, time.Time{})
	if arrived {
		t.Error("an owner with a lease arrives again")
	}
	c.Advance(2 * time.Minute)
	if !p.Has(alice) || len(*gone) != 0 {
		t.Error("a session ended with an older lease")
	}
	if !p.Exit(alice, s, 0) {
		t.Error("an old lease keeps an owner")
	}
}

// TestLeaving: an owner that leaves is gone with all its sessions; what it signed before does not bring it back.
func TestLeaving(t *testing.T) {
	c := handclock.New()
	p, _ := newPresence(c)
	s, _ := p.Enter(alice, time.Time{})
	p.Enter(alice, time.Time{})
	at := c.Now()
	if !p.Leave(alice, at) || p.Has(alice) {
		t.Error("an owner that left is there")
	}
	if p.Leave(alice, at) || p.Exit(alice, s, time.Minute) || p.Has(alice) || c.Pending() != 0 {
		t.Error("a session that ended with its owner's leaving leaves a lease")
	}
	if p.MayEnter(alice, at) || p.MayEnter(alice, at.Add(-time.Second)) || !p.MayEnter(alice, at.Add(time.Millisecond)) {
		t.Error("an owner may enter by what it signed before it left")
	}
	p.LeftAt(bob, at)
	if p.MayEnter(bob, at) {
		t.Error("an owner that left elsewhere may enter by an old request")
	}
}

// TestLateNotice: a notice of leaving that an owner signed before it came back does not end its new session.
func TestLateNotice(t *testing.T) {
	c := handclock.New()
	p, _ := newPresence(c)
	before := c.Now()
	back := before.Add(time.Second)
	p.Enter(alice, back)
	p.Enter(alice, before) // of an older connection
	if p.MayLeave(alice, before) || !p.MayLeave(alice, back.Add(time.Millisecond)) || !p.MayLeave(bob, before) {
		t.Error("a late notice of leaving counts, or a new one does not")
	}
}

// TestAnywhere: if facilitators share a store, the owners that are connected to any of them count.
func TestAnywhere(t *testing.T) {
	p, _ := newPresence(handclock.New())
	p.Enter(alice, time.Time{})
	p.SetAnywhere([]wire.Identity{bob})
	if p.Has(alice) || !p.Has(bob) || p.Count() != 1 || !slices.Equal(p.List(), []wire.Identity{bob}) {
		t.Error("presence is not that of all facilitators")
	}
	p.SetAnywhere(nil)
	if p.Count() != 0 || len(p.List()) != 0 {
		t.Error("an owner is there that no facilitator serves")
	}
}

// TestClose leaves no timer.
func TestClose(t *testing.T) {
	c := handclock.New()
	p, _ := newPresence(c)
	s, _ := p.Enter(alice, time.Time{})
	p.Exit(alice, s, time.Minute)
	p.Close()
	if c.Pending() != 0 || p.Count() != 0 {
		t.Error("a lease goes on after the end")
	}
}
