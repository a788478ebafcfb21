package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// stateFresh is how long a rendered state is handed out again: its remaining time is at most this much too long.
	stateFresh = time.Second
	// tellEvery, for each follower, is the pause between two tellings of who came, went or delivered: to tell one costs
	// a fraction of it. Such news wait for no longer than tellLatest; below tellAtOnce they do not wait.
	tellEvery  = 200 * time.Microsecond
	tellLatest = 2 * time.Second
	tellAtOnce = 5 * time.Millisecond
)

// shown is a rendered state, never modified, shared by everyone who is told of the same change.
type shown struct {
	version int64
	at      time.Time
	json    []byte
	next    *bell // rung once there is something newer to tell
}

// changed counts a change that those who follow must know of now: another phase, another head of the log. The
// caller holds t.mu.
func (t *training) changed() {
	t.count()
	t.tell()
}

// stirred counts a change of who is there or has delivered. A large audience is told of many at a time: else a
// thousand arriving at once would each be told of each. The caller holds t.mu.
func (t *training) stirred() {
	t.count()
	switch pause := min(time.Duration(t.followers)*tellEvery, tellLatest); {
	case pause < tellAtOnce:
		t.tell()
	case t.telling == nil:
		t.telling = t.m.clock.AfterFunc(pause, func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.tell()
		})
	}
}

// tell wakes those who follow. The state is rendered before, once for all of them, so that they need not wait for each
// other or for a message being stored. The caller holds t.mu.
func (t *training) tell() {
	t.hush()
	old := t.shown.Load()
	if old == nil {
		return // nobody has seen a state yet
	}
	if t.followers == 0 || !t.loaded || t.render(newBell()) != nil {
		t.shown.Store(nil)
	}
	old.next.ring()
}

// hush gives up a telling that was put off.
func (t *training) hush() {
	if t.telling != nil {
		t.telling.Stop()
	}
	t.telling = nil
}

// render makes the present state the one that is shown. The caller holds t.mu.
func (t *training) render(next *bell) error {
	b, err := wire.Marshal(t.snapshot())
	if err != nil {
		return wire.Rejectf(wire.CodeInternal, "the state cannot be written")
	}
	t.shown.Store(&shown{version: t.version, at: t.m.clock.Now(), json: b, next: next})
	return nil
}

// present returns the state as it is now. The caller holds t.mu.
func (t *training) present() (*shown, error) {
	next := newBell()
	if s := t.shown.Load(); s != nil {
		if s.version == t.version && t.m.clock.Now().Sub(s.at) <= stateFresh {
			return s, nil
		}
		next = s.next // who has seen that one is told when all are
	}
	if err := t.render(next); err != nil {
		return nil, err
	}
	return t.shown.Load(), nil
}

// snapshot returns the public state. The caller holds t.mu.
func (t *training) snapshot() *wire.State {
	awaited := t.awaited()
	s := &wire.State{
		Training: t.id, Version: t.version, Phase: t.rec.Phase, Ref: t.rec.Ref, Log: t.rec.Log,
		Enrolled: len(t.enrolled), Members: len(t.pos.Members()), Present: t.presence.count(),
		Here:    wire.SubsetOf(t.pos.Members(), t.presence.has),
		Awaited: wire.SubsetOf(t.pos.Members(), func(who wire.Identity) bool { return has(awaited, who) }),
	}
	if a := t.rec.LastAbort; a != nil {
		s.LastAbort = &wire.AbortState{Ref: a.Ref, Phase: a.Phase, Code: a.Code,
			Missing: wire.SubsetOf(t.pos.Members(), func(who wire.Identity) bool { return has(a.Missing, who) })}
	}
	if !t.deadline.IsZero() {
		s.RemainingMS = max(t.deadline.Sub(t.m.clock.Now()).Milliseconds(), 1)
	}
	return s
}

// Present lists the enrolled owners who are connected, for the model owner, who makes the roster of them.
func (m *Machine) Present(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*wire.Owners, error) {
	t, err := m.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.require(reader, roleModelOwner); err != nil {
		return nil, err
	}
	return &wire.Owners{Owners: t.presence.list()}, nil
}
