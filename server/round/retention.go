package round

import (
	"context"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// retention erases the uploads of accepted rounds once they have been kept for long enough. Since when each is kept is
// in the store; how long is a setting of this process, so a facilitator that is started again with a shorter time
// erases at once what is older.
type retention struct {
	m     *Machine
	keeps time.Duration

	mu    sync.Mutex // taken after a training's mu and before the machine's
	timer Timer      // nil where nothing is kept
}

// accepted adds to the change that accepts the present attempt what becomes of its uploads: erased with the other
// secrets, or those of the survivors kept. The caller holds t.mu.
func (t *training) accepted(c *store.Change) {
	uploads := t.slotOf(wire.KindUpload)
	for _, slot := range t.erased() {
		if slot != uploads || t.m.retention.keeps == 0 {
			c.Drop = append(c.Drop, slot)
		}
	}
	if t.m.retention.keeps > 0 {
		c.Keep = &store.Kept{Slot: uploads, SinceMS: t.m.wall().UnixMilli(), Owners: t.attempt.list.Owners}
	}
}

// began sees to it that what is kept from now on is erased. A timer that runs is for something older.
func (r *retention) began() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer == nil && r.keeps > 0 {
		r.after(r.keeps)
	}
}

// sweep erases what has been kept for long enough and sets the timer for what is left.
func (r *retention) sweep(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halt()
	if r.m.isClosed() {
		return
	}
	oldest, left, err := r.m.store.EraseKept(ctx, r.m.wall().Add(-r.keeps).UnixMilli())
	switch {
	case err != nil:
		r.m.log.Error("kept uploads not erased", "error", err)
		r.after(retryDelay)
	case left:
		r.after(max(time.UnixMilli(oldest).Add(r.keeps).Sub(r.m.wall()), time.Millisecond))
	}
}

// after sets the timer unless the machine is closed. The caller holds r.mu.
func (r *retention) after(d time.Duration) {
	if !r.m.isClosed() {
		r.timer = r.m.clock.AfterFunc(d, func() { r.sweep(context.Background()) })
	}
}

// halt stops the timer. The caller holds r.mu.
func (r *retention) halt() {
	if r.timer != nil {
		r.timer.Stop()
	}
	r.timer = nil
}

// close stops the timer and waits for a sweep that runs. The machine is closed already.
func (r *retention) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halt()
}
