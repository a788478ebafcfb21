package round

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/wire"
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

// look is a look at one training that is due or running.
type look struct{ again, own bool }

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

// hear looks at a training that moved, if we hold it. Any other is read when somebody asks for it, or when we look for
// those that run.
func (c *commons) hear(id wire.TrainingID) {
	c.m.mu.Lock()
	_, held := c.m.trainings[id]
	c.m.mu.Unlock()
	if held {
		c.look(id, false)
	}
}

// look reads soon what the store holds of a training, and acts on it. own says that we stored the last message, so that
// nobody is nearer to the end of the phase.
func (c *commons) look(id wire.TrainingID, own bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.looks[id]; l != nil {
		l.again, l.own = true, l.own || own
		return
	}
	if c.closed {
		return
	}
	l := &look{again: true, own: own}
	c.looks[id] = l
	c.work.Go(func() {
		for c.due(id, l) {
			c.lookNow(id, l)
			select {
			case <-time.After(lookPause):
			case <-c.ctx.Done():
			}
		}
	})
}

// due reports whether a look is asked for, and forgets it where none is.
func (c *commons) due(id wire.TrainingID, l *look) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !l.again || c.closed {
		delete(c.looks, id)
		return false
	}
	l.again = false
	return true
}

func (c *commons) lookNow(id wire.TrainingID, l *look) {
	c.mu.Lock()
	own := l.own
	l.own = false
	c.mu.Unlock()
	t, err := c.m.acquire(c.ctx, id)
	if err != nil {
		return // the next look is no later than lookEvery
	}
	defer t.mu.Unlock()
	if own {
		t.conclude(c.ctx, t.allIn)
	}
}

func (c *commons) keepLooking() {
	c.lookAtAll()
	c.after("look", lookEvery, c.keepLooking)
}

// lookAtAll looks at every training that runs or that somebody here follows: what was not heard of is found so.
func (c *commons) lookAtAll() {
	running, err := c.store.Running(c.ctx)
	if err != nil && c.ctx.Err() == nil {
		c.m.log.Error("running trainings not read", "error", err)
	}
	for _, id := range running {
		c.look(id, false)
	}
	for _, t := range c.m.held() {
		// One that is being worked on needs no look.
		if t.mu.TryLock() {
			followed := t.followers > 0
			t.mu.Unlock()
			if followed {
				c.look(t.id, false)
			}
		}
	}
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

// serves notes that an owner who signed at a time is here, to be told to the others.
func (c *commons) serves(s seat, at time.Time) {
	c.mu.Lock()
	known, ok := c.serving[s]
	c.serving[s] = max(known, at.UnixMilli())
	if !ok {
		c.news[s] = struct{}{}
	}
	c.mu.Unlock()
	if !ok {
		c.after("news", sayAfter, c.sayNews)
	}
}

// gone notes that an owner is here no longer.
func (c *commons) gone(s seat) {
	c.mu.Lock()
	_, ok := c.serving[s]
	delete(c.serving, s)
	c.news[s] = struct{}{}
	c.mu.Unlock()
	if ok {
		c.after("news", sayAfter, c.sayNews)
	}
}

// signed is when an owner here signed that it is; zero where it is not here.
func (c *commons) signed(s seat) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.serving[s]
}

// sayNews tells who came and who went since the last time.
func (c *commons) sayNews() {
	c.mu.Lock()
	var came []store.Attendance
	var went []seat
	for s := range c.news {
		if at, ok := c.serving[s]; ok {
			came = append(came, store.Attendance{Training: s.training, Identity: s.owner, AtMS: at})
		} else {
			went = append(went, s)
		}
	}
	clear(c.news)
	c.mu.Unlock()
	err := c.store.Attend(c.ctx, servingLease, came...)
	touched := map[wire.TrainingID]struct{}{}
	for _, a := range came {
		touched[a.Training] = struct{}{}
	}
	for _, s := range went {
		err = errors.Join(err, c.store.Depart(c.ctx, s.training, s.owner))
		touched[s.training] = struct{}{}
	}
	for id := range touched {
		c.look(id, false)
	}
	if err == nil || c.ctx.Err() != nil {
		return
	}
	c.m.log.Error("the others are not told who is here", "error", err)
	c.mu.Lock()
	for _, a := range came {
		c.news[seat{a.Training, a.Identity}] = struct{}{}
	}
	for _, s := range went {
		c.news[s] = struct{}{}
	}
	c.mu.Unlock()
	c.after("news", retryDelay, c.sayNews)
}

// keepSaying tells again whom we serve, and forgets those of whom nobody has said so for long: their facilitator died.
func (c *commons) keepSaying() {
	const together = 1000
	c.mu.Lock()
	all := make([]store.Attendance, 0, len(c.serving))
	for s, at := range c.serving {
		all = append(all, store.Attendance{Training: s.training, Identity: s.owner, AtMS: at})
	}
	c.mu.Unlock()
	next := servingLease / 3
	var err error
	for len(all) > 0 && err == nil {
		n := min(together, len(all))
		err = c.store.Attend(c.ctx, servingLease, all[:n]...)
		all = all[n:]
	}
	if err = errors.Join(err, c.store.Lapse(c.ctx)); err != nil && c.ctx.Err() == nil {
		c.m.log.Error("the others are not told who is here", "error", err)
		next = retryDelay
	}
	c.after("say", next, c.keepSaying)
}

// takeOver ends a step that is over some time later, unless the one that is nearer to it has done so by then.
func (c *commons) takeOver(id wire.TrainingID) {
	c.after("take "+id.String(), takeover, func() { c.look(id, true) })
}
