package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// turnTime is for how long a request that is worked on, or a connection that has brought nothing yet, counts: what takes
// longer waits for something that others need not wait for.
const turnTime = 500 * time.Millisecond

// conns knows how busy a listener's connections keep us. It is safe for concurrent use.
type conns struct {
	turnTime time.Duration

	mu     sync.Mutex
	fresh  map[net.Conn]*turn // connections that have not brought a byte
	turns  []*turn            // those that count, and some that did; the oldest first
	count  int                // of turns: those that count
	closed bool
	freed  chan struct{} // receives once there may be less to do
}

// turn is something that keeps us busy while it counts.
type turn struct {
	since  time.Time
	counts bool
}

func newConns() *conns {
	return &conns{turnTime: turnTime, fresh: map[net.Conn]*turn{}, freed: make(chan struct{}, 1)}
}

// note is told of every change of a connection.
func (c *conns) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		if t := c.fresh[conn]; t != nil {
			delete(c.fresh, conn)
			c.end(t)
		}
	case c.closed:
		conn.Close()
	default:
		c.fresh[conn] = c.begin()
	}
}

// begin makes a turn. The caller holds c.mu.
func (c *conns) begin() *turn {
	t := &turn{since: time.Now(), counts: true}
	c.turns = append(c.turns, t)
	c.count++
	return t
}

// end ends that a turn counts. The caller holds c.mu.
func (c *conns) end(t *turn) {
	if t.counts {
		t.counts = false
		c.count--
		select {
		case c.freed <- struct{}{}:
		default:
		}
	}
}

// busy is how many requests keep us busy, or connections will at once.
func (c *conns) busy() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.turns) > 0 && (!c.turns[0].counts || time.Since(c.turns[0].since) > c.turnTime) {
		c.end(c.turns[0])
		c.turns[0] = nil
		c.turns = c.turns[1:]
	}
	return c.count
}

// close closes the connections that have not brought a byte yet, which browsers open ahead of need. An orderly
// shutdown would wait five seconds for each.
func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for conn := range c.fresh {
		conn.Close()
	}
}

type connsKey struct{}

// contextWith is the context of requests on connections of c.
func contextWith(ctx context.Context, c *conns) context.Context {
	return context.WithValue(ctx, connsKey{}, c)
}

// job is a request that is answered. It counts, but while it rests. Its methods are for one goroutine.
type job struct {
	c     *conns // nil for a request that came through no listener of ours
	turn  *turn
	rests int
}

func newJob(ctx context.Context) *job {
	c, _ := ctx.Value(connsKey{}).(*conns)
	j := &job{c: c}
	j.resume()
	return j
}

// rest says that the job waits for its client, or for news: it keeps nobody from being served. Jobs may rest within a
// rest.
func (j *job) rest() {
	if j.rests++; j.rests == 1 && j.c != nil {
		j.c.mu.Lock()
		defer j.c.mu.Unlock()
		j.c.end(j.turn)
	}
}

// wake ends a rest.
func (j *job) wake() {
	if j.rests--; j.rests == 0 {
		j.resume()
	}
}

func (j *job) resume() {
	if j.c != nil {
		j.c.mu.Lock()
		defer j.c.mu.Unlock()
		j.turn = j.c.begin()
	}
}

// resting has the job of a request rest until done.
func resting(ctx context.Context) (done func()) {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok || v.job == nil {
		return func() {}
	}
	v.job.rest()
	return v.job.wake
}
