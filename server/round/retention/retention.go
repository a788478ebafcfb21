// Package retention owns the time for which the uploads of accepted rounds are kept. The start of that time is in the
// store, its length is a setting of this process. If a facilitator is started again with a shorter time, it erases
// older uploads immediately.
package retention

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/blindfit/blindfit/server/round/clock"
	"github.com/blindfit/blindfit/server/store"
)

// retryDelay is the pause before an erasure that failed is tried again.
const retryDelay = time.Second

// Retention erases uploads once they have been kept for long enough. It is safe for concurrent use.
type Retention struct {
	store store.Store
	clock clock.Clock
	now   func() time.Time
	log   *slog.Logger
	keep  time.Duration

	mu     sync.Mutex
	timer  clock.Timer // nil if nothing is kept
	closed bool
}

// New returns a retention for a time; zero keeps nothing. now is the wall time that all facilitators on the store share.
func New(s store.Store, c clock.Clock, now func() time.Time, log *slog.Logger, keep time.Duration) *Retention {
	return &Retention{store: s, clock: c, now: now, log: log, keep: keep}
}

// Kept returns the uploads that stay after an attempt is accepted, or nil if none do.
func (r *Retention) Kept(uploads store.Slot) *store.Kept {
	if r.keep == 0 {
		return nil
	}
	return &store.Kept{Slot: uploads, SinceMS: r.now().UnixMilli()}
}

// Began sets the timer for uploads that are kept from now on. If a timer is set already, it is for older ones and
// stays.
func (r *Retention) Began() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer == nil && r.keep > 0 {
		r.after(r.keep)
	}
}

// Sweep erases the uploads that have been kept for long enough, and sets the timer for the rest.
func (r *Retention) Sweep(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stop()
	if r.closed {
		return
	}
	oldest, left, err := r.store.EraseKept(ctx, r.now().Add(-r.keep).UnixMilli())
	switch {
	case err != nil:
		r.log.Error("kept uploads not erased", "error", err)
		r.after(retryDelay)
	case left:
		r.after(max(time.UnixMilli(oldest).Add(r.keep).Sub(r.now()), time.Millisecond))
	}
}

func (r *Retention) after(d time.Duration) {
	if !r.closed {
		r.timer = r.clock.AfterFunc(d, func() { r.Sweep(context.Background()) })
	}
}

func (r *Retention) stop() {
	if r.timer != nil {
		r.timer.Stop()
	}
	r.timer = nil
}

// Close stops the timer and waits for a sweep that runs.
func (r *Retention) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.stop()
}
