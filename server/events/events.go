// Package events owns the event sockets: the WebSocket handshake, the first message of a client, and the broadcast of each
// new state to thousands of sockets. A Watcher decides which states a reader gets.
package events

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// helloTime is the time within which a new socket must send its hello.
	helloTime = 10 * time.Second
	// sendTime is the time within which a client must take one frame.
	sendTime = 10 * time.Second
	// heartbeat is the interval at which a quiet socket gets its state again, so that both ends notice a dead line.
	heartbeat = 20 * time.Second
)

// Watcher follows the states of one training for one reader.
type Watcher interface {
	// State returns the present version and its canonical JSON, which must not be modified.
	State(ctx context.Context) (version int64, json []byte, err error)
	// OnChange calls f once, as soon as there is a newer state than State has returned; if there is one already, it
	// calls f immediately. f must not block. stop cancels a call that has not started.
	OnChange(f func()) (stop func())
	// Close ends the watch of a reader that has disconnected, if polled is false.
	Close(polled bool)
}

// Options configures a Broadcaster. Only HelloTime may be missing.
type Options struct {
	// Stopping is done when the process stops. Then all clients are disconnected.
	Stopping context.Context
	// Count counts a socket until release is called. It returns the number of sockets before it.
	Count func() (before int64, release func())
	// Panicked is called by the deferred function that has caught a panic.
	Panicked func()
	// Log receives internal failures, which clients do not get.
	Log *slog.Logger
	// HelloTime is the time within which a new socket must send its hello; default: ten seconds.
	HelloTime time.Duration
}

// Broadcaster accepts event sockets and sends them states. It is safe for concurrent use.
type Broadcaster struct {
	o       Options
	workers workers
}

// New returns a broadcaster without sockets.
func New(o Options) *Broadcaster {
	if o.HelloTime == 0 {
		o.HelloTime = helloTime
	}
	return &Broadcaster{o: o}
}

// Accept upgrades a request to a socket. If it returns an error, the request has been answered. The caller has checked the
// origin of the request.
func (b *Broadcaster) Accept(w http.ResponseWriter, r *http.Request) (*Socket, error) {
	conn, err := websocket.Accept(smallBuffers{w}, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(wire.MaxFrameHeader)
	plain := !wire.KnowsAdditions(r.Header.Get("Accept"), r.URL.Query().Get(wire.AdditionsQuery))
	return &Socket{b: b, conn: conn, plain: plain, cancel: func() {}}, nil
}
