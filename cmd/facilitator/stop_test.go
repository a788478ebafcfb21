//go:build unix

package main

import (
	"context"
	"strings"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestStopsInOrder: SIGTERM and SIGINT end the program with code 0, also while owners are connected, and the training
// continues afterwards.
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
	for s := range seen { // all owners reconnect
		if s.Present == 3 && s.Phase == wire.PhaseWaiting {
			break
		}
	}
	if code := p.end(syscall.SIGINT); code != 0 {
		t.Errorf("exit code is %d after SIGINT", code)
	}
}

// TestStoppedMidRound stops the facilitator with SIGTERM in each phase of a round, while owners watch, and starts it again:
// every acknowledged message is kept, the round continues, and every owner is counted once. Row 33 of the fault table.
func TestStoppedMidRound(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	addr := strings.TrimPrefix(p.url, "http://")
	mo, owners := prepare(ctx, t, p.url, 4, noisy)
	watching, leave := context.WithCancel(ctx)
	defer leave()
	states := make(chan wire.Phase, 1024)
	go func() {
		for s, err := range connect(t, p.url, owners[0].Key).Watch(watching, mo.ID) {
			if err == nil {
				states <- s.Phase
			}
		}
		close(states)
	}()
	restart := func() {
		t.Helper()
		if code := p.end(syscall.SIGTERM); code != 0 {
			t.Errorf("exit code is %d after SIGTERM: %s", code, p.text())
		}
		if strings.Contains(p.text(), "cut off") {
			t.Error("requests were cut off")
		}
		p = launch(t, dir, addr)
	}
	m, ref := connect(t, p.url, mo.Key), wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, m.Append(ctx, mo.ID, open, weights))
	each := func(f func(c *client.Client, o *parties.Owner) error) {
		t.Helper()
		for i, o := range owners {
			if i == 2 {
				restart() // with two messages of four
			}
			must(t, f(connect(t, p.url, o.Key), o))
		}
	}
	each(func(c *client.Client, o *parties.Owner) error {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		return c.PutKeys(ctx, mo.ID, ref, s, encapsulations)
	})
	keys, err := m.Keys(ctx, mo.ID, ref)
	must(t, err)
	list := mo.List(keys)
	each(func(c *client.Client, o *parties.Owner) error {
		encapsulations, err := c.Encapsulations(ctx, mo.ID, ref)
		if err != nil {
			return err
		}
		head, blob := o.Upload(list, encapsulations)
		return c.PutUpload(ctx, mo.ID, ref, head, blob)
	})
	each(func(c *client.Client, o *parties.Owner) error { return c.PutReveal(ctx, mo.ID, ref, o.Reveal(list)) })
	restart() // while the aggregate waits
	accept, err := acceptOf(ctx, m, mo, list)
	must(t, err)
	must(t, m.Append(ctx, mo.ID, accept, nil))
	must(t, m.Append(ctx, mo.ID, mo.Done(1), nil))
	for phase := range states { // the owner that watches has reconnected each time
		if phase == wire.PhaseDone {
			return
		}
	}
	t.Error("the owner that watches has not seen the end")
}
