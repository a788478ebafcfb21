package storetest

import (
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// RunObjects runs the suite of store.Objects on a form of the store. fresh returns a new store for each test.
func RunObjects(t *testing.T, fresh func(t *testing.T) Open) {
	run(t, fresh, map[string]func(*suite){"objects": objects, "objects forgotten": objectsForgotten})
}

// in puts a contribution into an object.
func in(s *suite, name string, c store.Contribution, want error) {
	s.Helper()
	c.Object = name
	putContribution(s, s.record().Revision, c, want == nil, want)
}

// account expects these numbers and unused objects, before and after the store is opened again.
func account(s *suite, held, waiting int, unused ...string) {
	s.Helper()
	for range 2 {
		h, err := s.store.Objects().Holding(s.ctx)
		s.must(err)
		names, err := s.store.Objects().Unused(s.ctx, time.Now().Add(-time.Hour), 10)
		s.must(err)
		slices.Sort(names)
		if h.Held != held || h.Waiting != waiting || (h.One != "") != (held > 0) || !slices.Equal(names, unused) {
			s.Fatalf("the account is %+v with %q unused, want %d, %d and %q", h, names, held, waiting, unused)
		}
		s.reopen()
	}
}

// objects are in the account from before they exist until they are deleted.
func objects(s *suite) {
	announce := func(names ...string) {
		s.Helper()
		for _, name := range names {
			s.must(s.store.Objects().Announce(s.ctx, name))
		}
	}
	in(s, "never", contributionOf(s, 1, 1), store.ErrGivenUp)
	counts(s, 0, 0)
	announce("a", "b", "c", "d")
	in(s, "a", contributionOf(s, 1, 1), nil)
	in(s, "b", contributionOf(s, 2, 1), nil)
	account(s, 2, 2)
	in(s, "a", contributionOf(s, 3, 1), store.ErrGivenUp) // it is another's
	in(s, "c", contributionOf(s, 1, 0), store.ErrConflict)
	account(s, 2, 2)
	s.must(s.store.Objects().GiveUp(s.ctx, "c"))
	s.must(s.store.Objects().GiveUp(s.ctx, "b")) // a contribution holds it
	account(s, 2, 2, "c")
	in(s, "c", contributionOf(s, 1, 2), store.ErrGivenUp)
	in(s, "d", contributionOf(s, 1, 2), nil)
	account(s, 2, 2, "a", "c")
	s.must(s.store.Objects().Deleted(s.ctx, []string{"a", "c", "d"}))
	account(s, 2, 0)

	announce("old")
	names, err := s.store.Objects().Unused(s.ctx, time.Now().Add(time.Hour), 10)
	s.must(err)
	if !slices.Equal(names, []string{"old"}) {
		s.Errorf("%q are unused, want the old one", names)
	}
	in(s, "old", contributionOf(s, 3, 1), store.ErrGivenUp)
	s.must(s.store.Objects().Deleted(s.ctx, []string{"old"}))

	putContribution(s, s.record().Revision, contributionOf(s, 1, 3), true, nil) // in its row
	account(s, 1, 1, "d")
	gone := store.Contribution{Training: s.id, Identity: wire.Identity{2}, Sequence: 2, Withdrawn: true, Body: []byte("withdrawal")}
	putContribution(s, s.record().Revision, gone, true, nil)
	account(s, 0, 2, "b", "d")
	if names, err := s.store.Objects().Unused(s.ctx, time.Time{}, 1); err != nil || len(names) != 1 {
		s.Errorf("of at most one come %q (%v)", names, err)
	}
}

// objectsForgotten: frozen contributions name their objects until they are erased, or their training is forgotten.
func objectsForgotten(s *suite) {
	for who, name := range []string{"a", "b"} {
		s.must(s.store.Objects().Announce(s.ctx, name))
		in(s, name, contributionOf(s, byte(who+1), 1), nil)
	}
	putContribution(s, s.record().Revision, contributionOf(s, 3, 1), true, nil)
	commitFreeze(s, 1)
	page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, store.PartBlob, 1<<20)
	s.must(err)
	for i, name := range []string{"a", "b", ""} {
		blob := contributionOf(s, byte(i+1), 1).Blob
		sum := sha256.Sum256(blob)
		if name == "" && (string(page[i].Blob) != string(blob) || page[i].BlobSum != nil) || name != "" && (string(page[i].BlobSum) != string(sum[:]) || len(page[i].Blob) > 0) || page[i].Object != name {
			s.Errorf("contribution %d is in %q with %d bytes and the sum %x", i+1, page[i].Object, len(page[i].Blob), page[i].BlobSum)
		}
	}
	for _, part := range []store.Part{store.PartHead, store.PartMasks} {
		page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, part, 1<<20)
		s.must(err)
		if len(page) != 3 || page[0].Object != "" || page[0].BlobSum != nil {
			s.Errorf("part %d comes with the object", part)
		}
	}
	account(s, 2, 0)
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: s.record(), Forget: true}))
	account(s, 0, 2, "a", "b")
	s.must(s.store.Objects().Deleted(s.ctx, []string{"a", "b"}))
	s.must(s.store.Objects().Announce(s.ctx, "c"))
	in(s, "c", contributionOf(s, 4, 1), nil)
	s.must(s.store.Forget(s.ctx, s.id))
	account(s, 0, 1, "c")
}
