//go:build unix

package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/acme"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
)

// TestTLS serves with a certificate from a file.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	pool := certificate(t, dir)
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	if !strings.HasPrefix(p.url, "https://") {
		t.Fatalf("it listens on %s", p.url)
	}
	h := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	if _, err := connect(t, p.url, nil, client.HTTPClient(h)).Server(t.Context()); err != nil {
		t.Error(err)
	}
	both, err := tls.Dial("tcp", strings.TrimPrefix(p.url, "https://"), &tls.Config{RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}})
	must(t, err)
	both.Close()
	if got := both.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("a client that knows HTTP/2 gets %q", got)
	}
	secure, err := h.Get(p.url)
	must(t, err)
	secure.Body.Close()
	if got := secure.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("over TLS, Strict-Transport-Security is %q", got)
	}
	a, err := http.Get(strings.Replace(p.url, "https", "http", 1))
	must(t, err)
	defer a.Body.Close()
	if b, _ := io.ReadAll(a.Body); a.StatusCode != http.StatusBadRequest {
		t.Errorf("plain HTTP on the TLS port: %d %s", a.StatusCode, b)
	}
}

// certificate writes cert.pem and key.pem for 127.0.0.1 and the names, and returns a pool that trusts them.
func certificate(t *testing.T, dir string, names ...string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames:    names,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	must(t, os.WriteFile(filepath.Join(dir, "cert.pem"), cert, 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	return pool
}

// TestTLSReload: a renewed certificate is served after SIGHUP without a restart; a file without its other half is not.
func TestTLSReload(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	old := certificate(t, dir)
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	reach := func(pool *x509.CertPool) error {
		h := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
		a, err := h.Get(p.url + "/healthz")
		if err == nil {
			a.Body.Close()
		}
		return err
	}
	must(t, os.WriteFile(filepath.Join(dir, "key.pem"), []byte("half"), 0o600))
	must(t, p.cmd.Process.Signal(syscall.SIGHUP))
	p.waitForLog(ctx, "TLS certificate not replaced")
	must(t, reach(old))
	renewed := certificate(t, dir)
	must(t, p.cmd.Process.Signal(syscall.SIGHUP))
	p.waitForLog(ctx, "TLS certificate reloaded")
	must(t, reach(renewed))
	if reach(old) == nil {
		t.Error("the old certificate is still served")
	}
}

// TestRedirect: requests without TLS are redirected to it, except those with a body that was sent in the clear.
func TestRedirect(t *testing.T) {
	dir := t.TempDir()
	certificate(t, dir)
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--http-addr", "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	m := regexp.MustCompile(`redirecting (http://\S+) to https`).FindStringSubmatch(p.text())
	if m == nil {
		t.Fatalf("no address without TLS: %s", p.text())
	}
	a, err := http.DefaultTransport.RoundTrip(must2(http.NewRequest("GET", m[1]+"/join?a=b", nil)))
	must(t, err)
	a.Body.Close()
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusPermanentRedirect || got != p.url+"/join?a=b" {
		t.Errorf("a page: %d to %q, want %s", a.StatusCode, got, p.url)
	}
	elsewhere := must2(http.NewRequest("GET", m[1]+"/join", nil))
	elsewhere.Host = "evil.example"
	a, err = http.DefaultTransport.RoundTrip(elsewhere)
	must(t, err)
	a.Body.Close()
	if a.StatusCode != http.StatusMisdirectedRequest || a.Header.Get("Location") != "" {
		t.Errorf("under another name: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	a, err = http.DefaultTransport.RoundTrip(must2(http.NewRequest("POST", m[1]+"/v2/trainings", strings.NewReader("{}"))))
	must(t, err)
	a.Body.Close()
	if a.StatusCode != http.StatusForbidden || a.Header.Get("Location") != "" {
		t.Errorf("a body in the clear: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d: %s", code, p.text())
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestTLSFilesThatChange: without a signal the files are checked at most once a second.
func TestTLSFilesThatChange(t *testing.T) {
	dir := t.TempDir()
	certificate(t, dir)
	p := &pair{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"), log: slog.New(slog.DiscardHandler)}
	must(t, p.load(time.Now()))
	first, err := p.get(nil)
	must(t, err)
	certificate(t, dir)
	later := time.Now().Add(time.Hour) // the clock of files may be coarse
	must(t, os.Chtimes(p.cert, later, later))
	p.checked = time.Now()
	if c, _ := p.get(nil); c != first {
		t.Error("the files are checked within the same second")
	}
	p.checked = time.Now().Add(-time.Minute)
	if c, _ := p.get(nil); c == first {
		t.Error("a renewed certificate is not served")
	}
	must(t, os.Remove(p.key))
	p.checked = time.Now().Add(-time.Minute)
	if c, err := p.get(nil); c == nil || err != nil {
		t.Errorf("without a file there is no certificate: %v", err)
	}
}

// TestTLSFilesBroken: files that were replaced by others that cannot be used are told once, however many connections come and as often
// as somebody asks; the certificate stays in use, and the right files are served when they are back.
func TestTLSFilesBroken(t *testing.T) {
	dir := t.TempDir()
	certificate(t, dir)
	var log bytes.Buffer
	p := &pair{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"), log: slog.New(slog.NewTextHandler(&log, nil))}
	must(t, p.load(time.Now()))
	first, err := p.get(nil)
	must(t, err)
	good, err := os.ReadFile(p.cert)
	must(t, err)
	connections := func() *tls.Certificate {
		var c *tls.Certificate
		for range 20 {
			p.checked = time.Now().Add(-time.Minute)
			c, err = p.get(nil)
			must(t, err)
		}
		return c
	}
	later := time.Now()
	replace := func(content []byte) {
		later = later.Add(time.Hour) // the clock of files may be coarse
		must(t, os.WriteFile(p.cert, content, 0o600))
		must(t, os.Chtimes(p.cert, later, later))
	}
	for i, broken := range []string{"", "-----BEGIN CERTIFICATE-----\n", string(good[:len(good)/2])} {
		replace([]byte(broken))
		if connections() != first {
			t.Error("the certificate is not in use any more")
		}
		if got := strings.Count(log.String(), "not replaced"); got != i+1 {
			t.Errorf("after %d bad files there are %d warnings", i+1, got)
		}
	}
	p.reload(time.Now(), true)
	if got := strings.Count(log.String(), "not replaced"); got != 4 {
		t.Errorf("after SIGHUP there are %d warnings", got)
	}
	replace(good)
	if c := connections(); c == first || !bytes.Equal(c.Certificate[0], first.Certificate[0]) {
		t.Error("the right files are back, and were not read")
	}
	if got := strings.Count(log.String(), "reloaded"); got != 1 {
		t.Errorf("there are %d lines about the good file", got)
	}
}

// TestRedirectIsCapped: connections without TLS count with the others, and none above the limit is kept open.
func TestRedirectIsCapped(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	certificate(t, dir)
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--connections", "20", "--http-addr", "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	m := regexp.MustCompile(`redirecting http://(\S+) to https`).FindStringSubmatch(p.text())
	closed := make(chan bool, 60)
	for range 60 { // they say nothing
		conn, err := net.Dial("tcp", m[1])
		must(t, err)
		defer conn.Close()
		go func() {
			_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
			_, err := conn.Read(make([]byte, 1))
			closed <- !errors.Is(err, os.ErrDeadlineExceeded)
		}()
	}
	n := 0
	for range 60 {
		select {
		case c := <-closed:
			if c {
				n++
			}
		case <-ctx.Done():
			t.Fatal("the connections are neither closed nor kept")
		}
	}
	if n < 40 {
		t.Errorf("%d of 60 connections were closed, want 40", n)
	}
}

// TestTLSDomain: with --tls-domain a certificate for exactly that name is served from the cache, none is requested for
// other names, and the challenge of the authority can be answered.
func TestTLSDomain(t *testing.T) {
	dir := t.TempDir()
	pool := certificate(t, dir, "facilitator.example")
	key, err := os.ReadFile(filepath.Join(dir, "key.pem"))
	must(t, err)
	cert, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	must(t, err)
	block, _ := pem.Decode(key)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	must(t, err)
	der, err := x509.MarshalECPrivateKey(parsed.(*ecdsa.PrivateKey))
	must(t, err)
	cache := filepath.Join(dir, "tls")
	must(t, os.Mkdir(cache, 0o700))
	content := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), cert...)
	must(t, os.WriteFile(filepath.Join(cache, "facilitator.example"), content, 0o600))
	f := tlsFlags{domains: []string{"facilitator.example"}, directory: "https://127.0.0.1:1/directory"}
	c, err := f.config(t.Context(), cache, slog.New(slog.DiscardHandler))
	must(t, err)
	if !slices.Contains(c.NextProtos, acme.ALPNProto) || c.MinVersion < tls.VersionTLS12 {
		t.Errorf("protocols are %q, at least %x", c.NextProtos, c.MinVersion)
	}
	for name, want := range map[string]bool{"facilitator.example": true, "other.example": false, "": false} {
		ours, theirs := net.Pipe()
		go func() {
			_ = tls.Server(ours, c).Handshake() // the client reports its side
			ours.Close()
		}()
		err := tls.Client(theirs, &tls.Config{RootCAs: pool, ServerName: name, InsecureSkipVerify: name == ""}).Handshake()
		if (err == nil) != want {
			t.Errorf("for %q: %v", name, err)
		}
		theirs.Close()
	}
}
