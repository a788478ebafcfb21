package swarm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Listeners are the owners of audiences, each connected by an event socket of its own.
type Listeners struct {
	stop context.CancelFunc
	wait sync.WaitGroup

	mu       sync.Mutex // guards all below
	total    int
	expected int // how often something was expected
	want     wire.Ref
	told     int           // listeners that know of want
	all      chan struct{} // closed when all do
	lost     error         // why the first listener gave up
	over     chan struct{} // closed then
}

// opening is how many sockets are opened at the same time.
const opening = 64

// Listen connects every owner and returns when each has received the state.
func Listen(ctx context.Context, audiences []*Audience) (*Listeners, error) {
	ctx, cancel := context.WithCancel(ctx)
	l := &Listeners{stop: cancel, all: make(chan struct{}), over: make(chan struct{})}
	for _, a := range audiences {
		l.total += len(a.Owners)
	}
	slots := make(chan struct{}, opening)
	for _, a := range audiences {
		for i := range a.Owners {
			// One transport each: nothing of one owner's connection serves another.
			c, err := a.dial(i, client.HTTPClient(&http.Client{Transport: newTransport()}))
			if err != nil {
				return nil, errors.Join(err, l.Close())
			}
			slots <- struct{}{}
			once := sync.OnceFunc(func() { <-slots })
			l.wait.Go(func() {
				defer once()
				seen := -1
				for s, err := range c.Watch(ctx, a.ID) {
					if err != nil {
						l.fail(ctx, err)
						return
					}
					once()
					seen = l.heard(s, seen)
				}
			})
		}
	}
	if err := l.Wait(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("failed to connect %d owners: %w", l.total, err), l.Close())
	}
	return l, nil
}

// heard counts a listener that receives the expected attempt, once for each expectation. seen is the last expectation
// that it was counted for; heard returns the updated value. Before the first expectation any state counts.
func (l *Listeners) heard(s *wire.State, seen int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seen == l.expected || l.expected > 0 && (s.Ref != l.want || s.Phase != wire.PhaseKeys) {
		return seen
	}
	if l.told++; l.told == l.total {
		close(l.all)
	}
	return l.expected
}

func (l *Listeners) fail(ctx context.Context, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost == nil && ctx.Err() == nil {
		l.lost = err
		close(l.over)
	}
}

// Expect sets the attempt that listeners should hear of next.
func (l *Listeners) Expect(ref wire.Ref) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expected++
	l.want, l.told, l.all = ref, 0, make(chan struct{})
}

// Wait returns when every listener has heard of the expected attempt, or with an error if ctx is done first.
func (l *Listeners) Wait(ctx context.Context) error {
	l.mu.Lock()
	all := l.all
	l.mu.Unlock()
	select {
	case <-all:
		return nil
	case <-l.over:
		return l.lost
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Close hangs up.
func (l *Listeners) Close() error {
	l.stop()
	l.wait.Wait()
	return nil
}
