package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/guard"
)

// accessFlags configure the limits of clients, and the operator's access.
type accessFlags struct {
	limits       server.Limits
	proxies      []string
	tokenFile    string
	operatorAddr string
}

func addAccessFlags(cmd *cobra.Command, f *accessFlags) {
	fs, d := cmd.Flags(), server.DefaultLimits
	fs.StringVar(&f.tokenFile, "operator-token-file", "", "file with the token that lets other machines create trainings and read the operator's pages")
	fs.StringVar(&f.operatorAddr, "operator-addr", "", "separate address for the operator's pages and metrics, such as 127.0.0.1:8081; without it they are at /operator and /metrics of --addr")
	fs.StringArrayVar(&f.proxies, "trusted-proxy", nil, "address or network of a proxy with a trusted X-Forwarded-For header, such as 127.0.0.1; may be repeated")
	fs.Float64Var(&f.limits.SourceRate, "source-rate", d.SourceRate, "requests a second that one address may send in the long run; 0 for no limit")
	fs.Float64Var(&f.limits.IdentityRate, "identity-rate", d.IdentityRate, "signed requests a second that one identity may send in the long run; 0 for no limit")
	fs.Float64Var(&f.limits.SourceEnrolments, "source-enrolments", d.SourceEnrolments, "enrolments an hour from one address; 0 for no limit")
	fs.IntVar(&f.limits.SourceConnections, "source-connections", d.SourceConnections, "connections of one address at a time; 0 for no limit")
	fs.IntVar(&f.limits.Connections, "connections", d.Connections, "connections of all addresses at a time; 0 for no limit")
	fs.IntVar(&f.limits.IdentitySockets, "identity-sockets", d.IdentitySockets, "event sockets of one identity at a time; 0 for no limit")
}

// open checks the limits, and reads the trusted proxies and the operator's token, which is nil if there is none.
func (f *accessFlags) open(log *slog.Logger) (guard.Proxies, *guard.Token, error) {
	l := f.limits
	if l.SourceRate < 0 || l.IdentityRate < 0 || l.SourceEnrolments < 0 || l.SourceConnections < 0 || l.Connections < 0 || l.IdentitySockets < 0 {
		return guard.Proxies{}, nil, cli.Usage(errors.New("a limit must not be negative"), "0 stands for no limit")
	}
	proxies, err := guard.ParseProxies(f.proxies)
	if err != nil {
		return proxies, nil, cli.Usage(err, seeHelp)
	}
	if f.tokenFile == "" {
		return proxies, nil, nil
	}
	token, err := f.readToken(log)
	return proxies, token, err
}

func (f *accessFlags) readToken(log *slog.Logger) (*guard.Token, error) {
	info, err := os.Stat(f.tokenFile)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("must be a regular file")
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(f.tokenFile)
	}
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read operator token file: %w", err), "")
	}
	if runtime.GOOS != "windows" && info.Mode()&fs.FileMode(0o004) != 0 {
		log.Warn("every user of this machine can read the operator token file")
	}
	token, err := guard.ParseToken(content)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("operator token file: %w", err), "make one with: openssl rand -base64 33 > FILE")
	}
	return token, nil
}
