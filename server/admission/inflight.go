package admission

import (
	"context"
	"sync"
	"time"
)

const (
	// maxInFlight is the number of requests that are worked on at a time. More would not be answered sooner: each would wait
	// for a processor or the store, with 30 kB of buffers and stacks.
	maxInFlight = 16
	// countedTime is the longest time for which a request that is worked on is counted as in flight. One that takes longer
	// waits for something that others need not wait for.
	countedTime = 500 * time.Millisecond
	// unusedTime is the longest time for which a connection that has sent nothing yet is counted. A client that connects to
	// ask sends its request at once; with 16 places, so many that send nothing would have to come within this time, again and
	// again, to delay others: 2,000 a second, which no caps on connections admit.
	unusedTime = 8 * time.Millisecond
)

// inFlight counts the requests of one listener that are worked on, and the connections that are about to send one. It is
// safe for concurrent use.
type inFlight struct {
	countedTime, unusedTime time.Duration
	freed                   chan struct{} // receives after count has fallen

	mu    sync.Mutex // guards count and all tickets
	count int
}

// ticket is one that may be counted.
type ticket struct {
	counted bool
	expiry  *time.Timer
}

func newInFlight() *inFlight {
	return &inFlight{countedTime: countedTime, unusedTime: unusedTime, freed: make(chan struct{}, 1)}
}

// begin counts one more until end is called, or longest has passed.
func (f *inFlight) begin(longest time.Duration) *ticket {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	t := &ticket{counted: true}
	t.expiry = time.AfterFunc(longest, func() { f.end(t) })
	return t
}

func (f *inFlight) end(t *ticket) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !t.counted {
		return
	}
	t.counted = false
	t.expiry.Stop()
	f.count--
	select {
	case f.freed <- struct{}{}:
	default:
	}
}

// full reports whether as many are in flight as may be.
func (f *inFlight) full() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count >= maxInFlight
}

// request is a request that is being answered. It is for one goroutine.
type request struct {
	in     *inFlight // nil for a request that came through no listener of a Control
	ticket *ticket
	pauses int
	ends   []func() // called when it has ended
}

type (
	inFlightKey struct{}
	requestKey  struct{}
)

// Begin counts a request as in flight until end is called. The handlers of the request get the context.
func (c *Control) Begin(ctx context.Context) (_ context.Context, end func()) {
	in, _ := ctx.Value(inFlightKey{}).(*inFlight)
	r := &request{in: in}
	r.resume()
	return context.WithValue(ctx, requestKey{}, r), r.end
}

func (r *request) end() {
	r.pause()
	for _, f := range r.ends {
		f()
	}
}

// atEnd calls f when the request of a context has ended; at once if there is none.
func atEnd(ctx context.Context, f func()) {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		r.ends = append(r.ends, f)
		return
	}
	f()
}

// Pause stops counting the request of a context as in flight until resume is called, by the same goroutine: while it waits
// for its client or for news, others may be served. A pause may contain others. Without a request it does nothing.
func (c *Control) Pause(ctx context.Context) (resume func()) {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok {
		return func() {}
	}
	r.pause()
	return func() {
		if r.pauses--; r.pauses == 0 {
			r.resume()
		}
	}
}

func (r *request) pause() {
	if r.pauses++; r.pauses == 1 && r.in != nil {
		r.in.end(r.ticket)
	}
}

func (r *request) resume() {
	if r.in != nil {
		r.ticket = r.in.begin(r.in.countedTime)
	}
}
