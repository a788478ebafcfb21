package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/modelowner/service"
)

type serveFlags struct {
	addr, predict string
	insecure      bool
	create        flags.Create
	keys          flags.Keys
}

func serveCommand(dir *flags.Dir) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve --facilitator URL",
		Short: "Take training files and answer predictions over HTTP",
		Long: `serve takes a training file with POST /models, answers 202 with the training's id,
its state and its invite links, and trains in the background. GET /prediction
answers the final cost and the predicted values for the rows under "predict" in
the training file, or of --predict; 409 with the state until then.

    curl -H "Content-Type: application/json" -X POST "localhost:9090/models" --data @model.json
    curl "http://localhost:9090/prediction"

There is no authentication: it is for programs on this machine. Trainings go on
when serve is started again.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd, dir, &f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.addr, "addr", "127.0.0.1:9090", "address to listen on; port 0 takes a free one")
	set.StringVar(&f.predict, "predict", "", "CSV file of the rows to predict for training files that have none")
	set.BoolVar(&f.insecure, "insecure-http", false, "allow an address that other machines reach, without encryption or authentication")
	f.create.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func serve(cmd *cobra.Command, dir *flags.Dir, f *serveFlags) error {
	if err := checkAddr(f.addr, f.insecure); err != nil {
		return err
	}
	opt, err := serveOptions(cmd, dir, f)
	if err != nil {
		return err
	}
	if opt.Keys, err = f.keys.Open(cmd, opt.Dir); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return cli.Failure(fmt.Errorf("failed to listen: %w", err), "another program may use this port; --addr takes another")
	}
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	s, err := service.New(ctx, opt)
	if err != nil {
		listener.Close()
		return err
	}
	defer s.Wait()
	defer stop()
	return listen(cmd, listener, s.Handler())
}

// listen serves until the command is interrupted.
func listen(cmd *cobra.Command, listener net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	show.Note(cmd, "listening on http://%s", listener.Addr())
	select {
	case err := <-failed:
		return fmt.Errorf("failed to serve: %w", err)
	case <-cmd.Context().Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		server.Close()
	}
	return nil
}

func serveOptions(cmd *cobra.Command, dir *flags.Dir, f *serveFlags) (service.Options, error) {
	opt := service.Options{
		Facilitator: f.create.Facilitator, AnyHost: f.insecure,
		Logf: func(format string, args ...any) { show.Note(cmd, format, args...) },
	}
	var err error
	if opt.Create, err = f.create.Options(); err != nil {
		return opt, err
	}
	if f.predict != "" {
		if opt.PredictCSV, err = os.ReadFile(f.predict); err != nil {
			return opt, cli.Usage(fmt.Errorf("failed to read rows: %w", err), "")
		}
	}
	opt.Dir, err = dir.Path()
	return opt, err
}

// checkAddr fails if other machines can reach an address and that was not asked for.
func checkAddr(addr string, insecure bool) error {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return cli.Usage(errors.New("malformed --addr: must be host:port"), "")
	}
	if insecure || loopback.Host(addr) {
		return nil
	}
	return cli.Usage(errors.New("invalid --addr: other machines would reach it without encryption or authentication"),
		"use 127.0.0.1, or --insecure-http in a network you trust wholly")
}
