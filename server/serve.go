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
	"time"
)

// headerTime is how long a request's header may take to come.
const headerTime = 10 * time.Second

// keptConnections is how many connections stay open between requests, of all clients together. What each holds, buffers
// and a stack, is several times what an event socket does: with more of them open every answer is the last on its
// connection, and the client opens another when it next has something to say.
const keptConnections = 32

// idleTime is how long a connection may stay open without a request.
const idleTime = 30 * time.Second

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
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.Background() },
	}
	open := newConns()
	h.ConnState = open.note
	h.ConnContext = func(ctx context.Context, _ net.Conn) context.Context { return contextWith(ctx, open) }
	ln = open.queue(ln)
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
	open.close()
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

// closeIfCrowded has the client close its connection after this answer where too many are open.
func (s *Server) closeIfCrowded(w http.ResponseWriter) {
	if s.access.conns.Open()-s.sockets.Load() > keptConnections {
		w.Header().Set("Connection", "close")
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
