package server

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/server/round"
)

// spread is over how many parts of a heartbeat sockets are asked first whether they are alive.
const spread = 20

// stream tells a greeted event socket each new state. There may be ten thousand, of which most have nothing to do: each
// is one goroutine that reads, and has others tell.
type stream struct {
	s       *Server
	conn    *websocket.Conn
	release func() // gives back the signer's place among its sockets

	mu    sync.Mutex // held while a state is told
	watch *round.Watcher
	quiet func() // takes back that the next change is told
	beat  *time.Timer
	ended bool
}

func (s *Server) newStream(conn *websocket.Conn, watch *round.Watcher, release func()) *stream {
	return &stream{s: s, conn: conn, watch: watch, release: release, quiet: func() {}}
}

// serve serves the socket to its end: until the client goes, the line dies, or the server stops.
func (t *stream) serve() {
	defer t.s.metrics.Socket()()
	n := t.s.sockets.Add(1)
	defer t.s.sockets.Add(-1)
	defer t.end()
	defer context.AfterFunc(t.s.draining, t.leave)()
	t.mu.Lock()
	// Those that came together are not all asked together.
	t.beat = time.AfterFunc(heartbeat/spread*time.Duration(1+n%spread), t.guarded(t.pulse))
	t.mu.Unlock()
	t.s.tellers.do(t.guarded(t.tell))
	// Nothing is expected but the answers to our pings: this returns when the connection ends.
	if _, _, err := t.conn.Read(context.Background()); err == nil {
		t.conn.Close(websocket.StatusPolicyViolation, "unexpected message")
	}
}

// end frees all that the socket holds. A state that is being told comes first.
func (t *stream) end() {
	t.conn.CloseNow()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	t.quiet()
	t.beat.Stop()
	t.watch.Close(false)
	t.release()
}

// leave sends the client away because the server stops.
func (t *stream) leave() { t.conn.Close(websocket.StatusGoingAway, "stopping") }

// tell sends the present state, and has the next one told. A socket that cannot take it is closed.
func (t *stream) tell() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	t.quiet()
	ctx, cancel := context.WithTimeout(context.Background(), sendTime)
	defer cancel()
	_, state, err := t.watch.State(ctx)
	if err != nil {
		go t.guarded(func() { t.s.refuse(context.Background(), t.conn, err) })() // it waits for the client
		return
	}
	if t.conn.Write(ctx, websocket.MessageText, state) != nil {
		t.conn.CloseNow()
		return
	}
	t.quiet = t.watch.OnChange(func() { t.s.tellers.do(t.guarded(t.tell)) })
}

// pulse asks whether the client is still there, and tells it the state again: both ends notice a dead line.
func (t *stream) pulse() {
	if ping(context.Background(), t.conn) != nil {
		t.conn.CloseNow()
		return
	}
	t.tell()
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		t.beat.Reset(heartbeat)
	}
}

// guarded keeps a panic in f from ending the process: it ends the socket.
func (t *stream) guarded(f func()) func() {
	return func() {
		defer func() {
			if recover() != nil {
				t.s.metrics.Panicked()
				t.s.log.Error("panic", "method", "GET", "at", panicSite())
				t.conn.CloseNow()
			}
		}()
		f()
	}
}
