package round_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// audience enrols and admits owners and has each watched by several watchers.
func audience(t *testing.T, owners, each int) (*rig, []*round.Watcher) {
	r := newRig(t, 3, owners, nil)
	r.enrol()
	var all []*round.Watcher
	for range each {
		for _, o := range r.owners {
			w, err := r.machine.Watch(r.ctx, r.mo.ID, o.ID(), r.clock.Now())
			r.must(err)
			all = append(all, w)
		}
	}
	return r, all
}

func told(w *round.Watcher) bool {
	select {
	case <-w.Changed():
		return true
	default:
		return false
	}
}

// look takes the state and returns it.
func look(r *rig, w *round.Watcher) *wire.State {
	r.Helper()
	_, b, err := w.State(r.ctx)
	r.must(err)
	var s wire.State
	r.must(json.Unmarshal(b, &s))
	return &s
}

// TestFollowing: all followers see the same state; they are notified of those that go, and of a new round at once.
func TestFollowing(t *testing.T) {
	const owners, each = 40, 5
	r, all := audience(t, owners, each)
	watcher := all[owners-1]
	r.present(owners)
	r.clock.Advance(3 * time.Second)
	var version int64
	if !r.eventually(func() bool {
		version = look(r, all[0]).Version
		for _, w := range all {
			if s := look(r, w); s.Version != version || s.Present != owners {
				return false
			}
		}
		return true
	}) {
		t.Fatal("the followers do not come to see the same state")
	}
	for i := range 20 {
		for k := range each {
			all[k*owners+i].Close(false)
		}
	}
	r.present(20)
	if n := look(r, watcher).Present; n != 20 {
		t.Errorf("a follower sees %d owners, want 20", n)
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.open(ref)
	if !told(watcher) {
		t.Fatal("a follower was not notified of a new round")
	}
	if s := look(r, watcher); s.Phase != wire.PhaseKeys || s.Ref != ref || s.Present != 20 {
		t.Errorf("the state of a new round has phase %q and %d present", s.Phase, s.Present)
	}
}

// TestWatchersAreWoken: whoever follows is told when the machine stops, and gets no state any more.
func TestWatchersAreWoken(t *testing.T) {
	r, all := audience(t, 30, 1)
	for _, w := range all {
		look(r, w)
	}
	r.machine.Close()
	for _, w := range all {
		if !told(w) {
			t.Fatal("a watcher was not woken")
		}
		_, _, err := w.State(r.ctx)
		r.refused(err, wire.CodeUnavailable)
		w.Close(false)
	}
}
