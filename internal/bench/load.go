package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// loadBits is the key length under which the facilitator's memory and speed are measured: the default.
const loadBits = 3072

// stage is a folder with a facilitator that runs from it, and a model owner's keys.
type stage struct {
	*swarm.Facilitator
	program, dir string
	keys         *modelowner.Keys
}

// loadChapter measures a facilitator as a process of its own, with clients on the same machine and the same cores.
func loadChapter(ctx context.Context, s settings, r *report) error {
	dir, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := modelowner.GenerateKeys(filepath.Join(dir, "keys"), nil)
	if err != nil {
		return err
	}
	var failed error
	for _, part := range []struct {
		name string
		run  func(context.Context, *stage, *report) error
	}{{"telling", telling}, {"memory", memory}, {"uploads", uploads}, {"recovery", recovery}, {"round", wholeRound},
		{"failover", failover}, {"rolling", rolling}, {"classroom", classroom}} {
		if s.part != "" && s.part != part.name {
			continue
		}
		folder := filepath.Join(dir, part.name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
		if err := part.run(ctx, &stage{program: filepath.Join(s.programs, "facilitator"), dir: folder, keys: keys}, r); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", part.name, err))
		}
	}
	return failed
}

// start starts the stage's facilitator on its folder.
func (t *stage) start(ctx context.Context) (err error) {
	t.Facilitator, err = swarm.StartFacilitator(ctx, t.program, filepath.Join(t.dir, "data"), "")
	return err
}

// audiences makes trainings of n owners each.
func (t *stage) audiences(ctx context.Context, url string, count, n, columns int, kind wire.RoundKind) ([]*swarm.Audience, error) {
	var all []*swarm.Audience
	for range count {
		a, err := swarm.NewAudience(ctx, url, filepath.Join(t.dir, "modelowner"), t.keys, loadBits, n, columns, kind)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// The owners that hear of a round, in as many trainings as are needed.
const (
	tellTrainings = 157
	tellOwners    = wire.MaxOwners
	tellSamples   = 3
	idleTime      = 30 * time.Second
)

// telling measures how long it takes until the last of 10,000 connected owners knows of a new round, from the moment at
// which the model owners begin to open it: the worst of a few times. The owners are sockets of this process.
func telling(ctx context.Context, t *stage, r *report) error {
	if err := enoughFiles(tellTrainings*tellOwners + 1000); err != nil {
		return err
	}
	if err := t.start(ctx); err != nil {
		return err
	}
	defer t.Kill()
	all, err := t.audiences(ctx, t.URL, tellTrainings, tellOwners, 2, wire.RoundGradient)
	if err != nil {
		return err
	}
	before, err := t.Usage()
	if err != nil {
		return err
	}
	l, err := swarm.Listen(ctx, all)
	if err != nil {
		return err
	}
	defer l.Close()
	after, err := t.Usage()
	if err != nil {
		return err
	}
	select {
	case <-time.After(idleTime):
	case <-ctx.Done():
		return ctx.Err()
	}
	idle, err := t.Usage()
	if err != nil {
		return err
	}
	worst := time.Duration(0)
	for attempt := 1; attempt <= tellSamples; attempt++ {
		l.Expect(wire.Ref{Round: 1, Attempt: attempt})
		start := time.Now()
		if err := atOnce(all, func(a *swarm.Audience) error { _, err := a.Open(ctx); return err }); err != nil {
			return err
		}
		if err := l.Wait(ctx); err != nil {
			return err
		}
		worst = max(worst, time.Since(start))
		if err := atOnce(all, func(a *swarm.Audience) error { return a.Abort(ctx) }); err != nil {
			return err
		}
	}
	r.alone(fmt.Sprintf("facilitator: %d connected owners on the same cores, until the last knows of a new round", tellTrainings*tellOwners), worst.Seconds(), "s", 2)
	r.alone(fmt.Sprintf("facilitator: memory with %d connected owners and nothing to do", tellTrainings*tellOwners), float64(idle.Bytes)/1e6, "MB", 0)
	r.alone(fmt.Sprintf("facilitator: processor with %d connected owners and nothing to do, of one core", tellTrainings*tellOwners), 100*(idle.Seconds-after.Seconds)/idleTime.Seconds(), "%", 0)
	r.alone("facilitator: memory of one connected owner", float64(after.Bytes-before.Bytes)/(tellTrainings*tellOwners)/1e3, "kB", 0)
	return nil
}

// atOnce does something with every audience at the same time.
func atOnce(all []*swarm.Audience, f func(*swarm.Audience) error) error {
	errs := make(chan error, len(all))
	for _, a := range all {
		go func() { errs <- f(a) }()
	}
	var failed error
	for range all {
		failed = errors.Join(failed, <-errs)
	}
	return failed
}
