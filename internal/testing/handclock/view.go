package handclock

import (
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/round/clock"
)

// View is one process' view of a clock: as long off as it was when the process started. A process whose wall clock is set
// while it runs notices nothing until it starts again, because what it measures is monotonic.
type View struct {
	*Clock
	skew time.Duration
	dead atomic.Bool
}

// View returns what a process sees whose wall clock is off by skew.
func (c *Clock) View(skew time.Duration) *View { return &View{Clock: c, skew: skew} }

// Now implements clock.Clock.
func (v *View) Now() time.Time { return v.Clock.Now().Add(v.skew) }

// AfterFunc implements clock.Clock.
func (v *View) AfterFunc(d time.Duration, do func()) clock.Timer {
	return v.Clock.AfterFunc(d, func() {
		if !v.dead.Load() {
			do()
		}
	})
}

// End ends the process: its timers do not run any more.
func (v *View) End() { v.dead.Store(true) }
