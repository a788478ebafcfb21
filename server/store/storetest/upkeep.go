package storetest

import (
	"errors"
	"slices"
	"strconv"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// forget: nothing of a training is left, and everything of another one is.
func (s *suite) forget() {
	other := wire.TrainingID{2}
	s.must(second(s.store.CreateTraining(s.ctx, other, []byte("other"), first())))
	theirs := s.message("upload", 1, "head", "ciphertexts")
	theirs.Training = other
	s.must(second(s.store.Put(s.ctx, 1, theirs)))
	m := s.message("upload", 1, "head", "ciphertexts")
	s.must(second(s.store.Put(s.ctx, 1, m)))
	putContribution(s, 1, contributionOf(s, 7, 1), true, nil)
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1, Log: wire.Head{Length: 1}}, Entry: []byte("entry"),
		Keep: &store.Kept{Slot: m.Slot, SinceMS: 1000}}))
	s.must(s.store.Forget(s.ctx, s.id))
	s.want(s.store.Forget(s.ctx, s.id), store.ErrNotFound)
	for range 2 {
		_, _, err := s.store.Training(s.ctx, s.id)
		s.want(err, store.ErrNotFound)
		_, err = s.store.Get(s.ctx, m.Key)
		s.want(err, store.ErrNotFound)
		entries, err := s.store.Log(s.ctx, s.id, 1, 1000)
		if err != nil || len(entries) != 0 {
			s.Errorf("%d log entries of a training that was forgotten (%v)", len(entries), err)
		}
		if _, left, err := s.store.EraseKept(s.ctx, 0); left || err != nil {
			s.Errorf("something of it is kept (%v)", err)
		}
		s.equal(theirs.Key, "head", "ciphertexts")
		s.reopen()
	}
	// The same training may come again, and begins from nothing.
	s.must(second(s.store.CreateTraining(s.ctx, s.id, []byte("manifest"), first())))
	_, err := s.store.Get(s.ctx, m.Key)
	s.want(err, store.ErrNotFound)
	_, err = s.store.Contribution(s.ctx, s.id, wire.Identity{7})
	s.want(err, store.ErrNotFound)
}

// remove: a message is deleted with its blob, and its place is free for another.
func (s *suite) remove() {
	m, other := s.message("upload", 1, "head", "ciphertexts"), s.message("upload", 2, "head", "others")
	s.must(second(s.store.Put(s.ctx, 1, m)))
	s.must(second(s.store.Put(s.ctx, 1, other)))
	missing := s.key("upload", 3)
	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: store.Record{Revision: 1}, Remove: []store.Key{m.Key, missing}}))
	_, err := s.store.Get(s.ctx, m.Key)
	s.want(err, store.ErrNotFound)
	s.equal(other.Key, "head", "others")
	s.must(second(s.store.Put(s.ctx, 2, s.message("upload", 1, "another", "another"))))
	s.reopen()
	s.equal(m.Key, "another", "another")
}

// audit: entries are in the order in which they were appended, each was made from the one before, also by many at once.
func (s *suite) audit() {
	appendNext := func() error {
		return s.store.Audit(s.ctx, func(last []byte) ([]byte, error) {
			n, _ := strconv.Atoi(string(last))
			return []byte(strconv.Itoa(n + 1)), nil
		})
	}
	s.want(s.store.Audit(s.ctx, func([]byte) ([]byte, error) { return nil, errPlanned }), errPlanned)
	var all sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		all.Go(func() { errs[i] = appendNext() })
	}
	all.Wait()
	s.must(errors.Join(errs...))
	s.reopen()
	var got []string
	for len(got) < len(errs) {
		page, err := s.store.Audited(s.ctx, int64(len(got)+1), 5)
		s.must(err)
		if len(page) == 0 {
			s.Fatalf("%d entries, want %d", len(got), len(errs))
		}
		for _, e := range page {
			got = append(got, string(e))
		}
	}
	for i, e := range got {
		if e != strconv.Itoa(i+1) {
			s.Errorf("entry %d is %s", i+1, e)
		}
	}
	if page, err := s.store.Audited(s.ctx, int64(len(errs)+1), 5); err != nil || len(page) != 0 {
		s.Errorf("%d entries after the last (%v)", len(page), err)
	}
}

var errPlanned = errors.New("planned")

// releases: the release that was signed last comes first, once.
func (s *suite) releases() {
	for _, release := range []string{"v1", "v2", "v1", "v3"} {
		s.must(s.store.Sign(s.ctx, release))
	}
	s.reopen()
	if got, err := s.store.Releases(s.ctx); err != nil || !slices.Equal(got, []string{"v3", "v1", "v2"}) {
		s.Errorf("releases are %v (%v)", got, err)
	}
	s.must(s.store.Ping(s.ctx))
}

// pages: the files of the last pages are there, those of older ones are not, and a page that is kept again becomes the last.
func pages(s *suite) {
	keep := func(page string) {
		s.must(s.store.KeepPage(s.ctx, page, []store.PageFile{{Name: "assets/" + page, Packed: true, Body: []byte("of " + page)}, {Name: "assets/same", Body: []byte(page)}}))
	}
	for _, page := range []string{"one", "two", "one", "three", "four", "four"} {
		keep(page)
	}
	s.reopen()
	for page, there := range map[string]bool{"one": true, "two": false, "three": true, "four": true} {
		f, err := s.store.PageFile(s.ctx, "assets/"+page)
		if !there {
			s.want(err, store.ErrNotFound)
		} else if err != nil || !f.Packed || string(f.Body) != "of "+page {
			s.Errorf("the file of page %s is %q, %v (%v)", page, f.Body, f.Packed, err)
		}
	}
	if f, err := s.store.PageFile(s.ctx, "assets/same"); err != nil || f.Packed || string(f.Body) != "four" {
		s.Errorf("the file that all have is %q (%v)", f.Body, err)
	}
	if store.PagesKept != 3 {
		s.Errorf("%d pages are kept", store.PagesKept)
	}
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			errs[i] = s.store.KeepPage(s.ctx, "five", []store.PageFile{{Name: "assets/five", Body: []byte("five")}})
		})
	}
	all.Wait()
	s.must(errors.Join(errs...))
	_, err := s.store.PageFile(s.ctx, "assets/one")
	s.want(err, store.ErrNotFound)
}
