package guard

import "sync"

// Counts count by key, up to a cap. They are safe for concurrent use. A nil *Counts has no cap.
type Counts[K comparable] struct {
	cap int
	mu  sync.Mutex // guards of
	of  map[K]int
}

// NewCounts returns counts of at most limit for each key. It returns nil, hence no cap, if limit is not positive.
func NewCounts[K comparable](limit int) *Counts[K] {
	if limit <= 0 {
		return nil
	}
	return &Counts[K]{cap: limit, of: map[K]int{}}
}

// Add counts one more of a key until release is called. It reports false if the key has reached the cap.
func (c *Counts[K]) Add(key K) (release func(), ok bool) {
	if c == nil {
		return func() {}, true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[key] >= c.cap {
		return nil, false
	}
	c.of[key]++
	var once sync.Once
	return func() {
		once.Do(func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.of[key]--; c.of[key] == 0 {
				delete(c.of, key)
			}
		})
	}, true
}
