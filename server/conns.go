package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// youngTime is for how long a connection that has brought nothing yet counts as one that keeps us busy.
const youngTime = 250 * time.Millisecond

// conns knows how busy a listener's connections keep us. It is safe for concurrent use.
type conns struct {
	mu      sync.Mutex
	working int                 // requests being answered that wait for nobody else
	fresh   map[net.Conn]*fresh // connections that have not brought a byte
	young   int                 // of fresh: those that count
	order   []*fresh            // those that counted, the oldest first
	closed  bool
	freed   chan struct{} // receives once there may be less to do
}

type fresh struct {
	since time.Time
	young bool
}

func newConns() *conns {
	return &conns{fresh: map[net.Conn]*fresh{}, freed: make(chan struct{}, 1)}
}

// note is told of every change of a connection.
func (c *conns) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		if f := c.fresh[conn]; f != nil {
			delete(c.fresh, conn)
			c.age(f)
		}
	case c.closed:
		conn.Close()
	default:
		f := &fresh{since: time.Now(), young: true}
		c.fresh[conn], c.order = f, append(c.order, f)
		c.young++
	}
}

// age ends that a connection counts. The caller holds c.mu.
func (c *conns) age(f *fresh) {
	if f.young {
		f.young = false
		c.young--
		c.wake()
	}
}

// busy is how many connections keep us busy, or will at once.
func (c *conns) busy() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.order) > 0 && (!c.order[0].young || time.Since(c.order[0].since) > youngTime) {
		c.age(c.order[0])
		c.order[0] = nil
		c.order = c.order[1:]
	}
	return c.working + c.young
}

func (c *conns) wake() {
	select {
	case c.freed <- struct{}{}:
	default:
	}
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

func (c *conns) work(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.working += n
	if n < 0 {
		c.wake()
	}
}

type connsKey struct{}

// contextWith is the context of requests on connections of c.
func contextWith(ctx context.Context, c *conns) context.Context {
	return context.WithValue(ctx, connsKey{}, c)
}

// working says that a request is being answered; done ends that. Requests that came through no listener of ours are
// not counted.
func working(ctx context.Context) (done func()) { return counted(ctx, 1) }

// resting says that a request being answered waits for its client, or for news: it keeps nobody from being served.
func resting(ctx context.Context) (done func()) { return counted(ctx, -1) }

func counted(ctx context.Context, n int) (done func()) {
	c, ok := ctx.Value(connsKey{}).(*conns)
	if !ok {
		return func() {}
	}
	c.work(n)
	return func() { c.work(-n) }
}
