package guard

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys bounds the keys that have a bucket of their own; newcomers beyond it share one.
const maxKeys = 1 << 16

// sweepEvery is how often buckets are looked through for those that are not needed: never once a request.
const sweepEvery = 10 * time.Second

// Buckets are token buckets by key. They are safe for concurrent use. A nil *Buckets lets everything pass.
type Buckets[K comparable] struct {
	rate  rate.Limit
	burst int

	mu    sync.Mutex // guards all below
	of    map[K]*rate.Limiter
	rest  *rate.Limiter // for the keys that found no room
	swept time.Time     // when full buckets were last forgotten
}

// NewBuckets makes buckets that refill with perSecond tokens a second up to burst. It returns nil, hence no limit, where
// perSecond is not positive.
func NewBuckets[K comparable](perSecond float64, burst int) *Buckets[K] {
	if perSecond <= 0 {
		return nil
	}
	return &Buckets[K]{rate: rate.Limit(perSecond), burst: max(burst, 1), of: map[K]*rate.Limiter{},
		rest: rate.NewLimiter(rate.Limit(perSecond), max(burst, 1))}
}

// Take takes n tokens of a key and reports whether they were there; else nothing is taken.
func (b *Buckets[K]) Take(key K, n int, now time.Time) bool {
	if b == nil {
		return true
	}
	return b.bucket(key, now).AllowN(now, n)
}

// Charge takes n tokens, or as many as are there: for what turned out to cost more than was asked before.
func (b *Buckets[K]) Charge(key K, n int, now time.Time) {
	if b == nil {
		return
	}
	l := b.bucket(key, now)
	l.AllowN(now, min(n, max(int(l.TokensAt(now)), 0)))
}

func (b *Buckets[K]) bucket(key K, now time.Time) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.of[key]; l != nil {
		return l
	}
	if now.Sub(b.swept) > sweepEvery {
		// A full bucket is as good as a new one.
		b.swept = now
		for k, l := range b.of {
			if l.TokensAt(now) >= float64(b.burst) {
				delete(b.of, k)
			}
		}
	}
	if len(b.of) >= maxKeys {
		return b.rest
	}
	l := rate.NewLimiter(b.rate, b.burst)
	b.of[key] = l
	return l
}

// Len is how many keys have a bucket.
func (b *Buckets[K]) Len() int {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.of)
}
