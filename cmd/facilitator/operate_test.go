//go:build unix

package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// command runs the program and returns its exit code and output.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	cmd := exec.Command("facilitator", args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil {
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// TestOperatorsCommands: an operator draws a token for somebody, takes it away while the program runs, ends a training and
// forgets it, and reads in the audit log who did what.
func TestOperatorsCommands(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	tokenFile, list := filepath.Join(dir, "cardiology.token"), filepath.Join(dir, "tokens.json")
	code, entry, errs := command(t, "token", "cardiology", "--trainings", "2", "--until", "2099-12-31", "--out", tokenFile)
	if code != 0 {
		t.Fatal(errs)
	}
	must(t, os.WriteFile(list, []byte(`{"tokens": [`+entry+`]}`), 0o600))
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--operator-token-file", list, "--keep-trainings", "90d")
	mo, _ := prepare(ctx, t, p.url, 3, nil)
	token, err := os.ReadFile(tokenFile)
	must(t, err)
	metrics := func() int {
		r, err := http.NewRequest("GET", p.url+"/metrics", nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
		a, err := http.DefaultClient.Do(r)
		must(t, err)
		a.Body.Close()
		return a.StatusCode
	}
	if got := metrics(); got != http.StatusForbidden {
		t.Errorf("a token that may create gets %d for the metrics", got)
	}
	must(t, os.WriteFile(list, []byte(`{"tokens": []}`), 0o600))
	p.waitForLog(ctx, "operator tokens replaced")
	if got := metrics(); got != http.StatusUnauthorized {
		t.Errorf("a token that was taken away gets %d", got)
	}
	must(t, os.WriteFile(list, []byte(`{`), 0o600))
	p.waitForLog(ctx, "operator tokens not replaced")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"end", mo.ID.String(), "--facilitator", p.url}, 2, "--why is missing"},
		{[]string{"end", "xyz", "--why", "x", "--facilitator", p.url}, 2, "facilitator: error: "},
		{[]string{"end", mo.ID.String(), "--why", "it asks for names", "--facilitator", p.url}, 0, "ended " + mo.ID.String()},
		{[]string{"forget", mo.ID.String(), "--facilitator", p.url}, 0, "forgot " + mo.ID.String()},
		{[]string{"forget", mo.ID.String(), "--facilitator", p.url}, 1, "not_found"},
		{[]string{"audit", "--facilitator", p.url}, 0, `"who":"this machine","action":"ended","training":"` + mo.ID.String() + `","detail":"it asks for names"`},
		{[]string{"audit", "--facilitator", p.url}, 0, "the log is whole; its last entry is "},
		{[]string{"audit", "--facilitator", "http://127.0.0.1:1"}, 1, "it must be running"},
	} {
		code, out, errs := command(t, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("%v: exit code %d, %s%s; want %d with %q", c.args[0], code, out, errs, c.code, c.want)
		}
	}
	must(t, p.cmd.Process.Signal(syscall.SIGHUP)) // reads the tokens again, and ends nothing
	p.waitForLog(ctx, "operator tokens not replaced")
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestNewerStore: a store that a newer release has written is refused with an exit code of its own, and by the doctor.
func TestNewerStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	p := launch(t, dir, "127.0.0.1:0")
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Fatal(p.text())
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "facilitator.db"))
	must(t, err)
	_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1); INSERT INTO writers (release, signed) VALUES ('v9.9.9', 99)`)
	must(t, err)
	must(t, db.Close())
	code, _, errs := command(t, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if code != exitNewer || !strings.Contains(errs, "v9.9.9") || !strings.Contains(errs, "hint: start that release or a later one") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	code, out, _ := command(t, "doctor", "--data", dir)
	if code != 1 || !strings.Contains(out, "mend store    a newer release has written it: v9.9.9") {
		t.Errorf("the doctor ends with %d: %s", code, out)
	}
}

// TestDoctor: the doctor finds nothing in a good installation, also while it runs, and says of each fault what to do. It makes
// nothing.
func TestDoctor(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	code, out, errs := command(t, "doctor", "--data", data)
	if code != 0 || !strings.Contains(out, "ok   store    empty") || !strings.Contains(out, "ok   access   only this machine") {
		t.Errorf("of nothing yet: %d %s%s", code, out, errs)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the doctor has made the data folder")
	}
	certificate(t, dir)
	pair := []string{"--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem")}
	p := launch(t, data, "127.0.0.1:0")
	code, out, _ = command(t, "doctor", "--data", data, "--url", p.url, "--json")
	var report struct{ Findings []finding }
	must(t, json.Unmarshal([]byte(out), &report))
	found := map[string]string{}
	for _, f := range report.Findings {
		found[f.Found] = f.State
	}
	for _, want := range []string{"event sockets pass", "large bodies pass"} {
		if found[want] != "ok" {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
	// This machine sees the operator's pages, as it may: with a proxy it would not.
	if code != 1 || found["/metrics is shown without a token"] != "mend" {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, out, _ := command(t, "doctor", "--data", data, "--addr", strings.TrimPrefix(p.url, "http://"), "--url", p.url); code != 0 || !strings.Contains(out, "ok   proxy    event sockets pass") {
		t.Errorf("at the facilitator's own address: exit code %d, %s", code, out)
	}
	half := filepath.Join(dir, "half.pem")
	must(t, os.WriteFile(half, []byte("half"), 0o600))
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	closed.Close()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"certificate":  {[]string{"--tls-cert", pair[1], "--tls-key", half}, "mend tls      failed to load TLS certificate and key"},
		"everybody":    {[]string{"--trusted-proxy", "0.0.0.0/0", "--local-programs"}, "note access   --trusted-proxy names every address"},
		"expiring":     {pair, "note tls      the certificate expires at"},
		"in the clear": {[]string{"--addr", "0.0.0.0:8080"}, "mend tls      serving"},
		"token":        {[]string{"--operator-token-file", half}, "mend access   operator token file: invalid token"},
		"loopback":     {[]string{"--trusted-proxy", "127.0.0.1"}, "mend access   nobody can create trainings"},
		"database":     {[]string{"--postgres", "postgres://127.0.0.1:1/none?connect_timeout=2"}, "mend store    failed to reach database"},
		"unreachable":  {[]string{"--url", "http://" + closed.Addr().String()}, "cannot be reached"},
		"notice":       {[]string{"--imprint", filepath.Join(dir, "missing")}, "mend access   failed to read --imprint"},
	} {
		args := append([]string{"doctor"}, c.args...)
		if name != "database" {
			args = append(args, "--data", data)
		}
		code, out, errs := command(t, args...)
		if !strings.Contains(out, c.want) || code != 1 && name != "expiring" && name != "everybody" {
			t.Errorf("%s: exit code %d, %s%s; want %q", name, code, out, errs, c.want)
		}
	}
}
