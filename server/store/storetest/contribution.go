package storetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

func contributionOf(s *suite, who byte, sequence int) store.Contribution {
	return store.Contribution{Training: s.id, Identity: wire.Identity{who}, Sequence: sequence,
		Body: fmt.Appendf(nil, "head %d %d", who, sequence), Masks: fmt.Appendf(nil, "masks %d %d", who, sequence), Blob: fmt.Appendf(nil, "blob %d %d", who, sequence)}
}

func putContribution(s *suite, revision int64, c store.Contribution, stored bool, want error) {
	s.Helper()
	got, err := s.store.PutContribution(s.ctx, revision, c)
	if !errors.Is(err, want) || got != stored {
		s.Fatalf("contribution %d of %d: stored %v and %v, want %v and %v", c.Sequence, c.Identity[0], got, err, stored, want)
	}
}

func commitFreeze(s *suite, number int) {
	s.Helper()
	c := store.Change{Next: s.record(), Freeze: number}
	s.must(s.store.Commit(s.ctx, s.id, c))
}

// contributions are replaced by higher sequence numbers until they are frozen, and withdrawn ones are never frozen.
func contributions(s *suite) {
	now := s.record().Revision
	putContribution(s, now, contributionOf(s, 3, 1), true, nil)
	putContribution(s, now, contributionOf(s, 1, 1), true, nil)
	putContribution(s, now, contributionOf(s, 1, 1), false, nil)
	putContribution(s, now+1, contributionOf(s, 1, 1), false, nil)
	putContribution(s, now+1, contributionOf(s, 1, 2), false, store.ErrRevision)
	putContribution(s, now+1, contributionOf(s, 2, 1), false, store.ErrRevision)
	putContribution(s, now, contributionOf(s, 1, 5), true, nil)
	putContribution(s, now, contributionOf(s, 1, 1), false, store.ErrConflict)
	other := contributionOf(s, 1, 5)
	other.Body = []byte("another head")
	putContribution(s, now, other, false, store.ErrConflict)
	putContribution(s, now, contributionOf(s, 2, 1), true, nil)
	gone := store.Contribution{Training: s.id, Identity: wire.Identity{2}, Sequence: 2, Withdrawn: true, Body: []byte("withdrawal")}
	putContribution(s, now, gone, true, nil)
	arrivals(s, 3, 1)
	putContribution(s, now, contributionOf(s, 2, 1), false, store.ErrConflict)
	strange := contributionOf(s, 1, 1)
	strange.Training[0]++
	putContribution(s, now, strange, false, store.ErrNotFound)
	counts(s, 0, 2)
	if page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, store.PartHead, 1<<20); err != nil || len(page) != 0 {
		s.Fatalf("%d contributions are frozen before a freeze (%v)", len(page), err)
	}

	commitFreeze(s, 1)
	now++
	counts(s, 2, 0)
	putContribution(s, now, contributionOf(s, 1, 6), false, store.ErrFrozen)
	putContribution(s, now, contributionOf(s, 1, 5), false, nil)
	putContribution(s, now, contributionOf(s, 2, 3), true, nil) // it comes back, for a further closing
	putContribution(s, now, contributionOf(s, 4, 1), true, nil)
	counts(s, 2, 2)
	arrivals(s, 3, 1, 2, 4) // whatever is frozen
	s.reopen()
	for _, part := range []store.Part{store.PartHead, store.PartMasks, store.PartBlob} {
		var want []store.Contribution
		for _, c := range []store.Contribution{contributionOf(s, 1, 5), contributionOf(s, 3, 1)} {
			if c.Freeze = 1; part != store.PartMasks {
				c.Masks = nil
			}
			if part != store.PartBlob {
				c.Blob = nil
			}
			want = append(want, c)
		}
		page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, part, 1<<20)
		s.must(err)
		if diff := cmp.Diff(want, page); diff != "" {
			s.Error(diff)
		}
		page, err = s.store.Frozen(s.ctx, s.id, wire.Identity{}, part, 1)
		s.must(err)
		if len(page) != 1 || page[0].Identity != (wire.Identity{1}) {
			s.Errorf("a page of one byte has %d contributions", len(page))
		}
		page, err = s.store.Frozen(s.ctx, s.id, wire.Identity{1}, part, 1<<20)
		s.must(err)
		if len(page) != 1 || page[0].Identity != (wire.Identity{3}) {
			s.Errorf("the second page has %d contributions", len(page))
		}
	}
	if c, err := s.store.Contribution(s.ctx, s.id, wire.Identity{2}); err != nil || c.Withdrawn || c.Sequence != 3 || c.Freeze != 0 {
		s.Errorf("the contribution of 2 is %+v (%v)", c, err)
	}
	s.want(second(s.store.Contribution(s.ctx, s.id, wire.Identity{9})), store.ErrNotFound)

	commitFreeze(s, 2)
	counts(s, 4, 0)

	s.must(s.store.Commit(s.ctx, s.id, store.Change{Next: s.record(), Forget: true}))
	page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, store.PartBlob, 1<<20)
	s.must(err)
	for _, c := range page {
		if len(c.Blob) > 0 || len(c.Body) == 0 {
			s.Errorf("%d bytes of contribution %d are left", len(c.Blob), c.Identity[0])
		}
	}
}

// arrivals expects these owners' contributions in the order in which they came, in one page or in one page each.
func arrivals(s *suite, want ...byte) {
	s.Helper()
	for _, most := range []int{1 << 20, 1} {
		var got []byte
		for after := int64(0); ; {
			page, next, err := s.store.Arrived(s.ctx, s.id, after, most)
			s.must(err)
			if len(page) == 0 {
				if next != after {
					s.Errorf("an empty page ends at %d, want %d", next, after)
				}
				break
			}
			if most == 1 && len(page) != 1 {
				s.Errorf("a page of one byte has %d contributions", len(page))
			}
			for _, c := range page {
				if got = append(got, c.Identity[0]); len(c.Body) == 0 || string(c.Masks) != fmt.Sprintf("masks %d %d", c.Identity[0], c.Sequence) || c.Blob != nil {
					s.Errorf("contribution %d of %d came with %q and %d bytes", c.Sequence, c.Identity[0], c.Masks, len(c.Blob))
				}
			}
			after = next
		}
		if string(got) != string(want) {
			s.Errorf("the contributions came in the order %v, want %v", got, want)
		}
	}
}

// inviteUse: a single invite is borne by one owner at a time, any other is counted.
func inviteUse(s *suite) {
	now := s.record().Revision
	with := func(who byte, sequence int, invite byte, single bool) store.Contribution {
		c := contributionOf(s, who, sequence)
		c.Invite, c.Single = wire.InviteID{invite}, single
		return c
	}
	withdrawn := func(who byte, sequence int, invite byte, single bool) store.Contribution {
		c := with(who, sequence, invite, single)
		c.Withdrawn, c.Body = true, fmt.Appendf(nil, "withdrawal %d %d", who, sequence)
		return c
	}
	putContribution(s, now, with(1, 1, 5, true), true, nil)
	putContribution(s, now, with(1, 1, 5, true), false, nil)
	putContribution(s, now, with(1, 2, 5, true), true, nil)
	putContribution(s, now, with(2, 1, 5, true), false, store.ErrUsed)
	putContribution(s, now, with(2, 1, 6, true), true, nil)
	putContribution(s, now, with(2, 2, 5, true), false, store.ErrUsed)
	putContribution(s, now, with(2, 1, 5, true), false, nil) // its message is there
	putContribution(s, now, withdrawn(1, 3, 5, true), true, nil)
	putContribution(s, now, with(3, 1, 5, true), true, nil)
	putContribution(s, now, with(1, 4, 5, true), false, store.ErrUsed)

	for who := range byte(3) {
		putContribution(s, now, with(10+who, 1, 7, false), true, nil)
	}
	putContribution(s, now, with(10, 2, 7, false), true, nil)
	putContribution(s, now, withdrawn(11, 2, 7, false), true, nil)
	for invite, want := range map[byte]int{7: 2, 5: 1, 9: 0} {
		if n, err := s.store.CountInvite(s.ctx, s.id, wire.InviteID{invite}); err != nil || n != want {
			s.Errorf("%d contributions bear invite %d, want %d (%v)", n, invite, want, err)
		}
	}
}

// singleRace: of owners with one single invite at the same moment one is stored.
func singleRace(s *suite) {
	now := s.record().Revision
	var mu sync.Mutex
	stored := 0
	var group sync.WaitGroup
	for who := range byte(16) {
		group.Go(func() {
			c := contributionOf(s, who+1, 1)
			c.Invite, c.Single = wire.InviteID{5}, true
			ok, err := s.store.PutContribution(s.ctx, now, c)
			if err != nil && !errors.Is(err, store.ErrUsed) {
				s.Errorf("contribution of %d: %v", who, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if ok {
				stored++
			}
		})
	}
	group.Wait()
	if stored != 1 {
		s.Errorf("%d contributions with one single invite are stored", stored)
	}
}

func counts(s *suite, frozen, waiting int) {
	s.Helper()
	f, w, err := s.store.CountContributions(s.ctx, s.id)
	s.must(err)
	if f != frozen || w != waiting {
		s.Fatalf("%d frozen and %d waiting, want %d and %d", f, w, frozen, waiting)
	}
}

// freezeRace: contributions acknowledged before a freeze are in it, and others are not.
func freezeRace(s *suite) {
	const owners = 16
	now := s.record()
	var mu sync.Mutex
	stored := map[wire.Identity]bool{}
	var group sync.WaitGroup
	for who := range byte(owners) {
		group.Go(func() {
			ok, err := s.store.PutContribution(s.ctx, now.Revision, contributionOf(s, who+1, 1))
			if err != nil && !errors.Is(err, store.ErrRevision) {
				s.Errorf("contribution of %d: %v", who, err)
			}
			mu.Lock()
			defer mu.Unlock()
			stored[wire.Identity{who + 1}] = ok
		})
	}
	group.Go(func() {
		if err := s.store.Commit(s.ctx, s.id, store.Change{Next: now, Freeze: 1}); err != nil {
			s.Errorf("freeze: %v", err)
		}
	})
	group.Wait()
	page, err := s.store.Frozen(s.ctx, s.id, wire.Identity{}, store.PartHead, 1<<20)
	s.must(err)
	frozen := map[wire.Identity]bool{}
	for _, c := range page {
		frozen[c.Identity] = true
	}
	for who, ok := range stored {
		if ok != frozen[who] {
			s.Errorf("contribution of %d: acknowledged %v, frozen %v", who[0], ok, frozen[who])
		}
	}
}
