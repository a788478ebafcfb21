package server_test

import (
	"bytes"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/guard"
)

// TestCrowdedConnections: an answer is the last on its connection if many connections are open, and only then.
func TestCrowdedConnections(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	closing := func() bool {
		t.Helper()
		c := &http.Client{Transport: &http.Transport{}}
		defer c.CloseIdleConnections()
		a, err := c.Get(r.url + "/v2/server")
		check(t, err)
		check(t, a.Body.Close())
		return a.Close
	}
	if closing() {
		t.Error("a connection was closed although few are open")
	}
	const many = 100
	for range many {
		conn, err := net.Dial("tcp", r.addr)
		check(t, err)
		defer conn.Close()
	}
	if !closing() {
		t.Errorf("a connection was kept although %d others are open", many)
	}
}

// TestLargeBodiesOfStrangers: large bodies of identities that are not in the training are rejected with the reason.
func TestLargeBodiesOfStrangers(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	stranger, err := identity.NewKey()
	check(t, err)
	ref := wire.Ref{Round: 1, Attempt: 1}
	for name, key := range map[string]*identity.Key{"stranger": stranger, "owner before the roster": owners[0].Key} {
		blob := bytes.Repeat([]byte{1}, 768)
		head, err := wire.Seal(wire.KindUpload, wire.Upload{Training: mo.ID, Ref: ref}, key)
		check(t, err)
		err = r.dial(key).PutUpload(r.ctx, mo.ID, ref, head, blob)
		if rejected := wire.RejectionOf(err); rejected == nil || rejected.Code != wire.CodeForbidden {
			t.Errorf("%s: error is %v, want forbidden", name, err)
		}
	}
}

// TestSilentConnections: hundreds of connections that send nothing do not keep a health check or a request waiting.
func TestSilentConnections(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0", func(o *server.Options) {
		o.Proxies = must(guard.ParseProxies([]string{"127.0.0.1"})) // so that nobody here is the operator
	})
	for range 300 {
		conn, err := net.Dial("tcp", r.addr)
		check(t, err)
		defer conn.Close()
	}
	for _, path := range []string{"/healthz", "/readyz", "/v2/server"} {
		c := &http.Client{Transport: &http.Transport{}}
		defer c.CloseIdleConnections()
		start := time.Now()
		a, err := c.Get(r.url + path)
		check(t, err)
		check(t, a.Body.Close())
		if took := time.Since(start); a.StatusCode != 200 || took > 5*time.Second { // 300 places of half a second, 16 at a time, are 9
			t.Errorf("%s: %d after %v", path, a.StatusCode, took)
		}
	}
}
