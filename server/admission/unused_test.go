package admission

import (
	"net"
	"net/http"
	"testing"
	"time"
)

// TestUnusedConnections: connections that have not sent a byte are closed when the server stops; the others may end.
func TestUnusedConnections(t *testing.T) {
	u := newUnused(newInFlight())
	pair := func(states ...http.ConnState) net.Conn {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { ours.Close(); theirs.Close() })
		for _, s := range states {
			u.note(ours, s)
		}
		return theirs
	}
	unused, active := pair(http.StateNew), pair(http.StateNew, http.StateActive)
	u.close()
	late := pair(http.StateNew)
	for name, open := range map[string]struct {
		conn net.Conn
		want bool
	}{"unused": {unused, false}, "active": {active, true}, "late": {late, false}} {
		// A pipe takes no deadline once either end is closed.
		if still := open.conn.SetReadDeadline(time.Now()) == nil; still != open.want {
			t.Errorf("the %s connection: open %v, want %v", name, still, open.want)
		}
	}
}
