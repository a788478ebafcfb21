package round

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/round/clock"
	"github.com/blindfit/blindfit/server/round/retention"
	"github.com/blindfit/blindfit/server/store"
)

// registry holds the trainings in memory, and their common parts.
type registry struct {
	archive     archive.Archive
	clock       clock.Clock
	log         *slog.Logger
	max         int // trainings
	retention   *retention.Retention
	coordinator coordinator
	tally       tally

	mu        sync.Mutex // guards the fields below; taken after a training's mu, never before
	trainings map[wire.TrainingID]*training
	count     int // trainings in the store
	closed    bool
}

func (r *registry) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

func (r *registry) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// mayCreate refuses another training if there are as many as there may be.
func (r *registry) mayCreate() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	case r.count >= r.max:
		return wire.Rejectf(wire.CodeFull, "the facilitator holds as many trainings as it may")
	}
	return nil
}

// created counts a training more.
func (r *registry) created() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
}

// recount asks the store how many trainings there are.
func (r *registry) recount(ctx context.Context) {
	if ids, err := r.archive.Trainings(ctx); err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.count = len(ids)
	}
}

// held lists the trainings in memory.
func (r *registry) held() []*training {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.trainings))
}

// find returns a training if it is in memory, else nil.
func (r *registry) find(id wire.TrainingID) *training {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.trainings[id]
}

// slot returns the place of a training in memory, whether or not the store knows it.
func (r *registry) slot(id wire.TrainingID) *training {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.trainings[id]
	if t == nil {
		t = newTraining(r, id)
		r.trainings[id] = t
	}
	return t
}

// forget removes the place of an unknown training, so that requests for invented ids leave nothing behind.
func (r *registry) forget(t *training) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.trainings, t.id)
}

// acquire returns the training, loaded and locked; the caller unlocks. It refuses one that the operator has ended.
func (r *registry) acquire(ctx context.Context, id wire.TrainingID) (*training, error) {
	t, err := r.acquireAny(ctx, id)
	if err == nil && t.rec.Ended != "" {
		err = errEnded(t.rec)
		t.mu.Unlock()
		return nil, err
	}
	return t, err
}

// acquireAny is acquire for requests that also concern trainings that the operator has ended.
func (r *registry) acquireAny(ctx context.Context, id wire.TrainingID) (*training, error) {
	if r.isClosed() {
		return nil, wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	}
	t := r.slot(id)
	t.mu.Lock()
	for r.slot(id) != t { // it was forgotten while we waited
		t.mu.Unlock()
		t = r.slot(id)
		t.mu.Lock()
	}
	if err := t.ensure(ctx); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			r.drop(t)
		}
		t.mu.Unlock()
		return nil, r.rejection(err)
	}
	return t, nil
}

// acquireFor is acquire for a reader that must have a role.
func (r *registry) acquireFor(ctx context.Context, id wire.TrainingID, reader wire.Identity, least role) (*training, error) {
	t, err := r.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := t.require(reader, least); err != nil {
		t.mu.Unlock()
		return nil, err
	}
	return t, nil
}

// decide runs f on a training, loaded and locked. If another facilitator on the store was faster (ErrRevision) it runs
// f again on the new state.
func (r *registry) decide(ctx context.Context, id wire.TrainingID, f func(t *training) error) error {
	for tries := 1; ; tries++ {
		err := r.locked(ctx, id, f)
		if !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return r.rejection(err)
		}
	}
}

// locked runs f on a training, loaded and locked. A fault in f does not leave it locked.
func (r *registry) locked(ctx context.Context, id wire.TrainingID, f func(t *training) error) error {
	t, err := r.acquire(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	return f(t)
}

// rejection turns a store error into a rejection that a client may see. The store's own text is logged only.
func (r *registry) rejection(err error) error {
	switch {
	case err == nil:
		return nil
	case wire.RejectionOf(err) != nil && !errors.Is(err, store.ErrCorrupt):
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
	r.log.Error("store failed", "error", err)
	return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot read or write its store now; try again")
}
