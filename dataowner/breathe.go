package dataowner

import (
	"runtime"
	"sync"
	"time"
)

// A page's worker has one thread: while Go computes, no event of the socket is heard, and after a minute of that the
// facilitator takes the owner for gone. Whatever takes long therefore calls breathe after every part of its work.

const (
	oneThread = runtime.GOOS == "js"
	heldFor   = 100 * time.Millisecond // that long is nothing lost
)

var lastBreath struct {
	mu sync.Mutex // protects at
	at time.Time
}

// breathe gives the platform's event loop a turn, if it had none for a while. It does nothing where goroutines do not
// share a thread with it.
func breathe() {
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
		time.Sleep(time.Millisecond) // the runtime hands over to the event loop, which wakes it by a timer
	}
}
