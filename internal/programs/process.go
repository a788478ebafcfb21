// Package programs runs the three programs as processes and reads their output. The demonstration and the end-to-end
// tests use the same flags and see the same output as a user.
package programs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// grace is how long an interrupted program may take to end before it is killed: long, because a busy machine is not a fault.
const grace = time.Minute

// Process is one running program. Its methods may be called from any goroutine.
type Process struct {
	Name string
	cmd  *exec.Cmd

	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever a line came or the program ended
	lines   []line
	ended   bool
	err     error
}

// line is one line of output.
type line struct {
	stderr bool
	text   string
}

// Start runs a program until it ends, or until Stop or Kill. The program reads input from standard input. If the system
// supports it, the program ends together with this process.
func Start(name, path, input string, args ...string) (*Process, error) {
	p := &Process{Name: name, cmd: exec.Command(path, args...), changed: make(chan struct{})}
	p.cmd.Stdin = strings.NewReader(input)
	p.cmd.SysProcAttr = attributes()
	var outputs [2]io.ReadCloser
	for i, pipe := range []func() (io.ReadCloser, error){p.cmd.StdoutPipe, p.cmd.StderrPipe} {
		r, err := pipe()
		if err != nil {
			return nil, fmt.Errorf("failed to start %s: %w", name, err)
		}
		outputs[i] = r
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("failed to start %s: %w", name, err)
	}
	var read sync.WaitGroup
	for i, r := range outputs {
		read.Go(func() { p.follow(r, i == 1) })
	}
	go func() {
		// Wait closes the pipes, so everything must have been read before.
		read.Wait()
		err := p.cmd.Wait()
		p.update(func() { p.ended, p.err = true, err })
	}()
	return p, nil
}

func (p *Process) follow(r io.Reader, stderr bool) {
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadString('\n')
		if text != "" {
			p.update(func() { p.lines = append(p.lines, line{stderr, strings.TrimRight(text, "\r\n")}) })
		}
		if err != nil {
			return
		}
	}
}

// update changes the state under the lock and wakes all goroutines that wait for a change.
func (p *Process) update(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	close(p.changed)
	p.changed = make(chan struct{})
}

// await calls check under the lock after every change until it reports true.
func (p *Process) await(ctx context.Context, check func() bool) error {
	for {
		p.mu.Lock()
		done, changed := check(), p.changed
		p.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Line waits for a line of output that contains text, from the start of the output on, and returns it. It fails if the
// program ends without one.
func (p *Process) Line(ctx context.Context, text string) (string, error) { return p.line(ctx, text, 0) }

// NextLine is Line for the lines after the first seen ones; it also returns how many lines it has seen.
func (p *Process) NextLine(ctx context.Context, text string, seen int) (string, int, error) {
	found, err := p.line(ctx, text, seen)
	if err != nil {
		return "", 0, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := seen; i < len(p.lines); i++ {
		if p.lines[i].text == found {
			return found, i + 1, nil
		}
	}
	return found, len(p.lines), nil
}

func (p *Process) line(ctx context.Context, text string, from int) (string, error) {
	found, ended := "", false
	err := p.await(ctx, func() bool {
		for ; from < len(p.lines); from++ {
			if strings.Contains(p.lines[from].text, text) {
				found = p.lines[from].text
				return true
			}
		}
		ended = p.ended
		return ended
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("failed to wait for %q from %s: %w\n%s", text, p.Name, err, p.Log())
	case found == "" && ended:
		return "", fmt.Errorf("%s ended without printing %q: %w\n%s", p.Name, text, errors.Join(p.err), p.Log())
	}
	return found, nil
}

// Wait waits for the program to end and returns its standard output. The error for a non-zero exit status contains the
// standard error output.
func (p *Process) Wait(ctx context.Context) (string, error) {
	if err := p.await(ctx, func() bool { return p.ended }); err != nil {
		return "", fmt.Errorf("failed to wait for %s: %w\n%s", p.Name, err, p.Log())
	}
	if p.err != nil {
		return p.Output(), fmt.Errorf("%s failed: %w\n%s", p.Name, p.err, p.Log())
	}
	return p.Output(), nil
}

// PID is the number that the system knows the program by.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ended reports whether the program has ended.
func (p *Process) Ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// Output returns the standard output so far.
func (p *Process) Output() string { return p.text(false) }

// Log returns the standard error output so far.
func (p *Process) Log() string { return p.text(true) }

func (p *Process) text(stderr bool) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b bytes.Buffer
	for _, l := range p.lines {
		if l.stderr == stderr {
			b.WriteString(l.text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Stop interrupts the program as a terminal does, waits for its end, and kills it after a timeout. It ignores the exit
// status.
func (p *Process) Stop() error {
	if p.Ended() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return p.Kill()
	}
	if err := p.await(ctx, func() bool { return p.ended }); err != nil {
		return errors.Join(fmt.Errorf("%s did not end within %v of an interrupt", p.Name, grace), p.Kill())
	}
	return nil
}

// Kill ends the program at once, with nothing saved or closed, and waits until it is gone.
func (p *Process) Kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("failed to kill %s: %w", p.Name, err)
	}
	return p.await(context.Background(), func() bool { return p.ended })
}
