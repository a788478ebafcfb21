package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// redirect returns a handler that redirects browsers without TLS to the same address with TLS. Requests with a body are
// rejected: their senders must learn that they have sent it in the clear.
// A host for which no certificate is served is refused: its visitors would be led elsewhere.
func redirect(port string, served func(host string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		w.Header().Set("Connection", "close")
		if r.Method != http.MethodGet && r.Method != http.MethodHead || host == "" {
			http.Error(w, "this facilitator serves https only", http.StatusForbidden)
			return
		}
		if !served(host) {
			http.Error(w, "this facilitator has another name", http.StatusMisdirectedRequest)
			return
		}
		if port != "443" {
			host = net.JoinHostPort(host, port)
		}
		//nolint:gosec // G710: the host is one of the certificate's
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}

// serveRedirect serves redirects on addr until stop is called. If addr is empty it does nothing. The flags
// t add the answers to an ACME authority. capped applies the limits on connections to a listener.
func serveRedirect(addr, tlsAddr string, t *tlsFlags, capped func(net.Listener) net.Listener, stderr io.Writer) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, cli.Failure(fmt.Errorf("failed to listen without TLS: %w", err), "choose another address with --http-addr")
	}
	_, port, err := net.SplitHostPort(tlsAddr)
	if err != nil {
		return nil, cli.Failure(fmt.Errorf("failed to read the port of the TLS address: %w", err), "")
	}
	s := &http.Server{Handler: t.challenge(redirect(port, t.serves)), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)} // its lines hold addresses
	fmt.Fprintf(stderr, "facilitator: redirecting http://%s to https\n", ln.Addr())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.Serve(capped(ln)); !errors.Is(err, http.ErrServerClosed) {
			cli.Report(stderr, "facilitator", fmt.Errorf("failed to serve without TLS: %w", err), "")
		}
	}()
	return func() {
		s.Close()
		<-done
	}, nil
}
