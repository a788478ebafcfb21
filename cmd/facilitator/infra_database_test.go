//go:build infra && linux

package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
)

// TestInfraDatabaseReasons: a facilitator that cannot reach its database, or may not, names the remedy: nobody is served there, no such
// database, too many connections, a user that does not exist.
func TestInfraDatabaseReasons(t *testing.T) {
	ctx := deadline.Context(t)
	s, name := databases(t)
	at := func(user, database string) string {
		return "postgres:///" + database + "?" + url.Values{"host": {s.Socket()}, "user": {user}}.Encode()
	}
	c, err := pgx.Connect(ctx, at("postgres", name))
	must(t, err)
	_, err = c.Exec(ctx, `CREATE ROLE few LOGIN SUPERUSER CONNECTION LIMIT 0; ALTER ROLE few NOSUPERUSER; GRANT ALL ON SCHEMA public TO few`)
	must(t, errors.Join(err, c.Close(ctx)))
	for what, c := range map[string]struct{ address, said, hint string }{
		"no server":            {"postgres://postgres@127.0.0.1:1/x?connect_timeout=2", "failed to reach database", "see that the database server runs and can be reached"},
		"no database":          {at("postgres", "none"), "3D000", "createdb --owner USER NAME"},
		"no user":              {at("nobody", name), "28000", "check the user of --postgres"},
		"too many connections": {at("few", name), "53300", "raise max_connections of the server"},
	} {
		code, _, errs := command(t, "serve", "--addr", "127.0.0.1:0", "--postgres", c.address)
		if code != 1 || !strings.Contains(errs, c.said) || !strings.Contains(errs, "facilitator: hint: ") || !strings.Contains(errs, c.hint) {
			t.Errorf("%s: exit code %d, %s; want %q and %q", what, code, errs, c.said, c.hint)
		}
	}

	// At run time there may be fewer connections than the pool wants.
	c, err = pgx.Connect(ctx, at("postgres", name))
	must(t, err)
	_, err = c.Exec(ctx, `ALTER ROLE few CONNECTION LIMIT 5`)
	must(t, errors.Join(err, c.Close(ctx)))
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", at("few", name))
	trainThrough(t, p.url, p.url)
}

// hanging returns the URL of a server's database through a line that carries nothing while it hangs.
func hanging(t *testing.T, s *pgtest.Server, name string) (address string, hang func(bool)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "line") // a socket's path may have 107 bytes only
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	ln, err := net.Listen("unix", dir+"/.s.PGSQL.5432")
	must(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	var line sync.RWMutex
	carry := func(to, from net.Conn) {
		defer to.Close()
		for buf := make([]byte, 1<<16); ; {
			n, err := from.Read(buf)
			line.RLock()
			_, failed := to.Write(buf[:n])
			line.RUnlock()
			if err != nil || failed != nil {
				return
			}
		}
	}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", s.Socket()+"/.s.PGSQL.5432")
			if err != nil {
				conn.Close()
				continue
			}
			go carry(to, conn)
			go carry(conn, to)
		}
	}()
	return "postgres:///" + name + "?" + url.Values{"host": {dir}, "user": {"postgres"}}.Encode(), func(on bool) {
		if on {
			line.Lock()
			return
		}
		line.Unlock()
	}
}

// TestInfraDatabaseHangs: while the database takes everything and answers nothing, every health check is answered with 503 within seconds,
// however many come, the metrics within Prometheus' time, and requests that need no database at once. When it answers again, all goes on.
func TestInfraDatabaseHangs(t *testing.T) {
	ctx := deadline.Context(t)
	s, name := databases(t)
	address, hang := hanging(t, s, name)
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", address)
	a := &played{t: t, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
	a.mo, a.owners = prepare(ctx, t, p.url, 3, nil)
	p.readiness("at first", http.StatusOK)
	hang(true)
	p.readiness("when it hangs", http.StatusServiceUnavailable)
	var checks sync.WaitGroup
	get := func(path string, want int, within time.Duration, part string) {
		checks.Go(func() {
			began := time.Now()
			a, err := http.Get(p.url + path)
			if err != nil {
				t.Error(err)
				return
			}
			defer a.Body.Close()
			b, _ := io.ReadAll(a.Body)
			if took := time.Since(began); a.StatusCode != want || took > within || !strings.Contains(string(b), part) {
				t.Errorf("%s: %d after %v", path, a.StatusCode, took)
			}
		})
	}
	for i := range 40 {
		get("/readyz", http.StatusServiceUnavailable, 7*time.Second, "unavailable")
		if i%10 == 0 {
			get("/metrics", http.StatusOK, 9*time.Second, "\nblindfit_ready 0\n")
		}
		get("/healthz", http.StatusOK, time.Second, "ok")
		get("/v2/server", http.StatusOK, time.Second, "release")
		time.Sleep(500 * time.Millisecond)
	}
	checks.Wait()
	p.waitForLog(ctx, "not ready")
	hang(false)
	p.readiness("when it answers again", http.StatusOK)
	must(t, a.play(ctx))
}

// TestInfraObjectsOfOthers: a facilitator without object storage is not ready once another one on its database keeps ciphertexts there.
func TestInfraObjectsOfOthers(t *testing.T) {
	ctx := deadline.Context(t)
	s, _ := databases(t)
	address, err := s.Database()
	must(t, err)
	p := start(t, "--addr", "127.0.0.1:0", "--postgres", address)
	p.readiness("at first", http.StatusOK)
	other, err := postgres.Open(ctx, address)
	must(t, err)
	_, err = other.CreateTraining(ctx, wire.TrainingID{1}, []byte("manifest"), store.Record{})
	must(t, err)
	must(t, other.Objects().Announce(ctx, "an/object"))
	_, err = other.PutContribution(ctx, 1, store.Contribution{Training: wire.TrainingID{1}, Identity: wire.Identity{1}, Sequence: 1, Body: []byte("x"), Blob: []byte("y"), Object: "an/object"})
	must(t, err)
	p.readiness("with objects", http.StatusServiceUnavailable)
	p.waitForLog(ctx, "name the bucket with --objects, as the other facilitators do")
	must(t, other.Forget(ctx, wire.TrainingID{1}))
	p.readiness("when it is forgotten", http.StatusOK)
	must(t, other.Close())
}
