package guard

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// Conns caps the number of open connections, in total and by source. Connections of trusted proxies and of this machine
// count towards the total only, because any number of clients may be behind them. It is safe for concurrent use.
type Conns struct {
	total   int
	each    *Counts[netip.Prefix]
	proxies Proxies
	open    atomic.Int64
	refused atomic.Int64
}

// NewConns returns caps. If a number is 0, there is no such cap.
func NewConns(total, perSource int, p Proxies) *Conns {
	return &Conns{total: total, each: NewCounts[netip.Prefix](perSource), proxies: p}
}

// Open returns the number of open connections.
func (c *Conns) Open() int64 { return c.open.Load() }

// Refused returns the number of connections that have been closed at once.
func (c *Conns) Refused() int64 { return c.refused.Load() }

// Listener returns ln with the caps applied. A connection above a cap is closed at once: if it waited, all later ones would
// wait as well.
func (c *Conns) Listener(ln net.Listener) net.Listener { return &listener{ln, c} }

type listener struct {
	net.Listener
	conns *Conns
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if release, ok := l.conns.admit(conn.RemoteAddr()); ok {
			return &counted{Conn: conn, release: release}, nil
		}
		l.conns.refused.Add(1)
		conn.Close()
	}
}

// admit counts a connection until release is called, or reports false if a cap is reached.
func (c *Conns) admit(remote net.Addr) (release func(), ok bool) {
	if n := c.open.Add(1); c.total > 0 && n > int64(c.total) {
		c.open.Add(-1)
		return nil, false
	}
	s := sourceAt(remote)
	release = func() {}
	if !s.Addr.IsLoopback() && !c.proxies.Trusts(s.Addr) {
		if release, ok = c.each.Add(s.Key()); !ok {
			c.open.Add(-1)
			return nil, false
		}
	}
	each := release
	return func() { each(); c.open.Add(-1) }, true
}

// Local reports whether a connection comes from a program on this machine, such as one that looks after the process, and
// from no trusted proxy.
func (c *Conns) Local(remote net.Addr) bool {
	s := sourceAt(remote)
	return s.Addr.IsLoopback() && !c.proxies.Trusts(s.Addr)
}

// sourceAt returns the source of a connection, without an address if that cannot be parsed.
func sourceAt(remote net.Addr) (s Source) {
	if ap, err := netip.ParseAddrPort(remote.String()); err == nil {
		s.Addr = ap.Addr().Unmap().WithZone("")
	}
	return s
}

// counted is counted until it is closed.
type counted struct {
	net.Conn
	once    sync.Once
	release func()
}

// Close implements net.Conn.
func (c *counted) Close() error {
	c.once.Do(c.release)
	return c.Conn.Close()
}
