package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

const (
	// certificateInterval is the time between two looks at the certificates of domains, retryInterval that after a failure.
	certificateInterval = time.Hour
	retryInterval       = 5 * time.Minute
	// certificateTime is the time within which an authority must issue a certificate.
	certificateTime = 2 * time.Minute
	// maxAnswer is the size of an answer of the authority that is looked at, in bytes.
	maxAnswer = 64 << 10
)

// automatic returns the TLS configuration with certificates by ACME.
func (f *tlsFlags) automatic(cache string, log *slog.Logger) (*tls.Config, error) {
	for _, d := range f.domains {
		if d != strings.ToLower(d) || !strings.Contains(d, ".") || strings.ContainsAny(d, " /:*@") || strings.HasSuffix(d, ".") {
			return nil, cli.Usage(errors.New("--tls-domain must be a domain name in lower case, such as facilitator.example.org"), seeHelp)
		}
	}
	u, err := url.Parse(f.directory)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, cli.Usage(errors.New("--tls-directory must begin with https://"), seeHelp)
	}
	account, err := f.externalAccount()
	if err != nil {
		return nil, err
	}
	if f.renewBefore < 0 {
		return nil, cli.Usage(errors.New("--tls-renew-before must not be negative"), seeHelp)
	}
	f.manager = &autocert.Manager{
		Prompt:                 autocert.AcceptTOS,
		Cache:                  autocert.DirCache(cache), // 0700, files 0600
		HostPolicy:             autocert.HostWhitelist(f.domains...),
		Email:                  f.email,
		RenewBefore:            f.renewBefore,
		ExternalAccountBinding: account,
		Client: &acme.Client{DirectoryURL: f.directory, UserAgent: "blindfit-facilitator",
			HTTPClient: &http.Client{Transport: &authority{next: http.DefaultTransport, log: log}}},
	}
	f.log = log
	f.challenge = f.manager.HTTPHandler
	c := f.manager.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c, nil
}

// externalAccount reads the key that binds the account to one at the authority, as commercial and academic authorities demand.
func (f *tlsFlags) externalAccount() (*acme.ExternalAccountBinding, error) {
	if f.eabID == "" && f.eabKey == "" {
		return nil, nil
	}
	if f.eabID == "" || f.eabKey == "" {
		return nil, cli.Usage(errors.New("--tls-eab-id and --tls-eab-key-file go together"), seeHelp)
	}
	file, err := os.ReadFile(f.eabKey)
	if err != nil {
		return nil, unreadable("--tls-eab-key-file", err)
	}
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(string(file)), "="))
	if err != nil || len(key) < 16 {
		return nil, cli.Usage(errors.New("invalid --tls-eab-key-file: must hold the HMAC key in base64url, as the authority shows it"), "")
	}
	return &acme.ExternalAccountBinding{KID: f.eabID, Key: key}, nil
}

// obtain gets the certificates of the domains at the start, and looks again and again whether they were renewed, until ctx is
// done. Failures are logged.
func (f *tlsFlags) obtain(ctx context.Context) {
	if f.manager == nil {
		return
	}
	for {
		wait := certificateInterval
		for _, d := range f.domains {
			if err := f.look(ctx, d); err != nil && ctx.Err() == nil {
				wait = retryInterval
				f.log.Warn("no valid TLS certificate", "domain", d, "error", err)
			}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// look asks for the certificate of a domain as a client does that takes certificates with ECDSA.
func (f *tlsFlags) look(ctx context.Context, domain string) error {
	ctx, cancel := context.WithTimeout(ctx, certificateTime)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		c, err := f.manager.GetCertificate(&tls.ClientHelloInfo{ServerName: domain, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256}})
		if err == nil {
			err = f.served(domain, c)
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("the authority has not issued it in time")
	}
}

// served notes when the certificate of a domain expires, and returns an error if it has.
func (f *tlsFlags) served(domain string, c *tls.Certificate) error {
	if c.Leaf == nil {
		return errors.New("it cannot be read")
	}
	f.expiries.set(domain, c.Leaf.NotAfter)
	if now := time.Now(); now.After(c.Leaf.NotAfter) {
		return fmt.Errorf("it expired at %s and was not renewed", c.Leaf.NotAfter.UTC().Format(time.RFC3339))
	}
	return nil
}

// expiries are the times at which certificates expire. They are safe for concurrent use.
type expiries struct {
	mu sync.Mutex
	of map[string]time.Time
}

func (e *expiries) set(domain string, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.of == nil {
		e.of = map[string]time.Time{}
	}
	e.of[domain] = at
}

// first returns the earliest, zero if there is none.
func (e *expiries) first() (first time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, at := range e.of {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// authority carries requests to an ACME authority and logs its refusals and that it cannot be reached: the library renews
// certificates in the background and reports no failure.
type authority struct {
	next http.RoundTripper
	log  *slog.Logger
}

// RoundTrip implements http.RoundTripper.
func (a *authority) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := a.next.RoundTrip(r)
	if err != nil {
		a.log.Warn("the certificate authority cannot be reached", "authority", r.URL.Host, "error", err)
		return nil, err
	}
	if !strings.Contains(answer.Header.Get("Content-Type"), "json") {
		return answer, nil
	}
	b, failed := io.ReadAll(io.LimitReader(answer.Body, maxAnswer)) // readers of the body meet the error too
	rest := answer.Body
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b), rest), rest}
	if why := refusal(answer.StatusCode, b); failed == nil && why != "" {
		a.log.Warn("the certificate authority refuses a certificate", "authority", r.URL.Host, "status", answer.StatusCode, "reason", why)
	}
	return answer, nil
}

// refusal returns why an answer of the authority is no success, or an empty text.
func refusal(status int, body []byte) string {
	type problem struct{ Type, Detail string }
	var a struct {
		problem
		Status     any // a text in an order, a number in a problem
		Error      *problem
		Challenges []struct{ Error *problem }
	}
	if json.Unmarshal(body, &a) != nil {
		return ""
	}
	switch {
	case status >= 400 && strings.HasSuffix(a.Type, ":badNonce"): // the library sends it again
		return ""
	case status >= 400:
		return strings.TrimSpace(a.Type + " " + a.Detail)
	case a.Status != "invalid":
		return ""
	case a.Error != nil:
		return strings.TrimSpace(a.Error.Type + " " + a.Error.Detail)
	}
	for _, c := range a.Challenges {
		if c.Error != nil {
			return strings.TrimSpace(c.Error.Type + " " + c.Error.Detail)
		}
	}
	return "the order or the authorisation is invalid"
}
