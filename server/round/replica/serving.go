package replica

import (
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Seat is an owner in a training.
type Seat struct {
	Training wire.TrainingID
	Owner    wire.Identity
}

// Serves records that an owner that signed at a time is connected here.
func (r *Replica) Serves(s Seat, at time.Time) {
	r.mu.Lock()
	known, served := r.serving[s]
	r.serving[s] = max(known, at.UnixMilli())
	if !served {
		r.unsaid[s] = struct{}{}
	}
	r.mu.Unlock()
	if !served {
		r.after("publish", debounce, r.publish)
	}
}

// Stops records that an owner is no longer connected here.
func (r *Replica) Stops(s Seat) {
	r.mu.Lock()
	_, served := r.serving[s]
	delete(r.serving, s)
	r.unsaid[s] = struct{}{}
	r.mu.Unlock()
	if served {
		r.after("publish", debounce, r.publish)
	}
}

// SignedAt returns when an owner that is connected here signed so, in Unix milliseconds; zero if it is not connected here.
func (r *Replica) SignedAt(s Seat) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.serving[s]
}

// publish writes to the store the owners that came and went.
func (r *Replica) publish() {
	r.mu.Lock()
	var came []store.Attendance
	var went []Seat
	for s := range r.unsaid {
		if at, ok := r.serving[s]; ok {
			came = append(came, store.Attendance{Training: s.Training, Identity: s.Owner, AtMS: at})
		} else {
			went = append(went, s)
		}
	}
	clear(r.unsaid)
	r.mu.Unlock()
	err := r.Store.Attend(r.ctx, lease, came...)
	touched := map[wire.TrainingID]struct{}{}
	for _, a := range came {
		touched[a.Training] = struct{}{}
	}
	for _, s := range went {
		err = errors.Join(err, r.Store.Depart(r.ctx, s.Training, s.Owner))
		touched[s.Training] = struct{}{}
	}
	for id := range touched {
		r.Revisit(id, false)
	}
	if err == nil || r.ctx.Err() != nil {
		return
	}
	r.Log.Error("presence not published", "error", err)
	r.mu.Lock()
	for _, a := range came {
		r.unsaid[Seat{a.Training, a.Identity}] = struct{}{}
	}
	for _, s := range went {
		r.unsaid[s] = struct{}{}
	}
	r.mu.Unlock()
	r.after("publish", retryDelay, r.publish)
}

// renew publishes again which owners are connected here, and forgets those that no facilitator has renewed for long:
// theirs died.
func (r *Replica) renew() {
	const together = 1000
	r.mu.Lock()
	all := make([]store.Attendance, 0, len(r.serving))
	for s, at := range r.serving {
		all = append(all, store.Attendance{Training: s.Training, Identity: s.Owner, AtMS: at})
	}
	r.mu.Unlock()
	next := lease / 3
	var err error
	for len(all) > 0 && err == nil {
		n := min(together, len(all))
		err = r.Store.Attend(r.ctx, lease, all[:n]...)
		all = all[n:]
	}
	if err = errors.Join(err, r.Store.Lapse(r.ctx)); err != nil && r.ctx.Err() == nil {
		r.Log.Error("presence not renewed", "error", err)
		next = retryDelay
	}
	r.after("renew", next, r.renew)
}
