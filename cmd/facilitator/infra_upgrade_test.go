//go:build infra && unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/release"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
)

// lastRelease builds the programs of the last release and returns their folder.
func lastRelease(t *testing.T) string {
	t.Helper()
	dir := lastSources(t)
	build := exec.Command("go", "build", "-o", dir+"/", "./cmd/facilitator", "./cmd/swarm")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("failed to build the last release: %v: %s", err, out)
	}
	return dir
}

// lastSources returns a folder with the sources of the last release.
func lastSources(t *testing.T) string {
	t.Helper()
	_, commit := release.Last()
	dir := t.TempDir()
	archive := exec.Command("git", "-c", "safe.directory=*", "-C", "../..", "archive", commit)
	extract := exec.Command("tar", "-x", "-C", dir)
	var errs bytes.Buffer
	archive.Stderr, extract.Stderr = &errs, &errs
	pipe, err := archive.StdoutPipe()
	must(t, err)
	extract.Stdin = pipe
	must(t, extract.Start())
	if err := archive.Run(); err != nil {
		t.Fatalf("the sources of the last release are not here (%v): %s", err, errs.String())
	}
	must(t, extract.Wait())
	return dir
}

// swarming starts the swarm of the last release on facilitators. The context is done once it has ended; then wait reads its
// result.
func swarming(ctx context.Context, t *testing.T, dir string, urls ...string) (until context.Context, wait func()) {
	t.Helper()
	args := []string{"--owners", "6", "--trainings", "2", "--rounds", "12", "--key-bits", "2048", "--quiet", "--json"}
	for _, u := range urls {
		args = append(args, "--facilitator", u)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "swarm"), args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	must(t, cmd.Start())
	until, ended := context.WithCancelCause(ctx)
	go func() {
		err := cmd.Wait()
		if err == nil {
			err = errors.New("all rounds are over")
		}
		ended(err)
	}()
	return until, func() {
		t.Helper()
		<-until.Done()
		var report struct{ Rounds, Attempts int }
		if cmd.ProcessState.ExitCode() != 0 || json.Unmarshal(out.Bytes(), &report) != nil || report.Rounds != 2*13 {
			t.Fatalf("owners and model owners of the last release: %v: %s%s", context.Cause(until), out.String(), errs.String())
		}
		t.Logf("%d rounds in %d attempts, every sum exact", report.Rounds, report.Attempts)
	}
}

// TestInfraUpgrade: owners and model owners of the last release train on a facilitator of the last release. It is stopped in the
// middle of their rounds, and this one goes on with its store.
func TestInfraUpgrade(t *testing.T) {
	ctx, last := deadline.Context(t), lastRelease(t)
	data, addr := filepath.Join(t.TempDir(), "data"), fmt.Sprintf("127.0.0.1:%d", freePort(t))
	old := startProgram(t, filepath.Join(last, "facilitator"), "--data", data, "--addr", addr)
	during, wait := swarming(ctx, t, last, old.url)
	old.waitForLog(during, "round=3")
	if code := old.end(syscall.SIGTERM); code != 0 {
		t.Errorf("the last release ended with %d", code)
	}
	p := launch(t, data, addr)
	wait()
	trainThrough(t, p.url, p.url)
}

// TestInfraRollingUpgrade: two facilitators of the last release share a database. They are replaced one after the other while
// owners and model owners of the last release train on both; in between the releases serve side by side.
func TestInfraRollingUpgrade(t *testing.T) {
	ctx, last := deadline.Context(t), lastRelease(t)
	s, err := pgtest.Start()
	must(t, err)
	t.Cleanup(func() { must(t, s.Remove()) })
	address, err := s.Database()
	must(t, err)
	var addrs [2]string
	var running [2]*process
	for i := range running {
		addrs[i] = fmt.Sprintf("127.0.0.1:%d", freePort(t))
		running[i] = startProgram(t, filepath.Join(last, "facilitator"), "--addr", addrs[i], "--postgres", address)
	}
	during, wait := swarming(ctx, t, last, running[0].url, running[1].url)
	for i, old := range running {
		running[(i+1)%2].waitForLog(during, fmt.Sprintf("round=%d", 3+4*i))
		if code := old.end(syscall.SIGTERM); code != 0 {
			t.Errorf("facilitator %d of the last release ended with %d: %.2000s", i+1, code, old.text())
		}
		running[i] = start(t, "--addr", addrs[i], "--postgres", address)
	}
	wait()
	trainThrough(t, running[0].url, running[1].url)
}

// TestInfraRequestsServed: behind each proxy two facilitators are stopped and started again, one after the other, under clients that
// ask all the time. Every request is answered, and by a facilitator.
func TestInfraRequestsServed(t *testing.T) {
	s, _ := databases(t)
	for proxy, front := range proxies {
		t.Run(proxy, func(t *testing.T) {
			ctx := deadline.Context(t)
			address, err := s.Database()
			must(t, err)
			var addrs []string
			var running [2]*process
			for i := range running {
				addrs = append(addrs, fmt.Sprintf("127.0.0.1:%d", freePort(t)))
				running[i] = start(t, "--addr", addrs[i], "--postgres", address, "--trusted-proxy", "127.0.0.1", "--local-programs")
			}
			mo, _ := prepare(ctx, t, running[0].url, 3, nil)
			dir := t.TempDir()
			must(t, exec.Command("chmod", "a+rx", dir).Run())
			port := freePort(t)
			front(t, dir, port, addrs...)
			var served, lost atomic.Int64
			asking, stop := context.WithCancel(ctx)
			var clients sync.WaitGroup
			for i, path := range []string{wire.PathServer, wire.PathTraining(mo.ID, "manifest"), "/about", "/docs/"} {
				clients.Go(func() {
					for asking.Err() == nil {
						a, err := http.Get(fmt.Sprintf("https://localhost:%d%s", port, path))
						if err == nil {
							_, err = io.Copy(io.Discard, a.Body)
							a.Body.Close()
							if err == nil && a.StatusCode != http.StatusOK {
								err = errors.New(a.Status)
							}
						}
						if err != nil && lost.Add(1) < 5 {
							t.Errorf("client %d, %s: %v", i, path, err)
						}
						served.Add(1)
						time.Sleep(5 * time.Millisecond) // below the limits of one address
					}
				})
			}
			more := func(n int64) {
				t.Helper()
				for until := served.Load() + n; served.Load() < until && ctx.Err() == nil; {
					time.Sleep(10 * time.Millisecond)
				}
			}
			more(100)
			for i := range running {
				if code := running[i].end(syscall.SIGTERM); code != 0 {
					t.Errorf("exit code %d", code)
				}
				more(50)
				running[i] = start(t, "--addr", addrs[i], "--postgres", address, "--trusted-proxy", "127.0.0.1", "--local-programs")
				// As long as a proxy may take to see that it is back, before the other one goes.
				for began := time.Now(); time.Since(began) < 6*time.Second && ctx.Err() == nil; {
					more(20)
				}
			}
			stop()
			clients.Wait()
			t.Logf("%s: %d of %d requests were served (%.2f %%)", proxy, served.Load()-lost.Load(), served.Load(), 100*float64(served.Load()-lost.Load())/float64(served.Load()))
		})
	}
}
