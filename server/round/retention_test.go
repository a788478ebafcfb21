package round_test

import (
	"context"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
)

// keepingRig is a rig of three owners with a roster whose facilitator keeps uploads.
func keepingRig(t *testing.T, keeps time.Duration) *rig {
	t.Helper()
	r := newRig(t, 3, 3, nil)
	r.enrol()
	r.keeps = keeps
	r.restart()
	return r
}

// finish brings an attempt to its aggregate.
func (r *rig) finish(ref wire.Ref) *attempt.List {
	r.Helper()
	l := r.keys(ref)
	for _, o := range r.owners {
		r.upload(o, l)
	}
	r.phase(wire.PhaseFinish)
	return l
}

// read reads one owner's upload as somebody.
func (r *rig) read(ref wire.Ref, of *parties.Owner, reader wire.Identity) error {
	b, err := r.machine.Upload(r.ctx, r.mo.ID, ref, of.ID(), reader)
	if err == nil && len(b) == 0 {
		r.Error("an upload was read that has no bytes")
	}
	return err
}

// readable fails unless the model owner and every member reads every upload of an attempt.
func (r *rig) readable(ref wire.Ref) {
	r.Helper()
	for _, of := range r.owners {
		r.must(r.read(ref, of, r.mo.Key.Identity()))
		for _, o := range r.owners {
			r.must(r.read(ref, of, o.ID()))
		}
	}
}

// gone fails unless nobody reads an upload of an attempt any more.
func (r *rig) gone(ref wire.Ref) {
	r.Helper()
	for _, of := range r.owners {
		r.refused(r.read(ref, of, r.mo.Key.Identity()), wire.CodeLate)
		r.refused(r.read(ref, of, of.ID()), wire.CodeLate)
	}
}

// TestKeptUploads: members read the uploads of an accepted round for as long as they are kept, over a restart, and each
// round's are erased at its own time. Before the accept and to others they are closed.
func TestKeptUploads(t *testing.T) {
	r := keepingRig(t, time.Hour)
	first, second := wire.Ref{Round: 1, Attempt: 1}, wire.Ref{Round: 2, Attempt: 1}
	member := r.owners[1].ID()
	l := r.finish(first)
	r.refused(r.read(first, r.owners[0], member), wire.CodeForbidden)
	r.must(r.read(first, r.owners[0], r.mo.Key.Identity()))
	r.accept(l)
	r.readable(first)
	r.refused(r.read(first, r.owners[0], wire.Identity{7}), wire.CodeForbidden)
	_, err := r.machine.Weights(r.ctx, r.mo.ID, first, member)
	r.refused(err, wire.CodeLate) // nothing else is kept

	r.clock.Advance(20 * time.Minute)
	l = r.finish(second)
	r.refused(r.read(second, r.owners[0], member), wire.CodeForbidden)
	r.accept(l)
	r.clock.Advance(40*time.Minute - time.Second)
	r.restart()
	r.readable(first)
	r.readable(second)
	r.clock.Advance(time.Second)
	r.gone(first)
	r.readable(second)
	r.clock.Advance(20 * time.Minute)
	r.gone(second)
	r.noTimers()
}

// TestKeptUploadsAtStart: what came due while the facilitator was down, or is due under a shorter time, is erased
// before it answers anybody.
func TestKeptUploadsAtStart(t *testing.T) {
	ref := wire.Ref{Round: 1, Attempt: 1}
	for name, c := range map[string]struct {
		down, keeps time.Duration
		gone        bool
	}{
		"not due":          {59 * time.Minute, time.Hour, false},
		"due":              {time.Hour, time.Hour, true},
		"shorter":          {30 * time.Minute, 20 * time.Minute, true},
		"longer":           {2 * time.Hour, 3 * time.Hour, false},
		"no longer at all": {0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := keepingRig(t, time.Hour)
			r.accept(r.finish(ref))
			r.halt()
			r.clock.Advance(c.down)
			r.keeps = c.keeps
			r.boot()
			if c.gone {
				r.gone(ref)
			} else {
				r.readable(ref)
			}
		})
	}
}

// TestUploadsThatAreNeverKept: those of aborted and of rejected attempts, and all if the facilitator is not told to keep
// any.
func TestUploadsThatAreNeverKept(t *testing.T) {
	r := keepingRig(t, time.Hour)
	ref := wire.Ref{Round: 1, Attempt: 1}
	l := r.keys(ref)
	r.upload(r.owners[0], l)
	r.clock.Advance(2 * time.Minute)
	r.phase(wire.PhaseWaiting)
	r.refused(r.read(ref, r.owners[0], r.mo.Key.Identity()), wire.CodeLate)
	rejected := wire.Ref{Round: 1, Attempt: 2}
	r.finish(rejected)
	r.append(r.mo.Reject(rejected), nil)
	r.refused(r.read(rejected, r.owners[0], r.mo.Key.Identity()), wire.CodeLate)
	r.refused(r.read(rejected, r.owners[0], r.owners[0].ID()), wire.CodeForbidden)
	accepted := wire.Ref{Round: 1, Attempt: 3}
	r.accept(r.finish(accepted))
	r.readable(accepted)
	r.gone(rejected)
	r.refused(r.read(ref, r.owners[0], r.owners[1].ID()), wire.CodeLate)

	r = newRig(t, 3, 3, nil)
	r.enrol()
	r.accept(r.finish(ref))
	r.gone(ref)
	if _, err := round.New(r.ctx, round.Options{Store: r.store, KeepUploads: -1}); err == nil {
		t.Error("uploads are kept for less than no time")
	}
}

// TestKeptUploadDamaged: it is not called erased, and ends no attempt.
func TestKeptUploadDamaged(t *testing.T) {
	r := keepingRig(t, time.Hour)
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.accept(r.finish(ref))
	bad := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: ref, Kind: wire.KindUpload}, Identity: r.owners[0].ID()}
	r.wrap = func(s store.Store) store.Store { return &damaged{s, bad} }
	r.restart()
	r.refused(r.read(ref, r.owners[0], r.owners[1].ID()), wire.CodeInternal)
	next := wire.Ref{Round: 2, Attempt: 1}
	r.open(next)
	r.refused(r.read(ref, r.owners[0], r.owners[1].ID()), wire.CodeInternal)
	r.phase(wire.PhaseKeys)
}

// TestErasingIsTriedAgain: a store that fails when uploads are due does not make them stay.
func TestErasingIsTriedAgain(t *testing.T) {
	r := keepingRig(t, time.Hour)
	c := &unerasable{}
	r.wrap = func(s store.Store) store.Store { c.Store = s; return c }
	r.restart()
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.accept(r.finish(ref))
	c.fails = true
	r.clock.Advance(time.Hour)
	r.readable(ref)
	c.fails = false
	r.clock.Advance(time.Second)
	r.gone(ref)
}

type unerasable struct {
	store.Store
	fails bool
}

func (u *unerasable) EraseKept(ctx context.Context, ms int64) (int64, bool, error) {
	if u.fails {
		return 0, false, errCrash
	}
	return u.Store.EraseKept(ctx, ms)
}
