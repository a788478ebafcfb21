package progress

import (
	"runtime"
	"sync"
	"time"
)

// A page's worker has one thread: while Go computes, no event of the socket is handled, and after a minute of that the
// facilitator assumes that the owner is gone. So long work calls Breathe after every part.

const (
	oneThread = runtime.GOOS == "js"
	heldFor   = 100 * time.Millisecond // the longest that events wait
)

var lastBreath struct {
	mu sync.Mutex // protects at
	at time.Time
}

// Breathe lets the platform's event loop run, if it did not for a while. It does nothing if goroutines do not share a
// thread with it.
func Breathe() {
	if !oneThread {
		return
	}
	lastBreath.mu.Lock()
	due := time.Since(lastBreath.at) > heldFor
	if due {
		lastBreath.at = time.Now()
	}
	lastBreath.mu.Unlock()
	if due {
		time.Sleep(time.Millisecond) // hands over to the event loop until a timer fires
	}
}
