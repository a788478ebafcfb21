package guard

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// Conns caps connections: in all, and by source. Connections of trusted proxies and of this machine count in the whole
// only, because everybody may be behind them. It is safe for concurrent use.
type Conns struct {
	total   int
	each    *Counts[netip.Prefix]
	proxies Proxies
	open    atomic.Int64
	refused atomic.Int64
}

// NewConns makes caps; 0 means none.
func NewConns(total, perSource int, p Proxies) *Conns {
	return &Conns{total: total, each: NewCounts[netip.Prefix](perSource), proxies: p}
}

// Open is how many connections there are; Refused how many were closed at once since the start.
func (c *Conns) Open() int64 { return c.open.Load() }

// Refused is how many connections were closed as soon as they came.
func (c *Conns) Refused() int64 { return c.refused.Load() }

// Listener returns ln with the caps applied. A connection too many is closed as soon as it is there: left waiting it
// would hold up everybody behind it.
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

func (c *Conns) admit(remote net.Addr) (release func(), ok bool) {
	if n := c.open.Add(1); c.total > 0 && n > int64(c.total) {
		c.open.Add(-1)
		return nil, false
	}
	var s Source
	if ap, err := netip.ParseAddrPort(remote.String()); err == nil {
		s.Addr = ap.Addr().Unmap().WithZone("")
	}
	back := func() {}
	if !s.Addr.IsLoopback() && !c.proxies.Trusts(s.Addr) {
		if back, ok = c.each.Add(s.Key()); !ok {
			c.open.Add(-1)
			return nil, false
		}
	}
	return func() { back(); c.open.Add(-1) }, true
}

// counted gives its place back when it is closed, however often.
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
