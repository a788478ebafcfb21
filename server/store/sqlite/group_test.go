package sqlite_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/diskfault"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// contribute puts contributions of so many owners at the same time, every tenth with a head that was refused before, and returns their
// errors.
func contribute(t *testing.T, s store.Store, id wire.TrainingID, from, count int) []error {
	t.Helper()
	errs := make([]error, count)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			c := store.Contribution{Training: id, Identity: wire.Identity{1, byte((from + i) >> 8), byte(from + i)}, Sequence: 1,
				Body: fmt.Appendf(nil, "head %d", from+i), Masks: []byte("masks"), Blob: make([]byte, 3000)}
			revision := int64(2)
			if i%10 == 9 {
				revision = 1
			}
			_, errs[i] = s.PutContribution(t.Context(), revision, c)
		})
	}
	all.Wait()
	return errs
}

// TestContributionsShareCommits: contributions that come together are stored with fewer commits than there are, each is answered for
// itself, and one that is refused takes no other with it.
func TestContributionsShareCommits(t *testing.T) {
	if err := diskfault.Install(); err != nil {
		t.Fatal(err)
	}
	defer diskfault.Set(nil)
	dir := t.TempDir()
	s := open(t, dir)
	id := seed(t, s, []byte("first")).Training
	var mu sync.Mutex
	syncs := 0
	diskfault.Set(func(e diskfault.Event) error {
		mu.Lock()
		defer mu.Unlock()
		if e.Op == diskfault.Sync && strings.HasPrefix(e.Path, dir) {
			syncs++
		}
		return nil
	})
	const count = 400
	stored := 0
	for i, err := range contribute(t, s, id, 0, count) {
		switch {
		case err == nil:
			stored++
		case i%10 != 9 || !errors.Is(err, store.ErrRevision):
			t.Errorf("contribution %d: %v", i, err)
		}
	}
	diskfault.Set(nil)
	if _, waiting, err := s.CountContributions(t.Context(), id); err != nil || stored != count*9/10 || waiting != stored {
		t.Errorf("%d were acknowledged, %d are stored: %v", stored, waiting, err)
	}
	if syncs > count/3 {
		t.Errorf("%d contributions took %d syncs", count, syncs)
	}
	t.Logf("%d contributions took %d syncs", count, syncs)
}

// TestGroupFailsWhole: what was acknowledged before or after the disk refuses a group's commit is there, and nothing else.
func TestGroupFailsWhole(t *testing.T) {
	if err := diskfault.Install(); err != nil {
		t.Fatal(err)
	}
	defer diskfault.Set(nil)
	dir := t.TempDir()
	s := open(t, dir)
	id := seed(t, s, []byte("first")).Training
	var mu sync.Mutex
	n := 0
	diskfault.Set(func(e diskfault.Event) error {
		mu.Lock()
		defer mu.Unlock()
		if n++; n >= 25 && n < 60 && strings.HasPrefix(e.Path, dir) {
			return diskfault.ErrFull
		}
		return nil
	})
	errs := contribute(t, s, id, 0, 200)
	diskfault.Set(nil)
	failed := 0
	for i, err := range errs {
		_, there := s.Contribution(t.Context(), id, wire.Identity{1, byte(i >> 8), byte(i)})
		if (err == nil) != (there == nil) {
			t.Errorf("contribution %d was answered with %v, and %v is there", i, err, there)
		}
		if err != nil && i%10 != 9 {
			failed++
		}
	}
	if failed == 0 {
		t.Error("the disk refused nothing")
	}
	for i, err := range contribute(t, s, id, 0, 200) {
		if err != nil && i%10 != 9 {
			t.Errorf("contribution %d, once the disk is well: %v", i, err)
		}
	}
}
