package admission

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// headerTime is the time within which the header of a request must arrive.
	headerTime = 10 * time.Second
	// maxHeader is the size of a header, in bytes.
	maxHeader = 16 << 10
	// idleTime is the time for which a connection may stay open without a request.
	idleTime = 30 * time.Second
	// stopTime is the time within which requests in flight may end after the order to stop.
	stopTime = 10 * time.Second
)

// Serve answers requests on ln with handler until ctx is done. Then it calls stopping, which must end the requests that wait
// for news, accepts no others, lets the rest finish for ten seconds, and returns nil. With a TLS configuration it speaks TLS.
func (c *Control) Serve(ctx context.Context, ln net.Listener, secure *tls.Config, handler http.Handler, stopping func()) error {
	// Requests wait as connections (see queue). Streams of HTTP/2 would not: one client could have thousands in flight.
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	in := newInFlight()
	unused := newUnused(in)
	h := &http.Server{
		Handler:           handler,
		TLSConfig:         secure,
		Protocols:         &protocols,
		ReadHeaderTimeout: c.headerTime,
		ReadTimeout:       baseTime, // extended for a request with a body
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(c.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.Background() },
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			return context.WithValue(ctx, inFlightKey{}, in)
		},
		ConnState: unused.note,
	}
	ln = newQueue(ln, in, c.connections.Local)
	failed := make(chan error, 1)
	go func() {
		if secure != nil {
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
	c.log.Info("stopping")
	stopping()
	h.SetKeepAlivesEnabled(false)
	unused.close()
	stop, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	err := h.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		c.log.Warn("requests were cut off")
		err = h.Close()
	}
	if err != nil {
		return fmt.Errorf("failed to stop: %w", err)
	}
	return nil
}
