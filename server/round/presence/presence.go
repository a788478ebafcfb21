// Package presence owns the set of connected owners of one training. An owner is connected by an open session (event
// socket or long poll), or by a lease that its last request left.
//
// It lives in memory. If several facilitators share a store, each knows its own sessions, and learns from the store the
// owners that are connected to any of them.
package presence

import (
	"maps"
	"slices"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/clock"
)

// Presence is which owners are connected. It is not safe for concurrent use.
type Presence struct {
	clock    clock.Clock
	expired  func(wire.Identity)
	sessions map[wire.Identity]*Session
	anywhere map[wire.Identity]struct{} // connected to any facilitator; nil if this is the only one
	left     map[wire.Identity]time.Time
}

// Session is an owner's connections to this facilitator.
type Session struct {
	open   int
	signed time.Time // when the owner signed the newest request that opened a connection
	lease  time.Time
	timer  clock.Timer
}

// New returns a Presence without owners. expired is called when a lease may have ended; it must call Sweep.
func New(c clock.Clock, expired func(wire.Identity)) *Presence {
	return &Presence{clock: c, expired: expired, sessions: map[wire.Identity]*Session{}, left: map[wire.Identity]time.Time{}}
}

// MayEnter reports whether a request that an owner signed at a time is later than its leaving.
func (p *Presence) MayEnter(who wire.Identity, at time.Time) bool { return at.After(p.left[who]) }

// MayLeave reports whether a notice of leaving that an owner signed at a time is news: later than its last leaving, and not
// earlier than the request by which it came back.
func (p *Presence) MayLeave(who wire.Identity, at time.Time) bool {
	s := p.sessions[who]
	return p.MayEnter(who, at) && (s == nil || !s.signed.After(at))
}

// Has reports whether an owner is connected.
func (p *Presence) Has(who wire.Identity) bool {
	if p.anywhere != nil {
		_, ok := p.anywhere[who]
		return ok
	}
	return p.sessions[who] != nil
}

// Count returns how many owners are connected.
func (p *Presence) Count() int {
	if p.anywhere != nil {
		return len(p.anywhere)
	}
	return len(p.sessions)
}

// List returns the owners that are connected, in identity order.
func (p *Presence) List() []wire.Identity {
	if p.anywhere != nil {
		return sorted(p.anywhere)
	}
	return sorted(p.sessions)
}

func sorted[V any](m map[wire.Identity]V) []wire.Identity {
	out := slices.AppendSeq(make([]wire.Identity, 0, len(m)), maps.Keys(m))
	slices.SortFunc(out, wire.Identity.Compare)
	return out
}

// SetAnywhere replaces the owners that are connected to any facilitator on the store.
func (p *Presence) SetAnywhere(owners []wire.Identity) {
	p.anywhere = make(map[wire.Identity]struct{}, len(owners))
	for _, id := range owners {
		p.anywhere[id] = struct{}{}
	}
}

// Enter opens a session by a request that the owner signed at a time, and reports whether it had none and no lease.
func (p *Presence) Enter(who wire.Identity, at time.Time) (s *Session, arrived bool) {
	s = p.sessions[who]
	if s == nil {
		s = &Session{}
		p.sessions[who] = s
		arrived = true
	}
	s.open++
	if at.After(s.signed) {
		s.signed = at
	}
	return s, arrived
}

// Exit closes a session. The owner stays connected for the lease. It reports whether the owner is gone now.
func (p *Presence) Exit(who wire.Identity, s *Session, lease time.Duration) (gone bool) {
	s.open--
	if p.sessions[who] != s {
		return false // it left meanwhile
	}
	if until := p.clock.Now().Add(lease); until.After(s.lease) {
		s.lease = until
	}
	return p.Sweep(who)
}

// Leave ends all sessions and the lease of an owner that signed so at a time, and reports whether it was connected.
func (p *Presence) Leave(who wire.Identity, at time.Time) bool {
	p.left[who] = at
	s := p.sessions[who]
	if s == nil {
		return false
	}
	s.stop()
	delete(p.sessions, who)
	return true
}

// LeftAt records that an owner signed at a time that it leaves, to a facilitator that it may have been connected to since.
func (p *Presence) LeftAt(who wire.Identity, at time.Time) { p.left[who] = at }

// Sweep removes an owner without open session or lease, and reports whether it did; otherwise it sets the timer for the
// end of the lease.
func (p *Presence) Sweep(who wire.Identity) (gone bool) {
	s := p.sessions[who]
	if s == nil || s.open > 0 {
		return false
	}
	s.stop()
	if d := s.lease.Sub(p.clock.Now()); d > 0 {
		s.timer = p.clock.AfterFunc(d, func() { p.expired(who) })
		return false
	}
	delete(p.sessions, who)
	return true
}

func (s *Session) stop() {
	if s.timer != nil {
		s.timer.Stop()
	}
	s.timer = nil
}

// Close stops all timers and ends all sessions.
func (p *Presence) Close() {
	for _, s := range p.sessions {
		s.stop()
	}
	clear(p.sessions)
}
