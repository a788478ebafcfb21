package guard

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys is the number of keys that have buckets of their own. All further keys share one bucket.
const maxKeys = 1 << 16

// sweepInterval is the shortest time between two searches for full buckets.
const sweepInterval = 10 * time.Second

// Buckets are token buckets by key. They are safe for concurrent use. A nil *Buckets has no limit.
type Buckets[K comparable] struct {
	rate  rate.Limit
	burst int

	mu    sync.Mutex // guards the fields below
	of    map[K]*rate.Limiter
	rest  *rate.Limiter // shared by the keys above maxKeys
	swept time.Time     // when full buckets were last removed
}

// NewBuckets returns buckets of burst tokens that refill with perSecond tokens a second. It returns nil, hence no limit, if
// perSecond is not positive.
func NewBuckets[K comparable](perSecond float64, burst int) *Buckets[K] {
	if perSecond <= 0 {
		return nil
	}
	return &Buckets[K]{rate: rate.Limit(perSecond), burst: max(burst, 1), of: map[K]*rate.Limiter{},
		rest: rate.NewLimiter(rate.Limit(perSecond), max(burst, 1))}
}

// Take takes n tokens of a key and reports whether it had them. If not, it takes none, and wait is the time after which it
// has them if none are taken.
func (b *Buckets[K]) Take(key K, n int, now time.Time) (wait time.Duration, ok bool) {
	if b == nil {
		return 0, true
	}
	l := b.bucket(key, now)
	if l.AllowN(now, n) {
		return 0, true
	}
	missing := float64(n) - l.TokensAt(now)
	return time.Duration(math.Ceil(max(missing, 0)/float64(b.rate)*1e3)) * time.Millisecond, false
}

// Charge takes n tokens, or as many as the key has, for a request that cost more than expected.
func (b *Buckets[K]) Charge(key K, n int, now time.Time) {
	if b == nil {
		return
	}
	l := b.bucket(key, now)
	l.AllowN(now, min(n, max(int(l.TokensAt(now)), 0)))
}

// bucket returns the bucket of a key, and removes full buckets from time to time.
func (b *Buckets[K]) bucket(key K, now time.Time) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.of[key]; l != nil {
		return l
	}
	if now.Sub(b.swept) > sweepInterval {
		// A full bucket is the same as a new one.
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

// Len returns the number of keys that have buckets of their own.
func (b *Buckets[K]) Len() int {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.of)
}
