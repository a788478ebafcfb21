package train

import (
	"context"
	"fmt"
	"slices"
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
	told     *wire.Lobby  // the last message about the lobby that it has; nil before
	silent   bool         // it is too old for such messages
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
	if r.state != nil && s.Log.Length < r.state.Log.Length {
		return r.wentBack(s)
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

// stop abandons requests under way.
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

// wentBack returns the error of a facilitator with a log that has become shorter.
func (r *remote) wentBack(s *wire.State) error {
	return problem.WithHint(fmt.Errorf("%w: it holds %d entries of the log", client.ErrWentBack, s.Log.Length),
		"nothing is opened twice, and what was accepted stays in the folder; if the newer data are gone, create the training again")
}

// refused explains why the facilitator did not take an entry of the log: it may have gone back to an older point, since its
// last state or before.
func (r *remote) refused(ctx context.Context, kind wire.Kind, err error) error {
	rejection := wire.RejectionOf(err)
	if rejection == nil || rejection.Code != wire.CodePhase && rejection.Code != wire.CodeStale {
		return r.explain(fmt.Sprintf("failed to post %s", kind), err)
	}
	if s, e := r.State(ctx, r.training.ID, -1, 0); e == nil && s.Log.Length < r.state.Log.Length {
		return r.wentBack(s)
	}
	return problem.WithHint(fmt.Errorf("failed to post %s: %w", kind, err),
		"the facilitator may have gone back to an older point, such as a backup: ask its operator; if the newer data are gone, create the training again")
}

// explain wraps an error of the facilitator, with a hint if there is one.
func (r *remote) explain(what string, err error) error {
	wrapped := fmt.Errorf("%s: %w", what, err)
	if rejection := wire.RejectionOf(err); rejection != nil && rejection.Code == wire.CodeNotFound {
		return problem.WithHint(wrapped, "the facilitator at "+r.training.Facilitator+" does not know this training; it may have lost its store")
	}
	return wrapped
}

// mostStruck is the number of enrolments that are removed between two looks at the lobby.
const mostStruck = 64

// strike removes enrolments without an invite from a lobby that they begin to fill, so that invited owners find a place.
// It reports whether it removed any.
func (r *remote) strike(ctx context.Context, invented []wire.Identity) (struck bool, err error) {
	if r.state.Enrolled < 2*r.training.Manifest.Cohort.Max {
		return false, nil
	}
	for _, who := range invented[:min(len(invented), mostStruck)] {
		err := r.Strike(ctx, r.training.ID, who)
		switch {
		case wire.RejectionOf(err) != nil: // an older facilitator cannot, or the lobby has closed
			return struck, nil //nolint:nilerr // the lobby stays as it is
		case err != nil:
			return struck, r.explain("failed to remove an enrolment", err)
		}
		struck = true
	}
	return struck, nil
}

// tell informs those that wait how the lobby is seen, if that has changed. They can do without: a facilitator that does not take
// is not sent another.
func (r *remote) tell(ctx context.Context, lobby *wire.Lobby, signer wire.Signer) error {
	if r.silent || r.told != nil && slices.Equal(r.told.Seats, lobby.Seats) && slices.Equal(r.told.Revoked, lobby.Revoked) {
		return nil
	}
	err := Tell(ctx, r.Client, lobby, r.state.Lobby, signer)
	if rejection := wire.RejectionOf(err); rejection != nil {
		r.silent = rejection.Code == wire.CodeNotFound || rejection.Code == wire.CodeMethod
		return nil // a number that another process used is mended by the next state
	}
	if err != nil {
		return r.explain("failed to tell about the lobby", err)
	}
	r.told = lobby
	return nil
}

// Tell hands in the message on how the lobby of a training is seen, after the message with a number.
func Tell(ctx context.Context, c *client.Client, lobby *wire.Lobby, last int, signer wire.Signer) error {
	next := *lobby
	next.Number = last + 1
	s, err := wire.Seal(wire.KindLobby, next, signer)
	if err != nil {
		return err
	}
	return c.PutLobby(ctx, next.Training, s)
}
