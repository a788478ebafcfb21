//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// process is a running facilitator.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	done chan struct{} // closed after the process has ended
	mu   sync.Mutex
	log  bytes.Buffer
	line chan struct{} // closed and replaced with every line of the log
}

// launch starts a facilitator on a folder and an address and waits until it listens.
func launch(t *testing.T, dir, addr string, flags ...string) *process {
	t.Helper()
	return start(t, append([]string{"--data", dir, "--addr", addr}, flags...)...)
}

// start starts a facilitator and waits until it listens.
func start(t *testing.T, flags ...string) *process {
	t.Helper()
	return startProgram(t, "facilitator", flags...) // testscript.Main puts the programs under test on the PATH
}

// startProgram starts the facilitator of a file and waits until it listens.
func startProgram(t *testing.T, program string, flags ...string) *process {
	t.Helper()
	return begin(t, exec.Command(program, append([]string{"serve", "--log-level", "debug"}, flags...)...))
}

// begin starts the facilitator of a command and waits until it listens.
func begin(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd, done: make(chan struct{}), line: make(chan struct{})}
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
		_ = p.cmd.Wait() // the exit code is read from the state
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

// waitForLog waits until the log contains a text.
func (p *process) waitForLog(ctx context.Context, text string) {
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
			p.t.Fatalf("the facilitator ended before it logged %q: %s", text, p.text())
		case <-ctx.Done():
			p.t.Fatalf("the facilitator did not log %q: %s", text, p.text())
		}
	}
}

// end sends a signal and waits. It returns the exit code, or −1 for a kill.
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

// noisy adds noise to a training, whose rounds then have all phases.
func noisy(m *wire.Manifest) { m.Noise = true }

// prepare creates a training of count owners with its owners, who have stated their rows, and returns it. change, if not nil, alters the manifest.
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
	statements := mo.Statements(owners)
	for i, o := range owners {
		must(t, connect(t, url, o.Key).PutStatement(ctx, mo.ID, &statements[i]))
	}
	must(t, m.Append(ctx, mo.ID, mo.Start(statements), nil))
	return mo, owners
}

// acceptOf reads a finished attempt over all owners as the model owner does and returns its accept. The error says which
// owner is not counted once.
func acceptOf(ctx context.Context, m *client.Client, mo *parties.ModelOwner, l *attempt.List) (*wire.Signed, error) {
	var reveals []wire.Signed
	var err error
	if l.Noise {
		if reveals, err = m.Reveals(ctx, mo.ID, l.Ref); err != nil {
			return nil, err
		}
	}
	uploads, err := m.Uploads(ctx, mo.ID, l.Ref)
	if err != nil {
		return nil, err
	}
	aggregate, err := m.Aggregate(ctx, mo.ID, l.Ref)
	if err != nil {
		return nil, err
	}
	for i, n := range mo.Counts(l, aggregate, mo.Seeds(l, uploads, reveals), len(l.Owners)) {
		if n != 1 {
			return nil, fmt.Errorf("round %d counts owner %d %d times", l.Ref.Round, i, n)
		}
	}
	return mo.Accept(l.Ref, aggregate, uploads), nil
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
			t.Errorf("the second facilitator printed %[2]q without %[1]q", line, out)
		}
	}
	if _, err := connect(t, p.url, nil).Server(t.Context()); err != nil {
		t.Errorf("the first facilitator is affected: %v", err)
	}
	out, err = exec.Command("facilitator", "serve", "--data", t.TempDir(), "--addr", strings.TrimPrefix(p.url, "http://")).CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != cli.ExitFailure || !bytes.Contains(out, []byte("failed to listen")) {
		t.Errorf("on a taken port: %v, %q", err, out)
	}
}
