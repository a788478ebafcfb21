package round

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

const (
	// servingLease is for how long the others believe what this facilitator says of its owners; it says so again three
	// times as often.
	servingLease = 45 * time.Second
	// sayAfter is for how long news of owners are gathered before they are told.
	sayAfter = 20 * time.Millisecond
	// lookEvery is how often running and followed trainings are looked at whether or not anything was heard of them;
	// tidyEvery how often what nobody in particular is responsible for is seen to.
	lookEvery = 2 * time.Second
	tidyEvery = time.Minute
	// lookPause is the least time between two looks at one training.
	lookPause = 10 * time.Millisecond
	// takeover is how long the facilitator that is nearest to a step (it had the last message, or it opened the phase) has
	// for it before another one does it.
	takeover = time.Second
)

// commons is what the facilitators on one store tell each other: that trainings move, and whom each serves. What one
// decides is guarded by revisions in the store whatever was told; telling only makes it quick.
type commons struct {
	m      *Machine
	store  store.Shared
	skew   atomic.Int64 // the store's clock minus ours, in milliseconds
	unhear func()
	ctx    context.Context // ends with the machine
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex // guards the fields below; taken after every other
	closed  bool
	looks   map[wire.TrainingID]*look
	serving map[seat]int64    // owners that we serve, and when each signed so, in Unix milliseconds
	news    map[seat]struct{} // those whose coming or going is not told yet
	timers  map[string]Timer  // by what they are for
}

// seat is an owner in a training.
type seat struct {
	training wire.TrainingID
	owner    wire.Identity
}

func newCommons(m *Machine, s store.Shared) *commons {
	c := &commons{m: m, store: s, looks: map[wire.TrainingID]*look{}, serving: map[seat]int64{}, news: map[seat]struct{}{}, timers: map[string]Timer{}}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// start begins to listen and to look.
func (c *commons) start() {
	c.unhear = c.store.Follow(c.hear, func() { c.spawn(c.lookAtAll) })
	c.after("look", lookEvery, c.keepLooking)
	c.spawn(c.keepSaying)
	c.after("tidy", tidyEvery, c.keepTidy)
}

// close stops everything and waits for it. The store takes back by itself whom we serve, when it is closed.
func (c *commons) close() {
	c.mu.Lock()
	c.closed = true
	for _, t := range c.timers {
		t.Stop()
	}
	c.mu.Unlock()
	c.cancel()
	if c.unhear != nil {
		c.unhear()
	}
	c.work.Wait()
}

// spawn runs f beside, unless the machine is closed.
func (c *commons) spawn(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.work.Go(f)
	}
}

// after sets the one timer of a name. One that is set already stays.
func (c *commons) after(name string, d time.Duration, f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.timers[name] != nil {
		return
	}
	c.timers[name] = c.m.clock.AfterFunc(d, func() {
		c.mu.Lock()
		delete(c.timers, name)
		c.mu.Unlock()
		c.spawn(f)
	})
}

func (c *commons) keepTidy() {
	c.m.retention.sweep(c.ctx)
	if ids, err := c.store.Trainings(c.ctx); err == nil {
		c.m.mu.Lock()
		c.m.count = len(ids)
		c.m.mu.Unlock()
	}
	c.after("tidy", tidyEvery, c.keepTidy)
}
