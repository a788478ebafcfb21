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

// tlsFlags say where certificates come from.
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
	fs.StringVar(&f.cert, "tls-cert", "", "file with the TLS certificate chain (PEM); read again when it changes and on SIGHUP")
	fs.StringVar(&f.key, "tls-key", "", "file with the TLS private key (PEM)")
	fs.StringArrayVar(&f.domains, "tls-domain", nil, "domain to get certificates for by ACME; --addr must be its port 443; accepts the authority's terms; may be repeated")
	fs.StringVar(&f.directory, "tls-directory", acme.LetsEncryptURL, "directory of the ACME authority")
	fs.StringVar(&f.plain, "http-addr", "", "address without TLS, such as :80, that sends browsers to --addr, and answers the ACME authority")
	fs.StringVar(&f.email, "tls-email", "", "address at which the ACME authority may warn of expiry")
}

// config returns the TLS configuration, nil for none. Certificates by ACME are kept in cache.
func (f *tlsFlags) config(ctx context.Context, cache string, log *slog.Logger) (*tls.Config, error) {
	files := f.cert != "" || f.key != ""
	f.challenge = func(next http.Handler) http.Handler { return next }
	switch {
	case f.plain != "" && !files && len(f.domains) == 0:
		return nil, cli.Usage(errors.New("--http-addr goes with TLS"), "give --tls-domain, or --tls-cert and --tls-key")
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

// pair is a certificate with its key, read again when the files have changed. One that cannot be read leaves the last one
// in use.
type pair struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex // guards the fields below
	now     *tls.Certificate
	changed [2]time.Time // of the files that now was read from
	looked  time.Time
}

// lookEvery is how often the files are looked at.
const lookEvery = time.Second

// errPair says no more: the library's error may quote the key file.
var errPair = errors.New("failed to load TLS certificate and key")

func (p *pair) times() (t [2]time.Time) {
	for i, name := range []string{p.cert, p.key} {
		if info, err := os.Stat(name); err == nil {
			t[i] = info.ModTime()
		}
	}
	return t
}

// load reads the files. The caller holds p.mu, or nobody else knows p yet.
func (p *pair) load(now time.Time) error {
	p.looked = now
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
	if now := time.Now(); now.Sub(p.looked) >= lookEvery {
		p.looked = now
		if p.times() != p.changed {
			p.again(now)
		}
	}
	return p.now, nil
}

// again reads the files and says how it went. The caller holds p.mu.
func (p *pair) again(now time.Time) {
	if err := p.load(now); err != nil {
		// Half of a renewed pair may be there: the next look finds the other half.
		p.log.Warn("TLS certificate kept as it was", "error", err)
		return
	}
	p.log.Info("TLS certificate read again", "expires", p.now.Leaf.NotAfter)
}

// reloadOnSignal reads the files again on SIGHUP, until ctx is done.
func (p *pair) reloadOnSignal(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-hup:
			p.mu.Lock()
			p.again(time.Now())
			p.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}
