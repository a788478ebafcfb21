//go:build postgres && unix

package round_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
)

var database *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if database, err = pgtest.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := database.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// replicas is a rig with several machines, each with a store of its own on one database.
type replicas struct {
	*rig
	url      string
	machines []*round.Machine
	stores   []*postgres.Store
	turns    int
}

// newReplicas makes count machines and a training with its roster. wrap, where not nil, is between a machine and its store.
func newReplicas(t *testing.T, count, owners int, keeps time.Duration, wrap func(store.Shared) store.Shared) *replicas {
	t.Helper()
	r := &replicas{rig: &rig{T: t, ctx: t.Context(), clock: newClock()}}
	var err error
	r.url, err = database.Database()
	r.must(err)
	for range count {
		s, err := postgres.Open(context.Background(), r.url)
		r.must(err)
		var seen store.Shared = s
		if wrap != nil {
			seen = wrap(s)
		}
		m, err := round.New(context.Background(), round.Options{Store: seen, Clock: r.clock, KeepUploads: keeps})
		r.must(err)
		r.machines, r.stores = append(r.machines, m), append(r.stores, s)
	}
	t.Cleanup(func() {
		for i := range r.machines {
			r.machines[i].Close()
			r.must(r.stores[i].Close())
		}
	})
	r.store, r.machine = r.stores[0], r.machines[0]
	r.mo = parties.NewModelOwner(t, 3, max(owners, 3), func(m *wire.Manifest) { m.Limits.Rounds = 10_000 })
	_, _, err = r.machine.CreateTraining(r.ctx, r.mo.Manifest)
	r.must(err)
	r.owners = parties.NewOwners(t, r.mo.ID, owners)
	for _, o := range r.owners {
		r.turn()
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	r.turn()
	list, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	r.append(r.mo.Roster(list.Messages), nil)
	return r
}

// turn lets the next machine have what comes.
func (r *replicas) turn() {
	r.turns++
	r.machine = r.machines[r.turns%len(r.machines)]
}

// each gives every message to the next machine; for play.
func (r *replicas) each(wire.Phase, int) bool {
	r.turn()
	return false
}

// TestReplicasDropouts: owners fall silent in every phase, and every message goes to another machine than the one before:
// the ends are those that the rules foretell, and every sum counts each survivor once.
func TestReplicasDropouts(t *testing.T) {
	const n = 6
	r := newReplicas(t, 3, n, 0, nil)
	blocks := sizes(n, 3)
	sums := 0
	for _, p := range append([]wire.Phase{""}, steps...) {
		for _, owner := range []int{0, n - 1} {
			a := r.begin()
			silent := silence{owner: p}
			if p == "" {
				silent = nil
			}
			a.play(silent, r.each)
			r.turn()
			if a.ends(blocks, silent) {
				sums++
			}
		}
	}
	if sums < 2 {
		t.Errorf("%d sums", sums)
	}
}

// TestReplicasLeaving: an owner that leaves by one machine is awaited by none; where the attempt cannot go on without it
// every machine says so.
func TestReplicasLeaving(t *testing.T) {
	r := newReplicas(t, 2, 4, 0, nil) // one block: all or nothing
	a := r.begin()
	a.play(nil, func(p wire.Phase, i int) bool { r.turn(); return p == wire.PhaseKeys && i == 2 })
	r.turn()
	r.must(r.leave(r.owners[3].ID()))
	for range r.machines {
		r.turn()
		if s := r.phase(wire.PhaseWaiting); s.LastAbort == nil || s.LastAbort.Code != wire.CodeLeft {
			t.Errorf("the attempt ended with %+v", s.LastAbort)
		}
	}
	a.nothingReleased()
	a = r.begin() // it is there again, for every machine
	a.play(nil, r.each)
	a.accept([]int{0, 1, 2, 3})
}

// counting counts the uploads and partial products that a machine reads.
type counting struct {
	store.Shared
	uploads, partials *atomic.Int64
}

func (c counting) Get(ctx context.Context, key store.Key) (store.Message, error) {
	switch key.Kind {
	case wire.KindUpload:
		c.uploads.Add(1)
	case store.KindPartial:
		c.partials.Add(1)
	}
	return c.Shared.Get(ctx, key)
}

// TestPartialProducts: two machines take the uploads of 20 owners, ten each, and each stores the product of eight. Whoever
// ends the attempt reads the other's product and two uploads, or all the other's uploads where the product is damaged or
// has an owner in it who is not in the sum. The sum is exact, and no product stays.
func TestPartialProducts(t *testing.T) {
	for name, c := range map[string]struct {
		spoil             func(t *testing.T, r *replicas)
		silent            bool // the first owner does not upload
		uploads, partials int64
	}{
		"used": {func(*testing.T, *replicas) {}, false, 2, 1},
		"damaged": {func(t *testing.T, r *replicas) {
			r.sql(`UPDATE blobs SET bytes = set_byte(bytes, 9, 1) FROM messages WHERE message = number AND kind = 'partial'`)
		}, false, 10, 1},
		"outsider": {func(*testing.T, *replicas) {}, true, 6, 0}, // 16 survive; ten are in its own product
		"dead": {func(t *testing.T, r *replicas) {
			r.machines[0].Close()
			r.machine = r.machines[1]
		}, false, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			count := counting{uploads: &atomic.Int64{}, partials: &atomic.Int64{}}
			r := newReplicas(t, 2, 20, 0, func(s store.Shared) store.Shared { c := count; c.Shared = s; return c })
			a := r.begin()
			a.play(nil, func(p wire.Phase, _ int) bool { return p == wire.PhaseUpload })
			want := []int{}
			for i, o := range r.owners {
				r.machine = r.machines[i/10]
				if i == 19 {
					r.partials(a.ref, 2)
					c.spoil(t, r)
				}
				if i > 0 || !c.silent {
					a.send(wire.PhaseUpload, o)
				}
			}
			if c.silent {
				r.clock.advance(120 * time.Second)
			}
			for r.state().Phase == wire.PhaseUpload {
				r.clock.advance(time.Millisecond)
			}
			if u, p := count.uploads.Load(), count.partials.Load(); u != c.uploads || p != c.partials {
				t.Errorf("the machine that ended the phase read %d uploads and %d products, want %d and %d", u, p, c.uploads, c.partials)
			}
			a.play(nil, nil)
			in := a.survivors()
			for i, o := range r.owners {
				for _, id := range in {
					if id == o.ID() {
						want = append(want, i)
					}
				}
			}
			if !c.silent && len(want) != 20 {
				t.Errorf("%d survivors", len(want))
			}
			a.accept(want)
			r.noPartials(a.ref)
		})
	}
}

// partials waits until count partial products are stored.
func (r *replicas) partials(ref wire.Ref, count int) {
	r.Helper()
	for {
		items, err := r.store.List(r.ctx, store.Slot{Training: r.mo.ID, Ref: ref, Kind: store.KindPartial})
		r.must(err)
		if len(items) == count {
			return
		}
	}
}

// noPartials: of what was stored no bytes are left.
func (r *replicas) noPartials(ref wire.Ref) {
	r.Helper()
	slot := store.Slot{Training: r.mo.ID, Ref: ref, Kind: store.KindPartial}
	items, err := r.store.List(r.ctx, slot)
	r.must(err)
	for _, it := range items {
		if _, err := r.store.Get(r.ctx, store.Key{Slot: slot, Identity: it.Identity}); !errors.Is(err, store.ErrDropped) {
			r.Errorf("a partial product is still stored (%v)", err)
		}
	}
}

// sql runs a statement on the database.
func (r *replicas) sql(statement string) {
	r.Helper()
	c, err := pgx.Connect(r.ctx, r.url)
	r.must(err)
	defer c.Close(r.ctx)
	_, err = c.Exec(r.ctx, statement)
	r.must(err)
}

// hearing changes what a machine hears of the others.
type hearing struct {
	store.Shared
	times int // how often it hears each thing
}

func (h hearing) Follow(moved func(wire.TrainingID), missed func()) func() {
	return h.Shared.Follow(func(id wire.TrainingID) {
		for i := range h.times {
			moved(wire.TrainingID{byte(i)}) // of a training that does not exist
			moved(id)
		}
	}, func() {
		for range h.times {
			missed()
		}
	})
}

// TestReplicasHearing: machines that hear nothing of each other, or everything four times, play exact rounds; who follows a
// training on one of them is told what another one did, at the latest when it looks by itself.
func TestReplicasHearing(t *testing.T) {
	for _, times := range []int{0, 4} {
		t.Run(fmt.Sprint("times ", times), func(t *testing.T) {
			r := newReplicas(t, 2, 4, 0, func(s store.Shared) store.Shared { return hearing{s, times} })
			w, err := r.machines[1].Watch(r.ctx, r.mo.ID, r.owners[0].ID(), r.clock.Now())
			r.must(err)
			defer w.Close(false)
			for range 2 {
				r.machine = r.machines[0]
				a := r.begin()
				r.told(w, a.ref, wire.PhaseKeys)
				a.play(nil, r.each)
				r.machine = r.machines[0]
				a.accept([]int{0, 1, 2, 3})
				r.told(w, a.ref, wire.PhaseWaiting)
			}
		})
	}
}

// told waits until one who follows is told that an attempt is in a phase.
func (r *replicas) told(w *round.Watcher, ref wire.Ref, phase wire.Phase) {
	r.Helper()
	for {
		_, b, err := w.State(r.ctx)
		r.must(err)
		var s wire.State
		r.must(json.Unmarshal(b, &s))
		if s.Ref == ref && s.Phase == phase {
			return
		}
		for changed := false; !changed; {
			select {
			case <-w.Changed():
				changed = true
			case <-time.After(10 * time.Millisecond):
				r.clock.advance(100 * time.Millisecond) // no longer than it takes, or the phase is over
			}
		}
	}
}

// TestReplicasSkew: a machine whose clock is an hour ahead, or behind, ends no phase early or late and tells the same time.
func TestReplicasSkew(t *testing.T) {
	for _, skew := range []time.Duration{time.Hour, -time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			r := newReplicas(t, 2, 4, 0, nil)
			wrong := newClock()
			wrong.advance(time.Hour + skew)
			r.clock.advance(time.Hour)
			a := r.begin()
			r.machines[1].Close()
			m, err := round.New(context.Background(), round.Options{Store: r.stores[1], Clock: wrong})
			r.must(err)
			r.machines[1] = m
			for _, o := range r.owners[:3] {
				r.turn()
				a.send(wire.PhaseKeys, o)
			}
			wrong.advance(30 * time.Second)
			r.clock.advance(30 * time.Second)
			for range r.machines {
				r.turn()
				// The database's clock has hardly moved: of the 60 seconds nearly all are left for who reads anew.
				if s := r.phase(wire.PhaseKeys); s.RemainingMS < 20_000 || s.RemainingMS > 60_000 {
					t.Errorf("%d ms are left", s.RemainingMS)
				}
			}
			a.send(wire.PhaseKeys, r.owners[3])
			a.play(nil, r.each)
			a.accept([]int{0, 1, 2, 3})
			r.machine = m // now it opens
			a = r.begin()
			a.play(nil, r.each)
			a.accept([]int{0, 1, 2, 3})
		})
	}
}

// TestReplicasRetention: uploads that one machine kept are erased in time by another when it is gone.
func TestReplicasRetention(t *testing.T) {
	r := newReplicas(t, 2, 3, time.Hour, nil)
	r.machine = r.machines[0]
	a := r.begin()
	a.play(nil, nil)
	a.accept([]int{0, 1, 2})
	r.machines[0].Close()
	r.machine = r.machines[1]
	key := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: a.ref, Kind: wire.KindUpload}, Identity: r.owners[0].ID()}
	if _, err := r.store.Get(r.ctx, key); err != nil {
		t.Fatalf("a kept upload: %v", err)
	}
	// The stores' clock is that of the database: what is kept is made old there.
	r.sql(`UPDATE kept SET since = since - 3600000`)
	r.clock.advance(time.Minute)
	for {
		_, err := r.store.Get(r.ctx, key)
		if errors.Is(err, store.ErrDropped) {
			break
		}
		r.must(err)
	}
}
