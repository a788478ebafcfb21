package server

import (
	"net"
	"net/http"
	"testing"
	"time"
)

// TestUnusedConnections: connections that never brought a byte are closed when the server stops, others are left to end.
func TestUnusedConnections(t *testing.T) {
	c := newConns()
	pair := func(states ...http.ConnState) net.Conn {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { ours.Close(); theirs.Close() })
		for _, s := range states {
			c.note(ours, s)
		}
		return theirs
	}
	fresh, active := pair(http.StateNew), pair(http.StateNew, http.StateActive)
	c.close()
	late := pair(http.StateNew)
	for name, open := range map[string]struct {
		conn net.Conn
		want bool
	}{"unused": {fresh, false}, "active": {active, true}, "late": {late, false}} {
		// A pipe takes no deadline once either end is closed.
		if still := open.conn.SetReadDeadline(time.Now()) == nil; still != open.want {
			t.Errorf("the %s connection: open %v, want %v", name, still, open.want)
		}
	}
}
