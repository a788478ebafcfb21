// Package notify owns how the followers of one training are notified of its changes: each state is rendered once for all
// of them, urgent changes are published at once, and bursts of others are published together.
package notify

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/round/clock"
)

const (
	// fresh is how long a rendered state is used again: its remaining time is at most this much too long.
	fresh = time.Second
	// pauseEach × followers is the pause between two broadcasts of changes that are not urgent; sending one takes a
	// fraction of it. It is at most mostPause, and below leastPause there is none.
	pauseEach  = 200 * time.Microsecond
	mostPause  = 2 * time.Second
	leastPause = 5 * time.Millisecond
)

// State is a rendered state. It is never modified and shared by all followers.
type State struct {
	Version int64
	JSON    []byte
	Plain   []byte  // the same without additions, for clients that do not know them; JSON itself if there are none
	Next    *Signal // fires once there is a newer state

	at time.Time
}

// Notifier renders the states of one training and notifies its followers. All methods but Last and Fresh need the lock
// that New was given.
type Notifier struct {
	Source
	clock clock.Clock
	lock  sync.Locker

	version   int64
	followers int
	pending   clock.Timer // of changes that wait for a broadcast; nil if none do
	last      atomic.Pointer[State]
}

// Source is a notifier's view of its training. Its functions are called with the lock held.
type Source struct {
	Next func(last int64) int64 // returns the version after a change
	// Render returns the JSON of the state in memory, with and without additions.
	Render func(version int64) (json, plain []byte, err error)
	Stale  func() bool // reports whether memory must be read again first
}

// New returns a notifier without followers.
func New(c clock.Clock, lock sync.Locker, s Source) *Notifier {
	return &Notifier{Source: s, clock: c, lock: lock}
}

// Follow counts a follower.
func (n *Notifier) Follow() { n.followers++ }

// Unfollow counts one less.
func (n *Notifier) Unfollow() { n.followers-- }

// Followed reports whether there are followers.
func (n *Notifier) Followed() bool { return n.followers > 0 }

// Changed counts a change that followers must be notified of at once, such as a new phase.
func (n *Notifier) Changed() {
	n.version = n.Next(n.version)
	n.publish()
}

// Stirred counts a change of presence or of the awaited messages. Several such changes are announced together. If they
// were not, each of a thousand owners that arrive at once would be notified of each other one.
func (n *Notifier) Stirred() {
	n.version = n.Next(n.version)
	switch pause := min(time.Duration(n.followers)*pauseEach, mostPause); {
	case pause < leastPause:
		n.publish()
	case n.pending == nil:
		n.pending = n.clock.AfterFunc(pause, func() {
			n.lock.Lock()
			defer n.lock.Unlock()
			n.publish()
		})
	}
}

// publish wakes the followers. The state is rendered before, so that they need not wait for each other or for the lock.
func (n *Notifier) publish() {
	n.stop()
	old := n.last.Load()
	if old == nil {
		return // no follower has seen a state yet
	}
	if n.followers == 0 || n.Stale() || n.show(NewSignal()) != nil {
		n.last.Store(nil)
	}
	old.Next.Fire()
}

func (n *Notifier) stop() {
	if n.pending != nil {
		n.pending.Stop()
	}
	n.pending = nil
}

// show renders the present state and makes it the last.
func (n *Notifier) show(next *Signal) error {
	b, plain, err := n.Render(n.version)
	if err != nil {
		return err
	}
	n.last.Store(&State{Version: n.version, JSON: b, Plain: plain, Next: next, at: n.clock.Now()})
	return nil
}

// Last returns the state that was rendered last, nil if there is none.
func (n *Notifier) Last() *State { return n.last.Load() }

// Fresh returns the state that was rendered last, nil if its remaining time may be wrong by now.
func (n *Notifier) Fresh() *State {
	if s := n.last.Load(); s != nil && n.clock.Now().Sub(s.at) <= fresh {
		return s
	}
	return nil
}

// Present returns the present state.
func (n *Notifier) Present() (*State, error) {
	next := NewSignal()
	if s := n.last.Load(); s != nil {
		if s.Version == n.version && n.Fresh() != nil {
			return s, nil
		}
		next = s.Next // a follower that has seen s is notified when all are
	}
	if err := n.show(next); err != nil {
		return nil, err
	}
	return n.last.Load(), nil
}

// Close wakes all followers for the last time.
func (n *Notifier) Close() {
	n.stop()
	if old := n.last.Swap(nil); old != nil {
		old.Next.Fire()
	}
}
