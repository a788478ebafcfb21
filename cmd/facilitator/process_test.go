//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// process is a running facilitator.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	done chan struct{} // closed when it has ended
	mu   sync.Mutex
	log  bytes.Buffer
	line chan struct{} // closed, and made anew, with every line of the log
}

// launch starts a facilitator on a folder and an address and waits until it listens.
func launch(t *testing.T, dir, addr string, flags ...string) *process {
	t.Helper()
	return start(t, append([]string{"--data", dir, "--addr", addr}, flags...)...)
}

// start starts a facilitator and waits until it listens.
func start(t *testing.T, flags ...string) *process {
	t.Helper()
	p := &process{t: t, done: make(chan struct{}), line: make(chan struct{})}
	// testscript.Main puts the programs under test on the PATH.
	p.cmd = exec.Command("facilitator", append([]string{"serve", "--log-level", "debug"}, flags...)...)
	stderr, err := p.cmd.StderrPipe()
	must(t, err)
	must(t, p.cmd.Start())
	listening := make(chan string, 1)
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			p.mu.Lock()
			p.log.WriteString(lines.Text() + "\n")
			close(p.line)
			p.line = make(chan struct{})
			p.mu.Unlock()
			if url, ok := strings.CutPrefix(lines.Text(), "facilitator: listening on "); ok {
				listening <- url
			}
		}
		_ = p.cmd.Wait() // the log tells how it ended
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.done
	})
	select {
	case p.url = <-listening:
	case <-p.done:
		t.Fatalf("the facilitator ended: %s", p.text())
	}
	return p
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// says waits until the log holds a text.
func (p *process) says(ctx context.Context, text string) {
	p.t.Helper()
	for {
		p.mu.Lock()
		there, next := strings.Contains(p.log.String(), text), p.line
		p.mu.Unlock()
		if there {
			return
		}
		select {
		case <-next:
		case <-p.done:
			p.t.Fatalf("the facilitator ended before it said %q: %s", text, p.text())
		case <-ctx.Done():
			p.t.Fatalf("the facilitator did not say %q: %s", text, p.text())
		}
	}
}

// end sends a signal and waits; it returns the exit code, −1 for a kill.
func (p *process) end(s syscall.Signal) int {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(s))
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}

func connect(t *testing.T, url string, k wire.Signer, opts ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(url, k, opts...)
	must(t, err)
	return c
}

// noisy makes a training one with noise, whose rounds have all phases.
func noisy(m *wire.Manifest) { m.Noise = true }

// prepare creates a training of count owners with its roster and returns it. change, if not nil, alters the manifest.
func prepare(ctx context.Context, t *testing.T, url string, count int, change func(*wire.Manifest)) (*parties.ModelOwner, []*parties.Owner) {
	t.Helper()
	mo := parties.NewModelOwner(t, 3, count, change)
	m := connect(t, url, mo.Key)
	_, err := m.CreateTraining(ctx, mo.Manifest)
	must(t, err)
	owners := parties.NewOwners(t, mo.ID, count)
	for _, o := range owners {
		must(t, connect(t, url, o.Key).Enrol(ctx, mo.ID, o.Enrolment()))
	}
	enrolments, err := m.Enrolments(ctx, mo.ID)
	must(t, err)
	must(t, m.Append(ctx, mo.ID, mo.Roster(enrolments), nil))
	return mo, owners
}

// TestKilled kills the facilitator with SIGKILL in the middle of each kind of request of an attempt, several times a
// round. The clients only ever send again; every owner is counted exactly once.
func TestKilled(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	addr := strings.TrimPrefix(p.url, "http://")
	mo, owners := prepare(ctx, t, p.url, 4, noisy)
	var mu sync.Mutex
	kills := 0
	// kill ends the process without warning and starts another on the same folder and port.
	kill := func() {
		mu.Lock()
		defer mu.Unlock()
		if code := p.end(syscall.SIGKILL); code != -1 {
			t.Errorf("exit code is %d after SIGKILL", code)
		}
		kills++
		p = launch(t, dir, addr)
	}
	// during runs f and kills the facilitator while its request is on the way.
	during := func(f func() error) {
		t.Helper()
		failed := make(chan error, 1)
		go func() { failed <- f() }()
		kill()
		must(t, <-failed)
	}
	send := func(killed bool, f func() error) {
		t.Helper()
		if killed {
			during(f)
		} else {
			must(t, f())
		}
	}
	m := connect(t, p.url, mo.Key)
	for number := 1; number <= 3; number++ {
		ref := wire.Ref{Round: number, Attempt: 1}
		open, weights := mo.Open(ref)
		during(func() error { return m.Append(ctx, mo.ID, open, weights) })
		for i, o := range owners {
			k, encapsulations := o.Keys(ref, open.Digest(), owners)
			c := connect(t, p.url, o.Key)
			send(i == (number+3)%4, func() error { return c.PutKeys(ctx, mo.ID, ref, k, encapsulations) })
		}
		keys, err := m.Keys(ctx, mo.ID, ref)
		must(t, err)
		list := mo.List(keys)
		for i, o := range owners {
			c := connect(t, p.url, o.Key)
			encapsulations, err := c.Encapsulations(ctx, mo.ID, ref)
			must(t, err)
			head, blob := o.Upload(list, encapsulations)
			if i > 0 {
				during(func() error { return c.PutUpload(ctx, mo.ID, ref, head, blob) })
			} else {
				must(t, c.PutUpload(ctx, mo.ID, ref, head, blob))
				kill() // right after an answer: what was acknowledged must be there
			}
		}
		for i, o := range owners {
			reveal, c := o.Reveal(list), connect(t, p.url, o.Key)
			send(i == (number+2)%4, func() error { return c.PutReveal(ctx, mo.ID, ref, reveal) })
		}
		reveals, err := m.Reveals(ctx, mo.ID, ref)
		must(t, err)
		uploads, err := m.Uploads(ctx, mo.ID, ref)
		must(t, err)
		aggregate, err := m.Aggregate(ctx, mo.ID, ref)
		must(t, err)
		for i, n := range mo.Counts(list, aggregate, mo.Seeds(list, uploads, reveals), 4) {
			if n != 1 {
				t.Errorf("round %d counts owner %d %d times", number, i, n)
			}
		}
		accept := mo.Accept(ref, aggregate, uploads)
		during(func() error { return m.Append(ctx, mo.ID, accept, nil) })
	}
	must(t, m.Append(ctx, mo.ID, mo.Done(3), nil))
	log, err := m.Log(ctx, mo.ID, 1)
	must(t, err)
	if len(log) != mo.Log.Head.Length || log[len(log)-1].Digest() != mo.Log.Head.Digest {
		t.Errorf("log has %d entries, want the %d of the model owner", len(log), mo.Log.Head.Length)
	}
	if kills < 15 {
		t.Errorf("only %d kills", kills)
	}
}

// TestStopsInOrder: SIGTERM and SIGINT end the program with code 0, also while owners are connected, and the
// training goes on afterwards.
func TestStopsInOrder(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	seen := make(chan *wire.State, 64)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	for _, o := range owners {
		c := connect(t, p.url, o.Key)
		go func() {
			for s, err := range c.Watch(watching, mo.ID) {
				if err == nil {
					seen <- s
				}
			}
		}()
	}
	for s := range seen {
		if s.Present == 3 {
			break
		}
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d after SIGTERM: %s", code, p.text())
	}
	p = launch(t, dir, strings.TrimPrefix(p.url, "http://"))
	for s := range seen { // everyone comes back by itself
		if s.Present == 3 && s.Phase == wire.PhaseWaiting {
			break
		}
	}
	if code := p.end(syscall.SIGINT); code != 0 {
		t.Errorf("exit code is %d after SIGINT", code)
	}
}

// TestSecondProcess: a folder serves one facilitator.
func TestSecondProcess(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	out, err := exec.Command("facilitator", "serve", "--data", dir, "--addr", "127.0.0.1:0").CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != exitLocked {
		t.Errorf("the second facilitator ended with %v", err)
	}
	for _, line := range []string{"facilitator: error: the data folder ", "facilitator: hint: "} {
		if !bytes.Contains(out, []byte(line)) {
			t.Errorf("the second facilitator did not say %q but %q", line, out)
		}
	}
	if _, err := connect(t, p.url, nil).Server(t.Context()); err != nil {
		t.Errorf("the first facilitator suffered: %v", err)
	}
	out, err = exec.Command("facilitator", "serve", "--data", t.TempDir(), "--addr", strings.TrimPrefix(p.url, "http://")).CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != cli.ExitFailure || !bytes.Contains(out, []byte("failed to listen")) {
		t.Errorf("on a taken port: %v, %q", err, out)
	}
}

// TestBackup: a copy made while a facilitator serves is a data folder from which another one goes on.
func TestBackup(t *testing.T) {
	ctx := deadline.Context(t)
	dir, to := t.TempDir(), t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, connect(t, p.url, mo.Key).Append(ctx, mo.ID, open, weights))
	copied := filepath.Join(to, "facilitator.db")
	out, err := exec.Command("facilitator", "backup", "--data", dir, "--out", copied).Output()
	must(t, err)
	if string(out) != copied+"\n" {
		t.Errorf("it says %q", out)
	}
	keys, encapsulations := owners[0].Keys(ref, open.Digest(), owners)
	for _, url := range []string{p.url, launch(t, to, "127.0.0.1:0").url} {
		must(t, connect(t, url, owners[0].Key).PutKeys(ctx, mo.ID, ref, keys, encapsulations))
	}
}

// TestLogSaysNothing: the log at its most talkative holds no ciphertext, signature, body or identity of an owner.
func TestLogSaysNothing(t *testing.T) {
	ctx := deadline.Context(t)
	p := launch(t, t.TempDir(), "127.0.0.1:0", "--log-format", "json")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	m := connect(t, p.url, mo.Key)
	open, weights := mo.Open(ref)
	must(t, m.Append(ctx, mo.ID, open, weights))
	secrets := [][]byte{weights, open.Body, open.Signature, mo.Manifest.Body}
	for _, o := range owners {
		keys, encapsulations := o.Keys(ref, open.Digest(), owners)
		must(t, connect(t, p.url, o.Key).PutKeys(ctx, mo.ID, ref, keys, encapsulations))
		id := o.ID()
		secrets = append(secrets, id[:])
	}
	keys, err := m.Keys(ctx, mo.ID, ref)
	must(t, err)
	list := mo.List(keys)
	for _, o := range owners {
		encapsulations, err := connect(t, p.url, o.Key).Encapsulations(ctx, mo.ID, ref)
		must(t, err)
		head, blob := o.Upload(list, encapsulations)
		bent := bytes.Clone(blob)
		clear(bent[:parties.Public().CiphertextSize()])
		bad := o.Seal(wire.KindUpload, parties.Head(mo.ID, ref, wire.Digest{}, bent))
		if err := connect(t, p.url, o.Key).PutUpload(ctx, mo.ID, ref, bad, bent); wire.RejectionOf(err) == nil {
			t.Errorf("a bad upload: %v", err)
		}
		must(t, connect(t, p.url, o.Key).PutUpload(ctx, mo.ID, ref, head, blob))
		secrets = append(secrets, blob, head.Body, head.Signature)
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	log := p.text()
	if !strings.Contains(log, `"phase":"finish"`) || !strings.Contains(log, `"code":"stale"`) {
		t.Errorf("the log does not tell the story: %s", log)
	}
	for i, s := range secrets {
		piece := s[:min(len(s), 12)]
		for _, form := range []string{string(piece), fmt.Sprintf("%x", piece), fmt.Sprintf("%X", piece)} {
			if strings.Contains(log, form) {
				t.Errorf("the log holds the beginning of secret %d", i)
			}
		}
	}
}
