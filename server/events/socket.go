package events

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/protocol/wire"
)

// spread is the number of parts of a heartbeat over which the first pings of sockets are distributed.
const spread = 20

// Socket is one event socket. There may be ten thousand, most of them idle, so each is one goroutine that reads; workers of
// the broadcaster write to it.
type Socket struct {
	b     *Broadcaster
	conn  *websocket.Conn
	plain bool // the client knows no additions

	mu      sync.Mutex // guards the fields below, and is held while a state is sent
	watcher Watcher
	cancel  func() // cancels the notification of the next change
	beat    *time.Timer
	ended   bool
}

// Hello waits for the first message of the client, which names its sender. pause is called before the wait, and resume after
// it. Errors are wire.Rejections.
func (s *Socket) Hello(ctx context.Context, pause func(context.Context) (resume func())) (*wire.Signed, error) {
	ctx, cancel := context.WithTimeout(ctx, s.b.o.HelloTime)
	defer cancel()
	resume := pause(ctx)
	kind, b, err := s.conn.Read(ctx)
	resume()
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "the first frame must be a signed hello within %v", s.b.o.HelloTime)
	}
	if kind != websocket.MessageText {
		return nil, wire.Rejectf(wire.CodeMalformed, "frames must be text")
	}
	m, err := wire.Parse[wire.Signed](b)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return &m, nil
}

// Refuse sends the rejection of the client and closes the socket. It returns the code that was sent.
func (s *Socket) Refuse(ctx context.Context, err error) wire.Code {
	defer s.conn.CloseNow()
	r := wire.RejectionOf(err)
	if r == nil {
		s.b.o.Log.Error("event socket failed", "error", err)
		r = wire.Rejectf(wire.CodeInternal, "the facilitator failed")
	}
	var answer any = r
	if s.plain {
		answer = wire.Plain(r)
	}
	if b, err := wire.Marshal(answer); err == nil {
		s.write(ctx, b)
	}
	s.conn.Close(websocket.StatusPolicyViolation, string(r.Code))
	return r.Code
}

// Stream sends the present state and every later one, until the client or the process ends. It returns immediately, so that
// the goroutine of the request, with its large stack and buffers, ends. The watcher is closed and ended called at the end.
func (s *Socket) Stream(w Watcher, ended func()) {
	s.watcher = w
	go s.catch(func() { s.run(ended) })()
}

func (s *Socket) run(ended func()) {
	before, release := s.b.o.Count()
	defer release()
	defer ended()
	defer s.end()
	defer context.AfterFunc(s.b.o.Stopping, s.leave)()
	s.mu.Lock()
	// Sockets that came at the same time do not get their pings at the same time.
	s.beat = time.AfterFunc(heartbeat/spread*time.Duration(1+(before+1)%spread), s.catch(s.ping))
	s.mu.Unlock()
	s.b.workers.run(s.catch(s.send))
	// A client sends nothing but answers to pings: this returns when the connection ends.
	if _, _, err := s.conn.Read(context.Background()); err == nil {
		s.conn.Close(websocket.StatusPolicyViolation, "unexpected message")
	}
}

// end closes the socket and its watcher, after a state that is being sent.
func (s *Socket) end() {
	s.conn.CloseNow()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.cancel()
	s.beat.Stop()
	s.watcher.Close(false)
}

// leave disconnects the client because the process stops.
func (s *Socket) leave() { s.conn.Close(websocket.StatusGoingAway, "stopping") }

// send sends the present state, and asks for a notification of the next one. If the client does not take it, the socket is
// closed.
func (s *Socket) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.cancel()
	ctx, cancel := context.WithTimeout(context.Background(), sendTime)
	defer cancel()
	_, state, err := s.watcher.State(ctx)
	if err != nil {
		go s.catch(func() { s.Refuse(context.Background(), err) })() // it waits for the client
		return
	}
	if s.conn.Write(ctx, websocket.MessageText, state) != nil {
		s.conn.CloseNow()
		return
	}
	s.cancel = s.watcher.OnChange(func() { s.b.workers.run(s.catch(s.send)) })
}

// ping checks that the client still answers, and sends the state again.
func (s *Socket) ping() {
	ctx, cancel := context.WithTimeout(context.Background(), sendTime)
	defer cancel()
	if s.conn.Ping(ctx) != nil {
		s.conn.CloseNow()
		return
	}
	s.send()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.beat.Reset(heartbeat)
	}
}

func (s *Socket) write(ctx context.Context, b []byte) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	_ = s.conn.Write(ctx, websocket.MessageText, b) // the client has gone if this fails
}

// catch returns f with a panic in it ending the socket and not the process.
func (s *Socket) catch(f func()) func() {
	return func() {
		defer func() {
			if recover() != nil {
				s.b.o.Panicked()
				s.conn.CloseNow()
			}
		}()
		f()
	}
}
