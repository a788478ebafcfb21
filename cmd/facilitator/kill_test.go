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
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestKilledAtWrites ends a real facilitator at one write, sync or truncation of a file after the other, in the middle of
// a write, and starts it again. The clients only ever send again: what was acknowledged is there, every owner is counted
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

// launchWith is launch with more of an environment.
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
		for range 2 { // what was acknowledged once is acknowledged again
			if err := clients[i].PutUpload(ctx, a.mo.ID, a.ref, head, blob); err != nil {
				return err
			}
		}
	}
	aggregate, err := m.Aggregate(ctx, a.mo.ID, a.ref)
	if err != nil {
		return err
	}
	for i, n := range a.mo.Counts(list, aggregate, nil, len(a.owners)) {
		if n != 1 {
			return fmt.Errorf("owner %d is counted %d times", i, n)
		}
	}
	uploads, err := m.Uploads(ctx, a.mo.ID, a.ref)
	if err != nil {
		return err
	}
	return m.Append(ctx, a.mo.ID, a.mo.Accept(a.ref, aggregate, uploads), nil)
}

// TestFullDisk: while the disk of a real facilitator is full, what is sent is answered 503 and "unavailable"; what was
// there can be read, and once there is room everything goes on.
func TestFullDisk(t *testing.T) {
	ctx := deadline.Context(t)
	dir, full := t.TempDir(), filepath.Join(t.TempDir(), "full")
	p := launchWith(t, []string{fullNow + "=" + full}, dir, "127.0.0.1:0")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	must(t, os.WriteFile(full, nil, 0o600))
	ref, before := wire.Ref{Round: 1, Attempt: 1}, mo.Log.Head
	open, weights := mo.Open(ref)
	mo.Log.Head = before // it will not be taken
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
		t.Errorf("on a full disk nothing can be read: %v", err)
	}
	must(t, os.Remove(full))
	a := &played{t: t, mo: mo, owners: owners, url: p.url, ref: ref}
	must(t, a.play(ctx))
}
