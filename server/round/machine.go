// Package round owns the facilitator's side of every training: the messages that each party may send in each phase,
// when a phase is complete or late, and the writes that come before any notification.
//
// An attempt at a round is a list of phases, in wire.Phases. A phase that collects messages has a step, which checks and
// stores each message, and a closer, which decides from the messages that are in whether the attempt goes on. Every
// message is verified by package protocol/attempt and every log entry by package protocol/log; which owners an attempt
// waits for, and which it does without, is decided in package collect.
//
// Machine is the way in; registry holds the trainings in memory; training is one of them, with a copy of its state in
// the store (memory) and its running attempt (run). The differences between a facilitator with its own store and one of
// several on a shared store are behind coordinator and peer.
//
// State that decides anything is in the store and is written before it is acted on. Only presence, the owners that left
// an attempt, the running product of the uploads and timers live in memory; a restart rebuilds the last two. Deadlines
// are kept by the monotonic clock of the process and stored as wall time; after a restart a running phase has at least
// graceAfterRestart left, because no owner could reach the facilitator while it was down.
//
// If a lobby has been open longer than the manifest allows, the training stays in it: the model owner decides if it
// waits or stops.
//
// The package knows no HTTP and cannot decrypt.
package round

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/round/clock"
	"github.com/blindfit/blindfit/server/round/gather"
	"github.com/blindfit/blindfit/server/round/retention"
	"github.com/blindfit/blindfit/server/store"
)

// Clock returns the time and calls back. Tests use one that they move by hand.
type Clock = clock.Clock

// Timer is a pending call of a Clock.
type Timer = clock.Timer

// SystemClock is the Clock of the operating system.
type SystemClock = clock.System

const (
	// pollLease is how long an owner counts as present after its last request for the state.
	pollLease = 45 * time.Second
	// graceAfterRestart is the least time that a running phase has left when a training is loaded.
	graceAfterRestart = 10 * time.Second
	// mostTries is how often something is decided again because another facilitator was faster.
	mostTries = 20
	// retryDelay is the pause before a failed step of a training's own is tried again.
	retryDelay = time.Second
)

// Options configures a Machine. Store is required.
type Options struct {
	Store        store.Store
	Clock        Clock        // default SystemClock
	Log          *slog.Logger // default: discards
	MaxTrainings int          // default 10,000
	// KeepUploads is for how long the uploads of an accepted round are kept; 0: they are erased by the accept.
	KeepUploads time.Duration
}

// Machine runs every training of one facilitator. It is safe for concurrent use.
type Machine struct {
	*registry
	// Gather is the part for trainings with trustees.
	Gather *gather.Gather
	// Lobby is the part for owners that wait.
	Lobby *Lobby
}

// New returns a machine over the trainings in the store and resumes those that have a deadline.
func New(ctx context.Context, o Options) (*Machine, error) {
	if o.Store == nil {
		return nil, errors.New("invalid options: store is missing")
	}
	if o.KeepUploads < 0 {
		return nil, errors.New("invalid options: the time that uploads are kept must not be negative")
	}
	if o.Clock == nil {
		o.Clock = SystemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxTrainings == 0 {
		o.MaxTrainings = 10_000
	}
	r := &registry{archive: archive.Archive{Store: o.Store}, clock: o.Clock, log: o.Log, max: o.MaxTrainings, trainings: map[wire.TrainingID]*training{}}
	r.coordinator = newCoordinator(r, o.Store)
	r.retention = retention.New(o.Store, o.Clock, r.coordinator.now, o.Log, o.KeepUploads)
	if err := r.resume(ctx); err != nil {
		return nil, err
	}
	r.coordinator.start()
	m := &Machine{registry: r}
	m.Lobby = &Lobby{m}
	m.Gather = gather.New(gather.Options{Store: o.Store, View: r.gathering, Reject: r.rejection})
	return m, nil
}

// resume loads the trainings that have a deadline and erases the uploads that are due.
func (r *registry) resume(ctx context.Context) error {
	ids, err := r.archive.Trainings(ctx)
	if err != nil {
		return fmt.Errorf("failed to resume trainings: %w", err)
	}
	r.count = len(ids)
	r.retention.Sweep(ctx)
	for _, id := range ids {
		_, rec, err := r.archive.Training(ctx, id)
		if err != nil {
			r.log.Error("training cannot be read", "training", id, "error", err)
			continue
		}
		if rec.DeadlineMS == 0 {
			continue
		}
		t := r.slot(id)
		t.mu.Lock()
		if err := t.ensure(ctx); err != nil {
			r.log.Error("training cannot be resumed", "training", id, "error", err)
			t.retry()
		}
		t.mu.Unlock()
	}
	return nil
}

// Close stops every timer and wakes every watcher. The store stays open.
func (m *Machine) Close() {
	m.close()
	m.coordinator.close()
	m.retention.Close()
	for _, t := range m.held() {
		t.mu.Lock()
		t.deadline.Stop()
		t.presence.Close()
		t.loaded = false
		t.news.Close()
		t.mu.Unlock()
	}
}
