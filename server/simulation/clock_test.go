package simulation_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/round"
)

// clock is the time of a life. Timers run in the goroutine that moves it.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer
}

// face is one process' view of the clock: as long off as it was when the process started. A process whose wall clock is
// set while it runs notices nothing until it starts again, because what it measures is monotonic.
type face struct {
	*clock
	skew time.Duration
	dead atomic.Bool // timers of a process that has ended do not run
}

type timer struct {
	c  *clock
	at time.Time
	f  func()
}

func newClock() *clock { return &clock{now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Now implements round.Clock.
func (f *face) Now() time.Time { return f.time().Add(f.skew) }

// AfterFunc implements round.Clock.
func (f *face) AfterFunc(d time.Duration, do func()) round.Timer {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := &timer{f.clock, f.now.Add(d), func() {
		if !f.dead.Load() {
			do()
		}
	}}
	f.timers = append(f.timers, t)
	return t
}

func (t *timer) Stop() bool {
	t.c.mu.Lock()
	defer t.c.mu.Unlock()
	i := slices.Index(t.c.timers, t)
	if i < 0 {
		return false
	}
	t.c.timers = slices.Delete(t.c.timers, i, i+1)
	return true
}

// advance moves the clock on and runs every timer that is due, in order.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := c.now.Add(d)
	for {
		var next *timer
		for _, t := range c.timers {
			if !t.at.After(end) && (next == nil || t.at.Before(next.at)) {
				next = t
			}
		}
		if next == nil {
			break
		}
		if next.at.After(c.now) {
			c.now = next.at
		}
		c.timers = slices.DeleteFunc(c.timers, func(t *timer) bool { return t == next })
		c.mu.Unlock()
		next.f()
		c.mu.Lock()
	}
	c.now = end
}
