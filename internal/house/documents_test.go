//go:build e2e

package house

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// documents contain commands for people to type. Each is run from top to end in a folder of its own, with the programs
// of make build.
var documents = []string{"README.md", "docs/data-owner.md", "docs/model-owner.md", "docs/operations.md", "docs/release.md"}

// A block of commands is fenced as sh. A comment on the line before it may control how it is run:
//
//	<!-- terminal: NAME -->            in that terminal; without one, in the first
//	<!-- terminal: NAME, goes on -->   likewise, and the next block does not wait for it; the next one of this terminal does
//	<!-- terminal: NAME, stays -->     likewise; it is stopped at the end of the document
//	<!-- not run: REASON -->           one of the reasons below
//
// Commands that run between two blocks are written in a separate comment:
//
//	<!-- meanwhile: dataowner join LINK --data rows.csv -->
//
// TRAINING stands for the last training id that was printed, LINK for the next invite link that has not been used.
type block struct {
	line     int
	terminal string
	goesOn   bool
	stays    bool
	notRun   string
	text     string
}

// reasons why a block may not be run here.
var reasons = []string{
	"the tests of the whole project",      // make test, make demo and so on: run separately
	"needs another machine or an account", // a domain, a proxy, a service manager
	"needs a release",                     // run by the tests of releases
}

var directive = regexp.MustCompile(`^<!-- (terminal|not run|meanwhile): (.*) -->$`)

// blocks reads a document.
func blocks(t *testing.T, path string) []block {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	next := block{}
	fence := ""
	for i, line := range strings.Split(string(raw), "\n") {
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = line[3:]
			next.line = i + 2
		case fence == "":
			if m := directive.FindStringSubmatch(line); m != nil {
				next = directed(t, path, i+1, m[1], m[2])
				if m[1] == "meanwhile" {
					out = append(out, next)
					next = block{}
				}
			} else if strings.TrimSpace(line) != "" {
				next = block{}
			}
		case line == "```":
			if fence == "sh" {
				out = append(out, next)
			}
			fence, next = "", block{}
		default:
			next.text += line + "\n"
		}
		if fence != "" && fence != "sh" {
			fence = "text"
		}
	}
	return out
}

func directed(t *testing.T, path string, line int, what, value string) block {
	t.Helper()
	switch what {
	case "not run":
		if !slices.Contains(reasons, value) {
			t.Fatalf("%s:%d: %q is no reason", path, line, value)
		}
		return block{notRun: value}
	case "meanwhile":
		return block{line: line, terminal: "somebody else", goesOn: true, text: value + "\n"}
	}
	name, how, _ := strings.Cut(value, ", ")
	return block{terminal: name, goesOn: how == "goes on", stays: how == "stays"}
}

// TestDocuments runs every command of the documents as a reader would.
func TestDocuments(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range documents {
		t.Run(path, func(t *testing.T) {
			list := blocks(t, path)
			if len(list) == 0 {
				t.Fatal("no commands")
			}
			d := newDesk(t, root)
			defer d.close()
			for _, b := range list {
				if b.notRun == "" {
					d.run(path, b)
				}
			}
			d.finish(path)
		})
	}
}

// desk is a reader's desk: a folder and some terminals.
type desk struct {
	t         *testing.T
	ctx       context.Context
	cancel    context.CancelFunc
	folder    string
	env       []string
	terminals map[string]*terminal

	mu       sync.Mutex
	training string
	links    []string // not given out yet
}

// terminal is one block that runs, or has run.
type terminal struct {
	block  block
	up     chan struct{} // closed when it has printed an address
	heard  sync.Once
	done   chan struct{}
	err    error
	out    bytes.Buffer
	pid    int    // of the command that runs
	before string // cd and export commands for the lines that follow
}

func newDesk(t *testing.T, root string) *desk {
	folder := t.TempDir()
	for _, name := range []string{"examples", "deploy", "build"} {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			continue
		}
		if name == "build" {
			if err := os.Symlink(filepath.Join(root, name), filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		} else if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(deadline.Context(t))
	env := append(os.Environ(), "HOME="+folder, "XDG_CONFIG_HOME="+filepath.Join(folder, ".config"),
		"PATH="+filepath.Join(root, "build", "bin")+":"+os.Getenv("PATH"))
	return &desk{t: t, ctx: ctx, cancel: cancel, folder: folder, env: env, terminals: map[string]*terminal{}}
}

var (
	trainingID = regexp.MustCompile(`(?:^|"id":")([0-9a-f]{64})(?:"|$)`)
	address    = regexp.MustCompile(`https?://\S+:\d+`)
	inviteLink = regexp.MustCompile(`https?://[^\s"]+/join#2\.[A-Za-z0-9_-]+`)
)

// run starts a block in its terminal as soon as that is free, and waits for its end unless it goes on or stays.
func (d *desk) run(path string, b block) {
	d.t.Helper()
	if before := d.terminals[b.terminal]; before != nil && !before.block.stays {
		d.wait(path, before)
	}
	term := &terminal{block: b, up: make(chan struct{}), done: make(chan struct{})}
	d.terminals[b.terminal+suffix(b, len(d.terminals))] = term
	go func() {
		defer close(term.done)
		for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", "")) {
			if term.err == nil && strings.TrimSpace(line) != "" {
				term.err = d.command(term, line)
			}
		}
	}()
	switch {
	case b.stays:
		d.listening(path, term)
	case !b.goesOn:
		d.wait(path, term)
	}
}

// command runs one line. A change of folder or of a variable also applies to the lines after it in the block.
func (d *desk) command(term *terminal, line string) error {
	line, err := d.filled(line)
	if err != nil {
		return err
	}
	if strings.HasPrefix(line, "cd ") || strings.HasPrefix(line, "export ") {
		term.before += line
		return nil
	}
	cmd := exec.CommandContext(d.ctx, "bash", "-euo", "pipefail", "-c", term.before+line)
	cmd.Dir, cmd.Env = d.folder, d.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	if err := cmd.Start(); err != nil {
		return err
	}
	d.mu.Lock()
	term.pid = cmd.Process.Pid
	d.mu.Unlock()
	heard := make(chan struct{})
	go d.listen(term, read, heard)
	err = cmd.Wait()
	write.Close()
	<-heard
	return err
}

// suffix distinguishes a block that stays from later blocks in the same terminal.
func suffix(b block, n int) string {
	if b.stays || b.terminal == "somebody else" {
		return fmt.Sprintf(" %d", n)
	}
	return ""
}

// filled puts the training id and links in the place of their names.
func (d *desk) filled(line string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if strings.Contains(line, "TRAINING") {
		if d.training == "" {
			return "", errors.New("no training id was printed before")
		}
		line = strings.ReplaceAll(line, "TRAINING", d.training)
	}
	if strings.Contains(line, "LINK") {
		if len(d.links) == 0 {
			return "", errors.New("no invite link is left")
		}
		link := d.links[0]
		if strings.Contains(line, " join ") {
			d.links = d.links[1:]
		}
		line = strings.ReplaceAll(line, "LINK", link)
	}
	return line, nil
}

// listen collects the output of a terminal and extracts ids and links.
func (d *desk) listen(term *terminal, r io.Reader, ready chan<- struct{}) {
	defer close(ready)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		d.mu.Lock()
		fmt.Fprintln(&term.out, line)
		if address.MatchString(line) {
			term.heard.Do(func() { close(term.up) })
		}
		if m := trainingID.FindStringSubmatch(line); m != nil {
			d.training = m[1]
		}
		d.links = append(d.links, inviteLink.FindAllString(line, -1)...)
		d.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, r)
}

// listening waits until a server has printed its address.
func (d *desk) listening(path string, term *terminal) {
	d.t.Helper()
	select {
	case <-term.up:
	case <-term.done: // also after the time of the whole document
		d.t.Fatalf("%s:%d: it ended before it printed its address (%v):\n%s", path, term.block.line, term.err, &term.out)
	}
}

func (d *desk) wait(path string, term *terminal) {
	d.t.Helper()
	<-term.done
	if term.err != nil {
		d.t.Fatalf("%s:%d: %v:\n%s%s", path, term.block.line, term.err, term.block.text, d.output())
	}
}

// finish waits for blocks that go on, and stops blocks that stay.
func (d *desk) finish(path string) {
	d.t.Helper()
	for _, term := range d.terminals {
		if !term.block.stays {
			d.wait(path, term)
		}
	}
	for _, term := range d.terminals {
		if term.block.stays {
			d.mu.Lock()
			_ = syscall.Kill(-term.pid, syscall.SIGTERM)
			d.mu.Unlock()
			<-term.done
			var exit *exec.ExitError
			if errors.As(term.err, &exit) && !exit.Sys().(syscall.WaitStatus).Signaled() && exit.ExitCode() != 130 {
				d.t.Errorf("%s:%d: %v:\n%s", path, term.block.line, term.err, &term.out)
			}
		}
	}
}

// output returns the output of all terminals, for a failure.
func (d *desk) output() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for name, term := range d.terminals {
		fmt.Fprintf(&b, "-- %s\n%s", name, &term.out)
	}
	return b.String()
}

// close ends every process that is left.
func (d *desk) close() {
	d.cancel()
	for _, term := range d.terminals {
		<-term.done
	}
}
