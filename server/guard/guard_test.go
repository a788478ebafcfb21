package guard_test

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/server/guard"
)

func TestProxiesThatAreRefused(t *testing.T) {
	for _, s := range []string{"", "proxy.example", "10.0.0.1/8", "10.0.0.0/33", "fe80::1%eth0", "10.0.0.1:80"} {
		if _, err := guard.ParseProxies([]string{"127.0.0.1", s}); err == nil || !strings.Contains(err.Error(), "proxy 2") {
			t.Errorf("%q: error is %v", s, err)
		}
	}
}

// TestSourceOf: only a trusted proxy can name the address of another client, and no forwarded request is local.
func TestSourceOf(t *testing.T) {
	trusted, err := guard.ParseProxies([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		remote string
		header []string
		tls    bool
		want   string // key
		local  bool
		secure bool
	}{
		"direct":                   {"192.0.2.1:9", nil, false, "192.0.2.1/32", false, false},
		"direct over TLS":          {"192.0.2.1:9", nil, true, "192.0.2.1/32", false, true},
		"this machine":             {"127.0.0.1:9", nil, false, "127.0.0.1/32", true, false},
		"this machine, mapped":     {"[::ffff:127.0.0.1]:9", nil, false, "127.0.0.1/32", true, false},
		"passed on, not trusted":   {"127.0.0.1:9", []string{"X-Forwarded-For: 192.0.2.9"}, false, "127.0.0.1/32", false, false},
		"via":                      {"127.0.0.1:9", []string{"Via: 1.1 proxy"}, false, "127.0.0.1/32", false, false},
		"forwarded":                {"127.0.0.1:9", []string{"Forwarded: for=192.0.2.9"}, false, "127.0.0.1/32", false, false},
		"forged":                   {"192.0.2.1:9", []string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"}, false, "192.0.2.1/32", false, false},
		"through a proxy":          {"10.0.0.2:9", []string{"X-Forwarded-For: 192.0.2.9", "X-Forwarded-Proto: https"}, false, "192.0.2.9/32", false, true},
		"through two":              {"10.0.0.2:9", []string{"X-Forwarded-For: 192.0.2.9, 10.0.0.3"}, false, "192.0.2.9/32", false, false},
		"two headers":              {"10.0.0.2:9", []string{"X-Forwarded-For: 203.0.113.5", "X-Forwarded-For: 192.0.2.9:443"}, false, "192.0.2.9/32", false, false},
		"forged before the proxy":  {"10.0.0.2:9", []string{"X-Forwarded-For: 127.0.0.1, 192.0.2.9"}, false, "192.0.2.9/32", false, false},
		"malformed":                {"10.0.0.2:9", []string{"X-Forwarded-For: 192.0.2.9, unknown"}, false, "10.0.0.2/32", false, false},
		"a proxy that says nobody": {"[::1]:9", nil, false, "::/64", false, false},
		"sixteen bytes":            {"10.0.0.2:9", []string{"X-Forwarded-For: [2001:db8:1:2:3:4:5:6]:80"}, false, "2001:db8:1:2::/64", false, false},
		"no address":               {"pipe", nil, false, "invalid Prefix", false, false},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		for _, h := range c.header {
			k, v, _ := strings.Cut(h, ": ")
			r.Header.Add(k, v)
		}
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := trusted.Of(r); got.Key().String() != c.want || got.Local != c.local || got.Secure != c.secure {
			t.Errorf("%s: %v, local %v, secure %v; want %s, %v, %v", name, got.Key(), got.Local, got.Secure, c.want, c.local, c.secure)
		}
	}
}

// TestBuckets: a key has its burst, then its rate, independent of other keys.
func TestBuckets(t *testing.T) {
	b, now := guard.NewBuckets[string](2, 5), time.Unix(1000, 0)
	for i := range 7 {
		if got := b.Take("a", 1, now); got != (i < 5) {
			t.Errorf("request %d: %v", i, got)
		}
	}
	if !b.Take("b", 5, now) {
		t.Error("one key takes from another")
	}
	now = now.Add(time.Second)
	for i := range 3 {
		if got := b.Take("a", 1, now); got != (i < 2) {
			t.Errorf("request %d of the next second: %v", i, got)
		}
	}
	b.Charge("c", 3, now)
	b.Charge("c", 100, now)
	if b.Take("c", 1, now) {
		t.Error("a charge of more than the key has leaves something")
	}
	if !(*guard.Buckets[string])(nil).Take("a", 1<<30, now) || guard.NewBuckets[string](0, 5) != nil {
		t.Error("no limit limits")
	}
}

// TestBucketsAreBounded: a flood of keys needs a fixed amount of memory, and does not lift the limits of earlier keys.
func TestBucketsAreBounded(t *testing.T) {
	b, now := guard.NewBuckets[int](1, 2), time.Unix(1000, 0)
	b.Take(-1, 2, now)
	for i := range 2 * guard.MaxKeys {
		b.Take(i, 1, now)
	}
	if n := b.Len(); n > guard.MaxKeys {
		t.Errorf("%d keys have buckets", n)
	}
	if b.Take(-1, 1, now) {
		t.Error("the flood gave a limited key a new bucket")
	}
	if b.Take(3*guard.MaxKeys, 1, now) {
		t.Error("keys above the limit do not share one bucket")
	}
	now = now.Add(time.Hour)
	b.Take(5*guard.MaxKeys, 1, now)
	if n := b.Len(); n > 2 {
		t.Errorf("%d keys have buckets after an hour", n)
	}
}

// TestToken: only exactly the token in the header counts.
func TestToken(t *testing.T) {
	const text = "0123456789abcdefghijklmnop"
	token, err := guard.ParseToken([]byte(text + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]guard.Offered{
		"Bearer " + text: guard.CorrectToken, "bearer " + text: guard.CorrectToken, "Bearer " + text + "x": guard.IncorrectToken, "Bearer": guard.IncorrectToken,
		"Bearer ": guard.IncorrectToken, text: guard.IncorrectToken, "Basic " + text: guard.IncorrectToken, "": guard.IncorrectToken,
		"Basic b3BlcmF0b3I6MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A=": guard.CorrectToken, // operator:TEXT
		"Basic MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A6":             guard.IncorrectToken,
	} {
		if got := token.Check(&http.Request{Header: http.Header{"Authorization": {header}}}); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	if got := token.Check(&http.Request{Header: http.Header{}}); got != guard.NoToken {
		t.Errorf("without header: %v", got)
	}
	two := &http.Request{Header: http.Header{"Authorization": {"Bearer " + text, "Bearer x"}}}
	if got := token.Check(two); got != guard.IncorrectToken {
		t.Errorf("two headers: %v", got)
	}
	if got := (*guard.Token)(nil).Check(&http.Request{Header: http.Header{"Authorization": {"Bearer "}}}); got != guard.IncorrectToken {
		t.Errorf("no token at all accepts an empty one: %v", got)
	}
	for _, bad := range []string{"", "short", strings.Repeat("a", 21), strings.Repeat("a", 1025), strings.Repeat("a", 30) + " b", strings.Repeat("a", 30) + "\nb", strings.Repeat("ä", 30)} {
		if _, err := guard.ParseToken([]byte(bad)); err == nil || strings.Contains(err.Error(), "aaaa") {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

// fakeListener accepts the connections that a test sends to it.
type fakeListener struct {
	net.Listener
	conns chan net.Conn
}

func (l fakeListener) Accept() (net.Conn, error) {
	c, ok := <-l.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

type fakeConn struct {
	net.Conn
	remote string
	closed *int
}

func (c fakeConn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.remote))
}
func (c fakeConn) Close() error { *c.closed++; return nil }

// TestConnections: one source cannot use all connections, and a closed one can be opened again.
func TestConnections(t *testing.T) {
	proxies, _ := guard.ParseProxies([]string{"10.0.0.1"})
	c, in, closed := guard.NewConns(6, 2, proxies), fakeListener{conns: make(chan net.Conn, 16)}, 0
	ln := c.Listener(in)
	next := func(remote string) net.Conn {
		t.Helper()
		in.conns <- fakeConn{remote: remote, closed: &closed}
		in.conns <- fakeConn{remote: "127.0.0.1:1", closed: &closed} // always accepted
		first, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if first.RemoteAddr().String() == "127.0.0.1:1" {
			first.Close()
			return nil
		}
		second, _ := ln.Accept()
		second.Close()
		return first
	}
	a, b := next("192.0.2.1:1"), next("192.0.2.1:2")
	if a == nil || b == nil || next("192.0.2.1:3") != nil || c.Refused() != 1 {
		t.Fatal("the cap of a source is not two")
	}
	a.Close()
	a.Close()
	if next("192.0.2.1:4") == nil || next("192.0.2.1:5") != nil {
		t.Error("after a closed connection one more is not accepted, or two are")
	}
	for i := range 3 {
		if next("10.0.0.1:7") == nil {
			t.Errorf("a trusted proxy gets only %d connections", i)
		}
	}
	if c.Open() != 5 {
		t.Fatalf("%d connections are open, want 5", c.Open())
	}
	in.conns <- fakeConn{remote: "192.0.2.7:1", closed: &closed}
	in.conns <- fakeConn{remote: "192.0.2.8:1", closed: &closed}
	close(in.conns)
	if _, err := ln.Accept(); err != nil {
		t.Error(err)
	}
	before := closed
	if _, err := ln.Accept(); err == nil || closed != before+1 {
		t.Error("the total is not capped")
	}
}

func TestCounts(t *testing.T) {
	c := guard.NewCounts[string](1)
	release, ok := c.Add("a")
	if _, again := c.Add("a"); !ok || again {
		t.Fatal("the cap is not one")
	}
	if _, ok := c.Add("b"); !ok {
		t.Error("one key takes from another")
	}
	release()
	release()
	if _, ok := c.Add("a"); !ok {
		t.Error("a release is not counted")
	}
	if _, ok := c.Add("a"); ok {
		t.Error("a release is counted twice")
	}
}
