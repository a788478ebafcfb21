//go:build e2e

package e2e

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
)

// relay is a way to a facilitator that can be cut, as a network can.
type relay struct {
	url string
	to  string // address of the facilitator

	mu    sync.Mutex // protects what follows
	cut   bool
	conns map[net.Conn]struct{}
}

// relay starts a relay to a facilitator.
func (s *stage) relay(facilitator string) *relay {
	s.Helper()
	to, err := url.Parse(facilitator)
	s.must("parse address", err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	s.must("listen", err)
	r := &relay{url: "http://" + listener.Addr().String(), to: to.Host, conns: map[net.Conn]struct{}{}}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	s.Cleanup(func() {
		_ = listener.Close()
		r.set(true)
	})
	return r
}

// link leads a link through the relay.
func (r *relay) link(link string) string {
	return r.url + link[strings.Index(link, "/join"):]
}

// set cuts every connection and refuses new ones, or takes them again.
func (r *relay) set(cut bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cut = cut
	if cut {
		for c := range r.conns {
			_ = c.Close()
		}
	}
}

// keep registers a connection; false while the relay is cut.
func (r *relay) keep(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cut {
		_ = c.Close()
		return false
	}
	r.conns[c] = struct{}{}
	return true
}

func (r *relay) serve(in net.Conn) {
	if !r.keep(in) {
		return
	}
	out, err := net.Dial("tcp", r.to)
	if err != nil || !r.keep(out) {
		_ = in.Close()
		return
	}
	var both sync.WaitGroup
	for _, pair := range [][2]net.Conn{{in, out}, {out, in}} {
		both.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			_ = pair[0].Close()
			_ = pair[1].Close()
		})
	}
	both.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.conns, in)
	delete(r.conns, out)
}
