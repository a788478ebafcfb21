//go:build infra && unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// databases starts a PostgreSQL server with a database, and returns it with the database's name.
func databases(t *testing.T) (*pgtest.Server, string) {
	t.Helper()
	s, err := pgtest.Start()
	must(t, err)
	t.Cleanup(func() { must(t, s.Remove()) })
	address, err := s.Database()
	must(t, err)
	u, err := url.Parse(address)
	must(t, err)
	return s, path.Base(u.Path)
}

// pooled starts pgbouncer before a server, and returns the URL of a database through it.
func pooled(t *testing.T, s *pgtest.Server, name, mode string) string {
	t.Helper()
	port := freePort(t)
	file := fmt.Sprintf(`[databases]
* = host=%s user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = %s
`, s.Socket(), port, mode)
	dir := t.TempDir()
	for up := dir; up != "/tmp" && up != "/"; up = path.Dir(up) {
		must(t, exec.Command("chmod", "a+rx", up).Run())
	}
	run(t, port, s.Credential(), "pgbouncer", write(t, dir, "pgbouncer.ini", file))
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", port, name)
}

// TestInfraPgbouncer: behind a pooler that assigns sessions, with its defaults, a facilitator starts, starts again and trains;
// behind one that assigns transactions or statements it says so at the start, and leaves nothing behind.
func TestInfraPgbouncer(t *testing.T) {
	s, name := databases(t)
	sessions := pooled(t, s, name, "session")
	for range 2 {
		p := start(t, "--addr", "127.0.0.1:0", "--postgres", sessions)
		trainThrough(t, p.url, p.url)
		p.end(15)
	}
	for _, mode := range []string{"transaction", "statement"} {
		url := pooled(t, s, name, mode)
		for range 2 { // a lock that stayed behind would make the second wait
			began := time.Now()
			var out bytes.Buffer
			cmd := exec.Command("facilitator", "serve", "--addr", "127.0.0.1:0", "--postgres", url)
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err == nil || !strings.Contains(out.String(), "pooler") || !strings.Contains(out.String(), "hint: pgbouncer: pool_mode = session") {
				t.Errorf("%s: %v after %v: %s", mode, err, time.Since(began), out.String())
			}
		}
	}
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", sessions)
	trainThrough(t, p.url, p.url)
}

// TestInfraFailover: the primary server of a synchronous pair crashes in the middle of rounds and the standby takes over, under
// two facilitators that name both. Every sum is exact, nothing that was acknowledged is lost, and readiness follows.
func TestInfraFailover(t *testing.T) {
	ctx := deadline.Context(t)
	primary, name := databases(t)
	standby, err := primary.Standby(true)
	must(t, err)
	t.Cleanup(func() { must(t, standby.Remove()) })
	either := primary.Either(standby, name)
	c := swarm.Config{Owners: 9, Trainings: 3, Rounds: 4, Columns: 3, Rows: 4, KeyBits: 256, Away: time.Second, Timeout: 20 * time.Second, Replicas: 1, Dir: t.TempDir(), Seed: 1}
	for range 2 {
		c.Facilitators = append(c.Facilitators, start(t, "--addr", "127.0.0.1:0", "--postgres", either).url)
	}
	var once sync.Once
	failed := make(chan time.Duration, 1)
	fail := func() {
		began := time.Now()
		must(t, primary.Crash())
		must(t, standby.Promote())
		for ctx.Err() == nil {
			a, err := http.Get(c.Facilitators[0] + "/readyz")
			if err == nil {
				a.Body.Close()
				if a.StatusCode == http.StatusOK {
					break
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
		failed <- time.Since(began)
	}
	report, err := swarm.Run(ctx, c, func(p swarm.Progress) {
		if p.Rounds > 0 {
			once.Do(func() { go fail() })
		}
	})
	must(t, err)
	select {
	case took := <-failed:
		t.Logf("seed %d: ready %v after the crash; %d rounds", c.Seed, took.Round(10*time.Millisecond), report.Rounds)
	case <-ctx.Done():
		t.Fatal("the primary did not fail in the middle of the trainings")
	}
	if want := c.Trainings * (c.Rounds + 1); !report.OK() || report.Rounds != want {
		t.Errorf("the report is not well, want %d rounds: %+v", want, report)
	}
}

// TestInfraStandbyGone: while commits wait for a synchronous standby that is gone, and while the database only reads, a
// facilitator is not ready; when that is over it is.
func TestInfraStandbyGone(t *testing.T) {
	ctx := deadline.Context(t)
	primary, name := databases(t)
	standby, err := primary.Standby(true)
	must(t, err)
	t.Cleanup(func() { must(t, standby.Remove()) })
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", primary.Either(standby, name))
	wait := func(what string, status int, ready string) {
		t.Helper()
		for ctx.Err() == nil {
			a, err := http.Get(p.url + "/readyz")
			must(t, err)
			a.Body.Close()
			if a.StatusCode == status {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		a, err := http.Get(p.url + "/metrics")
		must(t, err)
		defer a.Body.Close()
		for lines := bufio.NewScanner(a.Body); lines.Scan(); {
			if lines.Text() == ready {
				return
			}
		}
		t.Errorf("%s: the metrics do not say %q", what, ready)
	}
	wait("at first", http.StatusOK, "blindfit_ready 1")
	must(t, standby.Down())
	wait("without its standby", http.StatusServiceUnavailable, "blindfit_ready 0")
	must(t, standby.Up())
	wait("with its standby again", http.StatusOK, "blindfit_ready 1")
	must(t, primary.Set("default_transaction_read_only", "on"))
	wait("when it only reads", http.StatusServiceUnavailable, "blindfit_ready 0")
}

// TestInfraAsynchronousFailover: a standby that had not yet received a finished round takes over. The facilitator goes on with it, and
// everybody in the training learns that it went back to an older point; a training that lost nothing goes on.
func TestInfraAsynchronousFailover(t *testing.T) {
	ctx := deadline.Context(t)
	primary, name := databases(t)
	standby, err := primary.Standby(true) // so that it has all that is written until it is stopped
	must(t, err)
	t.Cleanup(func() { must(t, standby.Remove()) })
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", primary.Either(standby, name))
	lost := &played{t: t, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
	lost.mo, lost.owners = prepare(ctx, t, p.url, 3, nil)
	kept := &played{t: t, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
	kept.mo, kept.owners = prepare(ctx, t, p.url, 3, nil)
	must(t, primary.Set("synchronous_standby_names", ""))
	must(t, standby.Down())
	must(t, lost.play(ctx))
	ends := make(chan error, 3)
	var seen sync.WaitGroup
	for _, c := range []*client.Client{connect(t, p.url, lost.mo.Key), connect(t, p.url, lost.owners[0].Key), connect(t, p.url, lost.owners[1].Key, client.PollOnly())} {
		seen.Add(1)
		go func() {
			var once sync.Once
			for s, err := range c.Watch(ctx, lost.mo.ID) {
				if err != nil {
					ends <- err
				} else if s.Round == 1 {
					once.Do(seen.Done)
				}
			}
		}()
	}
	seen.Wait()
	must(t, primary.Crash())
	must(t, standby.Up())
	must(t, standby.Promote())
	for range 3 {
		if err := <-ends; !errors.Is(err, client.ErrWentBack) {
			t.Errorf("the end is %v", err)
		}
	}
	must(t, kept.play(ctx))
}
