package swarm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
)

// owner is one simulated data owner.
type owner struct {
	config *Config
	tally  *tally
	link   identity.Link
	table  string
	wait   time.Duration // before it arrives
	line   *line
	// connections are hung up when it has ended.
	connections *http.Transport
	stats       *squares.Statistics // the sums over its rows, computed apart from the program under load

	mu      sync.Mutex // guards both below
	program *dataowner.Owner
	stop    context.CancelFunc // of the program that runs
}

// newOwner draws owner number i, which has the invite link.
func newOwner(c *Config, t *tally, i int, link identity.Link, file *spec.File) (*owner, error) {
	draw := c.generator(i)
	o := &owner{config: c, tally: t, link: link, table: c.table(draw)}
	if c.Arrive > 0 {
		o.wait = time.Duration(draw.Int64N(int64(c.Arrive)))
	}
	o.connections = newTransport()
	o.line = &line{config: c, tally: t, next: o.connections, draw: draw, vanish: o.vanish}
	rows, _, err := file.Schema().ReadCSV(strings.NewReader(o.table), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		return nil, fmt.Errorf("failed to read made-up rows: %w", err)
	}
	o.stats, err = squares.Accumulate(rows)
	return o, err
}

// vanish ends the owner's program without a word, as a closed lid does.
func (o *owner) vanish() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stop != nil {
		o.stop()
	}
}

// run takes part until the training ends. If the owner drops out, it comes back after a while.
func (o *owner) run(ctx context.Context, kernel func(*phe.PublicKey) (phe.Kernel, string, error)) error {
	defer o.connections.CloseIdleConnections()
	if !sleep(ctx, o.wait) {
		return ctx.Err()
	}
	p, err := dataowner.Open(ctx, o.link, dataowner.Config{
		Vault: store.NewMemory(), Kernel: kernel, Agree: consent.Words, // the rows are made up
		Dial: []client.Option{client.HTTPClient(&http.Client{Transport: o.line})},
	})
	if err != nil {
		return fmt.Errorf("failed to open an invite: %w", err)
	}
	check, err := p.Load(ctx, "rows.csv", strings.NewReader(o.table))
	if err != nil {
		return fmt.Errorf("failed to load made-up rows: %w", err)
	}
	if !check.OK {
		return errors.New("failed to load made-up rows: they break the schema")
	}
	o.mu.Lock()
	o.program = p
	o.mu.Unlock()
	for {
		if ended, err := o.takePart(ctx, p); ended || err != nil {
			return err
		}
		if !sleep(ctx, o.config.Away) {
			return ctx.Err()
		}
	}
}

// takePart runs the owner's program and returns false if the owner dropped out.
func (o *owner) takePart(parent context.Context, p *dataowner.Owner) (ended bool, err error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	o.mu.Lock()
	o.stop = cancel
	o.mu.Unlock()
	o.tally.arrived(1)
	defer o.tally.arrived(-1)
	_, err = p.Contribute(ctx)
	switch {
	case parent.Err() != nil:
		return true, parent.Err()
	case ctx.Err() != nil:
		return false, nil
	}
	return true, err
}

// opened returns the owner's program, or nil if the owner has not opened its invite.
func (o *owner) opened() *dataowner.Owner {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.program
}

// sleep waits and reports whether the context is still open.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
