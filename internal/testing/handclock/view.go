package handclock

import (
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/round/clock"
)

// View is one process' view of a clock: as long off as it was when the process started. If the wall clock of a process
// is set while it runs, the process notices nothing until it starts again, because it measures monotonic time.
type View struct {
	*Clock
	skew time.Duration
	dead atomic.Bool
}

// View returns the view of a process with a wall clock that is off by skew.
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
