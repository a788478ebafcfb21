package report

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestFoldRate: the rate is the average over the last minute, or over the time since the start.
func TestFoldRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f folds
		if rate, over := f.rate(5); rate != 0 || over != 0 {
			t.Errorf("without samples the rate is %v over %v", rate, over)
		}
		start, perSecond := time.Now(), int64(10)
		count := func() int64 { return int64(time.Since(start).Seconds()) * perSecond }
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); f.run(ctx, count) }()
		time.Sleep(20 * time.Second)
		if rate, over := f.rate(count()); rate != 10 || over != 20*time.Second {
			t.Errorf("after 20 seconds the rate is %v over %v", rate, over)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if rate, over := f.rate(count()); rate != 10 || over != time.Minute {
			t.Errorf("after ten minutes the rate is %v over %v", rate, over)
		}
		cancel()
		<-done
	})
}
