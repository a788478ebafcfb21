package guard_test

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
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

// TestMappedProxies: an address of IPv4 in the form of IPv6 is trusted as such; a list that names every address is known as one.
func TestMappedProxies(t *testing.T) {
	for list, all := range map[string]bool{"::ffff:10.0.0.1": false, "::ffff:10.0.0.0/104": false, "10.0.0.0/8": false, "0.0.0.0/0": true, "::/0": true, "::ffff:0.0.0.0/96": true} {
		p, err := guard.ParseProxies([]string{list})
		if err != nil {
			t.Errorf("%s: %v", list, err)
			continue
		}
		if got := p.Trusts(netip.MustParseAddr("10.0.0.1")); got != (list != "::/0") {
			t.Errorf("%s trusts 10.0.0.1: %v", list, got)
		}
		if p.TrustsAll() != all {
			t.Errorf("%s names every address: %v", list, !all)
		}
	}
}

// TestBuckets: a key has its burst, then its rate, independent of other keys.
func TestBuckets(t *testing.T) {
	b, now := guard.NewBuckets[string](2, 5), time.Unix(1000, 0)
	for i := range 7 {
		if _, got := b.Take("a", 1, now); got != (i < 5) {
			t.Errorf("request %d: %v", i, got)
		}
	}
	if _, ok := b.Take("b", 5, now); !ok {
		t.Error("one key takes from another")
	}
	now = now.Add(time.Second)
	for i := range 3 {
		if wait, got := b.Take("a", 1, now); got != (i < 2) || wait != map[bool]time.Duration{false: 500 * time.Millisecond}[got] {
			t.Errorf("request %d of the next second: %v, wait %v", i, got, wait)
		}
	}
	b.Charge("c", 3, now)
	b.Charge("c", 100, now)
	if _, ok := b.Take("c", 1, now); ok {
		t.Error("a charge of more than the key has leaves something")
	}
	if _, ok := (*guard.Buckets[string])(nil).Take("a", 1<<30, now); !ok || guard.NewBuckets[string](0, 5) != nil {
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
	if _, ok := b.Take(-1, 1, now); ok {
		t.Error("the flood gave a limited key a new bucket")
	}
	if _, ok := b.Take(3*guard.MaxKeys, 1, now); ok {
		t.Error("keys above the limit do not share one bucket")
	}
	now = now.Add(time.Hour)
	b.Take(5*guard.MaxKeys, 1, now)
	if n := b.Len(); n > 2 {
		t.Errorf("%d keys have buckets after an hour", n)
	}
}

// tokens parses a token file.
func tokens(t *testing.T, file string) *guard.Tokens {
	t.Helper()
	all, err := guard.ParseTokens([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return guard.NewTokens(all)
}

func bearing(header ...string) *http.Request {
	r := &http.Request{Header: http.Header{}}
	if len(header) > 0 {
		r.Header["Authorization"] = header
	}
	return r
}

// TestToken: only exactly the token in the header counts.
func TestToken(t *testing.T) {
	const text = "0123456789abcdefghijklmnop"
	one := tokens(t, text+"\n")
	for header, want := range map[string]guard.Offered{
		"Bearer " + text: guard.CorrectToken, "bearer " + text: guard.CorrectToken, "Bearer " + text + "x": guard.IncorrectToken, "Bearer": guard.IncorrectToken,
		"Bearer ": guard.IncorrectToken, text: guard.IncorrectToken, "Basic " + text: guard.IncorrectToken, "": guard.IncorrectToken,
		"Basic b3BlcmF0b3I6MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A=": guard.CorrectToken, // operator:TEXT
		"Basic MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A6":             guard.IncorrectToken,
	} {
		if got, holder := one.Check(bearing(header)); got != want || (holder != nil) != (want == guard.CorrectToken) {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	if got, _ := one.Check(bearing()); got != guard.NoToken {
		t.Errorf("without header: %v", got)
	}
	if got, _ := one.Check(bearing("Bearer "+text, "Bearer x")); got != guard.IncorrectToken {
		t.Errorf("two headers: %v", got)
	}
	if got, _ := (*guard.Tokens)(nil).Check(bearing("Bearer ")); got != guard.IncorrectToken {
		t.Errorf("no token at all accepts an empty one: %v", got)
	}
	for _, bad := range []string{"", "short", strings.Repeat("a", 21), strings.Repeat("a", 1025), strings.Repeat("a", 30) + " b", strings.Repeat("a", 30) + "\nb", strings.Repeat("ä", 30)} {
		if _, err := guard.ParseTokens([]byte(bad)); err == nil || strings.Contains(err.Error(), "aaaa") {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

// TestTokens: several tokens are valid at a time, each with its rights and its last day, until others take their place.
func TestTokens(t *testing.T) {
	const a, b = "aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb"
	sum := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	list := func(entries ...string) string { return `{"tokens": [` + strings.Join(entries, ",") + `]}` }
	tomorrow, yesterday := time.Now().Add(24*time.Hour).Format(time.DateOnly), time.Now().Add(-48*time.Hour).Format(time.DateOnly)
	all := tokens(t, list(
		`{"name": "cardiology", "sha256": "`+sum(a)+`", "contact": "heart@example.org", "trainings": 3, "until": "`+tomorrow+`"}`,
		`{"name": "operator", "sha256": "`+sum(b)+`", "may": ["operate"]}`,
		`{"name": "old", "sha256": "`+sum("c"+a)+`", "until": "`+yesterday+`"}`,
	))
	kind, holder := all.Check(bearing("Bearer " + a))
	if kind != guard.CorrectToken || holder.Name != "cardiology" || holder.Trainings != 3 || !holder.Has(guard.MayCreate) || holder.Has(guard.MayOperate) {
		t.Errorf("the first token: %v %+v", kind, holder)
	}
	if kind, holder := all.Check(bearing("Bearer " + b)); kind != guard.CorrectToken || holder.Has(guard.MayCreate) || !holder.Has(guard.MayOperate) {
		t.Errorf("the second token: %v %+v", kind, holder)
	}
	if kind, _ := all.Check(bearing("Bearer c" + a)); kind != guard.ExpiredToken {
		t.Errorf("the old token: %v", kind)
	}
	next, err := guard.ParseTokens([]byte(list(`{"name": "operator", "sha256": "` + sum(a) + `"}`)))
	if err != nil {
		t.Fatal(err)
	}
	all.Replace(next)
	if kind, _ := all.Check(bearing("Bearer " + b)); kind != guard.IncorrectToken {
		t.Errorf("a token that was replaced: %v", kind)
	}
	if kind, holder := all.Check(bearing("Bearer " + a)); kind != guard.CorrectToken || holder.Name != "operator" {
		t.Errorf("the token in its place: %v", kind)
	}
	for bad, field := range map[string]string{
		`{"tokens": [{"name": "a"}]}`: "sha256", `{"tokens": [{"name": "A b", "sha256": "` + sum(a) + `"}]}`: "name", `{"tokens": [{"nam": "a"}]}`: "malformed",
		list(`{"name": "a", "sha256": "`+sum(a)+`"}`, `{"name": "a", "sha256": "`+sum(b)+`"}`): "tokens[1].name",
		list(`{"name": "a", "sha256": "` + sum(a) + `", "trainings": -1}`):                     "trainings",
		list(`{"name": "a", "sha256": "` + sum(a) + `", "until": "soon"}`):                     "until",
		list(`{"name": "a", "sha256": "` + sum(a) + `", "may": ["all"]}`):                      "may",
	} {
		if _, err := guard.ParseTokens([]byte(bad)); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error is %v, want one that names %s", bad, err, field)
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
