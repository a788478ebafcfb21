package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/web"
)

func newServe() *cobra.Command {
	var addr, facilitator string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page from this machine instead of the facilitator",
		Long: `serve serves the same page as the facilitator, from this program, so its code comes from the source of this
program and not from the facilitator. Open the printed address and paste the invite link.

The page may connect to any facilitator, because the link names it; --facilitator permits only one.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return servePage(cmd, addr, facilitator) },
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:5000", "address to listen on, loopback only")
	cmd.Flags().StringVar(&facilitator, "facilitator", "", "the only facilitator the page may talk to")
	return cmd
}

func servePage(cmd *cobra.Command, addr, facilitator string) error {
	connect, err := connectSources(facilitator)
	if err != nil {
		return err
	}
	handler, err := page.Handler(web.Dist(), page.Options{ConnectSrc: connect})
	if err != nil {
		return err
	}
	if err := checkLoopback(addr); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return cli.Failure(fmt.Errorf("failed to listen: %w", err), "another program may use this port; try --addr 127.0.0.1:0")
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "dataowner: serving the page on http://%s\n", l.Addr())
	server := &http.Server{
		Handler:           loopbackOnly(handler),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		MaxHeaderBytes: 16 << 10,
	}
	ctx := cmd.Context()
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("failed to serve: %w", err)
	}
	return <-stopped
}

// connectSources returns the sources that the page may connect to: the origin of the facilitator's URL, and the same
// for sockets.
func connectSources(facilitator string) ([]string, error) {
	if facilitator == "" {
		return []string{"http:", "https:", "ws:", "wss:"}, nil
	}
	u, err := url.Parse(facilitator)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, cli.Usage(errors.New("invalid --facilitator: must begin with http:// or https:// and a host"), "")
	}
	return []string{u.Scheme + "://" + u.Host, "ws" + u.Scheme[len("http"):] + "://" + u.Host}, nil
}

func checkLoopback(addr string) error {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return cli.Usage(errors.New("invalid --addr: must be HOST:PORT"), "")
	}
	if loopback.Host(addr) {
		return nil
	}
	return cli.Usage(errors.New("invalid --addr: the page is served on loopback only"), "use 127.0.0.1")
}

// loopbackOnly refuses a request if its host is not this machine.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback.Host(r.Host) {
			http.Error(w, "this address is for this machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
