package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"slices"
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
	eabID     string // of an account at the authority
	eabKey    string // file with its key

	renewBefore time.Duration
	manager     *autocert.Manager // nil without domains
	files       *pair             // nil without files
	expiries    expiries
	log         *slog.Logger

	challenge func(http.Handler) http.Handler // answers an ACME authority without TLS; set by config
}

func addTLSFlags(cmd *cobra.Command, f *tlsFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.cert, "tls-cert", "", "file with the TLS certificate chain (PEM); reloaded when it changes and on SIGHUP")
	fs.StringVar(&f.key, "tls-key", "", "file with the TLS private key (PEM)")
	fs.StringArrayVar(&f.domains, "tls-domain", nil, "domain for which to get certificates by ACME; --addr must be its port 443; accepts the terms of the authority; may be repeated")
	fs.StringVar(&f.directory, "tls-directory", acme.LetsEncryptURL, "directory of the ACME authority")
	fs.StringVar(&f.plain, "http-addr", "", "address without TLS, such as :80, that redirects browsers to --addr and answers the ACME authority")
	fs.StringVar(&f.eabID, "tls-eab-id", "", "id of the account at the ACME authority to which the certificates are bound, if it asks for one (external account binding)")
	fs.StringVar(&f.eabKey, "tls-eab-key-file", "", "file with the HMAC key of that account, in base64url")
	fs.DurationVar(&f.renewBefore, "tls-renew-before", 30*24*time.Hour, "time before the expiry of a certificate by ACME at which it is renewed")
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
				return nil, unreadable(name, err)
			}
			file.Close()
		}
		p := &pair{cert: f.cert, key: f.key, log: log}
		if err := p.load(time.Now()); err != nil {
			return nil, cli.Failure(err, "both must be PEM files of the same pair")
		}
		f.files = p
		go p.reloadOnSignal(ctx)
		return &tls.Config{GetCertificate: p.get, MinVersion: tls.VersionTLS12}, nil
	case len(f.domains) > 0:
		return f.automatic(cache, log)
	}
	return nil, nil
}

// serves reports whether there is a certificate for a host.
func (f *tlsFlags) serves(host string) bool {
	if f.files == nil {
		return slices.Contains(f.domains, host)
	}
	f.files.mu.Lock()
	defer f.files.mu.Unlock()
	return f.files.now.Leaf.VerifyHostname(host) == nil
}

// expiry returns when the first certificate expires that is served; zero if none is known.
func (f *tlsFlags) expiry() time.Time {
	if f.files != nil {
		f.files.mu.Lock()
		defer f.files.mu.Unlock()
		return f.files.now.Leaf.NotAfter
	}
	return f.expiries.first()
}

// pair is a certificate with its key. It is read again if the files have changed. If they cannot be read, the last
// certificate stays in use.
type pair struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex // guards the fields below
	now     *tls.Certificate
	changed [2]time.Time // modification times of the files when now was read
	bad     [2]time.Time // those of the last files that could not be used
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
	if now.Before(c.Leaf.NotBefore) || now.After(c.Leaf.NotAfter) {
		p.log.Warn("the TLS certificate is not valid now, so nobody can connect: renew it, or set this machine's clock", "from", c.Leaf.NotBefore, "until", c.Leaf.NotAfter)
	}
	return nil
}

// get implements tls.Config.GetCertificate.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.checked) >= checkInterval {
		p.checked = now
		if p.times() != p.changed {
			p.reload(now, false)
		}
	}
	return p.now, nil
}

// reload reads the files and logs the result, that of files that stay bad only if somebody asked. The caller holds p.mu.
func (p *pair) reload(now time.Time, asked bool) {
	at := p.times()
	if err := p.load(now); err != nil {
		// Perhaps only one file has been replaced yet, or half of one: the next checks will find both.
		if asked || p.bad != at {
			p.log.Warn("TLS certificate not replaced", "error", err)
		}
		p.bad = at
		return
	}
	p.bad = [2]time.Time{}
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
			p.reload(time.Now(), true)
			p.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}
