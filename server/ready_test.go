package server_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestReady: if the store fails, and after the order to stop, the facilitator reports in every form that it takes no work, and
// still that it is alive. The error of the store is not shown.
func TestReady(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	defer st.Close()
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	defer machine.Close()
	var broken error
	o := server.Options{Machine: machine, Ready: func(context.Context) error { return broken }}
	o.SetReadyTime(0)
	s, err := server.New(o)
	check(t, err)
	look := func(when string, status int, ready bool, page string) {
		t.Helper()
		if w := send(s, "GET", "/readyz", "", nil); w.Code != status || strings.Contains(w.Body.String(), "/secret/disk") {
			t.Errorf("%s: /readyz answers %d %s", when, w.Code, w.Body)
		}
		if w := send(s, "GET", "/healthz", "", nil); w.Code != 200 {
			t.Errorf("%s: /healthz answers %d", when, w.Code)
		}
		metric := map[bool]string{true: "\nblindfit_ready 1\n", false: "\nblindfit_ready 0\n"}[ready]
		for path, want := range map[string]string{"/metrics": metric, "/operator": page} {
			r := sendAs(s, "127.0.0.1", path)
			if r.Code != 200 || !strings.Contains(r.Body.String(), want) || strings.Contains(r.Body.String(), "/secret/disk") {
				t.Errorf("%s: %s answers %d without %q", when, path, r.Code, want)
			}
		}
	}
	look("at first", 200, true, "Ready")
	broken = errors.New("failed to write /secret/disk: no space left")
	look("with a broken store", 503, false, "Not ready")
	broken = nil
	look("when it works again", 200, true, "Ready")
	s.Drain()
	look("after the order to stop", 503, false, "Stopping")
}

// TestReadyHangs: while the store does not answer, each of many requests gets 503 within the time of one check, also if the store does
// not know of times, as a disk that hangs. It is asked by one check at a time, and once it answers again the facilitator is ready.
func TestReadyHangs(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	defer st.Close()
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	defer machine.Close()
	const longest = 300 * time.Millisecond
	for name, ping := range map[string]func(ctx context.Context, answers <-chan struct{}) error{
		"until its time is over": func(ctx context.Context, answers <-chan struct{}) error {
			select {
			case <-answers:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
		"for ever": func(_ context.Context, answers <-chan struct{}) error {
			<-answers
			return nil
		},
	} {
		answers := make(chan struct{})
		var asking, most atomic.Int64
		o := server.Options{Machine: machine, Ready: func(ctx context.Context) error {
			most.Store(max(most.Load(), asking.Add(1)))
			defer asking.Add(-1)
			return ping(ctx, answers)
		}}
		o.SetReadyTime(0)
		o.SetPingTime(longest)
		s, err := server.New(o)
		check(t, err)
		var requests sync.WaitGroup
		for i := range 40 {
			path, want := "/readyz", 503
			if i%8 == 0 {
				path, want = "/metrics", 200
			}
			requests.Go(func() {
				began := time.Now()
				if w := sendAs(s, "127.0.0.1", path); w.Code != want || want == 200 && !strings.Contains(w.Body.String(), "\nblindfit_ready 0\n") {
					t.Errorf("%s: %s answers %d", name, path, w.Code)
				}
				if took := time.Since(began); took > 10*longest {
					t.Errorf("%s: %s took %v", name, path, took)
				}
			})
			time.Sleep(longest / 20)
		}
		requests.Wait()
		if most.Load() != 1 {
			t.Errorf("%s: the store is asked by %d checks at a time", name, most.Load())
		}
		close(answers)
		for began := time.Now(); sendAs(s, "127.0.0.1", "/readyz").Code != 200; {
			if time.Since(began) > time.Minute {
				t.Fatalf("%s: not ready, although the store answers", name)
			}
		}
	}
}
