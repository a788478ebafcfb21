//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestKilledAtWrites kills a real facilitator at one write, sync or truncation of a file after the other, in the middle of a
// write, and starts it again. The clients only repeat their requests: acknowledged messages are kept, every owner is counted
// exactly once, and the round is accepted.
func TestKilledAtWrites(t *testing.T) {
	ctx := deadline.Context(t)
	base := t.TempDir()
	p := launch(t, base, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	p.end(syscall.SIGTERM)
	kills := 0
	for at := 1; ; at += killStep {
		dir := t.TempDir()
		must(t, os.CopyFS(dir, os.DirFS(base)))
		p := launchWith(t, []string{fmt.Sprintf("%s=%d", killAt, at)}, dir, "127.0.0.1:0")
		me := *mo
		a := &played{t: t, mo: &me, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
		for _, o := range owners {
			a.owners = append(a.owners, o.Clone())
		}
		finished := make(chan error, 1)
		go func() { finished <- a.play(ctx) }()
		died := false
		select {
		case <-p.done:
			died = true
			kills++
			launch(t, dir, strings.TrimPrefix(p.url, "http://"))
			must(t, <-finished)
		case err := <-finished:
			must(t, err)
		}
		if !died {
			t.Logf("killed at %d of %d operations of the disk", kills, at-1)
			break
		}
	}
	if kills < 10 {
		t.Errorf("only %d kills", kills)
	}
}

// launchWith is launch with further environment variables.
func launchWith(t *testing.T, env []string, dir, addr string) *process {
	t.Helper()
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		t.Setenv(name, value)
		defer func() { must(t, os.Unsetenv(name)) }()
	}
	return launch(t, dir, addr)
}

// played is an attempt at a round without noise.
type played struct {
	t      *testing.T
	mo     *parties.ModelOwner
	owners []*parties.Owner
	url    string
	ref    wire.Ref
}

func (a *played) play(ctx context.Context) error {
	m, err := client.New(a.url, a.mo.Key)
	if err != nil {
		return err
	}
	open, weights := a.mo.Open(a.ref)
	if err := m.Append(ctx, a.mo.ID, open, weights); err != nil {
		return err
	}
	clients := make([]*client.Client, len(a.owners))
	for i, o := range a.owners {
		if clients[i], err = client.New(a.url, o.Key); err != nil {
			return err
		}
		keys, encapsulations := o.Keys(a.ref, open.Digest(), a.owners)
		if err := clients[i].PutKeys(ctx, a.mo.ID, a.ref, keys, encapsulations); err != nil {
			return err
		}
	}
	keys, err := m.Keys(ctx, a.mo.ID, a.ref)
	if err != nil {
		return err
	}
	list := a.mo.List(keys)
	for i, o := range a.owners {
		encapsulations, err := clients[i].Encapsulations(ctx, a.mo.ID, a.ref)
		if err != nil {
			return err
		}
		head, blob := o.Upload(list, encapsulations)
		for range 2 { // the same message is acknowledged again
			if err := clients[i].PutUpload(ctx, a.mo.ID, a.ref, head, blob); err != nil {
				return err
			}
		}
	}
	accept, err := acceptOf(ctx, m, a.mo, list)
	if err != nil {
		return err
	}
	return m.Append(ctx, a.mo.ID, accept, nil)
}

// TestKilled kills the facilitator with SIGKILL in the middle of each kind of request of an attempt, several times a round. The
// clients only repeat their requests; every owner is counted exactly once.
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
	// during runs f and kills the facilitator while the request of f is in flight.
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
				kill() // right after an answer: the acknowledged upload must be kept
			}
		}
		for i, o := range owners {
			reveal, c := o.Reveal(list), connect(t, p.url, o.Key)
			send(i == (number+2)%4, func() error { return c.PutReveal(ctx, mo.ID, ref, reveal) })
		}
		accept, err := acceptOf(ctx, m, mo, list)
		must(t, err)
		during(func() error { return m.Append(ctx, mo.ID, accept, nil) })
	}
	must(t, m.Append(ctx, mo.ID, mo.Done(3), nil))
	var log []wire.Signed
	for page, err := range m.Log(ctx, mo.ID, 1, mo.Log.Head.Length+1) {
		must(t, err)
		log = append(log, page...)
	}
	if len(log) != mo.Log.Head.Length || log[len(log)-1].Digest() != mo.Log.Head.Digest {
		t.Errorf("log has %d entries, want the %d of the model owner", len(log), mo.Log.Head.Length)
	}
	if kills < 15 {
		t.Errorf("only %d kills", kills)
	}
}

// TestFullDisk: while the disk of a real facilitator is full, messages are rejected with 503 and "unavailable"; stored data can
// be read, and everything continues once there is space.
func TestFullDisk(t *testing.T) {
	ctx := deadline.Context(t)
	dir, full := t.TempDir(), filepath.Join(t.TempDir(), "full")
	p := launchWith(t, []string{fullNow + "=" + full}, dir, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	must(t, os.WriteFile(full, nil, 0o600))
	ref, before := wire.Ref{Round: 1, Attempt: 1}, mo.Log.Head
	open, weights := mo.Open(ref)
	mo.Log.Head = before // it will be rejected
	frame, err := wire.AppendFrame(nil, open, weights)
	must(t, err)
	answer, err := http.Post(p.url+wire.PathTraining(mo.ID, "log"), wire.FrameType, bytes.NewReader(frame))
	must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(t, err)
	if answer.StatusCode != http.StatusServiceUnavailable || !bytes.Contains(body, []byte(`"unavailable"`)) {
		t.Errorf("on a full disk the answer is %d %s", answer.StatusCode, body)
	}
	if _, err := connect(t, p.url, nil).Manifest(ctx, mo.ID); err != nil {
		t.Errorf("stored data cannot be read on a full disk: %v", err)
	}
	must(t, os.Remove(full))
	a := &played{t: t, mo: mo, owners: owners, url: p.url, ref: ref}
	must(t, a.play(ctx))
}
