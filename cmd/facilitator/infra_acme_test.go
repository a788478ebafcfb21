//go:build infra && unix

package main

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// acmeDomain is the domain of the certificates; a name server of the test says that it is this machine.
const acmeDomain = "facilitator.example.org"

// pebble starts an ACME authority that checks the challenge at a TLS port of this machine, and returns the authority and the
// address of its directory. Its certificates are valid for some seconds.
func pebble(t *testing.T, tlsPort, validSeconds int, eabKey string) (authority *exec.Cmd, directory string) {
	t.Helper()
	dns, management, listen, second := freePort(t), freePort(t), freePort(t), freePort(t)
	run(t, management, nil, "pebble-challtestsrv", "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1", "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "",
		"-management", fmt.Sprintf("127.0.0.1:%d", management), "-dnsserver", fmt.Sprintf("127.0.0.1:%d", dns))
	config := map[string]any{
		"listenAddress": fmt.Sprintf("127.0.0.1:%d", listen), "managementListenAddress": fmt.Sprintf("127.0.0.1:%d", second),
		"certificate": certFile("cert.pem"), "privateKey": certFile("key.pem"), "httpPort": freePort(t), "tlsPort": tlsPort, "ocspResponderURL": "",
		"externalAccountBindingRequired": eabKey != "", "keyAlgorithm": "ecdsa",
		"profiles": map[string]any{"default": map[string]any{"description": "short", "validityPeriod": validSeconds}},
	}
	if eabKey != "" {
		config["externalAccountMACKeys"] = map[string]string{"kid-1": eabKey}
	}
	b, err := json.Marshal(map[string]any{"pebble": config})
	must(t, err)
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	authority = run(t, listen, nil, "pebble", "-config", write(t, t.TempDir(), "pebble.json", string(b)), "-dnsserver", fmt.Sprintf("127.0.0.1:%d", dns))
	return authority, fmt.Sprintf("https://localhost:%d/dir", listen)
}

// served returns the serial number and the end of the certificate that is served for the domain, or an error.
func served(url string) (serial string, until time.Time, err error) {
	conn, err := tls.Dial("tcp", strings.TrimPrefix(url, "https://"), &tls.Config{ServerName: acmeDomain, InsecureSkipVerify: true}) // the authority is made for the test
	if err != nil {
		return "", until, err
	}
	defer conn.Close()
	c := conn.ConnectionState().PeerCertificates[0]
	return c.SerialNumber.String(), c.NotAfter, c.VerifyHostname(acmeDomain)
}

// certificateExpiry reads the metric of the expiry.
func certificateExpiry(t *testing.T, url string) int64 {
	t.Helper()
	h := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: acmeDomain, InsecureSkipVerify: true}}}
	a, err := h.Get(url + "/metrics")
	must(t, err)
	defer a.Body.Close()
	var text strings.Builder
	buf := make([]byte, 1<<16)
	for err == nil {
		var n int
		n, err = a.Body.Read(buf)
		text.Write(buf[:n])
	}
	m := regexp.MustCompile(`(?m)^blindfit_certificate_expiry_seconds (\S+)$`).FindStringSubmatch(text.String())
	if m == nil {
		return 0
	}
	at, err := strconv.ParseFloat(m[1], 64)
	must(t, err)
	return int64(at)
}

// TestInfraACME: the certificate is there without anybody having asked, is renewed, its expiry is a metric, and once the
// authority is gone the log says so at the level of warnings.
func TestInfraACME(t *testing.T) {
	ctx := deadline.Context(t)
	port := freePort(t)
	authority, directory := pebble(t, port, 20, "")
	p := start(t, "--data", filepath.Join(t.TempDir(), "data"), "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--tls-domain", acmeDomain, "--tls-directory", directory, "--log-level", "info")
	for ctx.Err() == nil && expiryIfAny(t, p.url) == 0 {
		time.Sleep(100 * time.Millisecond)
	}
	first, until, err := served(p.url)
	must(t, err)
	if got := certificateExpiry(t, p.url); got < until.Unix()-40 || got > until.Unix()+40 {
		t.Errorf("the metric of the expiry is %d, the certificate ends at %d", got, until.Unix())
	}
	for ctx.Err() == nil {
		if serial, _, err := served(p.url); err == nil && serial != first {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	must(t, syscall.Kill(-authority.Process.Pid, syscall.SIGKILL))
	p.waitForLog(ctx, "the certificate authority cannot be reached")
}

// expiryIfAny is certificateExpiry for a facilitator that may have no certificate yet.
func expiryIfAny(t *testing.T, url string) int64 {
	if _, _, err := served(url); err != nil {
		return 0
	}
	return certificateExpiry(t, url)
}

// TestInfraACMERefused: an authority that asks for an account of its own gets it, with the right key; without, or with another
// key, the log says what the authority says.
func TestInfraACMERefused(t *testing.T) {
	ctx := deadline.Context(t)
	secret := base64.RawURLEncoding.EncodeToString([]byte("a key of thirty-two bytes for it"))
	wrong := base64.RawURLEncoding.EncodeToString([]byte("another key of thirty-two bytes!"))
	port := freePort(t)
	_, directory := pebble(t, port, 3600, secret)
	flags := func(more ...string) []string {
		return append([]string{"--data", filepath.Join(t.TempDir(), "data"), "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--tls-domain", acmeDomain,
			"--tls-directory", directory}, more...)
	}
	dir := t.TempDir()
	for name, more := range map[string][]string{"no account": nil, "another key": {"--tls-eab-id", "kid-1", "--tls-eab-key-file", write(t, dir, "wrong", wrong)}} {
		p := start(t, flags(more...)...)
		p.waitForLog(ctx, "the certificate authority refuses a certificate")
		p.waitForLog(ctx, "no valid TLS certificate")
		if p.end(syscall.SIGTERM); t.Failed() {
			t.Log(name)
		}
	}
	p := start(t, flags("--tls-eab-id", "kid-1", "--tls-eab-key-file", write(t, dir, "right", secret+"\n"))...)
	for ctx.Err() == nil {
		if _, until, err := served(p.url); err == nil && time.Until(until) > time.Minute {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("there is no certificate: %s", p.text())
}
