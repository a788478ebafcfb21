package server

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestTellers: everything is told, a few at a time, and who does not listen keeps one teller only.
func TestTellers(t *testing.T) {
	var now, most, told atomic.Int64
	var all sync.WaitGroup
	var ts tellers
	stuck := make(chan struct{})
	all.Add(1)
	ts.do(func() { defer all.Done(); <-stuck })
	const count = 1000
	var rest sync.WaitGroup
	rest.Add(count)
	for range count {
		ts.do(func() {
			defer rest.Done()
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(100 * time.Microsecond)
			now.Add(-1)
			told.Add(1)
		})
	}
	rest.Wait()
	close(stuck)
	all.Wait()
	if told.Load() != count {
		t.Errorf("%d of %d were told", told.Load(), count)
	}
	if most.Load() >= tellersAtOnce {
		t.Errorf("%d were told at a time beside one that is stuck, want fewer than %d", most.Load(), tellersAtOnce)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		ts.mu.Lock()
		n := ts.working
		ts.mu.Unlock()
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d tellers stay with nothing to do", n)
		}
	}
}
