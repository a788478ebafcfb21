package sqlite_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/diskfault"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestDiskFaults refuses every write, sync and opening of a file on the way of one write of the store, once for each, as a
// disk does that is full, broken or read-only, or a process with too many open files. The write fails with no error of the
// contract, what was stored before is there, nothing of the new is, and once the disk is well the same write is done: by
// this store, and by one that is opened on the folder afterwards.
func TestDiskFaults(t *testing.T) {
	for name, fault := range map[string]error{"full": diskfault.ErrFull, "broken": diskfault.ErrBroken} {
		t.Run(name, func(t *testing.T) {
			for at := 1; ; at++ {
				if !faultAt(t, at, fault) {
					t.Logf("%d operations of the disk were refused", at-1)
					if at < 5 {
						t.Error("a write takes more operations of the disk than that")
					}
					return
				}
			}
		})
	}
}

// faultAt refuses the disk's operation number at and those that follow until the write has failed. It reports false where
// the write takes fewer.
func faultAt(t *testing.T, at int, fault error) bool {
	t.Helper()
	dir := t.TempDir()
	if err := diskfault.Install(); err != nil {
		t.Fatal(err)
	}
	defer diskfault.Set(nil)
	s := open(t, dir)
	first := seed(t, s, []byte("first"))
	second := store.Message{Key: first, Body: []byte("head"), Blob: make([]byte, 10_000)}
	second.Identity = wire.Identity{6}
	n := 0
	diskfault.Set(func(e diskfault.Event) error {
		if n++; n >= at && strings.HasPrefix(e.Path, dir) {
			return fault
		}
		return nil
	})
	_, err := s.Put(t.Context(), 2, second)
	diskfault.Set(nil)
	if err == nil {
		return false
	}
	where := fmt.Sprintf("operation %d refused", at)
	for _, contract := range []error{store.ErrConflict, store.ErrRevision, store.ErrNotFound, store.ErrCorrupt, store.ErrDropped} {
		if errors.Is(err, contract) {
			t.Errorf("%s: the error says what the disk did not: %v", where, err)
		}
	}
	holdsBoth := func(s *sqlite.Store, both bool) {
		t.Helper()
		if m, err := s.Get(t.Context(), first); err != nil || string(m.Blob) != "first" {
			t.Errorf("%s: what was stored before: %v", where, err)
		}
		if _, err := s.Get(t.Context(), second.Key); both != (err == nil) || !both && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: what was refused (stored since: %v): %v", where, both, err)
		}
		if ok, err := s.Pragma(t.Context(), "integrity_check"); err != nil || ok != "ok" {
			t.Errorf("%s: the database is damaged: %s (%v)", where, ok, err)
		}
	}
	holdsBoth(s, false)
	if stored, err := s.Put(t.Context(), 2, second); err != nil || !stored {
		t.Errorf("%s: once the disk is well: stored %v, %v", where, stored, err)
	}
	holdsBoth(s, true)
	if err := s.Close(); err != nil {
		t.Errorf("%s: %v", where, err)
	}
	holdsBoth(open(t, dir), true)
	return true
}

// TestFaultyStart refuses every operation of the disk while a store is opened, as a read-only folder, a full disk or too
// many open files do. Opening fails and harms nothing.
func TestFaultyStart(t *testing.T) {
	if err := diskfault.Install(); err != nil {
		t.Fatal(err)
	}
	defer diskfault.Set(nil)
	for _, fault := range []error{diskfault.ErrFull, diskfault.ErrBroken, diskfault.ErrFiles} {
		for _, fresh := range []bool{true, false} {
			step := 1
			if fresh {
				step = 11 // making the tables takes many operations, all alike
			}
			for at, more := 1, true; more; at += step {
				dir := t.TempDir()
				var key store.Key
				if !fresh {
					s := open(t, dir)
					key = seed(t, s, []byte("first"))
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
				}
				n := 0
				diskfault.Set(func(e diskfault.Event) error {
					if strings.HasPrefix(e.Path, dir) {
						n++
					}
					if n >= at && (e.Op == diskfault.Open || !errors.Is(fault, diskfault.ErrFiles)) {
						return fault
					}
					return nil
				})
				s, err := sqlite.Open(t.Context(), dir)
				if err == nil {
					s.Close()
				}
				more = n >= at
				diskfault.Set(nil)
				s = open(t, dir)
				if !fresh {
					if m, err := s.Get(t.Context(), key); err != nil || string(m.Blob) != "first" {
						t.Errorf("operation %d of opening refused (%v): what was stored is gone: %v", at, fault, err)
					}
				}
				if _, err := s.CreateTraining(t.Context(), wire.TrainingID{8}, []byte("next"), store.Record{}); err != nil {
					t.Errorf("operation %d of opening refused (%v): the store takes nothing: %v", at, fault, err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
