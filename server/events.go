package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

const (
	// maxWait is the longest long poll.
	maxWait = 30 * time.Second
	// helloTime is how long a new socket may take to say who it is; sendTime how long one event may take.
	helloTime = 10 * time.Second
	sendTime  = 10 * time.Second
	// heartbeat is how often a quiet socket gets its state again, so that both ends notice a dead line.
	heartbeat = 20 * time.Second
)

// getState answers with the state: at once when it is another version than the reader has, else when it changes
// or the wait is over.
func (s *Server) getState(w http.ResponseWriter, r *http.Request) error {
	id, reader, at, err := s.signed(r)
	if err != nil {
		return err
	}
	q, err := query(r, "after", "wait")
	if err != nil {
		return err
	}
	after, wait := int64(-1), 0
	if q.Has("after") {
		// Versions are larger than an int of 32 bits.
		if after, err = strconv.ParseInt(q.Get("after"), 10, 64); err != nil {
			return wire.Rejectf(wire.CodeMalformed, "malformed after: must be a number")
		}
	}
	if q.Has("wait") {
		visitOf(r).waited = true
		defer s.metrics.Poll()()
		defer resting(r.Context())()
		if wait, err = number(q.Get("wait"), "wait", 0, int64(maxWait/time.Second)); err != nil {
			return err
		}
	}
	endRead(w)
	watch, err := s.machine.Watch(r.Context(), id, reader, at)
	if err != nil {
		return err
	}
	defer watch.Close(true)
	version, state, err := watch.State(r.Context())
	timer := time.NewTimer(time.Duration(wait) * time.Second)
	defer timer.Stop()
	for waiting := wait > 0; err == nil && version == after && waiting; {
		select {
		case <-watch.Changed():
			version, state, err = watch.State(r.Context())
		case <-timer.C:
			waiting = false
		case <-r.Context().Done():
			waiting = false
		case <-s.draining.Done():
			return wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
		}
	}
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, jsonType, state)
	return nil
}

// getPresent answers with the enrolled owners who are connected.
func (s *Server) getPresent(w http.ResponseWriter, r *http.Request) error {
	id, reader, err := s.reader(r)
	if err != nil {
		return err
	}
	owners, err := s.machine.Present(r.Context(), id, reader)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, owners)
	return nil
}

// hello checks the message by which an owner or model owner names itself; it returns who signed, and when.
func (s *Server) hello(id wire.TrainingID, m *wire.Signed) (who wire.Identity, at time.Time, err error) {
	h, err := wire.Unseal[wire.Hello](m, wire.KindHello)
	switch {
	case errors.Is(err, wire.ErrSignature):
		return who, at, wire.Rejectf(wire.CodeSignature, "%v", err)
	case err != nil:
		return who, at, wire.Rejectf(wire.CodeMalformed, "%v", err)
	case h.Training != id:
		return who, at, wire.Rejectf(wire.CodeStale, "hello: training is another one")
	}
	return m.Signer, time.UnixMilli(h.TimeMS), wire.CheckTime(h.TimeMS, s.clock.Now())
}

// getEvents is the event socket: the client's first frame is a signed hello, every frame back is a state. A
// client that is refused gets one frame with the rejection.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	// Browsers apply no CORS to sockets, so a foreign page is refused here.
	if o := r.Header.Get("Origin"); o != "" && !sameOrigin(r, o) && !s.allowedOrigin(o) {
		return wire.Rejectf(wire.CodeForbidden, "pages of this origin may not open sockets")
	}
	if !headerHas(r, "Upgrade", "websocket") {
		return wire.Rejectf(wire.CodeMalformed, "this path takes WebSocket requests only")
	}
	if s.draining.Err() != nil {
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	}
	visitOf(r).waited = true
	conn, err := websocket.Accept(slimWriter{w}, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil // Accept has answered
	}
	conn.SetReadLimit(wire.MaxFrameHeader)
	watch, release, err := s.greet(r.Context(), conn, id)
	if err != nil {
		defer conn.CloseNow()
		defer resting(r.Context())() // until the client has closed its side
		s.access.guessed(sourceOf(r), s.refuse(r.Context(), conn, err))
		return nil
	}
	// The request, its goroutine's grown stack and its buffers are not kept for as long as the socket is.
	t := s.newStream(conn, watch, release)
	go t.guarded(t.serve)()
	return nil
}

// greet waits for the hello. release gives back the signer's place among its sockets.
func (s *Server) greet(ctx context.Context, conn *websocket.Conn, id wire.TrainingID) (_ *round.Watcher, release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, s.helloTime)
	defer cancel()
	rested := resting(ctx)
	kind, b, err := conn.Read(ctx)
	rested()
	if err != nil {
		return nil, nil, wire.Rejectf(wire.CodeMalformed, "the first frame must be a signed hello within %v", s.helloTime)
	}
	if kind != websocket.MessageText {
		return nil, nil, wire.Rejectf(wire.CodeMalformed, "frames must be text")
	}
	m, err := parseSigned(b)
	if err != nil {
		return nil, nil, err
	}
	who, at, err := s.hello(id, m)
	if err != nil {
		return nil, nil, err
	}
	if release, err = s.access.socket(who); err != nil {
		return nil, nil, err
	}
	watch, err := s.machine.Watch(ctx, id, who, at)
	if err != nil {
		release()
		return nil, nil, err
	}
	return watch, release, nil
}

// refuse tells a client why and closes the socket. It returns the code it gave.
func (s *Server) refuse(ctx context.Context, conn *websocket.Conn, err error) wire.Code {
	r := wire.RejectionOf(err)
	if r == nil {
		r = wire.Rejectf(wire.CodeInternal, "the facilitator failed")
	}
	if b, err := wire.Marshal(r); err == nil {
		send(ctx, conn, b)
	}
	conn.Close(websocket.StatusPolicyViolation, string(r.Code))
	return r.Code
}

func send(ctx context.Context, conn *websocket.Conn, b []byte) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, b)
}

func ping(ctx context.Context, conn *websocket.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	return conn.Ping(ctx)
}
