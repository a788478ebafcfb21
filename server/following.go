package server

import (
	"context"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/events"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/round"
)

// maxWait is the longest time for which a request waits for a new state.
const maxWait = 30 * time.Second

// following answers the requests by which owners and model owners follow a training: long polls and event sockets.
type following struct {
	machine   *round.Machine
	signers   *signers
	access    *access
	origins   origins
	broadcast *events.Broadcaster
	transfers transfers
	ready     *readiness
	metrics   *metrics.Metrics
	answers   *responder
}

// getState answers with the state. If its version is that of the reader, it answers when the state changes or after the
// time that the reader waits; if not, immediately.
func (f *following) getState(w http.ResponseWriter, r *http.Request) error {
	id, reader, at, err := f.signers.reader(r)
	if err != nil {
		return err
	}
	after, wait, err := pollQuery(r)
	if err != nil {
		return err
	}
	if wait >= 0 {
		requestOf(r).waited = true
		defer f.metrics.Poll()()
		defer f.transfers.Pause(r.Context())()
	}
	f.transfers.EndBody(w)
	watch, err := f.machine.Watch(r.Context(), id, reader, at)
	if err != nil {
		return err
	}
	defer watch.Close(true)
	if !requestOf(r).additions {
		watch.Plain()
	}
	version, state, err := watch.State(r.Context())
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for waiting := wait > 0; err == nil && version == after && waiting; {
		select {
		case <-watch.Changed():
			version, state, err = watch.State(r.Context())
		case <-timer.C:
			waiting = false
		case <-r.Context().Done():
			waiting = false
		case <-f.ready.stopping.Done():
			return f.ready.running()
		}
	}
	if err != nil {
		return err
	}
	f.answers.bytes(w, http.StatusOK, admission.JSONType, state)
	return nil
}

// pollQuery returns the version that the reader has, or -1, and the time that it waits for a newer one, negative if the
// query has none.
func pollQuery(r *http.Request) (after int64, wait time.Duration, err error) {
	q, err := query(r, "after", "wait")
	if err != nil {
		return 0, 0, err
	}
	after, wait = -1, -1
	if q.Has("after") {
		// A version may not fit into an int of 32 bits.
		if after, err = strconv.ParseInt(q.Get("after"), 10, 64); err != nil {
			return 0, 0, wire.Rejectf(wire.CodeMalformed, "malformed after: must be a number")
		}
	}
	if q.Has("wait") {
		if wait, err = waitOf(q); err != nil {
			return 0, 0, err
		}
	}
	return after, wait, nil
}

// getPresent answers with the enrolled owners that are connected.
func (f *following) getPresent(w http.ResponseWriter, r *http.Request) error {
	id, reader, _, err := f.signers.reader(r)
	if err != nil {
		return err
	}
	owners, err := f.machine.Present(r.Context(), id, reader)
	if err != nil {
		return err
	}
	f.answers.json(w, http.StatusOK, owners)
	return nil
}

// getEvents opens an event socket: the first frame of the client is a signed hello, every frame to it is a state. A client
// that is refused gets one frame with the rejection.
func (f *following) getEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	if !f.origins.allowsSocket(r) {
		return wire.Rejectf(wire.CodeForbidden, "pages of this origin may not open sockets")
	}
	if !headerHas(r, "Upgrade", "websocket") {
		return wire.Rejectf(wire.CodeMalformed, "this path takes WebSocket requests only")
	}
	if err := f.ready.running(); err != nil {
		return err
	}
	requestOf(r).waited = true
	socket, err := f.broadcast.Accept(w, r)
	if err != nil {
		return nil // Accept has answered
	}
	watch, release, err := f.greet(r.Context(), socket, id)
	if err != nil {
		defer f.transfers.Pause(r.Context())() // until the client has closed its side
		f.access.guessed(r, socket.Refuse(r.Context(), err))
		return nil
	}
	if !requestOf(r).additions {
		watch.Plain()
	}
	socket.Stream(watch, release)
	return nil
}

// greet waits for the hello of a socket, and starts the watch of its signer. release frees the signer's place among its
// sockets.
func (f *following) greet(ctx context.Context, socket *events.Socket, id wire.TrainingID) (_ *round.Watcher, release func(), err error) {
	m, err := socket.Hello(ctx, f.transfers.Pause)
	if err != nil {
		return nil, nil, err
	}
	who, at, err := f.signers.hello(id, m)
	if err != nil {
		return nil, nil, err
	}
	if release, err = f.access.socket(who); err != nil {
		return nil, nil, err
	}
	watch, err := f.machine.Watch(ctx, id, who, at)
	if err != nil {
		release()
		return nil, nil, err
	}
	return watch, release, nil
}

// headerHas reports whether a comma-separated header contains a token.
func headerHas(r *http.Request, name, token string) bool {
	for _, v := range r.Header[textproto.CanonicalMIMEHeaderKey(name)] {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
