package dataowner

import "sync"

// control is the person's wish for a running training.
type control struct {
	mu           sync.Mutex // protects all below
	paused, left bool
	back         bool          // to the choice of rows
	changed      chan struct{} // closed at the next change
}

func newControl() *control { return &control{changed: make(chan struct{})} }

// set changes the wish, or has the training look again if change does nothing.
func (c *control) set(change func(*control)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
	close(c.changed)
	c.changed = make(chan struct{})
}

// get returns the wish and a channel that is closed at the next change.
func (c *control) get() (paused, left bool, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused, c.left, c.changed
}

// returns reports whether the person wants to choose other rows, once.
func (c *control) returns() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	back := c.back
	c.back = false
	return back
}
