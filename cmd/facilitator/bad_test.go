//go:build unix

package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestBadSettings: what is wrong with a setting is refused at the start, with its name and with what to do, and nothing is made.
func TestBadSettings(t *testing.T) {
	dir := t.TempDir()
	certificate(t, dir)
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	other := t.TempDir()
	certificate(t, other)
	list := filepath.Join(dir, "tokens.json")
	must(t, os.WriteFile(list, []byte(`{"tokens": [{"name": "it", "sha256": "00", "may": ["fly"]}]}`), 0o600))
	for name, c := range map[string]struct {
		env        string
		args       []string
		code       int
		said, hint string
	}{
		"a flag that does not exist":             {args: []string{"--adr", "127.0.0.1:0"}, code: 2, said: "unknown flag: --adr", hint: "facilitator serve --help"},
		"a variable that sets nothing":           {env: "FACILITATOR_TRUSTED_PROXYS=10.0.0.1", code: 2, said: "FACILITATOR_TRUSTED_PROXYS sets no flag", hint: "correct its name or remove it"},
		"a variable with a bad value":            {env: "FACILITATOR_SOURCE_RATE=many", code: 2, said: "invalid FACILITATOR_SOURCE_RATE: must be a number"},
		"a certificate with another's key":       {args: []string{"--tls-cert", cert, "--tls-key", filepath.Join(other, "key.pem")}, code: 1, said: "failed to load TLS certificate and key", hint: "both must be PEM files of the same pair"},
		"a key in the place of the certificate":  {args: []string{"--tls-cert", key, "--tls-key", cert}, code: 1, said: "failed to load TLS certificate and key", hint: "both must be PEM files of the same pair"},
		"a token that may do what nobody may":    {args: []string{"--operator-token-file", list}, code: 2, said: "operator token file: ", hint: "facilitator token NAME --out FILE"},
		"a folder in the place of a file":        {args: []string{"--operator-token-file", dir}, code: 2, said: "must be a regular file"},
		"no notice":                              {args: []string{"--imprint", filepath.Join(dir, "none.md")}, code: 2, said: "failed to read --imprint"},
		"a contact that is no address":           {args: []string{"--security-contact", "security"}, code: 2, said: "--security-contact must begin with mailto: or https://", hint: "such as mailto:"},
		"a bucket with its key in its name":      {args: []string{"--objects", "https://key:secret@s3.example.org/bucket", "--objects-key-file", list}, code: 2, said: "--objects must hold no key", hint: "facilitator serve --help"},
		"a bucket without a key":                 {args: []string{"--objects", "https://s3.example.org/bucket"}, code: 2, said: "--objects-key-file is missing", hint: "~/.aws/credentials"},
		"a key without a bucket":                 {args: []string{"--objects-key-file", list}, code: 2, said: "--objects is missing"},
		"a key file without a key":               {args: []string{"--objects", "https://s3.example.org/bucket", "--objects-key-file", list}, code: 2, said: "--objects-key-file must have a line aws_access_key_id", hint: "[default]"},
		"a key file that is not there":           {args: []string{"--objects", "https://s3.example.org/bucket", "--objects-key-file", list + "-none"}, code: 2, said: "failed to read --objects-key-file"},
		"trainings kept for no time that exists": {args: []string{"--keep-trainings", "soon"}, code: 2, said: "invalid --keep-trainings: must be a time with its unit"},
	} {
		data := filepath.Join(t.TempDir(), "data")
		var out bytes.Buffer
		cmd := exec.Command("facilitator", append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, c.args...)...)
		cmd.Env = append(os.Environ(), c.env)
		cmd.Stderr = &out
		err := cmd.Run()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if cmd.ProcessState.ExitCode() != c.code || !strings.Contains(out.String(), "facilitator: error: ") || !strings.Contains(out.String(), c.said) ||
			c.hint != "" && !strings.Contains(out.String(), "facilitator: hint: ") || !strings.Contains(out.String(), c.hint) {
			t.Errorf("%s: exit code %d, %s; want %d, %q, %q", name, cmd.ProcessState.ExitCode(), out.String(), c.code, c.said, c.hint)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%s: the data folder was made", name)
		}
	}
	// Variables of others with the same beginning are no settings.
	for _, env := range []string{"FACILITATOR_DOMAIN=facilitator.example.org", "FACILITATOR_SERVICE_HOST=10.0.0.1", "FACILITATOR_SERVICE_PORT_HTTP=80", "FACILITATOR_PORT=tcp://10.0.0.1:80", "FACILITATOR_PORT_80_TCP_ADDR=10.0.0.1"} {
		if err := cli.CheckEnv(newRoot(), prefix, []string{env}, othersEnv); err != nil {
			t.Errorf("%s: %v", env, err)
		}
	}
}

// TestUnreadableSecrets: a user that may not read a secret, or the files of a restored store, is told how to get it.
func TestUnreadableSecrets(t *testing.T) {
	program, err := os.Executable()
	must(t, err)
	dir, err := os.MkdirTemp("", "bad") //nolint:usetesting // other users cannot enter the folder of a test
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	must(t, os.Chmod(dir, 0o755))
	certificate(t, dir)
	must(t, os.Chmod(filepath.Join(dir, "cert.pem"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "token"), []byte(strings.Repeat("x", 40)+"\n"), 0))
	must(t, os.Chmod(filepath.Join(dir, "key.pem"), 0))
	data := filepath.Join(dir, "data")
	launch(t, data, "127.0.0.1:0").end(syscall.SIGTERM)
	must(t, os.Chmod(data, 0))
	t.Cleanup(func() { must(t, os.Chmod(data, 0o700)) })
	theirs := filepath.Join(dir, "theirs")
	must(t, os.Mkdir(theirs, 0o700))
	var as *syscall.Credential
	if os.Getuid() == 0 { // root may read everything
		as = &syscall.Credential{Uid: 65534, Gid: 65534}
		must(t, os.Chown(theirs, int(as.Uid), int(as.Gid)))
	}
	copied := filepath.Join(dir, "facilitator") // where that user may read it
	b, err := os.ReadFile(program)
	must(t, err)
	must(t, os.WriteFile(copied, b, 0o755))
	for name, c := range map[string]struct {
		args       []string
		said, hint string
	}{
		"token": {[]string{"--data", theirs, "--operator-token-file", filepath.Join(dir, "token")}, "failed to read operator token file", "LoadCredential"},
		"key":   {[]string{"--data", theirs, "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem")}, "failed to read --tls-key", "LoadCredential"},
		"store": {[]string{"--data", data}, "permission denied", "chown -R --reference"},
	} {
		var out bytes.Buffer
		cmd := &exec.Cmd{Path: copied, Args: append([]string{"facilitator", "serve", "--addr", "127.0.0.1:0"}, c.args...), Stderr: &out, Dir: "/",
			Env:         []string{"HOME=" + theirs, "PATH=/usr/bin:/bin"},
			SysProcAttr: &syscall.SysProcAttr{Credential: as}}
		if err := cmd.Run(); err == nil || !strings.Contains(out.String(), c.said) || !strings.Contains(out.String(), c.hint) {
			t.Errorf("%s: %v, %s; want %q, %q", name, err, out.String(), c.said, c.hint)
		}
	}
}

// TestExpiredCertificate: a certificate that is over is served, because another clock may be wrong, and the log says what to do.
func TestExpiredCertificate(t *testing.T) {
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	p := &pair{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	must(t, os.WriteFile(p.cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(p.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	var log bytes.Buffer
	p.log = slog.New(slog.NewTextHandler(&log, nil))
	must(t, p.load(time.Now()))
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "not valid now") {
		t.Errorf("the log is %q", log.String())
	}
	d := &doctor{f: &serveFlags{insecureHTTP: true, addr: "127.0.0.1:0", tls: tlsFlags{cert: p.cert, key: p.key}}}
	d.tls(deadline.Context(t))
	if len(d.findings) == 0 || d.findings[len(d.findings)-1].State != "mend" || !strings.Contains(d.findings[len(d.findings)-1].Remedy, "renew it") {
		t.Errorf("the doctor finds %+v", d.findings)
	}
}

// TestClockOff: the doctor compares this machine's clock with others, and says what to do when requests would be refused.
func TestClockOff(t *testing.T) {
	for off, state := range map[time.Duration]string{0: "ok", time.Minute: "note", 10 * time.Minute: "mend", -10 * time.Minute: "mend", wire.ClockSkew + time.Second: "mend"} {
		var d doctor
		d.clock("the database", time.Now().Add(off))
		if len(d.findings) != 1 || d.findings[0].State != state || state != "ok" && !strings.Contains(d.findings[0].Remedy, "NTP") {
			t.Errorf("%v: %+v, want %s", off, d.findings, state)
		}
	}
}
