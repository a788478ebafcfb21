package events_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/events"
)

// training is a Watcher of a state that a test sets.
type training struct {
	mu     sync.Mutex
	state  string // "panic" makes State panic, "error" makes it fail
	seen   string // the state that State returned last
	next   func()
	closed bool
}

func (w *training) set(state string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = state
	if next := w.next; next != nil {
		w.next = nil
		next()
	}
}

func (w *training) State(context.Context) (int64, []byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch w.state {
	case "panic":
		panic("planted")
	case "error":
		return 0, nil, errors.New("failed to read /secret/disk")
	}
	w.seen = w.state
	return 1, []byte(w.state), nil
}

func (w *training) OnChange(f func()) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state != w.seen {
		f()
		return func() {}
	}
	w.next = f
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.next = nil
	}
}

func (w *training) Close(bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

// rig serves one training on event sockets.
type rig struct {
	t        *testing.T
	training *training
	url      string
	stop     context.CancelFunc
	released chan struct{} // receives after a socket has ended
	panicked chan struct{} // receives after a panic
}

func start(t *testing.T) *rig {
	t.Helper()
	stopping, stop := context.WithCancel(t.Context())
	r := &rig{t: t, training: &training{state: `"first"`}, stop: stop, released: make(chan struct{}, 8), panicked: make(chan struct{}, 8)}
	b := events.New(events.Options{Stopping: stopping, Log: slog.New(slog.DiscardHandler),
		Count:    func() (int64, func()) { return 0, func() { r.released <- struct{}{} } },
		Panicked: func() { r.panicked <- struct{}{} }})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		socket, err := b.Accept(w, q)
		if err != nil {
			return
		}
		if _, err := socket.Hello(q.Context(), func(context.Context) func() { return func() {} }); err != nil {
			socket.Refuse(q.Context(), err)
			return
		}
		socket.Stream(r.training, func() {})
	}))
	t.Cleanup(s.Close)
	r.url = "ws" + strings.TrimPrefix(s.URL, "http")
	return r
}

// dial opens a socket and sends a first message.
func (r *rig) dial(ctx context.Context, first string) *websocket.Conn {
	r.t.Helper()
	conn, _, err := websocket.Dial(ctx, r.url, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.CloseNow() })
	if err := conn.Write(ctx, websocket.MessageText, []byte(first)); err != nil {
		r.t.Fatal(err)
	}
	return conn
}

func (r *rig) hello() string {
	r.t.Helper()
	key, err := identity.NewKey()
	if err != nil {
		r.t.Fatal(err)
	}
	m, err := wire.Seal(wire.KindHello, wire.Hello{}, key)
	if err != nil {
		r.t.Fatal(err)
	}
	b, err := wire.Marshal(m)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(b)
}

// TestStates: a socket gets the present state and each change; after its end the watcher is closed.
func TestStates(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r := start(t)
	conn := r.dial(ctx, r.hello())
	for _, next := range []string{`"second"`, `"third"`, ""} {
		want := r.training.state
		if _, b, err := conn.Read(ctx); err != nil || string(b) != want {
			t.Fatalf("got %s, %v, want %s", b, err, want)
		}
		if next != "" {
			r.training.set(next)
		}
	}
	conn.Close(websocket.StatusNormalClosure, "")
	<-r.released
	if !r.training.closed {
		t.Error("the watcher of a socket that has ended is open")
	}
}

// TestEnds: whatever ends a socket, the client gets a reason without internal details, and the process continues.
func TestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		first  string // instead of a hello
		end    func(*rig)
		frame  string // the last frame
		status websocket.StatusCode
	}{
		"no hello":     {first: "{}", frame: `"code":"malformed"`, status: websocket.StatusPolicyViolation},
		"a long hello": {first: `"` + strings.Repeat("x", 2*wire.MaxFrameHeader) + `"`, status: websocket.StatusMessageTooBig},
		"stopping":     {end: func(r *rig) { r.stop() }, status: websocket.StatusGoingAway},
		"a failure":    {end: func(r *rig) { r.training.set("error") }, frame: `"code":"internal"`, status: websocket.StatusPolicyViolation},
		"a panic":      {end: func(r *rig) { r.training.set("panic"); <-r.panicked }, status: -1},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			r := start(t)
			first := c.first
			if first == "" {
				first = r.hello()
			}
			conn := r.dial(ctx, first)
			if c.end != nil {
				if _, _, err := conn.Read(ctx); err != nil {
					t.Fatal(err)
				}
				c.end(r)
			}
			frames := ""
			for {
				_, b, err := conn.Read(ctx)
				if err != nil {
					if got := websocket.CloseStatus(err); got != c.status {
						t.Errorf("closed with %v: %v, want %v", got, err, c.status)
					}
					break
				}
				frames += string(b)
			}
			if !strings.Contains(frames, c.frame) || strings.Contains(frames, "/secret/disk") {
				t.Errorf("the client got %q, want %q", frames, c.frame)
			}
			if c.first == "" {
				<-r.released
			}
		})
	}
}
