package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"
)

// handed is a listener of connections that a test makes, and of errors.
type handed struct {
	next   chan any
	closed chan struct{}
}

func newHanded() *handed { return &handed{next: make(chan any, 8), closed: make(chan struct{})} }

func (h *handed) Accept() (net.Conn, error) {
	select {
	case v := <-h.next:
		if err, ok := v.(error); ok {
			return nil, err
		}
		return v.(net.Conn), nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

func (h *handed) Close() error   { close(h.closed); return nil }
func (h *handed) Addr() net.Addr { return &net.TCPAddr{} }

// queueOf makes a queue behind which count connections wait, and what comes out of it.
func queueOf(t *testing.T, c *conns, count int) (q *queue, h *handed, ours, theirs []net.Conn, out chan net.Conn) {
	t.Helper()
	h = newHanded()
	for range count {
		o, p := net.Pipe()
		t.Cleanup(func() { o.Close(); p.Close() })
		ours, theirs = append(ours, o), append(theirs, p)
		h.next <- o
	}
	q = c.queue(h)
	out = make(chan net.Conn)
	go func() {
		for {
			conn, err := q.Accept()
			if errors.Is(err, net.ErrClosed) {
				close(out)
				return
			}
			if err == nil {
				out <- conn
			}
		}
	}()
	return q, h, ours, theirs, out
}

// busy keeps us as busy as we may be.
func busy(c *conns) (jobs []*job) {
	for range busyConnections {
		jobs = append(jobs, newJob(contextWith(context.Background(), c)))
	}
	return jobs
}

// soon returns what comes within a time that is long for a computer, nil for nothing.
func soon(out chan net.Conn, most time.Duration) net.Conn {
	select {
	case conn := <-out:
		return conn
	case <-time.After(most):
		return nil
	}
}

// patient is conns for which jobs count as long as they last, however slow the machine is.
func patient() *conns {
	c := newConns()
	c.turnTime = time.Hour
	return c
}

// TestQueue: connections wait while as many requests are worked on as there may be, and come in their order.
func TestQueue(t *testing.T) {
	c := patient()
	jobs := busy(c)
	_, _, ours, _, out := queueOf(t, c, 3)
	if soon(out, 200*time.Millisecond) != nil {
		t.Fatal("a connection did not wait its turn")
	}
	var got []net.Conn
	for i := range ours {
		jobs[i].rest()
		conn := soon(out, 10*time.Second)
		if conn == nil {
			t.Fatal("a connection was not handed on when its turn came")
		}
		got = append(got, conn)
		jobs[i].wake()
	}
	if !slices.Equal(got, ours) {
		t.Error("connections were not handed on in the order they came")
	}
}

// TestQueueOfSilentConnections: connections that bring nothing count only at first, so they keep nobody out.
func TestQueueOfSilentConnections(t *testing.T) {
	c := newConns()
	c.turnTime = 200 * time.Millisecond
	for range 3 * busyConnections {
		conn, other := net.Pipe()
		defer other.Close()
		c.note(conn, http.StateNew)
	}
	_, _, _, _, out := queueOf(t, c, 1)
	if soon(out, 10*time.Second) == nil {
		t.Fatal("silent connections keep another out")
	}
	if n := c.busy(); n != 0 {
		t.Errorf("%d connections that bring nothing still count", n)
	}
}

// TestQueueBehindLongJobs: requests that take long keep others waiting for a moment only.
func TestQueueBehindLongJobs(t *testing.T) {
	c := newConns()
	jobs := busy(c)
	_, _, _, _, out := queueOf(t, c, 1)
	if soon(out, 10*time.Second) == nil {
		t.Fatal("requests that take long keep another out")
	}
	for _, j := range jobs {
		j.rest()
	}
	if n := c.busy(); n != 0 {
		t.Errorf("%d jobs count after all have ended", n)
	}
}

// TestJobRestsWithinRests: a job that rests twice at once counts again when both rests are over, and then once.
func TestJobRestsWithinRests(t *testing.T) {
	c := patient()
	j := newJob(contextWith(t.Context(), c))
	for i, step := range []struct {
		do   func()
		busy int
	}{{func() {}, 1}, {j.rest, 0}, {j.rest, 0}, {j.wake, 0}, {j.wake, 1}, {j.rest, 0}} {
		if step.do(); c.busy() != step.busy {
			t.Errorf("after step %d %d jobs count, want %d", i, c.busy(), step.busy)
		}
	}
}

// TestQueueOfLateConnections: whoever has waited long enough gets in, whatever goes on.
func TestQueueOfLateConnections(t *testing.T) {
	c := patient()
	busy(c)
	h := newHanded()
	q := c.queue(h)
	q.wait = 300 * time.Millisecond
	conn, other := net.Pipe()
	defer other.Close()
	start := time.Now()
	h.next <- conn
	if _, err := q.Accept(); err != nil || time.Since(start) < q.wait {
		t.Errorf("a connection came after %v with %v, want %v", time.Since(start), err, q.wait)
	}
}

// TestQueueGoesOnAfterErrors: a listener that fails once, as one without descriptors does, goes on.
func TestQueueGoesOnAfterErrors(t *testing.T) {
	h := newHanded()
	q := newConns().queue(h)
	full := errors.New("too many open files")
	h.next <- full
	if _, err := q.Accept(); !errors.Is(err, full) {
		t.Fatalf("error is %v, want the listener's", err)
	}
	conn, other := net.Pipe()
	defer other.Close()
	h.next <- conn
	if got, err := q.Accept(); err != nil || got != conn {
		t.Errorf("after an error came %v, %v", got, err)
	}
}

// TestQueueCloses: who waits when the server stops is sent away.
func TestQueueCloses(t *testing.T) {
	c := patient()
	busy(c)
	q, _, _, theirs, out := queueOf(t, c, 2)
	time.Sleep(50 * time.Millisecond)
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	for i, conn := range theirs {
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, net.ErrClosed) {
			t.Errorf("connection %d was not closed: %v", i, err)
		} else if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Errorf("connection %d is still open", i)
		}
	}
	select {
	case <-out:
	case <-time.After(10 * time.Second):
		t.Error("whoever serves was not told of the end")
	}
}
