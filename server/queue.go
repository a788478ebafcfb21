package server

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// busyConnections is how many requests are worked on at a time. More would not be answered sooner: they would wait
	// for a processor or for the store, each with its buffers and stacks of 30 kB. Requests that wait for their client
	// do not count, nor those that take long, so neither keep anybody waiting.
	busyConnections = 16
	// queueTime is how long a connection waits at most.
	queueTime = 10 * time.Second
	// pollTime is how often the queue looks whether connections that brought nothing have ceased to count.
	pollTime = 50 * time.Millisecond
	// acceptPause follows on a connection that could not be taken.
	acceptPause = 100 * time.Millisecond
)

// queue is a listener that hands on its connections in the order they came, as those that are busy become fewer. A
// connection that waits costs little more than its descriptor.
type queue struct {
	net.Listener
	conns *conns
	wait  time.Duration // of a connection at most

	mu     sync.Mutex
	list   []queued
	err    error         // what came instead of a connection
	came   chan struct{} // receives once there is something new in list or err
	closed bool
}

type queued struct {
	net.Conn
	until time.Time
}

// queue starts taking connections off ln.
func (c *conns) queue(ln net.Listener) *queue {
	q := &queue{Listener: ln, conns: c, wait: queueTime, came: make(chan struct{}, 1)}
	go q.take()
	return q
}

func (q *queue) take() {
	for {
		conn, err := q.Listener.Accept()
		q.push(conn, err)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // out of descriptors, for one: whoever serves decides, and asks again
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
	default:
		q.list = append(q.list, queued{conn, time.Now().Add(q.wait)})
	}
	select {
	case q.came <- struct{}{}:
	default:
	}
}

// Accept implements net.Listener.
func (q *queue) Accept() (net.Conn, error) {
	timer := time.NewTimer(queueTime)
	defer timer.Stop()
	for {
		conn, wait, err := q.next()
		if conn != nil || err != nil {
			return conn, err
		}
		timer.Reset(wait)
		select {
		case <-q.came:
		case <-q.conns.freed:
		case <-timer.C:
		}
	}
}

// next takes the first connection off the queue where its turn has come, else it says when to look again at the latest.
func (q *queue) next() (conn net.Conn, wait time.Duration, err error) {
	busy := q.conns.busy()
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.list) == 0 {
		if err = q.err; !q.closed {
			q.err = nil
		}
		return nil, queueTime, err
	}
	first := q.list[0]
	if wait = time.Until(first.until); wait > 0 && busy >= busyConnections {
		return nil, min(wait, pollTime), nil
	}
	q.list[0] = queued{}
	if q.list = q.list[1:]; len(q.list) == 0 {
		q.list = nil
	}
	return first.Conn, 0, nil
}

// Close implements net.Listener: whoever waits is sent away.
func (q *queue) Close() error {
	q.mu.Lock()
	q.closed = true
	for _, c := range q.list {
		c.Close()
	}
	q.list = nil
	q.mu.Unlock()
	return q.Listener.Close()
}
