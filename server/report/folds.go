package report

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// sampleInterval is the time between two samples, and maxSamples the number of samples that are kept: the fold rate is
	// an average over the last minute.
	sampleInterval = 5 * time.Second
	maxSamples     = 13
)

// folds keeps samples of the number of ciphertexts folded. The zero value has none. It is safe for concurrent use.
type folds struct {
	mu      sync.Mutex
	samples []sample
}

type sample struct {
	at    time.Time
	count int64
}

// run takes a sample of count at every interval until ctx is done.
func (f *folds) run(ctx context.Context, count func() int64) {
	tick := time.NewTicker(sampleInterval)
	defer tick.Stop()
	for {
		f.add(sample{time.Now(), count()})
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (f *folds) add(s sample) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.samples = append(f.samples, s)
	if n := len(f.samples) - maxSamples; n > 0 {
		f.samples = slices.Delete(f.samples, 0, n)
	}
}

// rate returns the average number of ciphertexts folded a second if now have been folded by now, and the time over which
// the average is taken; zero without samples.
func (f *folds) rate(now int64) (perSecond float64, over time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.samples) == 0 {
		return 0, 0
	}
	if over = time.Since(f.samples[0].at); over <= 0 {
		return 0, 0
	}
	return float64(now-f.samples[0].count) / over.Seconds(), over
}
