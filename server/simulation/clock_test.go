package simulation_test

import (
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/server/round"
)

// face is one process' view of the clock: as long off as it was when the process started. A process whose wall clock is
// set while it runs notices nothing until it starts again, because what it measures is monotonic.
type face struct {
	*handclock.Clock
	skew time.Duration
	dead atomic.Bool // timers of a process that has ended do not run
}

// Now implements round.Clock.
func (f *face) Now() time.Time { return f.Clock.Now().Add(f.skew) }

// AfterFunc implements round.Clock.
func (f *face) AfterFunc(d time.Duration, do func()) round.Timer {
	return f.Clock.AfterFunc(d, func() {
		if !f.dead.Load() {
			do()
		}
	})
}
