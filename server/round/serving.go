package round

import (
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// serves notes that an owner who signed at a time is here, to be told to the others.
func (c *commons) serves(s seat, at time.Time) {
	c.mu.Lock()
	known, ok := c.serving[s]
	c.serving[s] = max(known, at.UnixMilli())
	if !ok {
		c.news[s] = struct{}{}
	}
	c.mu.Unlock()
	if !ok {
		c.after("news", sayAfter, c.sayNews)
	}
}

// gone notes that an owner is here no longer.
func (c *commons) gone(s seat) {
	c.mu.Lock()
	_, ok := c.serving[s]
	delete(c.serving, s)
	c.news[s] = struct{}{}
	c.mu.Unlock()
	if ok {
		c.after("news", sayAfter, c.sayNews)
	}
}

// signed is when an owner here signed that it is; zero where it is not here.
func (c *commons) signed(s seat) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.serving[s]
}

// sayNews tells who came and who went since the last time.
func (c *commons) sayNews() {
	c.mu.Lock()
	var came []store.Attendance
	var went []seat
	for s := range c.news {
		if at, ok := c.serving[s]; ok {
			came = append(came, store.Attendance{Training: s.training, Identity: s.owner, AtMS: at})
		} else {
			went = append(went, s)
		}
	}
	clear(c.news)
	c.mu.Unlock()
	err := c.store.Attend(c.ctx, servingLease, came...)
	touched := map[wire.TrainingID]struct{}{}
	for _, a := range came {
		touched[a.Training] = struct{}{}
	}
	for _, s := range went {
		err = errors.Join(err, c.store.Depart(c.ctx, s.training, s.owner))
		touched[s.training] = struct{}{}
	}
	for id := range touched {
		c.look(id, false)
	}
	if err == nil || c.ctx.Err() != nil {
		return
	}
	c.m.log.Error("the others are not told who is here", "error", err)
	c.mu.Lock()
	for _, a := range came {
		c.news[seat{a.Training, a.Identity}] = struct{}{}
	}
	for _, s := range went {
		c.news[s] = struct{}{}
	}
	c.mu.Unlock()
	c.after("news", retryDelay, c.sayNews)
}

// keepSaying tells again whom we serve, and forgets those of whom nobody has said so for long: their facilitator died.
func (c *commons) keepSaying() {
	const together = 1000
	c.mu.Lock()
	all := make([]store.Attendance, 0, len(c.serving))
	for s, at := range c.serving {
		all = append(all, store.Attendance{Training: s.training, Identity: s.owner, AtMS: at})
	}
	c.mu.Unlock()
	next := servingLease / 3
	var err error
	for len(all) > 0 && err == nil {
		n := min(together, len(all))
		err = c.store.Attend(c.ctx, servingLease, all[:n]...)
		all = all[n:]
	}
	if err = errors.Join(err, c.store.Lapse(c.ctx)); err != nil && c.ctx.Err() == nil {
		c.m.log.Error("the others are not told who is here", "error", err)
		next = retryDelay
	}
	c.after("say", next, c.keepSaying)
}
