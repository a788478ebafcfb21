//go:build postgres && unix

package round_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
)

// replicas is a rig with several machines, each with a store of its own on one database.
type replicas struct {
	*rig
	url      string
	machines []*round.Machine
	stores   []*postgres.Store
	turns    int
}

// newReplicas makes count machines and a training with its roster. wrap, where not nil, is between a machine and its store.
func newReplicas(t *testing.T, count, owners int, noise bool, keeps time.Duration, wrap func(store.Shared) store.Shared) *replicas {
	t.Helper()
	r := &replicas{rig: &rig{T: t, ctx: t.Context(), clock: handclock.New()}}
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
	r.mo = parties.NewModelOwner(t, 3, max(owners, 3), func(m *wire.Manifest) { m.Noise = noise })
	_, _, err = r.machine.CreateTraining(r.ctx, r.mo.Manifest, round.Creator{})
	r.must(err)
	r.owners = parties.NewOwners(t, r.mo.ID, owners)
	for _, o := range r.owners {
		r.turn()
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	r.turn()
	r.admit()
	return r
}

// turn lets the next machine have what comes.
func (r *replicas) turn() {
	r.turns++
	r.machine = r.machines[r.turns%len(r.machines)]
}

// shuffle lets owners play the next attempt, every message sent to a different machine than the one before.
func (r *replicas) shuffle(silent silence) *attempt.List {
	r.Helper()
	r.each = r.turn
	defer func() { r.each = nil }()
	return r.play(silent)
}

// TestReplicasSilence: owners fall silent in every phase, and every message goes to a different machine than the one before:
// the ends are those that the rules foretell, and every sum counts each owner of the list once.
func TestReplicasSilence(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			const n = 5
			r := newReplicas(t, 3, n, noise, 0, nil)
			sums := 0
			for _, silent := range []silence{{}, {n - 1: wire.PhaseKeys}, {1: wire.PhaseUpload}, {}} {
				want := foretell(n, noise, silent)
				l := r.shuffle(silent)
				r.turn()
				if (l == nil) != (want.aborted != "") {
					t.Fatalf("%v: the list is %+v, want %+v", silent, l, want)
				}
				if l != nil {
					r.accept(l)
					sums++
				}
			}
			if sums < 2 {
				t.Errorf("%d sums", sums)
			}
		})
	}
}

// rewound is a store whose history a test changes.
type rewound struct {
	store.Shared
	by *atomic.Int64
}

func (s rewound) Stamp(ctx context.Context, id wire.TrainingID, slot store.Slot) (store.Stamp, error) {
	st, err := s.Shared.Stamp(ctx, id, slot)
	st.History += s.by.Load()
	return st, err
}

// TestReplicasRewound: after a failover that lost a message another one is there in its stead, at the same revision and in the same
// number. A machine that knew the lost one reads the training anew.
func TestReplicasRewound(t *testing.T) {
	var by atomic.Int64
	r := newReplicas(t, 2, 4, false, 0, func(s store.Shared) store.Shared { return rewound{s, &by} })
	r.open(r.next())
	awaited := func(at int) []wire.Identity {
		r.machine = r.machines[at]
		return r.awaitedIn(wire.PhaseKeys)
	}
	r.machine = r.machines[0]
	r.send(wire.PhaseKeys, r.owners[0])
	if got := awaited(0); slices.Contains(got, r.owners[0].ID()) || !slices.Contains(got, r.owners[1].ID()) {
		t.Fatalf("at first %v are awaited", got)
	}
	c, err := pgx.Connect(r.ctx, r.url)
	r.must(err)
	id := r.owners[0].ID()
	_, err = c.Exec(r.ctx, `WITH gone AS (DELETE FROM messages WHERE kind = 'keys' AND identity = $1 RETURNING number) DELETE FROM blobs USING gone WHERE message = number`, id[:])
	r.must(errors.Join(err, c.Close(r.ctx)))
	by.Add(1)
	r.machine = r.machines[1]
	r.send(wire.PhaseKeys, r.owners[1])
	for at := range r.machines {
		if got := awaited(at); !slices.Contains(got, r.owners[0].ID()) || slices.Contains(got, r.owners[1].ID()) {
			t.Errorf("machine %d: %v are awaited", at, got)
		}
	}
}

// TestReplicasLeaving: an owner that leaves by one machine is awaited by none; if the attempt cannot go on without it
// every machine says so.
func TestReplicasLeaving(t *testing.T) {
	r := newReplicas(t, 2, 4, false, 0, nil)
	r.open(r.next())
	for _, o := range r.owners[:2] {
		r.turn()
		r.send(wire.PhaseKeys, o)
	}
	r.turn()
	r.must(r.leave(r.owners[3].ID()))
	for range r.machines {
		r.turn()
		if s := r.phase(wire.PhaseWaiting); s.LastAbort == nil || s.LastAbort.Code != wire.CodeLeft {
			t.Errorf("the attempt ended with %+v", s.LastAbort)
		}
	}
	r.nothingReleased()
	l := r.shuffle(nil) // it is there again, for every machine
	if l == nil {
		t.Fatal("the next attempt does not end in a sum")
	}
	r.accept(l)
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

// TestPartialProducts: two machines take the uploads of 20 owners, ten each, and each stores the product of eight. The one
// that ends the phase reads the other's product and two uploads, or all the other's uploads if the product is damaged. It
// may read its own last upload too: a visit that was due can end the phase after that upload is stored and before its
// request has multiplied it. The sum is exact, and no product stays.
func TestPartialProducts(t *testing.T) {
	for name, c := range map[string]struct {
		spoil             func(t *testing.T, r *replicas)
		uploads, partials int64
	}{
		"used": {func(*testing.T, *replicas) {}, 2, 1},
		"damaged": {func(t *testing.T, r *replicas) {
			r.sql(`UPDATE blobs SET bytes = set_byte(bytes, 9, 1) FROM messages WHERE message = number AND kind = 'partial'`)
		}, 10, 1},
		"dead": {func(t *testing.T, r *replicas) {
			r.machines[0].Close()
			r.machine = r.machines[1]
		}, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			count := counting{uploads: &atomic.Int64{}, partials: &atomic.Int64{}}
			r := newReplicas(t, 2, 20, false, 0, func(s store.Shared) store.Shared { c := count; c.Shared = s; return c })
			l := r.keys(r.next())
			for i, o := range r.owners {
				r.machine = r.machines[i/10]
				if i == 19 {
					r.partials(l.Ref, 2)
					c.spoil(t, r)
				}
				r.upload(o, l)
			}
			r.phase(wire.PhaseFinish)
			if u, p := count.uploads.Load(), count.partials.Load(); u < c.uploads || u > c.uploads+1 || p != c.partials {
				t.Errorf("the machine that ended the phase read %d uploads and %d products, want %d or one more, and %d", u, p, c.uploads, c.partials)
			}
			r.accept(l)
			r.noPartials(l.Ref)
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
			r := newReplicas(t, 2, 4, false, 0, func(s store.Shared) store.Shared { return hearing{s, times} })
			w, err := r.machines[1].Watch(r.ctx, r.mo.ID, r.owners[0].ID(), r.clock.Now())
			r.must(err)
			defer w.Close(false)
			for range 2 {
				r.machine = r.machines[0]
				ref := r.next()
				r.open(ref)
				r.told(w, ref, wire.PhaseKeys)
				for p := wire.PhaseKeys; p != wire.PhaseFinish; p = p.Next(false) {
					for _, o := range r.owners {
						r.turn()
						r.send(p, o)
					}
				}
				r.machine = r.machines[0]
				r.phase(wire.PhaseFinish)
				r.accept(r.list())
				r.told(w, ref, wire.PhaseWaiting)
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
				r.clock.Advance(100 * time.Millisecond) // no longer than it takes, or the phase is over
			}
		}
	}
}

// TestReplicasSkew: a machine whose clock is an hour ahead, or behind, ends no phase early or late and tells the same time.
func TestReplicasSkew(t *testing.T) {
	for _, skew := range []time.Duration{time.Hour, -time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			r := newReplicas(t, 2, 4, false, 0, nil)
			wrong := handclock.New()
			wrong.Advance(time.Hour + skew)
			r.clock.Advance(time.Hour)
			r.open(r.next())
			r.machines[1].Close()
			m, err := round.New(context.Background(), round.Options{Store: r.stores[1], Clock: wrong})
			r.must(err)
			r.machines[1] = m
			for _, o := range r.owners[:3] {
				r.turn()
				r.send(wire.PhaseKeys, o)
			}
			wrong.Advance(30 * time.Second)
			r.clock.Advance(30 * time.Second)
			for range r.machines {
				r.turn()
				// The database's clock has hardly moved: of the 60 seconds nearly all are left for who reads anew.
				if s := r.phase(wire.PhaseKeys); s.RemainingMS < 20_000 || s.RemainingMS > 60_000 {
					t.Errorf("%d ms are left", s.RemainingMS)
				}
			}
			r.send(wire.PhaseKeys, r.owners[3])
			l := r.list()
			for _, o := range r.owners {
				r.turn()
				r.upload(o, l)
			}
			r.accept(l)
			r.machine = m // now it opens
			r.accept(r.shuffle(nil))
		})
	}
}

// TestReplicasRetention: uploads that one machine kept are erased in time by another when it is gone.
func TestReplicasRetention(t *testing.T) {
	r := newReplicas(t, 2, 3, false, time.Hour, nil)
	r.machine = r.machines[0]
	l := r.play(nil)
	r.accept(l)
	r.machines[0].Close()
	r.machine = r.machines[1]
	key := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: l.Ref, Kind: wire.KindUpload}, Identity: r.owners[0].ID()}
	if _, err := r.store.Get(r.ctx, key); err != nil {
		t.Fatalf("a kept upload: %v", err)
	}
	// The stores' clock is that of the database: what is kept is made old there.
	r.sql(`UPDATE kept SET since = since - 3600000`)
	r.clock.Advance(time.Minute)
	for {
		_, err := r.store.Get(r.ctx, key)
		if errors.Is(err, store.ErrDropped) {
			break
		}
		r.must(err)
	}
}
