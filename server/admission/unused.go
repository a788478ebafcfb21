package admission

import (
	"net"
	"net/http"
	"sync"
)

// unused are the connections that have not sent a byte yet: browsers open some ahead of need. Each counts as in flight for a
// moment, because a request is likely to follow.
type unused struct {
	in *inFlight

	mu     sync.Mutex // guards the fields below
	conns  map[net.Conn]*ticket
	closed bool
}

func newUnused(in *inFlight) *unused { return &unused{in: in, conns: map[net.Conn]*ticket{}} }

// note is called with every new state of a connection.
func (u *unused) note(conn net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		if t := u.conns[conn]; t != nil {
			delete(u.conns, conn)
			u.in.end(t)
		}
	case u.closed:
		conn.Close()
	default:
		u.conns[conn] = u.in.begin(u.in.unusedTime)
	}
}

// close closes the unused connections, and every later one. An orderly shutdown would wait five seconds for each.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for conn := range u.conns {
		conn.Close()
	}
}
