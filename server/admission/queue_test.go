package admission

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// fakeListener accepts the connections and errors that a test puts into next.
type fakeListener struct {
	next   chan any
	closed chan struct{}
}

func newListener() *fakeListener {
	return &fakeListener{next: make(chan any, 8), closed: make(chan struct{})}
}

func (l *fakeListener) Accept() (net.Conn, error) {
	select {
	case v := <-l.next:
		if err, ok := v.(error); ok {
			return nil, err
		}
		return v.(net.Conn), nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *fakeListener) Close() error   { close(l.closed); return nil }
func (l *fakeListener) Addr() net.Addr { return &net.TCPAddr{} }

// rig is a queue with connections that wait, behind an HTTP server.
type rig struct {
	in           *inFlight
	listener     *fakeListener
	queue        *queue
	ours, theirs []net.Conn
	out          chan net.Conn // the connections accepted; closed after the queue
}

// notUrgent is for connections from other machines.
func notUrgent(net.Addr) bool { return false }

// start returns a rig with count connections. It must be called in a bubble of synctest.
func start(t *testing.T, in *inFlight, count int) *rig {
	t.Helper()
	r := &rig{in: in, listener: newListener(), out: make(chan net.Conn, 8)}
	for range count {
		o, p := net.Pipe()
		t.Cleanup(func() { o.Close(); p.Close() })
		r.ours, r.theirs = append(r.ours, o), append(r.theirs, p)
		r.listener.next <- o
	}
	r.queue = newQueue(r.listener, in, notUrgent)
	unused := newUnused(in)
	go func() {
		for {
			conn, err := r.queue.Accept()
			if errors.Is(err, net.ErrClosed) {
				close(r.out)
				return
			}
			if err == nil {
				unused.note(conn, http.StateNew) // as an HTTP server does before it accepts the next
				r.out <- conn
			}
		}
	}()
	return r
}

// accepted returns the connections that have been accepted since the last call.
func (r *rig) accepted() (conns []net.Conn) {
	synctest.Wait()
	for {
		select {
		case conn, ok := <-r.out:
			if !ok {
				return conns
			}
			conns = append(conns, conn)
		default:
			return conns
		}
	}
}

// patient returns an inFlight whose requests are counted however long they take.
func patient() *inFlight {
	in := newInFlight()
	in.countedTime, in.unusedTime = 24*time.Hour, 24*time.Hour
	return in
}

// begin begins a request on a listener.
func begin(in *inFlight) *request {
	ctx, _ := new(Control).Begin(context.WithValue(context.Background(), inFlightKey{}, in))
	return ctx.Value(requestKey{}).(*request)
}

// fill begins as many requests as may be in flight.
func fill(in *inFlight) (requests []*request) {
	for range maxInFlight {
		requests = append(requests, begin(in))
	}
	return requests
}

// TestQueue: connections wait while as many requests are in flight as may be, and are accepted one by one in their order.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := patient()
		requests := fill(in)
		r := start(t, in, 3)
		defer r.queue.Close()
		if n := len(r.accepted()); n != 0 {
			t.Fatalf("%d connections did not wait", n)
		}
		for i := range r.ours {
			requests[i].pause()
			if got := r.accepted(); !slices.Equal(got, r.ours[i:i+1]) {
				t.Fatalf("%d connections were accepted after request %d, or another one than the next", len(got), i)
			}
		}
	})
}

// TestQueueOfSilentConnections: connections that send nothing are counted only at first, so they block nobody.
func TestQueueOfSilentConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInFlight()
		unused := newUnused(in)
		for range 3 * maxInFlight {
			conn, other := net.Pipe()
			defer other.Close()
			unused.note(conn, http.StateNew)
		}
		r := start(t, in, 1)
		defer r.queue.Close()
		if len(r.accepted()) != 0 {
			t.Error("new connections are not counted")
		}
		time.Sleep(unusedTime)
		if len(r.accepted()) != 1 {
			t.Fatal("silent connections block another")
		}
		time.Sleep(unusedTime)
		if synctest.Wait(); in.count != 0 {
			t.Errorf("%d silent connections are still counted", in.count)
		}
	})
}

// TestQueueBehindLongRequests: requests that take long block others for a short time only.
func TestQueueBehindLongRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInFlight()
		requests := fill(in)
		r := start(t, in, 1)
		defer r.queue.Close()
		time.Sleep(countedTime)
		if len(r.accepted()) != 1 {
			t.Fatal("long requests block another")
		}
		for _, q := range requests {
			q.pause()
		}
		time.Sleep(countedTime)
		if synctest.Wait(); in.count != 0 {
			t.Errorf("%d requests are counted after all have ended", in.count)
		}
	})
}

// TestPausesNest: a request with a pause in a pause is counted again after both, and then once.
func TestPausesNest(t *testing.T) {
	in := patient()
	ctx, end := new(Control).Begin(context.WithValue(t.Context(), inFlightKey{}, in))
	var c Control
	count := func(when string, want int) {
		t.Helper()
		if in.count != want {
			t.Errorf("%s: %d requests are counted, want %d", when, in.count, want)
		}
	}
	count("at first", 1)
	outer := c.Pause(ctx)
	count("in a pause", 0)
	inner := c.Pause(ctx)
	count("in a pause of a pause", 0)
	inner()
	count("after the inner pause", 0)
	outer()
	count("after both", 1)
	end()
	count("after the request", 0)
	c.Pause(t.Context())() // without a request
}

// TestQueueOfLateConnections: a connection that has waited long enough is accepted in any case.
func TestQueueOfLateConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := patient()
		fill(in)
		r := start(t, in, 1)
		defer r.queue.Close()
		time.Sleep(queueTime - time.Nanosecond)
		if len(r.accepted()) != 0 {
			t.Error("a connection was accepted early")
		}
		time.Sleep(time.Nanosecond)
		if len(r.accepted()) != 1 {
			t.Error("a connection was not accepted after its longest wait")
		}
	})
}

// TestQueueGoesOnAfterErrors: after one error of the listener, such as too many open files, connections are accepted again.
func TestQueueGoesOnAfterErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		q := newQueue(l, newInFlight(), notUrgent)
		defer q.Close()
		full := errors.New("too many open files")
		l.next <- full
		if _, err := q.Accept(); !errors.Is(err, full) {
			t.Fatalf("error is %v, want the listener's", err)
		}
		conn, other := net.Pipe()
		defer other.Close()
		l.next <- conn
		if got, err := q.Accept(); err != nil || got != conn {
			t.Errorf("accepted %v, %v after an error", got, err)
		}
	})
}

// TestQueueCloses: connections that wait when the server stops are closed, and the server gets the error of the listener.
func TestQueueCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := patient()
		fill(in)
		r := start(t, in, 2)
		synctest.Wait()
		if err := r.queue.Close(); err != nil {
			t.Fatal(err)
		}
		for i, conn := range r.theirs {
			if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("connection %d was not closed: %v", i, err)
			}
		}
		if conn, open := <-r.out; open {
			t.Errorf("%v was accepted at the end", conn)
		}
	})
}

// TestQueueLetsThisMachinePass: what this machine's own programs ask, such as whether the process is well, waits for nobody.
func TestQueueLetsThisMachinePass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := patient()
		fill(in)
		r := start(t, in, 3)
		defer r.queue.Close()
		if n := len(r.accepted()); n != 0 {
			t.Fatalf("%d connections did not wait", n)
		}
		r.queue.mu.Lock()
		r.queue.urgent = func(net.Addr) bool { return true }
		r.queue.mu.Unlock()
		probe, other := net.Pipe()
		defer other.Close()
		r.listener.next <- probe
		if got := r.accepted(); !slices.Equal(got, []net.Conn{probe}) {
			t.Errorf("%d connections were accepted, or another one than that of this machine", len(got))
		}
	})
}

// TestQueueUnderSilentConnections: however many silent connections come each second, up to what the caps on connections let
// through, one that asks something is accepted within a moment.
func TestQueueUnderSilentConnections(t *testing.T) {
	for _, rate := range []int{30, 60, 150, 1500} {
		synctest.Test(t, func(t *testing.T) {
			in := newInFlight()
			r := start(t, in, 0)
			defer r.queue.Close()
			var last net.Conn
			came := map[net.Conn]time.Time{}
			for i := range 2 * rate {
				conn, other := net.Pipe()
				defer conn.Close()
				defer other.Close()
				came[conn], last = time.Now(), conn
				r.listener.next <- conn
				time.Sleep(time.Second / time.Duration(rate))
				for _, got := range r.accepted() {
					if waited := time.Since(came[got]); waited > 200*time.Millisecond {
						t.Fatalf("at %d a second, connection %d waited %v", rate, i, waited)
					}
					delete(came, got)
				}
			}
			time.Sleep(200 * time.Millisecond)
			for _, got := range r.accepted() {
				delete(came, got)
			}
			if _, waits := came[last]; waits {
				t.Errorf("at %d a second, %d connections still wait", rate, len(came))
			}
		})
	}
}
