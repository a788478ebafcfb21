package notify_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/server/round/notify"
)

// rig is a notifier of a number.
type rig struct {
	*testing.T
	sync.Mutex
	*notify.Notifier
	clock *handclock.Clock
	value int
	fails bool
	stale bool
}

func newRig(t *testing.T, followers int) *rig {
	r := &rig{T: t, clock: handclock.New()}
	r.Notifier = notify.New(r.clock, &r.Mutex, notify.Source{
		Next: func(last int64) int64 { return last + 1 },
		Render: func(int64) (json, plain []byte, err error) {
			if r.fails {
				return nil, nil, errors.New("cannot be rendered")
			}
			return fmt.Append(nil, r.value), fmt.Append(nil, r.value), nil
		},
		Stale: func() bool { return r.stale },
	})
	for range followers {
		r.Follow()
	}
	return r
}

// see is the state that a follower reads.
func (r *rig) see(want string) *notify.State {
	r.Helper()
	s, err := r.Present()
	if err != nil {
		r.Fatal(err)
	}
	if string(s.JSON) != want {
		r.Fatalf("the state is %s, want %s", s.JSON, want)
	}
	return s
}

func fired(s *notify.State) bool {
	select {
	case <-s.Next.Fired():
		return true
	default:
		return false
	}
}

// TestBurst: many followers are notified of a burst once, a moment later; of an urgent change at once, with all that waited.
// A reader that comes in between sees the present.
func TestBurst(t *testing.T) {
	r := newRig(t, 1000)
	s := r.see("0")
	for r.value = 1; r.value < 20; r.value++ {
		r.Stirred()
	}
	if fired(s) {
		t.Error("a thousand followers are notified of each change")
	}
	r.see("20")
	if fired(s) {
		t.Error("a reader notified everyone")
	}
	r.clock.Advance(3 * time.Second)
	if !fired(s) {
		t.Fatal("no follower was notified of the burst")
	}
	s = r.see("20")
	r.clock.Advance(3 * time.Second)
	if fired(s) {
		t.Error("the burst was published twice")
	}
	r.value = 21
	r.Stirred()
	r.value = 22
	r.Changed()
	if !fired(s) {
		t.Fatal("an urgent change waited")
	}
	s = r.see("22")
	r.clock.Advance(3 * time.Second)
	if fired(s) || r.clock.Pending() != 0 {
		t.Error("the changes were published twice")
	}
}

// TestFewFollowers: they are notified of every change at once.
func TestFewFollowers(t *testing.T) {
	r := newRig(t, 3)
	for range 5 {
		s := r.see(fmt.Sprint(r.value))
		r.value++
		r.Stirred()
		if !fired(s) {
			t.Fatalf("change %d waited", r.value)
		}
	}
}

// TestNothingOldIsShown: a state that cannot be rendered, or that memory no longer has, is not handed out; its followers
// are woken all the same and ask again.
func TestNothingOldIsShown(t *testing.T) {
	for name, spoil := range map[string]func(*rig){
		"render fails":    func(r *rig) { r.fails = true },
		"memory is stale": func(r *rig) { r.stale = true },
		"nobody follows":  func(r *rig) { r.Unfollow() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 1)
			s := r.see("0")
			spoil(r)
			r.value = 1
			r.Changed()
			if !fired(s) || r.Last() != nil || r.Fresh() != nil {
				t.Error("an old state is still shown")
			}
			r.fails, r.stale = false, false
			r.see("1")
		})
	}
}

// TestFresh: a rendered state is used again for a second, because it holds a remaining time.
func TestFresh(t *testing.T) {
	r := newRig(t, 1)
	s := r.see("0")
	r.value = 7 // no change was counted
	if r.see("0") != s || r.Fresh() != s {
		t.Error("a fresh state was rendered again")
	}
	r.clock.Advance(2 * time.Second)
	if r.Fresh() != nil {
		t.Error("an old state is fresh")
	}
	if next := r.see("7"); next.Next != s.Next || next.Version != s.Version {
		t.Error("a state of the same version has another signal")
	}
}

// TestClose wakes the followers for the last time.
func TestClose(t *testing.T) {
	r := newRig(t, 1000)
	s := r.see("0")
	r.Stirred()
	r.Close()
	if !fired(s) || r.Last() != nil || r.clock.Pending() != 0 {
		t.Error("the notifier goes on after its end")
	}
	r.Close()
}

// TestSignal: calls that were cancelled are not made, those that come late are made at once.
func TestSignal(t *testing.T) {
	s := notify.NewSignal()
	var calls []string
	s.OnFire(func() { calls = append(calls, "before") })
	s.OnFire(func() { calls = append(calls, "cancelled") })()
	s.Fire()
	s.OnFire(func() { calls = append(calls, "after") })()
	if fmt.Sprint(calls) != "[before after]" {
		t.Errorf("calls are %v", calls)
	}
}
