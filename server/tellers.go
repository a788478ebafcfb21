package server

import "sync"

// tellersAtOnce is how many sockets are written to at a time. A client that does not read is found out after sendTime;
// until then it keeps one of them.
const tellersAtOnce = 32

// tellers write what is new to event sockets, a few at a time: thousands may have to be told of the same change.
type tellers struct {
	mu      sync.Mutex
	waiting []func()
	working int
}

// do has f called soon, by another goroutine. It does not wait.
func (t *tellers) do(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, f)
	if t.working < tellersAtOnce {
		t.working++
		go t.work()
	}
}

func (t *tellers) work() {
	for {
		f := t.next()
		if f == nil {
			return
		}
		f()
	}
}

// next takes the longest waiting call off the list, or ends a teller.
func (t *tellers) next() func() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		t.waiting = nil
		t.working--
		return nil
	}
	f := t.waiting[0]
	t.waiting[0] = nil
	t.waiting = t.waiting[1:]
	return f
}
