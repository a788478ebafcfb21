package round

import (
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// look is a look at one training that is due or running.
type look struct{ again, own bool }

// hear looks at a training that moved, if we hold it. Any other is read when somebody asks for it, or when we look for
// those that run.
func (c *commons) hear(id wire.TrainingID) {
	c.m.mu.Lock()
	_, held := c.m.trainings[id]
	c.m.mu.Unlock()
	if held {
		c.look(id, false)
	}
}

// look reads soon what the store holds of a training, and acts on it. own says that we stored the last message, so that
// nobody is nearer to the end of the phase.
func (c *commons) look(id wire.TrainingID, own bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.looks[id]; l != nil {
		l.again, l.own = true, l.own || own
		return
	}
	if c.closed {
		return
	}
	l := &look{again: true, own: own}
	c.looks[id] = l
	c.work.Go(func() {
		for c.due(id, l) {
			c.lookNow(id, l)
			select {
			case <-time.After(lookPause):
			case <-c.ctx.Done():
			}
		}
	})
}

// due reports whether a look is asked for, and forgets it where none is.
func (c *commons) due(id wire.TrainingID, l *look) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !l.again || c.closed {
		delete(c.looks, id)
		return false
	}
	l.again = false
	return true
}

func (c *commons) lookNow(id wire.TrainingID, l *look) {
	c.mu.Lock()
	own := l.own
	l.own = false
	c.mu.Unlock()
	t, err := c.m.acquire(c.ctx, id)
	if err != nil {
		return // the next look is no later than lookEvery
	}
	defer t.mu.Unlock()
	if own {
		t.conclude(c.ctx, t.allIn)
	}
}

func (c *commons) keepLooking() {
	c.lookAtAll()
	c.after("look", lookEvery, c.keepLooking)
}

// lookAtAll looks at every training that runs or that somebody here follows: what was not heard of is found so.
func (c *commons) lookAtAll() {
	running, err := c.store.Running(c.ctx)
	if err != nil && c.ctx.Err() == nil {
		c.m.log.Error("running trainings not read", "error", err)
	}
	for _, id := range running {
		c.look(id, false)
	}
	for _, t := range c.m.held() {
		// One that is being worked on needs no look.
		if t.mu.TryLock() {
			followed := t.followers > 0
			t.mu.Unlock()
			if followed {
				c.look(t.id, false)
			}
		}
	}
}

// takeOver ends a step that is over some time later, unless the one that is nearer to it has done so by then.
func (c *commons) takeOver(id wire.TrainingID) {
	c.after("take "+id.String(), takeover, func() { c.look(id, true) })
}
