package round

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

const (
	// pollLease is how long an owner counts as present after its last request for the state.
	pollLease = 45 * time.Second
	// graceAfterRestart is the least time a running phase has left when a training is loaded.
	graceAfterRestart = 10 * time.Second
	// mostTries is how often something is decided again because another facilitator was faster.
	mostTries = 20
	// retryDelay is the pause before a failed step of a training's own is tried again.
	retryDelay = time.Second
	// lobbyFactor times cohort.max owners may enrol; the model owner chooses among them.
	lobbyFactor = 4
	// pageBytes bounds one answer of log entries or listed messages.
	pageBytes = 256 << 10
)

// Options configures a Machine. Store is required.
type Options struct {
	Store        store.Store
	Clock        Clock        // default SystemClock
	Log          *slog.Logger // default: discards
	MaxTrainings int          // default 10,000
	// KeepUploads is for how long the uploads of an accepted round stay; 0: they are erased by the accept.
	KeepUploads time.Duration
}

// Machine runs every training of one facilitator. It is safe for concurrent use.
type Machine struct {
	store     store.Store
	clock     Clock
	log       *slog.Logger
	max       int
	retention retention
	tally     tally
	commons   *commons // nil where the store is ours alone
	started   time.Time

	mu        sync.Mutex // guards the fields below; taken after a training's mu, never before
	trainings map[wire.TrainingID]*training
	count     int // trainings in the store
	closed    bool
}

// New returns a machine over the trainings in the store and resumes those that have a deadline.
func New(ctx context.Context, o Options) (*Machine, error) {
	if o.Store == nil {
		return nil, errors.New("invalid options: store is missing")
	}
	m := &Machine{store: o.Store, clock: o.Clock, log: o.Log, max: o.MaxTrainings, trainings: map[wire.TrainingID]*training{}}
	if o.KeepUploads < 0 {
		return nil, errors.New("invalid options: the time that uploads are kept must not be negative")
	}
	m.retention.m, m.retention.keeps = m, o.KeepUploads
	if m.clock == nil {
		m.clock = SystemClock{}
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	if m.max == 0 {
		m.max = 10_000
	}
	m.started = m.clock.Now()
	if s, ok := o.Store.(store.Shared); ok {
		m.commons = newCommons(m, s)
	}
	ids, err := m.store.Trainings(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to resume trainings: %w", err)
	}
	m.count = len(ids)
	m.retention.sweep(ctx)
	for _, id := range ids {
		_, rec, err := m.store.Training(ctx, id)
		if err != nil {
			m.log.Error("training cannot be read", "training", id, "error", err)
			continue
		}
		if rec.DeadlineMS == 0 {
			continue
		}
		t := m.slot(id)
		t.mu.Lock()
		if err := t.ensure(ctx); err != nil {
			m.log.Error("training cannot be resumed", "training", id, "error", err)
			t.retry()
		}
		t.mu.Unlock()
	}
	if m.commons != nil {
		m.commons.start()
	}
	return m, nil
}

// Close stops every timer and wakes every watcher. The store stays open.
func (m *Machine) Close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	if m.commons != nil {
		m.commons.close()
	}
	m.retention.close()
	for _, t := range m.held() {
		t.mu.Lock()
		t.stopTimer()
		t.presence.close()
		t.loaded = false
		t.tell()
		t.mu.Unlock()
	}
}

// held lists the trainings in memory.
func (m *Machine) held() []*training {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.trainings))
}

// wall is the time by the clock that all facilitators on the store share.
func (m *Machine) wall() time.Time {
	now := m.clock.Now()
	if m.commons != nil {
		now = now.Add(time.Duration(m.commons.skew.Load()) * time.Millisecond)
	}
	return now
}

func (m *Machine) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}

// slot returns the in-memory place of a training, whether or not the store knows it.
func (m *Machine) slot(id wire.TrainingID) *training {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.trainings[id]
	if t == nil {
		t = newTraining(m, id)
		m.trainings[id] = t
	}
	return t
}

// forget takes the place of an unknown training away again, so that requests for invented ids leave nothing behind.
func (m *Machine) forget(t *training) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.trainings, t.id)
}

// acquire returns the training, loaded and locked; the caller unlocks.
func (m *Machine) acquire(ctx context.Context, id wire.TrainingID) (*training, error) {
	if m.isClosed() {
		return nil, wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	}
	t := m.slot(id)
	t.mu.Lock()
	for m.slot(id) != t { // it was forgotten while we waited
		t.mu.Unlock()
		t = m.slot(id)
		t.mu.Lock()
	}
	if err := t.ensure(ctx); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			m.forget(t)
		}
		t.mu.Unlock()
		return nil, m.rejection(err)
	}
	return t, nil
}

// decide runs f on a training, loaded and locked. Where another facilitator on the store was faster (ErrRevision) it
// runs f again on what the store then holds.
func (m *Machine) decide(ctx context.Context, id wire.TrainingID, f func(t *training) error) error {
	for tries := 1; ; tries++ {
		t, err := m.acquire(ctx, id)
		if err != nil {
			return err
		}
		err = f(t)
		t.mu.Unlock()
		if !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return m.rejection(err)
		}
	}
}

// rejection turns a store error into what a client may know. What a store says about itself is logged only.
func (m *Machine) rejection(err error) error {
	switch {
	case err == nil:
		return nil
	case wire.RejectionOf(err) != nil:
		return err
	case errors.Is(err, store.ErrNotFound):
		return wire.Rejectf(wire.CodeNotFound, "no such training or message")
	case errors.Is(err, store.ErrConflict):
		return wire.Rejectf(wire.CodeConflict, "a different message is already stored in this place; the first is kept")
	case errors.Is(err, store.ErrDropped):
		return wire.Rejectf(wire.CodeLate, "the bytes of this message are no longer kept")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return wire.Rejectf(wire.CodeUnavailable, "the request was cut short; try again")
	case errors.Is(err, store.ErrRevision):
		return wire.Rejectf(wire.CodeUnavailable, "the training has moved on meanwhile; try again")
	}
	m.log.Error("store failed", "error", err)
	return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot read or write its store now; try again")
}
