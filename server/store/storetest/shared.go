package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// RunShared runs the suite of store.Shared. open opens one database, which is new for each test, for two facilitators.
func RunShared(t *testing.T, open func(t *testing.T) (a, b store.Shared)) {
	for name, test := range map[string]func(*shared){
		"attend and depart": (*shared).attendAndDepart,
		"leave":             (*shared).leave,
		"lapse":             (*shared).lapse,
		"goodbye":           (*shared).goodbye,
		"many at once":      (*shared).manyAtOnce,
		"stamp":             (*shared).stamp,
		"follow":            (*shared).follow,
	} {
		t.Run(name, func(t *testing.T) {
			s := &shared{T: t, ctx: t.Context(), id: wire.TrainingID{1}}
			s.a, s.b = open(t)
			t.Cleanup(func() { s.a.Close(); s.b.Close() })
			s.must(second(s.a.CreateTraining(s.ctx, s.id, []byte("manifest"), first())))
			test(s)
		})
	}
}

// shared is one test with two facilitators' stores, which hold one training.
type shared struct {
	*testing.T
	a, b store.Shared
	ctx  context.Context
	id   wire.TrainingID
	seen int64 // changes of the audience
}

// lease is longer than any test takes.
const lease = time.Hour

func (s *shared) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shared) attend(by store.Shared, who byte, at int64, lease time.Duration) {
	s.Helper()
	s.must(by.Attend(s.ctx, lease, store.Attendance{Training: s.id, Identity: wire.Identity{who}, AtMS: at}))
}

// audience compares the answers of both facilitators, and whether the count of changes has grown since the last time.
func (s *shared) audience(changed bool, present []byte, left ...store.Farewell) {
	s.Helper()
	want := store.Audience{Left: left}
	for _, who := range present {
		want.Present = append(want.Present, wire.Identity{who})
	}
	for _, by := range []store.Shared{s.a, s.b} {
		got, err := by.Audience(s.ctx, s.id)
		s.must(err)
		if st, err := by.Stamp(s.ctx, s.id, store.Slot{Training: s.id}); err != nil || st.Changes != got.Changes {
			s.Errorf("the stamp says %d changes and the audience %d (%v)", st.Changes, got.Changes, err)
		}
		if grown := got.Changes > s.seen; grown != changed || got.Changes < s.seen {
			s.Errorf("changes went from %d to %d", s.seen, got.Changes)
		}
		want.Changes = got.Changes
		if len(got.Present) == 0 {
			got.Present = nil
		}
		if len(got.Left) == 0 {
			got.Left = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("audience (-want +got):\n%s", diff)
		}
	}
	s.seen = want.Changes
}

func (s *shared) attendAndDepart() {
	s.audience(false, nil)
	s.attend(s.a, 2, 1, lease)
	s.audience(true, []byte{2})
	s.attend(s.a, 2, 1, lease) // again, as a facilitator does from time to time
	s.audience(false, []byte{2})
	s.attend(s.b, 2, 1, lease)
	s.attend(s.b, 1, 1, lease)
	s.audience(true, []byte{1, 2})
	s.must(s.a.Depart(s.ctx, s.id, wire.Identity{2}))
	s.audience(true, []byte{1, 2}) // the other one still serves it
	s.must(s.b.Depart(s.ctx, s.id, wire.Identity{2}))
	s.audience(true, []byte{1})
	s.must(s.b.Depart(s.ctx, s.id, wire.Identity{2}))
	s.audience(false, []byte{1})
	if a, err := s.a.Audience(s.ctx, wire.TrainingID{2}); err != nil || len(a.Present) != 0 {
		s.Errorf("another training has %d owners (%v)", len(a.Present), err)
	}
}

func (s *shared) leave() {
	s.attend(s.a, 1, 10, lease)
	s.attend(s.b, 1, 10, lease)
	s.audience(true, []byte{1})
	f := store.Farewell{Identity: wire.Identity{1}, AtMS: 20, Ref: wire.Ref{Round: 3, Attempt: 2}}
	for i, want := range []bool{true, false} {
		if fresh, err := s.b.Leave(s.ctx, s.id, f); err != nil || fresh != want {
			s.Errorf("leaving %d: %v, %v", i, fresh, err)
		}
		s.audience(want, nil, f)
	}
	s.attend(s.a, 1, 20, lease) // signed before it left: the same message again does not bring it back
	s.audience(false, nil, f)
	s.attend(s.a, 1, 21, lease)
	s.audience(true, []byte{1}, f)
	s.must(s.b.Return(s.ctx, s.id, f.Identity))
	f.Ref = wire.Ref{}
	s.audience(true, []byte{1}, f)
	s.must(s.b.Return(s.ctx, s.id, f.Identity))
	s.must(s.b.Return(s.ctx, s.id, wire.Identity{9}))
	s.audience(false, []byte{1}, f)
	f.AtMS = 30
	if fresh, err := s.a.Leave(s.ctx, s.id, f); err != nil || !fresh {
		s.Errorf("leaving once more: %v, %v", fresh, err)
	}
	s.audience(true, nil, f)
}

// lapse: an owner is forgotten if its facilitator no longer renews the lease, and no other is.
func (s *shared) lapse() {
	s.attend(s.a, 1, 1, -time.Second)
	s.attend(s.a, 2, 1, lease)
	s.attend(s.a, 3, 1, -time.Second)
	s.attend(s.b, 3, 1, lease)
	s.audience(true, []byte{1, 2, 3})
	s.must(s.b.Lapse(s.ctx))
	s.audience(true, []byte{2, 3})
	s.must(s.b.Lapse(s.ctx))
	s.audience(false, []byte{2, 3})
}

// goodbye: a facilitator that stops in order serves no owners any more.
func (s *shared) goodbye() {
	s.attend(s.a, 1, 1, lease)
	s.attend(s.b, 2, 1, lease)
	s.audience(true, []byte{1, 2})
	s.must(s.a.Close())
	if a, err := s.b.Audience(s.ctx, s.id); err != nil || len(a.Present) != 1 || a.Present[0] != (wire.Identity{2}) {
		s.Errorf("%d owners are there (%v)", len(a.Present), err)
	}
}

// manyAtOnce: facilitators that record, forget and repeat presence at once, for many trainings, do not block each
// other.
func (s *shared) manyAtOnce() {
	var all []store.Attendance
	for i := range byte(40) {
		all = append(all, store.Attendance{Training: wire.TrainingID{1 + i%4}, Identity: wire.Identity{i}, AtMS: 1})
	}
	errs := make(chan error)
	for i := range 4 {
		go func() {
			by := []store.Shared{s.a, s.b}[i%2]
			for n := range 10 {
				err := by.Attend(s.ctx, lease, all[n:]...)
				if err == nil {
					err = by.Depart(s.ctx, all[n].Training, all[n].Identity)
				}
				if err == nil {
					err = by.Lapse(s.ctx)
				}
				errs <- err
			}
		}()
	}
	for range 40 {
		s.must(<-errs)
	}
}

func (s *shared) stamp() {
	slot := store.Slot{Training: s.id, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.KindKeys}
	want := func(revision int64, messages int) {
		s.Helper()
		before := time.Now().Add(-time.Hour).UnixMilli()
		st, err := s.b.Stamp(s.ctx, s.id, slot)
		s.must(err)
		if st.Revision != revision || st.Messages != messages || st.TimeMS < before {
			s.Errorf("stamp is %+v", st)
		}
	}
	want(1, 0)
	s.must(second(s.a.Put(s.ctx, 1, store.Message{Key: store.Key{Slot: slot, Identity: wire.Identity{1}}})))
	want(1, 1)
	s.must(second(s.b.Put(s.ctx, 1, store.Message{Key: store.Key{Slot: slot, Identity: wire.Identity{0, 9}}, Body: []byte("body")})))
	senders, err := s.a.Senders(s.ctx, slot)
	s.must(err)
	if diff := cmp.Diff([]wire.Identity{{0, 9}, {1}}, senders); diff != "" {
		s.Errorf("senders (-want +got):\n%s", diff)
	}
	slot.Kind = wire.KindReveal
	if senders, err := s.a.Senders(s.ctx, slot); err != nil || len(senders) != 0 {
		s.Errorf("an empty slot has %d senders (%v)", len(senders), err)
	}
	slot.Kind = wire.KindKeys
	running := func(n int) {
		s.Helper()
		if ids, err := s.b.Running(s.ctx); err != nil || len(ids) != n {
			s.Errorf("%d trainings are running (%v)", len(ids), err)
		}
	}
	running(0)
	s.must(s.a.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1, DeadlineMS: 5}}))
	want(2, 2)
	running(1)
	s.must(s.a.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 2}}))
	running(0)
	if _, err := s.a.Stamp(s.ctx, wire.TrainingID{9}, store.Slot{}); err == nil {
		s.Error("there is a stamp of a training that does not exist")
	}
}

// follow: a write of one facilitator is announced to the other, and not to itself.
func (s *shared) follow() {
	type called struct {
		by string
		id wire.TrainingID
	}
	calls, ready := make(chan called, 1000), make(chan struct{}, 1000)
	for name, by := range map[string]store.Shared{"a": s.a, "b": s.b} {
		stop := by.Follow(func(id wire.TrainingID) { calls <- called{name, id} }, func() { ready <- struct{}{} })
		defer stop()
	}
	<-ready // each first hears once that it may have missed announcements
	<-ready
	other := wire.TrainingID{2}
	s.must(second(s.b.CreateTraining(s.ctx, other, []byte("manifest"), first())))
	slot := store.Slot{Training: other, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.KindKeys}
	for i, write := range []func() error{
		func() error { return second(s.b.Put(s.ctx, 1, store.Message{Key: store.Key{Slot: slot}})) },
		func() error {
			return s.b.Commit(s.ctx, other, store.Change{Next: store.Record{Revision: 1, Log: wire.Head{Length: 1}}, Entry: []byte("entry")})
		},
		func() error { return s.b.Attend(s.ctx, lease, store.Attendance{Training: other, AtMS: 1}) },
		func() error { return s.b.Depart(s.ctx, other, wire.Identity{}) },
	} {
		s.must(write())
		if c := <-calls; c != (called{"a", other}) {
			s.Fatalf("write %d was told to %s", i, c.by)
		}
	}
}
