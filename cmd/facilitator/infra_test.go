//go:build infra && unix

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The tests of this stage run real proxies, poolers, databases and authorities, which they start themselves on loopback. What
// they need is installed by tools/infra.sh; a program that is missing fails its tests.

// infraCerts is the environment variable with the folder of the certificate that all programs here serve and trust.
const infraCerts = "BLINDFIT_TEST_CERTS"

// infraNames are the names of that certificate.
var infraNames = []string{"localhost", "facilitator.example.org"}

// Programs trust what they find when they first look, so the authority is made before.
func init() {
	if os.Getenv(infraCerts) != "" {
		return // in a program that a test has started
	}
	dir, err := makeCertificate()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := errors.Join(os.Setenv(infraCerts, dir), os.Setenv("SSL_CERT_FILE", filepath.Join(dir, "cert.pem"))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// makeCertificate writes cert.pem, key.pem and both.pem, which has both, for this machine into a new folder.
func makeCertificate() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "infra"); err != nil {
		return "", err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		DNSNames: infraNames, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	for name, content := range map[string][]byte{"cert.pem": cert, "key.pem": secret, "both.pem": append(append([]byte{}, cert...), secret...)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return "", err
		}
	}
	return dir, os.Chmod(dir, 0o755)
}

// certFile returns the path of one of the files of the certificate.
func certFile(name string) string { return filepath.Join(os.Getenv(infraCerts), name) }

// freePort returns a port of loopback that is free now.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// run starts a program that stays until the end of the test, and waits until it listens on a port of loopback.
func run(t *testing.T, port int, as *syscall.Credential, name string, args ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is not installed: make infra installs it", name)
	}
	var out strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: as}
	must(t, cmd.Start())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	for {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			conn.Close()
			return cmd
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", name, out.String())
		case <-deadline.Context(t).Done():
			t.Fatalf("%s does not listen: %s", name, out.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// write writes a file for a test and returns its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.WriteFile(path, []byte(content), 0o644))
	return path
}

// trainThrough plays a round of three owners through an address, with one of them following over a socket, and returns the
// transports that it used for events. The training is created at another address, by a program on this machine.
func trainThrough(t *testing.T, local, through string) {
	t.Helper()
	ctx := deadline.Context(t)
	mo, owners := prepare(ctx, t, local, 3, nil)
	a := &played{t: t, mo: mo, owners: owners, url: through, ref: wire.Ref{Round: 1, Attempt: 1}}
	events := make(chan struct{}, 64)
	follower := connect(t, through, owners[0].Key, client.Observe(func(x client.Transfer) {
		if x.Method == "EVENT" {
			select {
			case events <- struct{}{}:
			default:
			}
		}
	}))
	finished := make(chan error, 1)
	go func() {
		for s, err := range follower.Watch(ctx, mo.ID) {
			if err != nil {
				finished <- err
				return
			}
			if s.Phase == wire.PhaseWaiting && s.Round == 1 {
				finished <- nil
				return
			}
		}
	}()
	must(t, a.play(ctx))
	must(t, <-finished)
	if len(events) == 0 {
		t.Error("no event came over a socket")
	}
}
