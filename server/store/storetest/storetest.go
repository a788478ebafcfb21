// Package storetest owns the conformance suite of the store's contract: every form of store.Store passes it.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Open opens the store under test. Called again after Close, in the same test, it must open the same data.
type Open func() (store.Store, error)

// Run runs the suite. fresh returns a new store for each test.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	run(t, fresh, map[string]func(*suite){
		"training":         (*suite).training,
		"commit":           (*suite).commit,
		"commit is whole":  (*suite).commitIsWhole,
		"commit when full": (*suite).commitWhenFull,
		"first put wins":   (*suite).firstPutWins,
		"put and revision": (*suite).putAndRevision,
		"drop":             (*suite).drop,
		"keep":             (*suite).keep,
		"keep is whole":    (*suite).keepIsWhole,
		"list":             (*suite).list,
		"slots":            (*suite).slots,
		"log":              (*suite).log,
		"race":             (*suite).race,
		"commit race":      (*suite).commitRace,
		"closing race":     (*suite).closingRace,
		"cancelled":        (*suite).cancelled,
		"sizes":            (*suite).sizes,
		"forget":           (*suite).forget,
		"audit":            (*suite).audit,
		"remove":           (*suite).remove,
		"releases":         (*suite).releases,
		"pages":            pages,
		"contributions":    contributions,
		"freeze race":      freezeRace,
		"invite use":       inviteUse,
		"single race":      singleRace,
	})
}

// run runs each test on a store with one training.
func run(t *testing.T, fresh func(t *testing.T) Open, tests map[string]func(*suite)) {
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := &suite{T: t, open: fresh(t), ctx: t.Context(), id: wire.TrainingID{1}}
			s.reopen()
			t.Cleanup(func() { s.store.Close() })
			s.must(second(s.store.CreateTraining(s.ctx, s.id, []byte("manifest"), first())))
			test(s)
		})
	}
}

// suite is one test with its store, which holds one training.
type suite struct {
	*testing.T
	open  Open
	store store.Store
	ctx   context.Context
	id    wire.TrainingID
}

func first() store.Record { return store.Record{Phase: wire.PhaseLobby} }

func second[T any](_ T, err error) error { return err }

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) want(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("error is %v, want %v", err, want)
	}
}

// reopen closes the store, if it is open, and opens it again: all acknowledged writes must be there.
func (s *suite) reopen() {
	s.Helper()
	if s.store != nil {
		s.must(s.store.Close())
	}
	var err error
	s.store, err = s.open()
	s.must(err)
}

func (s *suite) record() store.Record {
	s.Helper()
	_, rec, err := s.store.Training(s.ctx, s.id)
	s.must(err)
	return rec
}

func (s *suite) key(kind wire.Kind, who byte) store.Key {
	return store.Key{Slot: store.Slot{Training: s.id, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: kind}, Identity: wire.Identity{who}}
}

func (s *suite) message(kind wire.Kind, who byte, body, blob string) store.Message {
	m := store.Message{Key: s.key(kind, who), Body: []byte(body)}
	if blob != "" {
		m.Blob = []byte(blob)
	}
	return m
}

// equal compares a stored message with the one that was put.
func (s *suite) equal(key store.Key, body, blob string) {
	s.Helper()
	m, err := s.store.Get(s.ctx, key)
	s.must(err)
	if string(m.Body) != body || string(m.Blob) != blob || m.Key != key {
		s.Fatalf("message at %v is not the one that was stored", key.Identity[0])
	}
}

func (s *suite) training() {
	created, err := s.store.CreateTraining(s.ctx, s.id, []byte("manifest"), store.Record{Phase: wire.PhaseDone})
	s.must(err)
	if created {
		s.Error("the same training again reports that it was created")
	}
	s.want(second(s.store.CreateTraining(s.ctx, s.id, []byte("another"), first())), store.ErrConflict)
	other := wire.TrainingID{0, 1}
	s.must(second(s.store.CreateTraining(s.ctx, other, []byte("manifest"), first())))
	s.reopen()
	ids, err := s.store.Trainings(s.ctx)
	s.must(err)
	if diff := cmp.Diff([]wire.TrainingID{other, s.id}, ids); diff != "" {
		s.Errorf("trainings (-want +got):\n%s", diff)
	}
	manifest, rec, err := s.store.Training(s.ctx, s.id)
	s.must(err)
	if string(manifest) != "manifest" || rec.Phase != wire.PhaseLobby || rec.Revision != 1 {
		s.Errorf("training came back as %q with %+v", manifest, rec)
	}
	_, _, err = s.store.Training(s.ctx, wire.TrainingID{9})
	s.want(err, store.ErrNotFound)
	s.must(s.store.Ping(s.ctx))
}

func (s *suite) commit() {
	next := store.Record{Revision: 1, Phase: wire.PhaseUpload, Ref: wire.Ref{Round: 3, Attempt: 2}, Accepted: 2, DeadlineMS: 1234567890123,
		Log:       wire.Head{Length: 1, Digest: wire.Digest{7}},
		LastAbort: &store.Abort{Ref: wire.Ref{Round: 3, Attempt: 1}, Code: wire.CodeMissing, Missing: []wire.Identity{{4}}}}
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: next, Entry: []byte("entry"), Messages: []store.Message{s.message("open", 1, "open", "weights")}}))
	s.reopen()
	next.Revision = 2
	if diff := cmp.Diff(next, s.record()); diff != "" {
		s.Errorf("record (-want +got):\n%s", diff)
	}
	s.equal(s.key("open", 1), "open", "weights")
	s.want(s.store.Commit(s.ctx, wire.TrainingID{9}, store.Change{Next: store.Record{Revision: 1}}), store.ErrNotFound)
}

// commitIsWhole: a change that cannot be applied in one part is not applied in any.
func (s *suite) commitIsWhole() {
	s.must(second(s.store.Put(s.ctx, 1, s.message("upload", 1, "head", "blob"))))
	bad := store.Change{Next: store.Record{Revision: 1, Phase: wire.PhaseFinish, Log: wire.Head{Length: 1}}, Entry: []byte("entry"),
		Messages: []store.Message{s.message("aggregate", 0, "", "product"), s.message("upload", 1, "other", "blob")},
		Drop:     []store.Slot{s.key("upload", 0).Slot}}
	s.want(s.store.Commit(s.ctx, s.id, bad), store.ErrConflict)
	bad.Messages, bad.Next.Revision = bad.Messages[:1], 7
	s.want(s.store.Commit(s.ctx, s.id, bad), store.ErrRevision)
	s.reopen()
	if rec := s.record(); rec.Revision != 1 || rec.Phase != wire.PhaseLobby {
		s.Errorf("a failed commit left %+v", rec)
	}
	_, err := s.store.Get(s.ctx, s.key("aggregate", 0))
	s.want(err, store.ErrNotFound)
	s.equal(s.key("upload", 1), "head", "blob")
	if log, err := s.store.Log(s.ctx, s.id, 1, 1<<20); err != nil || len(log) != 0 {
		s.Errorf("a failed commit left %d log entries (%v)", len(log), err)
	}
}

// commitWhenFull: a change decided on the messages of a slot is not applied once there are others.
func (s *suite) commitWhenFull() {
	s.must(second(s.store.Put(s.ctx, 1, s.message("keys", 1, "keys", ""))))
	s.must(second(s.store.Put(s.ctx, 1, s.message("keys", 2, "keys", ""))))
	s.must(second(s.store.Put(s.ctx, 1, s.message("upload", 1, "head", "blob"))))
	change := func(count int) store.Change {
		return store.Change{Next: store.Record{Revision: 1, Phase: wire.PhaseUpload, Log: wire.Head{Length: 1}}, Entry: []byte("entry"),
			Full: &store.Full{Slot: s.key("keys", 0).Slot, Count: count}}
	}
	s.want(s.store.Commit(s.ctx, s.id, change(1)), store.ErrRevision)
	s.want(s.store.Commit(s.ctx, s.id, change(3)), store.ErrRevision)
	s.reopen()
	if rec := s.record(); rec.Revision != 1 || rec.Phase != wire.PhaseLobby {
		s.Errorf("a refused commit left %+v", rec)
	}
	s.must(s.store.Commit(s.ctx, s.id, change(2)))
	if rec := s.record(); rec.Revision != 2 || rec.Phase != wire.PhaseUpload {
		s.Errorf("a commit left %+v", rec)
	}
}

func (s *suite) firstPutWins() {
	for i, c := range []struct {
		m      store.Message
		stored bool
		err    error
	}{
		{s.message("upload", 1, "head", "blob"), true, nil},
		{s.message("upload", 1, "head", "blob"), false, nil},
		{s.message("upload", 1, "head", "other"), false, store.ErrConflict},
		{s.message("upload", 1, "other", "blob"), false, store.ErrConflict},
		{s.message("upload", 1, "head", ""), false, store.ErrConflict},
		{s.message("upload", 2, "head", "blob"), true, nil},
	} {
		stored, err := s.store.Put(s.ctx, 1, c.m)
		s.want(err, c.err)
		if stored != c.stored {
			s.Errorf("put %d reports %v, want %v", i, stored, c.stored)
		}
	}
	s.reopen()
	s.equal(s.key("upload", 1), "head", "blob")
}

func (s *suite) putAndRevision() {
	s.must(second(s.store.Put(s.ctx, 1, s.message("keys", 1, "keys", ""))))
	s.want(second(s.store.Put(s.ctx, 2, s.message("keys", 2, "keys", ""))), store.ErrRevision)
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1, Phase: wire.PhaseUpload}}))
	s.want(second(s.store.Put(s.ctx, 1, s.message("keys", 2, "keys", ""))), store.ErrRevision)
	stored, err := s.store.Put(s.ctx, 1, s.message("keys", 1, "keys", ""))
	s.must(err)
	if stored {
		s.Error("a repeated put after the phase reports that it was stored")
	}
	s.want(second(s.store.Put(s.ctx, 1, s.message("keys", 1, "other", ""))), store.ErrConflict)
	missing := s.message("keys", 2, "keys", "")
	missing.Training = wire.TrainingID{9}
	s.want(second(s.store.Put(s.ctx, 1, missing)), store.ErrNotFound)
	_, err = s.store.Get(s.ctx, s.key("keys", 2))
	s.want(err, store.ErrNotFound)
}

func (s *suite) drop() {
	s.must(second(s.store.Put(s.ctx, 1, s.message("upload", 1, "head", "blob"))))
	other := s.message("upload", 1, "head", "blob")
	other.Ref.Attempt = 2
	s.must(second(s.store.Put(s.ctx, 1, other)))
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1}, Drop: []store.Slot{s.key("upload", 0).Slot}}))
	s.reopen()
	m, err := s.store.Get(s.ctx, s.key("upload", 1))
	s.want(err, store.ErrDropped)
	if string(m.Body) != "head" || m.Blob != nil {
		s.Error("a dropped blob must leave the message and no bytes")
	}
	s.equal(other.Key, "head", "blob")
	stored, err := s.store.Put(s.ctx, 2, s.message("upload", 1, "head", "blob"))
	s.must(err)
	if stored {
		s.Error("a message whose blob was dropped was stored again")
	}
	s.want(second(s.store.Put(s.ctx, 2, s.message("upload", 1, "head", "other"))), store.ErrConflict)
}

func (s *suite) list() {
	for _, who := range []byte{200, 3, 90} {
		s.must(second(s.store.Put(s.ctx, 1, s.message("keys", who, fmt.Sprint(who), "blob"))))
	}
	items, err := s.store.List(s.ctx, s.key("keys", 0).Slot)
	s.must(err)
	want := []store.Item{{Identity: wire.Identity{3}, Body: []byte("3")}, {Identity: wire.Identity{90}, Body: []byte("90")}, {Identity: wire.Identity{200}, Body: []byte("200")}}
	if diff := cmp.Diff(want, items); diff != "" {
		s.Errorf("list (-want +got):\n%s", diff)
	}
}

// slots: a message is found under its own key and no other.
func (s *suite) slots() {
	m := s.message("keys", 1, "keys", "")
	s.must(second(s.store.Put(s.ctx, 1, m)))
	for name, change := range map[string]func(*store.Key){
		"training": func(k *store.Key) { k.Training = wire.TrainingID{2} },
		"round":    func(k *store.Key) { k.Ref.Round = 2 },
		"attempt":  func(k *store.Key) { k.Ref.Attempt = 2 },
		"kind":     func(k *store.Key) { k.Kind = "key" },
	} {
		k := m.Key
		change(&k)
		if _, err := s.store.Get(s.ctx, k); !errors.Is(err, store.ErrNotFound) {
			s.Errorf("another %s: error is %v, want not found", name, err)
		}
		if items, err := s.store.List(s.ctx, k.Slot); err != nil || len(items) != 0 {
			s.Errorf("another %s: list has %d items (%v)", name, len(items), err)
		}
	}
}

func (s *suite) log() {
	for i := range 5 {
		s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: int64(1 + i), Log: wire.Head{Length: i + 1}}, Entry: []byte(fmt.Sprintf("entry %d", i+1))}))
	}
	s.reopen()
	for _, c := range []struct{ from, bytes, first, count int }{{1, 1000, 1, 5}, {3, 1000, 3, 3}, {6, 1000, 0, 0}, {2, 14, 2, 2}, {2, 13, 2, 1}, {2, 1, 2, 1}} {
		entries, err := s.store.Log(s.ctx, s.id, c.from, c.bytes)
		s.must(err)
		if len(entries) != c.count {
			s.Fatalf("log from %d in %d bytes has %d entries, want %d", c.from, c.bytes, len(entries), c.count)
		}
		for i, e := range entries {
			if string(e) != fmt.Sprintf("entry %d", c.first+i) {
				s.Errorf("log from %d: entry %d is %q", c.from, i, e)
			}
		}
	}
}

// race: of many different messages for one place, sent at once, exactly one is stored and stays.
func (s *suite) race() {
	const senders = 8
	won := make([]bool, senders)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			stored, err := s.store.Put(s.ctx, 1, s.message("upload", 1, fmt.Sprint(i/2), "blob"))
			if err != nil && !errors.Is(err, store.ErrConflict) {
				s.Errorf("put %d: %v", i, err)
			}
			won[i] = stored
		})
	}
	wg.Wait()
	winner := -1
	for i, w := range won {
		if w && winner >= 0 {
			s.Fatal("two puts into one place were stored")
		}
		if w {
			winner = i
		}
	}
	if winner < 0 {
		s.Fatal("no put was stored")
	}
	s.equal(s.key("upload", 1), fmt.Sprint(winner/2), "blob")
}

// commitRace: of many changes decided on one revision exactly one is applied.
func (s *suite) commitRace() {
	const senders = 8
	errs := make([]error, senders)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			errs[i] = s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1, Accepted: i, Log: wire.Head{Length: 1}}, Entry: []byte{byte(i)}})
		})
	}
	wg.Wait()
	applied := -1
	for i, err := range errs {
		switch {
		case err == nil && applied >= 0:
			s.Fatal("two changes of one revision were applied")
		case err == nil:
			applied = i
		default:
			s.want(err, store.ErrRevision)
		}
	}
	if rec := s.record(); rec.Accepted != applied || rec.Revision != 2 {
		s.Errorf("record is %+v, want that of change %d", rec, applied)
	}
}

// closingRace: puts and the change that closes their phase, all at once: exactly the messages that the change was
// decided on are stored, and later puts fail because the training has moved on.
func (s *suite) closingRace() {
	const senders = 16
	slot := s.key("upload", 0).Slot
	stored := make([]bool, senders)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			var err error
			if stored[i], err = s.store.Put(s.ctx, 1, s.message("upload", byte(i+1), "head", "blob")); err != nil && !errors.Is(err, store.ErrRevision) {
				s.Errorf("put %d: %v", i, err)
			}
		})
	}
	closed := -1
	for closed < 0 {
		items, err := s.store.List(s.ctx, slot)
		s.must(err)
		err = s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1}, Full: &store.Full{Slot: slot, Count: len(items)}})
		if err == nil {
			closed = len(items)
		} else {
			s.want(err, store.ErrRevision)
		}
	}
	wg.Wait()
	items, err := s.store.List(s.ctx, slot)
	s.must(err)
	acknowledged := 0
	for _, ok := range stored {
		if ok {
			acknowledged++
		}
	}
	if len(items) != closed || acknowledged != closed {
		s.Errorf("the phase was closed over %d messages, %d are there and %d were acknowledged", closed, len(items), acknowledged)
	}
}

// cancelled: a request that ended leaves nothing behind and the store usable.
func (s *suite) cancelled() {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := s.store.Put(ctx, 1, s.message("keys", 1, "keys", "")); err == nil {
		s.Fatal("a put under an ended context reports success")
	}
	_, err := s.store.Get(s.ctx, s.key("keys", 1))
	s.want(err, store.ErrNotFound)
	s.must(second(s.store.Put(s.ctx, 1, s.message("keys", 1, "keys", ""))))
}

// sizes: empty and large messages come back as they went in.
func (s *suite) sizes() {
	large := make([]byte, 3<<20)
	for i := range large {
		large[i] = byte(i * 7)
	}
	s.must(second(s.store.Put(s.ctx, 1, store.Message{Key: s.key("aggregate", 0), Blob: large})))
	s.must(second(s.store.Put(s.ctx, 1, store.Message{Key: s.key("keys", 1)})))
	s.reopen()
	s.equal(s.key("aggregate", 0), "", string(large))
	s.equal(s.key("keys", 1), "", "")
}
