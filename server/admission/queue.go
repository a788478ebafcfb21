package admission

import (
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

const (
	// queueTime is the longest time for which a connection waits.
	queueTime = 10 * time.Second
	// acceptPause follows an error of the listener.
	acceptPause = 100 * time.Millisecond
)

// queue is a listener that accepts connections in the order in which they came, while fewer requests are in flight than may
// be. A connection that waits costs little more than its descriptor. Urgent connections do not wait.
type queue struct {
	net.Listener
	in     *inFlight
	urgent func(net.Addr) bool // by the address of the client

	mu      sync.Mutex // guards the fields below
	waiting []queued
	err     error         // of the listener, not yet returned by Accept
	came    chan struct{} // receives after waiting or err has changed
	closed  bool
}

type queued struct {
	net.Conn
	until time.Time // when it is accepted in any case
}

// newQueue starts taking connections from ln.
func newQueue(ln net.Listener, in *inFlight, urgent func(net.Addr) bool) *queue {
	q := &queue{Listener: ln, in: in, urgent: urgent, came: make(chan struct{}, 1)}
	go q.run()
	return q
}

func (q *queue) run() {
	for {
		conn, err := q.Listener.Accept()
		q.push(conn, err)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // too many open files, for example; the HTTP server decides whether it goes on
			time.Sleep(acceptPause)
		}
	}
}

// push adds a connection, or the error that came instead of one.
func (q *queue) push(conn net.Conn, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case err != nil:
		q.err = err
	case q.closed:
		conn.Close()
	case q.urgent(conn.RemoteAddr()):
		q.waiting = slices.Insert(q.waiting, 0, queued{conn, time.Now()})
	default:
		q.waiting = append(q.waiting, queued{conn, time.Now().Add(queueTime)})
	}
	select {
	case q.came <- struct{}{}:
	default:
	}
}

// Accept implements net.Listener.
func (q *queue) Accept() (net.Conn, error) {
	for {
		conn, wait, err := q.next()
		if conn != nil || err != nil {
			return conn, err
		}
		select {
		case <-q.came:
		case <-q.in.freed:
		case <-time.After(wait):
		}
	}
}

// next takes the first connection if it may be accepted now. If it may not, next returns the time after which to look
// again.
func (q *queue) next() (conn net.Conn, wait time.Duration, err error) {
	full := q.in.full()
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		if err = q.err; !q.closed {
			q.err = nil
		}
		return nil, queueTime, err
	}
	first := q.waiting[0]
	if wait = time.Until(first.until); wait > 0 && full {
		return nil, wait, nil
	}
	q.waiting[0] = queued{}
	if q.waiting = q.waiting[1:]; len(q.waiting) == 0 {
		q.waiting = nil
	}
	return first.Conn, 0, nil
}

// Close implements net.Listener. It closes the connections that wait.
func (q *queue) Close() error {
	q.mu.Lock()
	q.closed = true
	for _, c := range q.waiting {
		c.Close()
	}
	q.waiting = nil
	q.mu.Unlock()
	return q.Listener.Close()
}
