package update

import (
	"context"
	"sync"
	"time"
)

// Learning on weights that owners read takes a time that depends on the rows, and the facilitator sees when an upload
// comes. So an owner's values are held back until a time from the start that is the same for all tables up to some size:
// a sixteenth of a second, or that doubled as often as needed. The facilitator may learn that a table is a large one,
// and roughly how large.

// LeastPace is the shortest time that learning takes.
const LeastPace = time.Second / 16

// PaceFor returns the pace that leaves room for work that took d once.
func PaceFor(d time.Duration) time.Duration {
	pace := LeastPace
	for pace < d && pace < time.Hour {
		pace *= 2
	}
	return pace
}

// Pace is how long learning in a round takes. The zero value is the least. It may be used from several goroutines.
type Pace struct {
	mu   sync.Mutex // protects pace
	pace time.Duration
}

// Set begins a training at a pace.
func (p *Pace) Set(pace time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pace = pace
}

// Keep waits until the pace has passed since start. A round that took longer raises the pace for the rest of the training.
func (p *Pace) Keep(ctx context.Context, start time.Time) error {
	p.mu.Lock()
	p.pace = max(p.pace, PaceFor(time.Since(start)))
	rest := time.NewTimer(p.pace - time.Since(start))
	p.mu.Unlock()
	defer rest.Stop()
	select {
	case <-rest.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
