package replica

import (
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// visit is a visit to one training that is due or running.
type visit struct{ again, nearest bool }

// hear visits a training that moved, if it is in memory.
func (r *Replica) hear(id wire.TrainingID) {
	if r.Held(id) {
		r.Revisit(id, false)
	}
}

// Revisit visits a training soon. Several requests become one visit.
func (r *Replica) Revisit(id wire.TrainingID, nearest bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v := r.visits[id]; v != nil {
		v.again, v.nearest = true, v.nearest || nearest
		return
	}
	if r.closed {
		return
	}
	v := &visit{again: true, nearest: nearest}
	r.visits[id] = v
	r.work.Go(func() {
		for {
			nearest, due := r.due(id, v)
			if !due {
				return
			}
			r.Visit(r.ctx, id, nearest)
			select {
			case <-time.After(visitPause):
			case <-r.ctx.Done():
			}
		}
	})
}

// due reports whether a visit is asked for, and forgets it if none is.
func (r *Replica) due(id wire.TrainingID, v *visit) (nearest, due bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !v.again || r.closed {
		delete(r.visits, id)
		return false, false
	}
	nearest = v.nearest
	v.again, v.nearest = false, false
	return nearest, true
}

// TakeOver ends a phase that is over some time later, unless the facilitator that is nearer to it has done so by then.
func (r *Replica) TakeOver(id wire.TrainingID) {
	r.after("take over "+id.String(), takeover, func() { r.Revisit(id, true) })
}

func (r *Replica) poll() {
	r.visitAll()
	r.after("poll", pollEvery, r.poll)
}

// visitAll visits every training that runs or that a client follows here.
func (r *Replica) visitAll() {
	running, err := r.Store.Running(r.ctx)
	if err != nil && r.ctx.Err() == nil {
		r.Log.Error("running trainings not read", "error", err)
	}
	for _, id := range append(running, r.Followed()...) {
		r.Revisit(id, false)
	}
}
