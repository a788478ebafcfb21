package train

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// news passes events on and measures how long a run has made no progress.
type news struct {
	training wire.TrainingID
	mu       sync.Mutex  // held while observe is called
	observe  func(Event) // may be nil
	maxWait  time.Duration
	since    time.Time // of the last progress
	last     string    // the message that report passed on last
}

// emit passes an event on.
func (n *news) emit(e Event) {
	if n.observe != nil {
		n.mu.Lock()
		defer n.mu.Unlock()
		e.Training = n.training
		n.observe(e)
	}
}

// report is emit for states that last: an event with the message of the one before is not repeated.
func (n *news) report(e Event) {
	if n.last != e.Message {
		n.last = e.Message
		n.emit(e)
	}
}

// progress restarts the waiting time.
func (n *news) progress() { n.since, n.last = time.Now(), "" }

// exhausted reports whether MaxWait is over.
func (n *news) exhausted() bool { return n.maxWait > 0 && time.Since(n.since) >= n.maxWait }

// wait reports the reason for waiting, and returns an error that wraps ErrWaited if MaxWait is over.
func (n *news) wait(e Event) error {
	n.report(e)
	if n.exhausted() {
		return problem.As(problem.ErrWaited, fmt.Errorf("waited %v without progress: %s", n.maxWait, e.Message))
	}
	return nil
}

// bound bounds one step by MaxWait, with some time for a step that only waits to end with its own message.
func (n *news) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if n.maxWait <= 0 {
		return context.WithCancel(ctx)
	}
	const grace = 2 * time.Second
	return context.WithDeadline(ctx, n.since.Add(n.maxWait+grace))
}
