package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// pingTime is the time within which the store must answer a readiness check.
const pingTime = 5 * time.Second

// readiness reports whether this facilitator takes work: its store answers, and it is not stopping.
type readiness struct {
	ping     func(context.Context) error // of the store; always ready if nil
	stopping context.Context
	stop     context.CancelFunc
	answers  *responder
	log      *slog.Logger
}

func newReadiness(ping func(context.Context) error, log *slog.Logger) *readiness {
	d := &readiness{ping: ping, log: log}
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
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	if err := d.ping(ctx); err != nil {
		d.log.Error("not ready", "error", err)
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot use its store now")
	}
	return nil
}

func (d *readiness) getHealth(w http.ResponseWriter, _ *http.Request) error {
	d.answers.bytes(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	return nil
}

func (d *readiness) getReady(w http.ResponseWriter, r *http.Request) error {
	if err := d.check(r.Context()); err != nil {
		return err
	}
	return d.getHealth(w, r)
}
