package storetest

import (
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// kept puts uploads of three owners into an attempt and commits that they stay since a time.
func (s *suite) kept(revision int64, attempt int, since int64) store.Key {
	s.Helper()
	slot := s.key("upload", 0).Slot
	slot.Ref.Attempt = attempt
	for who := byte(1); who <= 3; who++ {
		m := s.message("upload", who, "head", "blob")
		m.Slot = slot
		s.must(second(s.store.Put(s.ctx, revision, m)))
	}
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: revision},
		Keep: &store.Kept{Slot: slot, SinceMS: since}}))
	return store.Key{Slot: slot}
}

// of is a key's place for an owner.
func of(k store.Key, who byte) store.Key {
	k.Identity = wire.Identity{who}
	return k
}

// erase fails the test if the oldest slot left by EraseKept is not want; 0 means that none
// is left.
func (s *suite) erase(ms, want int64) {
	s.Helper()
	oldest, left, err := s.store.EraseKept(s.ctx, ms)
	s.must(err)
	if oldest != want || left != (want != 0) {
		s.Errorf("erasing up to %d leaves %d (%v), want %d", ms, oldest, left, want)
	}
}

// keep: kept slots stay over a restart until they are erased, oldest first and no others.
func (s *suite) keep() {
	s.erase(1<<60, 0)
	late, early := s.kept(1, 1, 2000), s.kept(2, 2, 1000)
	other := s.message("keys", 1, "keys", "blob")
	s.must(second(s.store.Put(s.ctx, 3, other)))
	s.reopen()
	for _, k := range []store.Key{late, early} {
		s.equal(of(k, 1), "head", "blob")
		s.equal(of(k, 3), "head", "blob")
	}
	s.erase(999, 1000)
	s.equal(of(early, 1), "head", "blob")
	s.erase(1000, 2000)
	s.reopen()
	for who := byte(1); who <= 3; who++ {
		m, err := s.store.Get(s.ctx, of(early, who))
		s.want(err, store.ErrDropped)
		if string(m.Body) != "head" || m.Blob != nil {
			s.Error("an erasure must leave the message and no bytes")
		}
	}
	s.equal(of(late, 1), "head", "blob")
	s.erase(1<<60, 0)
	_, err := s.store.Get(s.ctx, of(late, 3))
	s.want(err, store.ErrDropped)
	s.equal(other.Key, "keys", "blob")
	items, err := s.store.List(s.ctx, late.Slot)
	s.must(err)
	if len(items) != 3 {
		s.Errorf("%d messages are left, want 3", len(items))
	}
}

// keepIsWhole: a change that is not applied keeps and erases nothing.
func (s *suite) keepIsWhole() {
	s.must(second(s.store.Put(s.ctx, 1, s.message("upload", 1, "head", "blob"))))
	bad := store.Change{Next: store.Record{Revision: 7}, Keep: &store.Kept{Slot: s.key("upload", 0).Slot, SinceMS: 1000}}
	s.want(s.store.Commit(s.ctx, s.id, bad), store.ErrRevision)
	s.erase(1<<60, 0)
	s.equal(s.key("upload", 1), "head", "blob")
}
