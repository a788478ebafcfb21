package round

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// coordinator is the part of a facilitator that depends on its store: one that it has alone, or one that it shares with
// others.
type coordinator interface {
	start()
	close()
	// now is the wall time that deadlines are stored in, the same for all facilitators on the store.
	now() time.Time
	// of returns the coordination of one training.
	of(t *training) peer
}

// peer is the coordinator's part of one training. The training's mu is held in every method.
type peer interface {
	// refresh reads the changes of other facilitators into memory, which is loaded. If they are more than messages and
	// presence, it marks memory as not loaded.
	refresh(ctx context.Context) error
	// reloaded completes memory that was just read from the store.
	reloaded(ctx context.Context) error
	// finish ends a phase that is due, or lets another facilitator do it that is nearer to it.
	finish(ctx context.Context)
	// stored is called after a message was stored with which, as far as memory knows, the phase is not complete.
	stored()
	// version returns the version of the state after a change.
	version(last int64) int64
	// slack returns how long a phase that was loaded has at least, and how long after its end it is acted on.
	slack() (least, extra time.Duration)
	// partial stores partial products for the others; nil if there are none.
	partial() func(store.Message)
	// arrived and departed announce to the others the owners that are connected here.
	arrived(who wire.Identity, at time.Time)
	departed(who wire.Identity)
	// left announces to the others that an owner has left, with the time of its signature. It reports false if one of
	// them knows already.
	left(ctx context.Context, who wire.Identity, at time.Time) (fresh bool, err error)
	// returned announces to the others that an owner has not left the attempt after all.
	returned(ctx context.Context, who wire.Identity) error
}

func newCoordinator(r *registry, s store.Store) coordinator {
	if shared, ok := s.(store.Shared); ok {
		return newShared(r, shared)
	}
	return solo{r}
}

// solo coordinates a facilitator that has its store to itself: memory is always as new as the store.
type solo struct{ r *registry }

func (s solo) start()              {}
func (s solo) close()              {}
func (s solo) now() time.Time      { return s.r.clock.Now() }
func (s solo) of(t *training) peer { return soloPeer{t} }

type soloPeer struct{ t *training }

func (p soloPeer) refresh(context.Context) error  { return nil }
func (p soloPeer) reloaded(context.Context) error { return nil }
func (p soloPeer) finish(ctx context.Context)     { p.t.conclude(ctx, p.t.due) }
func (p soloPeer) stored()                        {}

// version counts from the time at which the training was first loaded: a client that saw a state before a restart must
// find every later one newer, and no training changes once a microsecond for long. In a double, which is the number that
// a page has, microseconds are exact until the year 2255.
func (p soloPeer) version(last int64) int64 {
	if last == 0 {
		return p.t.r.clock.Now().UnixMicro()
	}
	return last + 1
}

// slack gives owners time after a restart, because none could reach the facilitator while it was down.
func (p soloPeer) slack() (least, extra time.Duration) { return graceAfterRestart, 0 }

func (p soloPeer) partial() func(store.Message)                  { return nil }
func (p soloPeer) arrived(wire.Identity, time.Time)              {}
func (p soloPeer) departed(wire.Identity)                        {}
func (p soloPeer) returned(context.Context, wire.Identity) error { return nil }

func (p soloPeer) left(context.Context, wire.Identity, time.Time) (bool, error) { return true, nil }
