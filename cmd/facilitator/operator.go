package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server"
)

// serveOperator serves the operator's pages on a separate address until stop is called. If addr is empty it does
// nothing. stop returns after the last answer.
func serveOperator(s *server.Server, addr string, secure *tls.Config, stderr io.Writer) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, cli.Failure(fmt.Errorf("failed to listen for the operator: %w", err), "choose another address with --operator-addr")
	}
	fmt.Fprintf(stderr, "facilitator: operator's pages on %s://%s\n", scheme(secure), ln.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.ServeOperator(ctx, ln, secure) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			cli.Report(stderr, "facilitator", err, "")
		}
	}, nil
}
