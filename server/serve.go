package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"time"
)

// headerTime is how long a request's header may take to come.
const headerTime = 10 * time.Second

// drainTime is how long requests in progress may take to end after the order to stop.
const drainTime = 10 * time.Second

// Serve answers requests on ln until ctx is done, then stops taking new ones, sends those who wait away, lets
// the rest finish and returns nil. With a TLS configuration it speaks TLS.
func (s *Server) Serve(ctx context.Context, ln net.Listener, secure *tls.Config) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.sampleFolds(ctx)
	return s.serve(ctx, s.access.conns.Listener(ln), secure, s)
}

// ServeOperator answers the operator's requests on ln until ctx is done, as Serve does.
func (s *Server) ServeOperator(ctx context.Context, ln net.Listener, secure *tls.Config) error {
	return s.serve(ctx, ln, secure, s.Operator())
}

func (s *Server) serve(ctx context.Context, ln net.Listener, secure *tls.Config, handler http.Handler) error {
	h := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: s.headerTime,
		ReadTimeout:       baseTime, // extended where a body is expected
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.Background() },
	}
	unused := newConns()
	h.ConnState = unused.note
	failed := make(chan error, 1)
	go func() {
		if secure != nil {
			h.TLSConfig = secure
			failed <- h.ServeTLS(ln, "", "")
			return
		}
		failed <- h.Serve(ln)
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("failed to serve: %w", err)
	case <-ctx.Done():
	}
	s.log.Info("stopping")
	s.Drain()
	h.SetKeepAlivesEnabled(false)
	unused.close()
	stop, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	err := h.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("requests were cut off")
		err = h.Close()
	}
	if err != nil {
		return fmt.Errorf("failed to stop: %w", err)
	}
	return nil
}

// conns knows the connections that have not brought a byte yet, which browsers open ahead of need. An orderly
// shutdown would wait five seconds for each.
type conns struct {
	mu     sync.Mutex
	fresh  map[net.Conn]struct{}
	closed bool
}

func newConns() *conns { return &conns{fresh: map[net.Conn]struct{}{}} }

func (c *conns) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state != http.StateNew {
		delete(c.fresh, conn)
		return
	}
	if c.closed {
		conn.Close()
		return
	}
	c.fresh[conn] = struct{}{}
}

func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for conn := range c.fresh {
		conn.Close()
	}
}

// headerHas reports whether a comma-separated header holds a token.
func headerHas(r *http.Request, name, token string) bool {
	for _, v := range r.Header[textproto.CanonicalMIMEHeaderKey(name)] {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
