package round

import (
	"context"
	"sync"
	"time"

	"github.com/blindfit/blindfit/server/wire"
)

// stateFresh is how long a rendered state is handed out again: its remaining time is at most this much too long.
const stateFresh = 200 * time.Millisecond

// cachedState is the last rendered state, shared by everyone who is told of the same change.
type cachedState struct {
	version int64
	at      time.Time
	json    []byte
}

// Watcher follows one training for one reader.
type Watcher struct {
	m       *Machine
	t       *training
	who     wire.Identity
	owner   *owner // nil for who is not counted present
	changed chan struct{}
	once    sync.Once
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
	w := &Watcher{m: m, t: t, who: reader, changed: make(chan struct{}, 1)}
	t.watchers[w.changed] = struct{}{}
	if reader != t.manifest.ModelOwner && at.After(t.presence.left[reader]) {
		arrived := false
		if w.owner, arrived = t.presence.enter(reader); arrived {
			t.back(reader)
			t.changed()
		}
	}
	return w, nil
}

// Changed receives after the state has changed; several changes may come as one.
func (w *Watcher) Changed() <-chan struct{} { return w.changed }

// State returns the present state's version and canonical JSON, which must not be modified.
func (w *Watcher) State(ctx context.Context) (version int64, json []byte, err error) {
	t, err := w.m.acquire(ctx, w.t.id)
	if err != nil {
		return 0, nil, err
	}
	defer t.mu.Unlock()
	now := w.m.clock.Now()
	if c := &t.state; c.json == nil || c.version != t.version || now.Sub(c.at) > stateFresh {
		b, err := wire.Marshal(t.snapshot())
		if err != nil {
			return 0, nil, wire.Rejectf(wire.CodeInternal, "the state cannot be written")
		}
		*c = cachedState{version: t.version, at: now, json: b}
	}
	return t.state.version, t.state.json, nil
}

// Close ends the following. polled leaves the lease of a poll behind; else an owner is absent at once.
func (w *Watcher) Close(polled bool) {
	w.once.Do(func() {
		w.t.mu.Lock()
		defer w.t.mu.Unlock()
		delete(w.t.watchers, w.changed)
		if w.owner == nil {
			return
		}
		var lease time.Duration
		if polled {
			lease = pollLease
		}
		if w.t.presence.exit(w.who, w.owner, lease) {
			w.t.changed()
		}
	})
}

// changed counts a change and wakes those who follow. The caller holds t.mu.
func (t *training) changed() {
	t.version++
	t.wake()
}

func (t *training) wake() {
	for c := range t.watchers {
		select {
		case c <- struct{}{}:
		default: // it has one to read already
		}
	}
}

// snapshot returns the public state. The caller holds t.mu.
func (t *training) snapshot() *wire.State {
	s := &wire.State{
		Training: t.id, Version: t.version, Phase: t.rec.Phase, Ref: t.rec.Ref, Log: t.rec.Log,
		Enrolled: make([]wire.Identity, len(t.enrolled)), Members: t.memberIDs(),
		Present: t.presence.list(), Awaited: t.awaited(), LastAbort: t.rec.LastAbort,
	}
	for i, e := range t.enrolled {
		s.Enrolled[i] = e.identity
	}
	if !t.deadline.IsZero() {
		s.RemainingMS = max(t.deadline.Sub(t.m.clock.Now()).Milliseconds(), 1)
	}
	return s
}

// Pace is how long to wait after telling a reader before telling it again: nothing for a small audience, up to half a
// second for ten thousand.
func (w *Watcher) Pace() time.Duration {
	w.t.mu.Lock()
	defer w.t.mu.Unlock()
	return min(time.Duration(len(w.t.watchers))*50*time.Microsecond, 500*time.Millisecond)
}
