package dataowner

import (
	"context"
	"time"
)

// Learning on weights that owners read takes a time that depends on the rows, and the facilitator sees when an upload
// comes. So an owner's values are held back until a time from the start that is the same for all tables up to some size:
// a sixteenth of a second, or that doubled as often as needed. The facilitator may learn that a table is a large one,
// and roughly how large.

const leastPace = time.Second / 16

// paceFor returns the pace that leaves room for work that took d once.
func paceFor(d time.Duration) time.Duration {
	pace := leastPace
	for pace < d && pace < time.Hour {
		pace *= 2
	}
	return pace
}

// keepPace waits until the pace has passed since start. A round that took longer raises the pace for the rest of the
// training.
func (o *Owner) keepPace(ctx context.Context, start time.Time) error {
	o.mu.Lock()
	o.pace = max(o.pace, paceFor(time.Since(start)))
	rest := time.NewTimer(o.pace - time.Since(start))
	o.mu.Unlock()
	defer rest.Stop()
	select {
	case <-rest.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
