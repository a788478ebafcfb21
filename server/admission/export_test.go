package admission

import "context"

// Constants for tests from outside.
const (
	SpoolSize   = spoolSize
	MaxInFlight = maxInFlight
)

// Listener is one listener of a Control without a port.
type Listener struct{ in *inFlight }

// NewListener returns a listener whose requests are counted however long they take.
func NewListener() *Listener { return &Listener{patient()} }

// Context is the context of the requests that come through the listener.
func (l *Listener) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, inFlightKey{}, l.in)
}

// InFlight is the number of requests in flight.
func (l *Listener) InFlight() int {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	return l.in.count
}
