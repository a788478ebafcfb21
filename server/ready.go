package server

import (
	"context"
	"errors"
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
	// silentTime is what a store may take beyond pingTime to notice that it is over.
	silentTime = time.Second
)

// readiness reports whether this facilitator takes work: its store can be written, and it is not stopping.
type readiness struct {
	ping               func(context.Context) error // writes; always ready if nil
	freshTime, maxTime time.Duration
	stopping           context.Context
	stop               context.CancelFunc
	answers            *responder
	log                *slog.Logger

	mu      sync.Mutex // guards the fields below
	last    *probe
	written time.Time // when the store was last known to write
}

// probe is one check of the store. All requests that come while it runs share its result: a store that answers late, or never, must not
// be asked by one after the other, nor by many at a time.
type probe struct {
	began time.Time
	done  chan struct{} // closed at the end
	ended time.Time     // this and err are valid after the end
	err   error
}

func newReadiness(ping func(context.Context) error, fresh, longest time.Duration, log *slog.Logger) *readiness {
	d := &readiness{ping: ping, freshTime: fresh, maxTime: longest, log: log, written: time.Now()}
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

// check returns a rejection if the facilitator takes no work. It takes no longer than a check of the store may.
func (d *readiness) check(ctx context.Context) error {
	if err := d.running(); err != nil || d.ping == nil {
		return err
	}
	p := d.probe()
	late := time.NewTimer(d.maxTime - time.Since(p.began)) // fires at once if the time is over
	defer late.Stop()
	err := errors.New("the store does not answer")
	select {
	case <-p.done:
		err = p.err
	case <-late.C:
	case <-ctx.Done():
	}
	if err != nil {
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot write its store now")
	}
	return nil
}

// probe returns the check that runs, or the last one if it is fresh, or begins one.
func (d *readiness) probe() *probe {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.last; p != nil {
		select {
		case <-p.done:
			if time.Since(p.ended) < d.freshTime {
				return p
			}
		default:
			return p
		}
	}
	p := &probe{began: time.Now(), done: make(chan struct{})}
	d.last = p
	go d.run(p)
	return p
}

// run makes a check.
func (d *readiness) run(p *probe) {
	ctx, cancel := context.WithTimeout(context.Background(), d.maxTime)
	defer cancel()
	silent := time.AfterFunc(d.maxTime+silentTime, func() { // such as a disk that hangs: it knows of no time
		d.log.Error("not ready", "error", "the store does not answer", "since", p.began)
	})
	defer silent.Stop()
	err := d.ping(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.ended, p.err = time.Now(), err; err == nil {
		d.written = p.ended
	} else {
		d.log.Error("not ready", "error", err, "written", d.written)
	}
	close(p.done)
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
