//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestLogNobodyTakes: a facilitator goes on while the reader of its log hangs, says afterwards how much was lost, and goes on after the
// reader has ended.
func TestLogNobodyTakes(t *testing.T) {
	ctx := deadline.Context(t)
	addr := fmt.Sprintf("127.0.0.1:%d", closedPort(t))
	r, w, err := os.Pipe()
	must(t, err)
	cmd := exec.Command("facilitator", "serve", "--log-level", "debug", "--data", filepath.Join(t.TempDir(), "data"), "--addr", addr)
	cmd.Stderr = w
	must(t, cmd.Start())
	must(t, w.Close())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	h := &http.Client{Timeout: 5 * time.Second}
	get := func(path string) error {
		a, err := h.Get("http://" + addr + path)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, a.Body)
		a.Body.Close()
		return err
	}
	for get("/healthz") != nil {
		if ctx.Err() != nil {
			t.Fatal("it does not start")
		}
		time.Sleep(20 * time.Millisecond)
	}
	for i := range 3 * logLines { // a line each: more than the pipe holds and may wait
		if err := get("/v2/none"); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	taken, lost := "", "lines of the log were lost here"
	buf := make([]byte, 1<<16)
	for !strings.Contains(taken, lost) {
		must(t, r.SetReadDeadline(time.Now().Add(20*time.Second)))
		n, err := r.Read(buf)
		must(t, err)
		taken += string(buf[:n])
	}
	must(t, r.Close())
	for range 3 {
		if err := get("/v2/none"); err != nil {
			t.Errorf("after the reader has ended: %v", err)
		}
	}
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// closedPort returns a port of loopback on which nobody listens.
func closedPort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// TestTelemetryHangs: a collector that takes everything and never answers keeps nobody waiting, and the stop not for long.
func TestTelemetryHangs(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, conn) }()
		}
	}()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+ln.Addr().String())
	p := launch(t, t.TempDir(), "127.0.0.1:0")
	began := time.Now()
	for i := range 3000 { // more than the queues hold
		a, err := http.Get(p.url + "/v2/none")
		must(t, err)
		_, _ = io.Copy(io.Discard, a.Body)
		a.Body.Close()
		if time.Since(began) > time.Minute {
			t.Fatalf("%d requests took %v", i+1, time.Since(began))
		}
	}
	began = time.Now()
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took > 12*time.Second {
		t.Errorf("the stop took %v", took)
	}
	if !strings.Contains(p.text(), "telemetry not sent") {
		t.Error("the log does not say that the collector got nothing")
	}
}

// TestStopsWithManySockets: a hundred owners with event sockets, of whom some take no frames any more, are told to come again, and the
// stop does not wait for them.
func TestStopsWithManySockets(t *testing.T) {
	ctx := deadline.Context(t)
	p := launch(t, t.TempDir(), "127.0.0.1:0", "--identity-sockets", "0")
	mo, owners := prepare(ctx, t, p.url, 4, nil)
	var told atomic.Int64
	conns := make([]*websocket.Conn, 100)
	for i := range conns {
		conns[i] = helloTo(ctx, t, p.url, mo, owners[i%len(owners)])
		if i%4 == 3 {
			continue // reads nothing from now on
		}
		go func() {
			for {
				if _, _, err := conns[i].Read(ctx); err != nil {
					if websocket.CloseStatus(err) != -1 {
						told.Add(1)
					}
					return
				}
			}
		}()
	}
	began := time.Now()
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took > 5*time.Second || strings.Contains(p.text(), "cut off") {
		t.Errorf("the stop took %v: %s", took, p.text())
	} else {
		t.Logf("the stop took %v", took)
	}
	for told.Load() < 75 && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	for _, c := range conns {
		_ = c.CloseNow()
	}
}

// helloTo opens an event socket of an owner.
func helloTo(ctx context.Context, t *testing.T, url string, mo *parties.ModelOwner, o *parties.Owner) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(ctx, url+wire.PathTraining(mo.ID, "events"), nil)
	must(t, err)
	hello, err := wire.Seal(wire.KindHello, wire.Hello{Training: mo.ID, TimeMS: time.Now().UnixMilli()}, o.Key)
	must(t, err)
	b, err := wire.Marshal(hello)
	must(t, err)
	must(t, conn.Write(ctx, websocket.MessageText, b))
	_, _, err = conn.Read(ctx)
	must(t, err)
	return conn
}
