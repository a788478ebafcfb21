package events

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestWorkers: all functions are run, a limited number at a time, and one that does not return occupies one worker.
func TestWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most, done atomic.Int64
		var p workers
		stuck := make(chan struct{})
		p.run(func() { <-stuck })
		const count = 1000
		for range count {
			p.run(func() {
				n := running.Add(1)
				m := most.Load()
				for n > m && !most.CompareAndSwap(m, n) {
					m = most.Load()
				}
				time.Sleep(time.Second)
				running.Add(-1)
				done.Add(1)
			})
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if done.Load() != count {
			t.Errorf("%d of %d functions were run", done.Load(), count)
		}
		if most.Load() != maxWorkers-1 {
			t.Errorf("%d functions were run at a time with one that is stuck, want %d", most.Load(), maxWorkers-1)
		}
		close(stuck)
		synctest.Wait()
		if p.running != 0 {
			t.Errorf("%d workers are left with nothing to do", p.running)
		}
	})
}
