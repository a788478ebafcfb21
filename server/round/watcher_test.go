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

// TestBurst: a large audience is told of many coming and going once, a moment later, and of a new round at once and with
// all that was put off. Who looks for the first time sees the present.
func TestBurst(t *testing.T) {
	const owners, each = 40, 5
	r, all := audience(t, owners, each)
	watcher := all[owners-1]
	goes := func(i int) { // owner i goes
		for k := range each {
			all[k*owners+i].Close(false)
		}
	}
	r.clock.advance(3 * time.Second)
	version := look(r, all[0]).Version
	for _, w := range all {
		if s := look(r, w); s.Version != version || s.Present != owners {
			t.Fatalf("a watcher sees version %d with %d present, want %d with %d", s.Version, s.Present, version, owners)
		}
	}
	for i := range 20 {
		goes(i)
	}
	if told(watcher) {
		t.Error("a large audience is told of each who goes")
	}
	if n := r.state().Present; n != 20 {
		t.Errorf("who looks for the first time sees %d owners, want 20", n)
	}
	if n := look(r, watcher).Present; n != 20 {
		t.Errorf("a look after another's sees %d owners, want 20", n)
	}
	if told(watcher) {
		t.Error("a first look told everyone")
	}
	r.clock.advance(3 * time.Second)
	if !told(watcher) {
		t.Fatal("nobody was told that twenty went")
	}
	if s := look(r, watcher); s.Present != 20 || told(watcher) {
		t.Errorf("the state after the news has %d present, want 20, and no news after it", s.Present)
	}

	goes(20)
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.open(ref)
	if !told(watcher) {
		t.Fatal("nobody was told of a new round")
	}
	if s := look(r, watcher); s.Phase != wire.PhaseKeys || s.Ref != ref || s.Present != 19 {
		t.Errorf("the state of a new round has phase %q and %d present", s.Phase, s.Present)
	}
	r.clock.advance(3 * time.Second)
	if told(watcher) {
		t.Error("news were told twice")
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
