package notify

import "sync"

// Signal wakes all that wait for it, once. It is safe for concurrent use.
type Signal struct {
	fired chan struct{}

	mu    sync.Mutex
	calls map[*func()]struct{} // nil once fired
}

// NewSignal returns a signal that has not fired.
func NewSignal() *Signal { return &Signal{fired: make(chan struct{}), calls: map[*func()]struct{}{}} }

// Fire wakes all. A signal fires once.
func (s *Signal) Fire() {
	s.mu.Lock()
	calls := s.calls
	s.calls = nil
	s.mu.Unlock()
	close(s.fired)
	for f := range calls {
		(*f)()
	}
}

// Fired is closed by Fire.
func (s *Signal) Fired() <-chan struct{} { return s.fired }

// OnFire calls f when the signal fires, immediately if it already has; f must not block. cancel removes a call that has
// not started.
func (s *Signal) OnFire(f func()) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		f()
		return func() {}
	}
	s.calls[&f] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.calls, &f)
	}
}
