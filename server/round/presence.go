package round

import (
	"maps"
	"slices"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// presence knows which owners are connected: by an open session (event socket or long poll), or by a lease that
// their last request left. It lives in memory, and where the store is shared
// what all facilitators know of it comes from there. The training's mu guards it. The rest of the package asks it
// by has, count and list, and tells it by mayEnter, enter, exit, leave and sweep.
type presence struct {
	clock   Clock
	owners  map[wire.Identity]*owner
	all     map[wire.Identity]struct{}  // who is connected to any facilitator on the store; nil where this is the only one
	left    map[wire.Identity]time.Time // when an owner last signed that it leaves, by its own clock
	expired func(wire.Identity)         // called without the lock when a lease may have ended
}

type owner struct {
	sessions int
	lease    time.Time
	timer    Timer
}

// mayEnter reports whether a request signed at a time is from after the owner's leaving.
func (p *presence) mayEnter(who wire.Identity, at time.Time) bool { return at.After(p.left[who]) }

// has reports whether an owner is connected.
func (p *presence) has(who wire.Identity) bool {
	if p.all != nil {
		_, ok := p.all[who]
		return ok
	}
	return p.owners[who] != nil
}

// count is how many owners are connected.
func (p *presence) count() int {
	if p.all != nil {
		return len(p.all)
	}
	return len(p.owners)
}

// enter opens a session and reports whether the owner was absent before.
func (p *presence) enter(who wire.Identity) (o *owner, arrived bool) {
	o = p.owners[who]
	if o == nil {
		o = &owner{}
		p.owners[who] = o
		arrived = true
	}
	o.sessions++
	return o, arrived
}

// exit closes a session; the owner stays present for the lease. It reports whether the owner is absent now.
func (p *presence) exit(who wire.Identity, o *owner, lease time.Duration) (left bool) {
	o.sessions--
	if p.owners[who] != o {
		return false // it left by itself meanwhile
	}
	if until := p.clock.Now().Add(lease); until.After(o.lease) {
		o.lease = until
	}
	return p.sweep(who)
}

// leave ends every session and lease of an owner, who signed so at a time, and reports whether it was present.
func (p *presence) leave(who wire.Identity, at time.Time) bool {
	p.left[who] = at
	o := p.owners[who]
	if o == nil {
		return false
	}
	o.stop()
	delete(p.owners, who)
	return true
}

// sweep removes an owner without session or lease and otherwise sees to it that the end of its lease is noticed.
func (p *presence) sweep(who wire.Identity) (left bool) {
	o := p.owners[who]
	if o == nil || o.sessions > 0 {
		return false
	}
	o.stop()
	if d := o.lease.Sub(p.clock.Now()); d > 0 {
		o.timer = p.clock.AfterFunc(d, func() { p.expired(who) })
		return false
	}
	delete(p.owners, who)
	return true
}

func (o *owner) stop() {
	if o.timer != nil {
		o.timer.Stop()
	}
	o.timer = nil
}

// close stops every timer.
func (p *presence) close() {
	for _, o := range p.owners {
		o.stop()
	}
	clear(p.owners)
}

// list returns those present, in identity order.
func (p *presence) list() []wire.Identity {
	out := make([]wire.Identity, 0, p.count())
	if p.all != nil {
		out = slices.AppendSeq(out, maps.Keys(p.all))
	} else {
		out = slices.AppendSeq(out, maps.Keys(p.owners))
	}
	slices.SortFunc(out, wire.Identity.Compare)
	return out
}

func (t *training) presenceExpired(who wire.Identity) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.presence.sweep(who) {
		t.wentAway(who)
	}
}
