package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// tlsFlags configure the certificates.
type tlsFlags struct {
	cert, key string
	domains   []string
	directory string
	email     string
	plain     string // address without TLS, for redirects

	challenge func(http.Handler) http.Handler // answers an ACME authority without TLS; set by config
}

func addTLSFlags(cmd *cobra.Command, f *tlsFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.cert, "tls-cert", "", "file with the TLS certificate chain (PEM); reloaded when it changes and on SIGHUP")
	fs.StringVar(&f.key, "tls-key", "", "file with the TLS private key (PEM)")
	fs.StringArrayVar(&f.domains, "tls-domain", nil, "domain for which to get certificates by ACME; --addr must be its port 443; accepts the terms of the authority; may be repeated")
	fs.StringVar(&f.directory, "tls-directory", acme.LetsEncryptURL, "directory of the ACME authority")
	fs.StringVar(&f.plain, "http-addr", "", "address without TLS, such as :80, that redirects browsers to --addr and answers the ACME authority")
	fs.StringVar(&f.email, "tls-email", "", "email address that the ACME authority may warn of expiry")
}

// config returns the TLS configuration, or nil for none. Certificates by ACME are kept in the folder cache.
func (f *tlsFlags) config(ctx context.Context, cache string, log *slog.Logger) (*tls.Config, error) {
	files := f.cert != "" || f.key != ""
	f.challenge = func(next http.Handler) http.Handler { return next }
	switch {
	case f.plain != "" && !files && len(f.domains) == 0:
		return nil, cli.Usage(errors.New("--http-addr needs TLS"), "give --tls-domain, or --tls-cert and --tls-key")
	case files && len(f.domains) > 0:
		return nil, cli.Usage(errors.New("--tls-domain and --tls-cert exclude each other"), seeHelp)
	case files:
		if f.cert == "" || f.key == "" {
			return nil, cli.Usage(errors.New("--tls-cert and --tls-key go together"), seeHelp)
		}
		for name, path := range map[string]string{"--tls-cert": f.cert, "--tls-key": f.key} {
			file, err := os.Open(path)
			if err != nil {
				return nil, cli.Usage(fmt.Errorf("failed to read %s: %w", name, err), "")
			}
			file.Close()
		}
		p := &pair{cert: f.cert, key: f.key, log: log}
		if err := p.load(time.Now()); err != nil {
			return nil, cli.Failure(err, "both must be PEM files of the same pair")
		}
		go p.reloadOnSignal(ctx)
		return &tls.Config{GetCertificate: p.get, MinVersion: tls.VersionTLS12}, nil
	case len(f.domains) > 0:
		return f.automatic(cache)
	}
	return nil, nil
}

func (f *tlsFlags) automatic(cache string) (*tls.Config, error) {
	for _, d := range f.domains {
		if d != strings.ToLower(d) || !strings.Contains(d, ".") || strings.ContainsAny(d, " /:*@") || strings.HasSuffix(d, ".") {
			return nil, cli.Usage(errors.New("--tls-domain must be a domain name in lower case, such as facilitator.example.org"), seeHelp)
		}
	}
	u, err := url.Parse(f.directory)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, cli.Usage(errors.New("--tls-directory must begin with https://"), seeHelp)
	}
	m := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(cache), // 0700, files 0600
		HostPolicy: autocert.HostWhitelist(f.domains...),
		Email:      f.email,
		Client:     &acme.Client{DirectoryURL: f.directory, UserAgent: "blindfit-facilitator"},
	}
	f.challenge = m.HTTPHandler
	c := m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c, nil
}

// pair is a certificate with its key. It is read again if the files have changed. If they cannot be read, the last
// certificate stays in use.
type pair struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex // guards the fields below
	now     *tls.Certificate
	changed [2]time.Time // modification times of the files when now was read
	checked time.Time
}

// checkInterval is the shortest time between two checks of the files.
const checkInterval = time.Second

// errPair replaces the error of the library, which may quote the key file.
var errPair = errors.New("failed to load TLS certificate and key")

// times returns the modification times of the files.
func (p *pair) times() (t [2]time.Time) {
	for i, name := range []string{p.cert, p.key} {
		if info, err := os.Stat(name); err == nil {
			t[i] = info.ModTime()
		}
	}
	return t
}

// load reads the files. The caller holds p.mu, or has not shared p yet.
func (p *pair) load(now time.Time) error {
	p.checked = now
	at := p.times()
	c, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err != nil {
		return errPair
	}
	p.now, p.changed = &c, at
	return nil
}

// get implements tls.Config.GetCertificate.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.checked) >= checkInterval {
		p.checked = now
		if p.times() != p.changed {
			p.reload(now)
		}
	}
	return p.now, nil
}

// reload reads the files and logs the result. The caller holds p.mu.
func (p *pair) reload(now time.Time) {
	if err := p.load(now); err != nil {
		// Perhaps only one file has been replaced yet: the next check will find both.
		p.log.Warn("TLS certificate not replaced", "error", err)
		return
	}
	p.log.Info("TLS certificate reloaded", "expires", p.now.Leaf.NotAfter)
}

// reloadOnSignal reloads the files on SIGHUP, until ctx is done.
func (p *pair) reloadOnSignal(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-hup:
			p.mu.Lock()
			p.reload(time.Now())
			p.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}
