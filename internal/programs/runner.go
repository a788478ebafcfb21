package programs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Runner starts the programs of one folder, and stops on Close those that still run. It is not safe for concurrent use.
type Runner struct {
	dir     string
	started []*Process
}

// NewRunner returns a runner of the programs in dir. It fails if one is missing.
func NewRunner(dir string) (*Runner, error) {
	r := &Runner{dir: dir}
	for _, name := range []string{"facilitator", "modelowner", "dataowner"} {
		if _, err := os.Stat(r.path(name)); err != nil {
			return nil, fmt.Errorf("failed to find program: %w (build the programs with make build)", err)
		}
	}
	return r, nil
}

func (r *Runner) path(program string) string {
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	return filepath.Join(r.dir, program)
}

// Start starts a program. Error messages use name for it.
func (r *Runner) Start(name, program, input string, args ...string) (*Process, error) {
	p, err := Start(name, r.path(program), input, args...)
	if err != nil {
		return nil, err
	}
	r.started = append(r.started, p)
	return p, nil
}

// Run runs a program to its end and returns its standard output.
func (r *Runner) Run(ctx context.Context, program string, args ...string) (string, error) {
	p, err := r.Start(program+" "+args[0], program, "", args...)
	if err != nil {
		return "", err
	}
	out, err := p.Wait(ctx)
	if ctx.Err() != nil {
		err = errors.Join(err, p.Stop())
	}
	return out, err
}

// Close stops every program that still runs, the last started first.
func (r *Runner) Close() error {
	var errs []error
	for i := len(r.started) - 1; i >= 0; i-- {
		errs = append(errs, r.started[i].Stop())
	}
	return errors.Join(errs...)
}

// Facilitator is a running facilitator.
type Facilitator struct {
	*Process
	URL string // such as http://127.0.0.1:8080
}

// Facilitate starts a facilitator on an address, "127.0.0.1:0" for a free port, and waits until it listens.
func (r *Runner) Facilitate(ctx context.Context, addr, data string, args ...string) (*Facilitator, error) {
	p, err := r.Start("facilitator", "facilitator", "", append([]string{"serve", "--addr", addr, "--data", data}, args...)...)
	if err != nil {
		return nil, err
	}
	url, err := p.listening(ctx)
	if err != nil {
		return nil, err
	}
	return &Facilitator{p, url}, nil
}

// listening waits for the line with the address that a server listens on, and returns the address.
func (p *Process) listening(ctx context.Context) (string, error) {
	text, err := p.Line(ctx, " on http://")
	if err != nil {
		return "", err
	}
	_, url, _ := strings.Cut(text, " on ")
	url, _, _ = strings.Cut(url, " ")
	return url, nil
}

// Serve starts a program's serve command and waits for the address that it prints.
func (r *Runner) Serve(ctx context.Context, program string, args ...string) (*Process, string, error) {
	p, err := r.Start(program, program, "", append([]string{"serve"}, args...)...)
	if err != nil {
		return nil, "", err
	}
	url, err := p.listening(ctx)
	return p, url, err
}

// Create makes a training of a model.json and count invite links to it, as the model owner of a folder.
func (r *Runner) Create(ctx context.Context, dir, model, facilitator string, count int) (training string, links []string, err error) {
	out, err := r.Run(ctx, "modelowner", "create", "--dir", dir, "-f", model, "--facilitator", facilitator)
	if err != nil {
		return "", nil, err
	}
	training = strings.TrimSpace(out)
	out, err = r.Run(ctx, "modelowner", "invite", training, "--dir", dir, "--count", fmt.Sprint(count))
	if err != nil {
		return "", nil, err
	}
	links = strings.Fields(out)
	if len(links) != count {
		return "", nil, fmt.Errorf("invalid invitation: %d links, want %d", len(links), count)
	}
	return training, links, nil
}

// Join starts a data owner without a browser, with further arguments. The link goes through standard input, where no
// other user of the machine can read it.
func (r *Runner) Join(name, link, rows, dir string, args ...string) (*Process, error) {
	return r.Start(name, "dataowner", link+"\n", append([]string{"join", "-", "--data", rows, "--dir", dir, "--json"}, args...)...)
}

// Train starts the model owner's side of a training.
func (r *Runner) Train(training, dir string, args ...string) (*Process, error) {
	return r.Start("modelowner train", "modelowner", "", append([]string{"train", training, "--dir", dir, "--json"}, args...)...)
}

// Event is the part of a JSON line of `modelowner train` that is followed here.
type Event struct {
	Event  string   `json:"event"`
	Round  int      `json:"round"`
	Of     int      `json:"of"`
	Phase  string   `json:"phase"`
	Rounds int      `json:"rounds"`
	Cost   *float64 `json:"cost"`
	Metric string   `json:"metric"`
	Rows   int64    `json:"rows"`
	Bytes  int64    `json:"bytes"`
}

// Events calls see with every event of a training, in order, until see returns true, and returns that event. It returns an
// error if the program ends first.
func (p *Process) Events(ctx context.Context, see func(Event) bool) (Event, error) {
	for seen := 0; ; {
		text, next, err := p.NextLine(ctx, `{"event":`, seen)
		if err != nil {
			return Event{}, err
		}
		seen = next
		var e Event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return Event{}, fmt.Errorf("malformed event from %s: %w", p.Name, err)
		}
		if see(e) {
			return e, nil
		}
	}
}
