package swarm

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/internal/programs"
)

// Usage is the memory and processor time of a process.
type Usage struct {
	Bytes     int64   `json:"bytes"`      // resident memory
	PeakBytes int64   `json:"peak_bytes"` // the most it was
	Seconds   float64 `json:"seconds"`    // of processor time
	Files     int     `json:"files"`      // open
}

// Facilitator is a facilitator under load.
type Facilitator struct {
	URL     string
	process *programs.Process // nil if it is not a process of the swarm
	again   func(context.Context) (*Facilitator, error)
}

// unlimited lifts the limits of the door: a swarm is one source of thousands of owners.
var unlimited = []string{"--source-rate", "0", "--identity-rate", "0", "--source-enrolments", "0", "--source-connections", "0",
	"--connections", "0", "--identity-sockets", "0"}

// StartFacilitator starts a program on a free port of this machine, with its data in dir or in the PostgreSQL database at
// a URL, and waits until it listens.
func StartFacilitator(ctx context.Context, program, dir, postgres string) (*Facilitator, error) {
	return startFacilitator(ctx, program, "127.0.0.1:0", dir, postgres)
}

func startFacilitator(ctx context.Context, program, addr, dir, postgres string) (*Facilitator, error) {
	args := append([]string{"serve", "--addr", addr, "--log-level", "warn"}, unlimited...)
	if postgres == "" {
		args = append(args, "--data", dir)
	} else {
		args = append(args, "--postgres", postgres)
	}
	p, err := programs.Start("facilitator", program, "", args...)
	if err != nil {
		return nil, err
	}
	line, err := p.Line(ctx, " on http://")
	if err != nil {
		return nil, errors.Join(err, p.Kill())
	}
	_, url, _ := strings.Cut(line, " on ")
	return &Facilitator{URL: url, process: p, again: func(ctx context.Context) (*Facilitator, error) {
		return startFacilitator(ctx, program, strings.TrimPrefix(url, "http://"), dir, postgres)
	}}, nil
}

// Restart starts a stopped or killed facilitator again, on the same address and data.
func (f *Facilitator) Restart(ctx context.Context) error {
	next, err := f.again(ctx)
	if err != nil {
		return err
	}
	*f = *next
	return nil
}

// Usage returns the facilitator's usage so far. It returns errors.ErrUnsupported if the facilitator is not a process of
// the swarm, or if the system does not report usage.
func (f *Facilitator) Usage() (Usage, error) {
	if f.process == nil {
		return Usage{}, errors.ErrUnsupported
	}
	return UsageOf(f.process.PID())
}

// Stop ends the facilitator in order. It does nothing if the facilitator is not a process of the swarm.
func (f *Facilitator) Stop() error {
	if f.process == nil {
		return nil
	}
	return f.process.Stop()
}

// Kill ends the facilitator at once.
func (f *Facilitator) Kill() error {
	if f.process == nil {
		return nil
	}
	return f.process.Kill()
}

// facilitators starts the facilitators of a configuration, or returns those that already run.
func (c *Config) facilitators(ctx context.Context) ([]*Facilitator, error) {
	var all []*Facilitator
	for _, url := range c.Facilitators {
		all = append(all, &Facilitator{URL: url})
	}
	if len(all) > 0 {
		return all, nil
	}
	for i := range c.Replicas {
		f, err := StartFacilitator(ctx, c.Program, filepath.Join(c.Dir, fmt.Sprintf("facilitator-%d", i+1)), c.Postgres)
		if err != nil {
			return nil, errors.Join(err, stopAll(all))
		}
		all = append(all, f)
	}
	return all, nil
}

func stopAll(all []*Facilitator) error {
	var errs []error
	for _, f := range all {
		errs = append(errs, f.Stop())
	}
	return errors.Join(errs...)
}
