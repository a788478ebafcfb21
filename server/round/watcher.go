package round

import (
	"context"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/round/notify"
	"github.com/blindfit/blindfit/server/round/presence"
)

// Watcher follows one training for one reader. All its methods but Close are for one goroutine.
type Watcher struct {
	r       *registry
	t       *training
	who     wire.Identity
	session *presence.Session // nil for a reader that does not count as present
	once    sync.Once

	plain bool           // the reader knows no additions
	began bool           // State was called
	next  *notify.Signal // fires once there is a newer state than State returned last
}

// Watch starts following a training. An enrolled owner counts as present until Close, and may leave a lease behind.
// at is when the reader signed: a request from before its leaving that only came later is refused, because it must not
// bring the owner back, and an owner that is connected but counts as absent would be waited for in vain.
func (m *Machine) Watch(ctx context.Context, id wire.TrainingID, reader wire.Identity, at time.Time) (*Watcher, error) {
	t, err := m.acquireFor(ctx, id, reader, roleEnrolled)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if !t.presence.MayEnter(reader, at) {
		return nil, wire.Rejectf(wire.CodeUnavailable, "signed before this data owner left; sign again")
	}
	s := t.news.Last()
	if s == nil {
		if s, err = t.news.Present(); err != nil {
			return nil, err
		}
	}
	w := &Watcher{r: m.registry, t: t, who: reader, next: s.Next}
	t.news.Follow()
	if reader != t.manifest.ModelOwner {
		session, first := t.presence.Enter(reader, at)
		w.session = session
		if err := t.arrived(ctx, reader, at, first); err != nil {
			m.log.Error("return of an owner not published", "training", id, "error", err) // its next message counts all the same
		}
	}
	return w, nil
}

// Plain has State return states without additions, for a reader that does not know them.
func (w *Watcher) Plain() { w.plain = true }

// Changed receives once there is a newer state than State returned last; several changes may come as one.
func (w *Watcher) Changed() <-chan struct{} { return w.next.Fired() }

// OnChange calls f once Changed would receive, immediately if it would now; f must not block. stop cancels a call that has
// not started.
func (w *Watcher) OnChange(f func()) (stop func()) { return w.next.OnFire(f) }

// State returns the version and canonical JSON, which must not be modified, of the present state; after the first call
// possibly of the one that Changed announced.
func (w *Watcher) State(ctx context.Context) (version int64, json []byte, err error) {
	s := w.t.news.Fresh()
	if s == nil || !w.began {
		if s, err = w.present(ctx); err != nil {
			return 0, nil, err
		}
	}
	w.began, w.next = true, s.Next
	if w.plain {
		return s.Version, s.Plain, nil
	}
	return s.Version, s.JSON, nil
}

func (w *Watcher) present(ctx context.Context) (*notify.State, error) {
	t, err := w.r.acquire(ctx, w.t.id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	return t.news.Present()
}

// Close ends the following. polled leaves the lease of a poll behind; otherwise an owner is absent at once.
func (w *Watcher) Close(polled bool) {
	w.once.Do(func() {
		w.t.mu.Lock()
		defer w.t.mu.Unlock()
		w.t.news.Unfollow()
		if w.session == nil {
			return
		}
		var lease time.Duration
		if polled {
			lease = pollLease
		}
		if w.t.presence.Exit(w.who, w.session, lease) {
			w.t.departed(w.who)
		}
	})
}

// Hold calls try until it is not refused with a code any more: again after each change of the training, as long as idle, which
// waits for one, returns true.
func (m *Machine) Hold(ctx context.Context, id wire.TrainingID, code wire.Code, try func() error, idle func(changed <-chan struct{}) bool) error {
	for following := false; ; {
		t, err := m.acquire(ctx, id)
		if err != nil {
			return err
		}
		if !following {
			following = true
			t.news.Follow()
			defer func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				t.news.Unfollow()
			}()
		}
		state, err := t.news.Present()
		t.mu.Unlock()
		if err != nil {
			return err
		}
		err = try()
		if r := wire.RejectionOf(err); r == nil || r.Code != code || !idle(state.Next.Fired()) {
			return err
		}
	}
}

// render returns the JSON of the public state, with and without additions. The caller holds t.mu.
func (t *training) render(version int64) (json, plain []byte, err error) {
	s := t.state(version)
	s.Recent = t.recent.Show(s.Log.Length)
	if json, err = wire.Marshal(s); err == nil {
		plain = json
		if s.Recent != nil || s.Lobby > 0 {
			plain, err = wire.Marshal(wire.Plain(s))
		}
	}
	if err != nil {
		return nil, nil, wire.Rejectf(wire.CodeInternal, "the state cannot be written")
	}
	return json, plain, nil
}

// state returns the public state. The caller holds t.mu.
func (t *training) state(version int64) *wire.State {
	members := t.pos.Members()
	awaited := t.awaited()
	s := &wire.State{
		Training: t.id, Version: version, Phase: t.rec.Phase, Ref: t.rec.Ref, Log: t.rec.Log,
		Enrolled: len(t.lobby.entries), Members: len(members), Present: t.presence.Count(),
		Here:        wire.SubsetOf(members, t.presence.Has),
		Awaited:     wire.SubsetOf(members, awaited.Has),
		RemainingMS: t.deadline.Remaining().Milliseconds(),
	}
	if v := t.view; v != nil && s.Phase == wire.PhaseLobby {
		s.Lobby, s.Admitted = v.Number, v.Admitted()
	}
	if a := t.rec.LastAbort; a != nil {
		s.LastAbort = &wire.AbortState{Ref: a.Ref, Phase: a.Phase, Code: a.Code, Missing: wire.SubsetOf(members, collect.Set(a.Missing).Has)}
	}
	return s
}

// Present lists the enrolled owners that are connected, for the model owner, which makes the roster of them.
func (m *Machine) Present(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*wire.Owners, error) {
	t, err := m.acquireFor(ctx, id, reader, roleModelOwner)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	return &wire.Owners{Owners: t.presence.List()}, nil
}
