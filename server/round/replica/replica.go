// Package replica ties the facilitators on one shared store together: they notify each other that trainings moved, know
// the owners that any of them serves, use one clock, and finish the work of one that stops.
//
// Decisions are guarded by revisions in the store and do not depend on notifications. These only make it faster; if one
// is lost, polling finds the change.
package replica

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/clock"
	"github.com/blindfit/blindfit/server/store"
)

const (
	// lease is for how long the others believe that this facilitator serves an owner; it renews that three times as often.
	lease = 45 * time.Second
	// debounce gathers changes of presence before they are published.
	debounce = 20 * time.Millisecond
	// pollEvery is how often running and followed trainings are visited whether or not anything was heard of them.
	pollEvery = 2 * time.Second
	// housekeepEvery is the interval of work that no single replica owns.
	housekeepEvery = time.Minute
	// visitPause is the least time between two visits to one training.
	visitPause = 10 * time.Millisecond
	// takeover is how long the facilitator that is nearest to the end of a phase, because it stored the last message or
	// began the phase, has for it before another one ends it.
	takeover = time.Second
	// retryDelay is the pause before a failed publication is tried again.
	retryDelay = time.Second
)

// Takeover is how long after the end of a phase another facilitator than the nearest acts on it.
const Takeover = takeover

// Options are the callbacks of a replica into its facilitator.
type Options struct {
	Store store.Shared
	Clock clock.Clock
	Log   *slog.Logger
	// Visit reads a training from the store and acts on its state. nearest is true if this facilitator stored the last
	// message, so that no other is nearer to the end of the phase.
	Visit func(ctx context.Context, id wire.TrainingID, nearest bool)
	// Held reports whether a training is in memory; any other is read when it is asked for.
	Held func(id wire.TrainingID) bool
	// Followed lists the trainings that clients of this facilitator follow.
	Followed func() []wire.TrainingID
	// Housekeep does work that no single replica owns.
	Housekeep func(ctx context.Context)
}

// Replica is one facilitator among those on a shared store. It is safe for concurrent use.
type Replica struct {
	Options
	skew   atomic.Int64 // the store's clock minus ours, in milliseconds
	unhear func()
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex // guards the fields below; taken after every other lock
	closed  bool
	visits  map[wire.TrainingID]*visit
	serving map[Seat]int64    // owners that we serve, and when each signed so, in Unix milliseconds
	unsaid  map[Seat]struct{} // their coming or going is not published yet
	timers  map[string]clock.Timer
}

// New returns a replica that is not started.
func New(o Options) *Replica {
	r := &Replica{Options: o, visits: map[wire.TrainingID]*visit{}, serving: map[Seat]int64{}, unsaid: map[Seat]struct{}{}, timers: map[string]clock.Timer{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// Start begins to listen and to poll.
func (r *Replica) Start() {
	r.unhear = r.Store.Follow(r.hear, func() { r.Go(func(context.Context) { r.visitAll() }) })
	r.after("poll", pollEvery, r.poll)
	r.Go(func(context.Context) { r.renew() })
	r.after("housekeep", housekeepEvery, r.housekeep)
}

// Close stops everything and waits for it. When the store is closed, it removes the presence of our owners.
func (r *Replica) Close() {
	r.mu.Lock()
	r.closed = true
	for _, t := range r.timers {
		t.Stop()
	}
	r.mu.Unlock()
	r.cancel()
	if r.unhear != nil {
		r.unhear()
	}
	r.work.Wait()
}

// Now returns the time by the store's clock, which all facilitators share.
func (r *Replica) Now() time.Time {
	return r.Clock.Now().Add(time.Duration(r.skew.Load()) * time.Millisecond)
}

// Stamp asks the store how far a training has come, and compares the clocks.
func (r *Replica) Stamp(ctx context.Context, id wire.TrainingID, slot store.Slot) (store.Stamp, error) {
	st, err := r.Store.Stamp(ctx, id, slot)
	if err == nil {
		r.skew.Store(st.TimeMS - r.Clock.Now().UnixMilli())
	}
	return st, err
}

// Go runs f in the background, unless the replica is closed. The context ends with Close.
func (r *Replica) Go(f func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.work.Go(func() { f(r.ctx) })
	}
}

// after sets the one timer of a name. One that is set already stays.
func (r *Replica) after(name string, d time.Duration, f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.timers[name] != nil {
		return
	}
	r.timers[name] = r.Clock.AfterFunc(d, func() {
		r.mu.Lock()
		delete(r.timers, name)
		r.mu.Unlock()
		r.Go(func(context.Context) { f() })
	})
}

func (r *Replica) housekeep() {
	r.Housekeep(r.ctx)
	r.after("housekeep", housekeepEvery, r.housekeep)
}
