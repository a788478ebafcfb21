package server

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// pingTime is the time within which the store must complete the write of a readiness check.
	pingTime = 5 * time.Second
	// freshTime is the time for which the result of a check is used again, so that requests cannot make the disk busy.
	freshTime = time.Second
)

// readiness reports whether this facilitator takes work: its store can be written, and it is not stopping.
type readiness struct {
	ping      func(context.Context) error // writes; always ready if nil
	freshTime time.Duration
	stopping  context.Context
	stop      context.CancelFunc
	answers   *responder
	log       *slog.Logger

	mu      sync.Mutex // guards the fields below; held while the store writes, so that one check at a time does
	asked   time.Time  // when the last check began
	result  error
	written time.Time // when the store was last known to write
}

func newReadiness(ping func(context.Context) error, fresh time.Duration, log *slog.Logger) *readiness {
	d := &readiness{ping: ping, freshTime: fresh, log: log, written: time.Now()}
	d.stopping, d.stop = context.WithCancel(context.Background())
	return d
}

// running returns a rejection after the order to stop.
func (d *readiness) running() error {
	if d.stopping.Err() != nil {
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	}
	return nil
}

// check returns a rejection if the facilitator takes no work.
func (d *readiness) check(ctx context.Context) error {
	if err := d.running(); err != nil || d.ping == nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); now.Sub(d.asked) >= d.freshTime {
		// The result is for all requests, so it does not end with one of them.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingTime)
		defer cancel()
		d.asked, d.result = now, d.ping(ctx)
		if d.result == nil {
			d.written = time.Now()
		} else {
			d.log.Error("not ready", "error", d.result, "written", d.written)
		}
	}
	if d.result != nil {
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot write its store now")
	}
	return nil
}

// age returns the time since the store was last known to write.
func (d *readiness) age() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Since(d.written)
}

func (d *readiness) getHealth(w http.ResponseWriter, _ *http.Request) error {
	d.answers.bytes(w, http.StatusOK, textType, []byte("ok\n"))
	return nil
}

func (d *readiness) getReady(w http.ResponseWriter, r *http.Request) error {
	if err := d.check(r.Context()); err != nil {
		return err
	}
	return d.getHealth(w, r)
}
