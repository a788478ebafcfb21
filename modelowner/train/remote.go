package train

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// pollWait is how long one request for the state waits for news.
const pollWait = 25 * time.Second

// remote is the facilitator of a training, as one run sees it.
type remote struct {
	*client.Client
	training *folder.Training
	state    *wire.State  // the newest known, nil before the first
	ahead    *check.Ahead // of the attempt that was opened last; nil before
	lost     atomic.Bool  // the facilitator did not answer the last request
}

// newRemote makes a client that reports through n when the facilitator stops and starts to answer, until ctx ends.
func newRemote(ctx context.Context, t *folder.Training, signer wire.Signer, n *news) (*remote, error) {
	r := &remote{training: t}
	var err error
	r.Client, err = client.New(t.Facilitator, signer, client.Observe(func(x client.Transfer) {
		lost := x.Status == 0
		if ctx.Err() != nil || r.lost.Swap(lost) == lost {
			return
		}
		message := "the facilitator answers again"
		if lost {
			message = "the facilitator does not answer; trying again"
		}
		n.emit(Event{Event: EventWaiting, Message: message})
	}))
	if err != nil {
		return nil, err
	}
	return r, nil
}

// poll waits for a state that is newer than the one known, for at most the given time; the first poll returns at once.
func (r *remote) poll(ctx context.Context, wait time.Duration) error {
	after := int64(-1)
	if r.state != nil {
		after = r.state.Version
	}
	s, err := r.State(ctx, r.training.ID, after, wait)
	if err != nil {
		return r.explain("failed to read state", err)
	}
	r.state = s
	return nil
}

// ask asks for the messages of an attempt before there are any.
func (r *remote) ask(ctx context.Context, ref wire.Ref) {
	if r.ahead != nil && r.ahead.Ref == ref {
		return
	}
	r.stop()
	r.ahead = check.NewAhead(context.WithoutCancel(ctx), r.Client, r.training.ID, ref, r.training.Manifest.Noise)
}

// stop gives up what was asked for.
func (r *remote) stop() {
	if r.ahead != nil {
		r.ahead.Stop()
	}
}

// source returns where the messages of an attempt come from.
func (r *remote) source(ref wire.Ref) check.Source {
	if r.ahead != nil && r.ahead.Ref == ref {
		return r.ahead
	}
	return r.Client
}

// lacks reports whether the facilitator lacks entries of the log. The local log is the authority: it is an error if the
// facilitator's is longer or differs, because then this folder is not the newest copy.
func (r *remote) lacks(l *folder.Log) (bool, error) {
	theirs := r.state.Log
	const hint = "the folder may be an old copy: go on from the newest one; owners refuse a model owner that signs two different logs"
	if theirs.Length > l.Head.Length {
		return false, problem.WithHint(fmt.Errorf("invalid log: the facilitator holds %d entries of this model owner, the folder only %d", theirs.Length, l.Head.Length), hint)
	}
	if theirs.Digest != l.DigestAt(theirs.Length) {
		return false, problem.WithHint(fmt.Errorf("invalid log: entry %d of the facilitator is not that of the folder", theirs.Length), hint)
	}
	return theirs.Length < l.Head.Length, nil
}

// explain wraps an error of the facilitator, with a hint if there is one.
func (r *remote) explain(what string, err error) error {
	wrapped := fmt.Errorf("%s: %w", what, err)
	if rejection := wire.RejectionOf(err); rejection != nil && rejection.Code == wire.CodeNotFound {
		return problem.WithHint(wrapped, "the facilitator at "+r.training.Facilitator+" does not know this training; it may have lost its store")
	}
	return wrapped
}
