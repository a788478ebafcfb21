package round

import (
	"context"
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/round/replica"
	"github.com/blindfit/blindfit/server/store"
)

// shared coordinates a facilitator that is one of several on a shared store. Memory is compared with the store whenever a
// training is acquired; decisions are made again if another facilitator was faster.
type shared struct {
	*replica.Replica
	r       *registry
	started time.Time
}

func newShared(r *registry, s store.Shared) *shared {
	c := &shared{r: r, started: r.clock.Now()}
	c.Replica = replica.New(replica.Options{
		Store: s, Clock: r.clock, Log: r.log,
		Visit:    c.visit,
		Held:     func(id wire.TrainingID) bool { return r.find(id) != nil },
		Followed: c.followed,
		Housekeep: func(ctx context.Context) {
			r.retention.Sweep(ctx)
			r.recount(ctx)
		},
	})
	return c
}

func (c *shared) start()              { c.Start() }
func (c *shared) close()              { c.Close() }
func (c *shared) now() time.Time      { return c.Now() }
func (c *shared) of(t *training) peer { return &sharedPeer{c: c, t: t} }

// visit reads the changes of a training, and ends its phase if this facilitator is nearest to that.
func (c *shared) visit(ctx context.Context, id wire.TrainingID, nearest bool) {
	t, err := c.r.acquire(ctx, id)
	if err != nil {
		return // the next visit is soon
	}
	defer t.mu.Unlock()
	if nearest {
		t.conclude(ctx, t.due)
	}
}

// followed lists the trainings that clients follow here. One that is worked on is not waited for: it needs no visit.
func (c *shared) followed() (ids []wire.TrainingID) {
	for _, t := range c.r.held() {
		if t.mu.TryLock() {
			if t.news.Followed() {
				ids = append(ids, t.id)
			}
			t.mu.Unlock()
		}
	}
	return ids
}

// sharedPeer is one training on a shared store.
type sharedPeer struct {
	c       *shared
	t       *training
	changes int64 // of presence, as far as memory knows
	history int64 // of the store, when memory was read
}

func (p *sharedPeer) seat(who wire.Identity) replica.Seat {
	return replica.Seat{Training: p.t.id, Owner: who}
}

// slot is the slot that fills while the record stays the same; that of no kind, which is always empty, if there is none.
func (p *sharedPeer) slot() store.Slot {
	return p.t.slot(p.t.rec.Phase.Rule().Collects)
}

// noted is how many messages of the slot memory knows.
func (p *sharedPeer) noted() int {
	if r := p.t.collecting(); r != nil {
		return len(r.entries)
	}
	if p.t.run != nil && p.t.run.Collects() {
		return len(p.t.run.Sent())
	}
	return 0
}

func (p *sharedPeer) refresh(ctx context.Context) error {
	st, err := p.c.Stamp(ctx, p.t.id, p.slot())
	if err != nil {
		return err
	}
	if st.Revision != p.t.rec.Revision || st.History != p.history {
		p.t.loaded = false
		return nil
	}
	if st.Messages == p.noted() && st.Changes == p.changes {
		return nil
	}
	if st.Messages != p.noted() {
		if err := p.readMessages(ctx); err != nil {
			return err
		}
	}
	if st.Changes != p.changes {
		if err := p.readPresence(ctx); err != nil {
			return err
		}
	}
	p.t.news.Stirred()
	return nil
}

// readMessages reads the owners with a message in the slot.
func (p *sharedPeer) readMessages(ctx context.Context) error {
	if r := p.t.collecting(); r != nil {
		return p.t.readRoll(ctx, p.c.r.archive, r, p.slot().Kind, false)
	}
	sent, err := p.c.Store.Senders(ctx, p.slot())
	if err == nil {
		p.t.run.Note(sent...)
	}
	return err
}

// readPresence reads the owners that are connected to any facilitator, and those that have left.
func (p *sharedPeer) readPresence(ctx context.Context) error {
	a, err := p.c.Store.Audience(ctx, p.t.id)
	if err != nil {
		return err
	}
	p.changes = a.Changes
	p.t.presence.SetAnywhere(a.Present)
	var gone collect.Set
	for _, f := range a.Left {
		if f.Ref == p.t.rec.Ref {
			gone = gone.With(f.Identity)
		}
		at := time.UnixMilli(f.AtMS)
		if signed := p.c.SignedAt(p.seat(f.Identity)); signed == 0 || signed > f.AtMS {
			p.t.presence.LeftAt(f.Identity, at)
			continue
		}
		// It left at another facilitator, which is for all of us.
		p.t.presence.Leave(f.Identity, at)
		p.c.Stops(p.seat(f.Identity))
	}
	if p.t.run != nil {
		p.t.run.SetGone(gone)
	}
	return nil
}

func (p *sharedPeer) reloaded(ctx context.Context) error {
	st, err := p.c.Stamp(ctx, p.t.id, p.slot()) // also to compare the clocks
	if err != nil {
		return err
	}
	p.history = st.History
	return p.readPresence(ctx)
}

func (p *sharedPeer) finish(context.Context) { p.c.TakeOver(p.t.id) }

// stored looks at once for messages of others that memory does not know.
func (p *sharedPeer) stored() { p.c.Revisit(p.t.id, true) }

// version follows from the store, so that it is the same at every facilitator: each term only grows while those before
// it stay the same, and the last begins again at 0 when the record moves on, with far fewer than 2^20 messages.
// It is less than the last one only if the database has gone back to an older point, which is news too.
func (p *sharedPeer) version(last int64) int64 {
	if v := p.changes + p.t.rec.Revision<<20 + int64(p.noted()); v >= last {
		return v
	}
	return last + 1
}

func (p *sharedPeer) slack() (least, extra time.Duration) {
	if p.c.r.clock.Now().Sub(p.c.started) < graceAfterRestart {
		least = graceAfterRestart // perhaps no other facilitator was up before
	}
	return least, replica.Takeover
}

func (p *sharedPeer) partial() func(store.Message) {
	revision := p.t.rec.Revision
	return func(m store.Message) {
		p.c.Go(func(ctx context.Context) {
			if _, err := p.c.Store.Put(ctx, revision, m); err != nil && !errors.Is(err, store.ErrRevision) && ctx.Err() == nil {
				p.c.r.log.Warn("partial product not stored", "training", m.Training, "error", err)
			}
		})
	}
}

func (p *sharedPeer) arrived(who wire.Identity, at time.Time) { p.c.Serves(p.seat(who), at) }
func (p *sharedPeer) departed(who wire.Identity)              { p.c.Stops(p.seat(who)) }

func (p *sharedPeer) left(ctx context.Context, who wire.Identity, at time.Time) (fresh bool, err error) {
	f := store.Farewell{Identity: who, AtMS: at.UnixMilli()}
	if p.t.leaves(who) {
		f.Ref = p.t.rec.Ref
	}
	return p.c.Store.Leave(context.WithoutCancel(ctx), p.t.id, f)
}

func (p *sharedPeer) returned(ctx context.Context, who wire.Identity) error {
	return p.c.Store.Return(context.WithoutCancel(ctx), p.t.id, who)
}
