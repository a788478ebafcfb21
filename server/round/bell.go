package round

import "sync"

// bell tells whoever waits for it that there is news, once.
type bell struct {
	rung chan struct{} // closed by ring

	mu    sync.Mutex
	calls map[*func()]struct{} // nil once rung
}

func newBell() *bell { return &bell{rung: make(chan struct{}), calls: map[*func()]struct{}{}} }

// ring wakes everyone. A bell rings once.
func (b *bell) ring() {
	b.mu.Lock()
	calls := b.calls
	b.calls = nil
	b.mu.Unlock()
	close(b.rung)
	for f := range calls {
		(*f)()
	}
}

// call has f called when the bell rings, or at once if it has; f must not wait for anything. stop takes that back
// where there is time.
func (b *bell) call(f func()) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.calls == nil {
		f()
		return func() {}
	}
	b.calls[&f] = struct{}{}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.calls, &f)
	}
}
