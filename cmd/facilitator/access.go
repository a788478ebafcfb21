package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/guard"
)

// accessFlags configure the limits of clients, and the operator's access.
type accessFlags struct {
	limits        server.Limits
	proxies       []string
	tokenFile     string
	operatorAddr  string
	localPrograms bool
}

func addAccessFlags(cmd *cobra.Command, f *accessFlags) {
	fs, d := cmd.Flags(), server.DefaultLimits
	fs.StringVar(&f.tokenFile, "operator-token-file", "", "file with the token, or a list of tokens as 'facilitator token' prints them, that lets other machines create trainings and read the operator's pages; read again when it changes and on SIGHUP")
	fs.StringVar(&f.operatorAddr, "operator-addr", "", "separate address for the operator's pages and metrics, such as 127.0.0.1:8081; without it they are at /operator and /metrics of --addr")
	fs.StringArrayVar(&f.proxies, "trusted-proxy", nil, "address or network of a proxy with a trusted X-Forwarded-For header, such as 127.0.0.1; may be repeated")
	fs.BoolVar(&f.localPrograms, "local-programs", false, "count requests from this machine without a proxy's header as the operator's, although --trusted-proxy names this machine; only if the proxy adds X-Forwarded-For to every request")
	fs.Float64Var(&f.limits.SourceRate, "source-rate", d.SourceRate, "requests a second that one address may send in the long run, ten times as many to one training and twenty times as many for files; 0 for no limit")
	fs.Float64Var(&f.limits.IdentityRate, "identity-rate", d.IdentityRate, "signed requests a second that one identity may send in the long run; 0 for no limit")
	fs.Float64Var(&f.limits.SourceEnrolments, "source-enrolments", d.SourceEnrolments, "enrolments an hour from one address into one training; 0 for no limit")
	fs.IntVar(&f.limits.SourceConnections, "source-connections", d.SourceConnections, "connections of one address at a time; 0 for no limit")
	fs.IntVar(&f.limits.Connections, "connections", d.Connections, "connections of all addresses at a time; 0 for no limit")
	fs.IntVar(&f.limits.IdentitySockets, "identity-sockets", d.IdentitySockets, "event sockets of one identity at a time; 0 for no limit")
}

// open checks the limits, and reads the trusted proxies and the operator's tokens, which are nil if there are none.
func (f *accessFlags) open(log *slog.Logger) (guard.Proxies, *guard.Tokens, error) {
	l := f.limits
	if l.SourceRate < 0 || l.IdentityRate < 0 || l.SourceEnrolments < 0 || l.SourceConnections < 0 || l.Connections < 0 || l.IdentitySockets < 0 {
		return guard.Proxies{}, nil, cli.Usage(errors.New("a limit must not be negative"), "0 stands for no limit")
	}
	proxies, err := guard.ParseProxies(f.proxies)
	if err != nil {
		return proxies, nil, cli.Usage(err, seeHelp)
	}
	proxies.LocalPrograms = f.localPrograms
	if f.localPrograms && len(f.proxies) == 0 {
		return proxies, nil, cli.Usage(errors.New("--local-programs needs --trusted-proxy"), "without a trusted proxy this machine's programs have the operator's rights anyway")
	}
	if f.tokenFile == "" {
		if proxies.TrustLoopback() {
			log.Warn("nobody can create trainings or see the operator's pages: --trusted-proxy names this machine, so its programs count as the proxy; give --operator-token-file, or --local-programs")
		}
		return proxies, nil, nil
	}
	tokens, err := readTokens(f.tokenFile)
	if err != nil {
		return proxies, nil, err
	}
	if info, err := os.Stat(f.tokenFile); err == nil && runtime.GOOS != "windows" && info.Mode()&fs.FileMode(0o004) != 0 {
		log.Warn("every user of this machine can read the operator token file")
	}
	return proxies, guard.NewTokens(tokens), nil
}

// readTokens reads a token file.
func readTokens(path string) ([]*guard.Token, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("must be a regular file")
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, unreadable("operator token file", err)
	}
	tokens, err := guard.ParseTokens(content)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("operator token file: %w", err), "make one with: facilitator token NAME --out FILE")
	}
	return tokens, nil
}

// unreadable returns the error of a file of the operator's that cannot be read, with a way out.
func unreadable(what string, err error) error {
	hint := ""
	if errors.Is(err, fs.ErrPermission) {
		hint = "it must be readable for the user that runs the facilitator; under systemd, LoadCredential hands it a copy, as deploy/facilitator.service shows"
	}
	return cli.Usage(fmt.Errorf("failed to read %s: %w", what, err), hint)
}

// tokenInterval is the time between two looks at the token file.
const tokenInterval = 2 * time.Second

// follow replaces the tokens when their file changes and on SIGHUP, until ctx is done. A file that cannot be used changes
// nothing. noted is called with the names of the new tokens.
func (f *accessFlags) follow(ctx context.Context, tokens *guard.Tokens, log *slog.Logger, noted func(names []string)) {
	if tokens == nil {
		return
	}
	changed := func() (at time.Time, size int64) {
		if info, err := os.Stat(f.tokenFile); err == nil {
			at, size = info.ModTime(), info.Size()
		}
		return at, size
	}
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	tick := time.NewTicker(tokenInterval)
	defer tick.Stop()
	for at, size := changed(); ; {
		forced := false
		select {
		case <-tick.C:
		case <-hup:
			forced = true
		case <-ctx.Done():
			return
		}
		newAt, newSize := changed()
		if !forced && newAt.Equal(at) && newSize == size {
			continue
		}
		at, size = newAt, newSize
		all, err := readTokens(f.tokenFile)
		if err != nil {
			log.Warn("operator tokens not replaced", "error", err)
			continue
		}
		tokens.Replace(all)
		var names []string
		for _, t := range all {
			names = append(names, t.Holder().Name)
		}
		log.Info("operator tokens replaced", "tokens", len(all))
		noted(names)
	}
}
