package round

import (
	"context"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Watcher follows one training for one reader. Its methods but Close are for one goroutine.
type Watcher struct {
	m     *Machine
	t     *training
	who   wire.Identity
	owner *owner // nil for who is not counted present
	once  sync.Once

	began bool  // State was called
	next  *bell // rung once there is something newer than what State returned last
}

// Watch starts following a training. An enrolled owner counts as present until Close, and may leave a lease behind.
// at is when the reader signed: a request from before its leaving, which only came later, does not bring it back.
func (m *Machine) Watch(ctx context.Context, id wire.TrainingID, reader wire.Identity, at time.Time) (*Watcher, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, roleEnrolled); err != nil {
		return nil, err
	}
	s := t.shown.Load()
	if s == nil {
		if s, err = t.present(); err != nil {
			return nil, err
		}
	}
	w := &Watcher{m: m, t: t, who: reader, next: s.next}
	t.followers++
	if reader != t.manifest.ModelOwner && t.presence.mayEnter(reader, at) {
		arrived := false
		w.owner, arrived = t.presence.enter(reader)
		if err := t.cameIn(ctx, reader, at, arrived); err != nil {
			m.log.Error("return not told", "training", id, "error", err) // it stays awaited nowhere; its next message counts
		}
	}
	return w, nil
}

// Changed receives once there is news since the last State; several changes may come as one.
func (w *Watcher) Changed() <-chan struct{} { return w.next.rung }

// OnChange has f called once Changed would receive, or at once where it would now; f must not wait for anything. stop
// takes that back where there is time.
func (w *Watcher) OnChange(f func()) (stop func()) { return w.next.call(f) }

// State returns the state's version and canonical JSON, which must not be modified: the present one the first time,
// after that the one that Changed told of.
func (w *Watcher) State(ctx context.Context) (version int64, json []byte, err error) {
	s := w.t.shown.Load()
	if s == nil || !w.began || w.m.clock.Now().Sub(s.at) > stateFresh {
		if s, err = w.fresh(ctx); err != nil {
			return 0, nil, err
		}
	}
	w.began, w.next = true, s.next
	return s.version, s.json, nil
}

func (w *Watcher) fresh(ctx context.Context) (*shown, error) {
	t, err := w.m.acquire(ctx, w.t.id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	return t.present()
}

// Close ends the following. polled leaves the lease of a poll behind; else an owner is absent at once.
func (w *Watcher) Close(polled bool) {
	w.once.Do(func() {
		w.t.mu.Lock()
		defer w.t.mu.Unlock()
		w.t.followers--
		if w.owner == nil {
			return
		}
		var lease time.Duration
		if polled {
			lease = pollLease
		}
		if w.t.presence.exit(w.who, w.owner, lease) {
			w.t.wentAway(w.who)
		}
	})
}
