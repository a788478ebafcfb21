package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/diskfault"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// recording is what happened to the files of one folder.
type recording struct {
	mu     sync.Mutex
	dir    string
	events []diskfault.Event
}

// record shows the files of one folder to a recording from now on.
func record(t *testing.T, dir string) *recording {
	t.Helper()
	if err := diskfault.Install(); err != nil {
		t.Fatal(err)
	}
	r := &recording{dir: dir}
	diskfault.Set(func(e diskfault.Event) error {
		if strings.HasPrefix(e.Path, dir) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.events = append(r.events, e)
		}
		return nil
	})
	t.Cleanup(func() { diskfault.Set(nil) })
	return r
}

func (r *recording) now() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// open opens the store, which makes the names of its files durable itself.
func (r *recording) open(t *testing.T) *sqlite.Store {
	t.Helper()
	s := open(t, r.dir)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, diskfault.Event{Op: diskfault.SyncFolder, Path: r.dir})
	return s
}

// story is a script of writes. After each, what a reader must find; a write that was not acknowledged may be there or not.
type story struct {
	t     *testing.T
	ctx   context.Context
	id    wire.TrainingID
	s     *sqlite.Store
	rec   *recording
	acked []ack
}

// ack is a write with the number of events before it began and when it was acknowledged.
type ack struct {
	from, to int
	check    func(s *sqlite.Store) (done bool, err error)
}

func (y *story) do(write func(s *sqlite.Store) error, check func(s *sqlite.Store) (bool, error)) {
	y.t.Helper()
	from := y.rec.now()
	if err := write(y.s); err != nil {
		y.t.Fatal(err)
	}
	y.acked = append(y.acked, ack{from, y.rec.now(), check})
}

func (y *story) key(kind wire.Kind, attempt, who int) store.Key {
	return store.Key{Slot: store.Slot{Training: y.id, Ref: wire.Ref{Round: 1, Attempt: attempt}, Kind: kind}, Identity: wire.Identity{byte(who)}}
}

func blobOf(attempt, who int) []byte {
	return bytes.Repeat([]byte(fmt.Sprintf("upload %d of attempt %d ", who, attempt)), 60+40*who)
}

// tell plays two attempts: one that is aborted and one that comes to an aggregate, with an orderly restart between them,
// which moves the write-ahead log into the database.
func (y *story) tell() {
	y.t.Helper()
	revision := int64(1)
	y.do(func(s *sqlite.Store) error {
		_, err := s.CreateTraining(y.ctx, y.id, []byte("manifest"), store.Record{Phase: wire.PhaseLobby})
		return err
	}, func(s *sqlite.Store) (bool, error) {
		m, rec, err := s.Training(y.ctx, y.id)
		if errors.Is(err, store.ErrNotFound) {
			return false, nil
		}
		if err == nil && (string(m) != "manifest" || rec.Revision < 1) {
			err = errors.New("another manifest")
		}
		return true, err
	})
	commit := func(c store.Change) {
		y.t.Helper()
		c.Next.Revision = revision
		at := revision + 1
		y.do(func(s *sqlite.Store) error { return s.Commit(y.ctx, y.id, c) }, func(s *sqlite.Store) (bool, error) {
			_, rec, err := s.Training(y.ctx, y.id)
			if errors.Is(err, store.ErrNotFound) {
				return false, nil
			}
			return rec.Revision >= at, err
		})
		revision++
	}
	for attempt := 1; attempt <= 2; attempt++ {
		commit(store.Change{Next: store.Record{Phase: wire.PhaseUpload, Log: wire.Head{Length: attempt}}, Entry: []byte(fmt.Sprint("open ", attempt))})
		for who := 1; who <= 3; who++ {
			k, now := y.key(wire.KindUpload, attempt, who), revision
			y.do(func(s *sqlite.Store) error {
				_, err := s.Put(y.ctx, now, store.Message{Key: k, Body: []byte("head"), Blob: blobOf(attempt, who)})
				return err
			}, func(s *sqlite.Store) (bool, error) { return found(s, k, blobOf(attempt, who), now+1) })
		}
		if attempt == 1 {
			commit(store.Change{Next: store.Record{Phase: wire.PhaseWaiting, Log: wire.Head{Length: 1}}, Drop: []store.Slot{y.key(wire.KindUpload, 1, 0).Slot}})
			if err := y.s.Close(); err != nil {
				y.t.Fatal(err)
			}
			y.s = y.rec.open(y.t)
		}
	}
	full := &store.Full{Slot: y.key(wire.KindUpload, 2, 0).Slot, Count: 3}
	commit(store.Change{Next: store.Record{Phase: wire.PhaseFinish, Log: wire.Head{Length: 2}}, Full: full,
		Messages: []store.Message{{Key: y.key(store.KindAggregate, 2, 0), Blob: blobOf(2, 9)}}})
}

// found looks for a message, whose bytes may be gone once its training has come to a revision.
func found(s *sqlite.Store, k store.Key, blob []byte, dropped int64) (bool, error) {
	m, err := s.Get(context.Background(), k)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case errors.Is(err, store.ErrDropped):
		if _, rec, e := s.Training(context.Background(), k.Training); e != nil || rec.Revision < dropped {
			return true, errors.Join(errors.New("bytes are gone before they were dropped"), e)
		}
		return true, nil
	case err == nil && !bytes.Equal(m.Blob, blob):
		return true, errors.New("other bytes than were stored")
	}
	return true, err
}

// TestPowerFailure lets the power fail, and the process end, at every single write, sync and truncation of a story, with all,
// none or some sectors of what was not synced lost, so that pages and frames are torn. What was acknowledged is there, what
// was not is there whole or not at all, and what follows on it goes on.
func TestPowerFailure(t *testing.T) {
	dir := t.TempDir()
	rec := record(t, dir)
	y := &story{t: t, ctx: t.Context(), id: wire.TrainingID{1}, rec: rec, s: rec.open(t)}
	y.tell()
	events := rec.events
	diskfault.Set(nil)
	syncs := 0
	disk := diskfault.NewDisk()
	for at := 0; at <= len(events); at++ {
		rng := rand.New(rand.NewPCG(uint64(at), 23))
		for name, lost := range map[string]diskfault.Loss{
			"the process ends":    diskfault.Nothing,
			"everything is lost":  diskfault.Everything,
			"half is lost":        func() bool { return rng.IntN(2) == 0 },
			"a little is lost":    func() bool { return rng.IntN(8) == 0 },
			"almost all was kept": func() bool { return rng.IntN(40) == 0 },
		} {
			y.survives(fmt.Sprintf("event %d of %d, %s", at, len(events), name), disk, at, lost)
		}
		if at < len(events) {
			disk.Apply(events[at])
			if events[at].Op == diskfault.Sync {
				syncs++
			}
		}
	}
	t.Logf("%d events, %d of them syncs, %d acknowledged writes", len(events), syncs, len(y.acked))
	if syncs < len(y.acked) {
		t.Errorf("%d writes were acknowledged with only %d syncs", len(y.acked), syncs)
	}
}

// survives opens what is left after a number of events.
func (y *story) survives(where string, disk *diskfault.Disk, at int, lost diskfault.Loss) {
	y.t.Helper()
	dir := y.t.TempDir()
	if err := disk.Fail(dir, lost); err != nil {
		y.t.Fatal(err)
	}
	s, err := sqlite.Open(y.ctx, dir)
	if err != nil {
		y.t.Fatalf("%s: the store does not open: %v", where, err)
	}
	defer s.Close()
	if ok, err := s.Pragma(y.ctx, "integrity_check"); err != nil || ok != "ok" {
		y.t.Errorf("%s: the database is damaged: %s (%v)", where, ok, err)
	}
	for i, a := range y.acked {
		done, err := a.check(s)
		switch {
		case err != nil:
			y.t.Errorf("%s: write %d: %v", where, i, err)
		case !done && a.to <= at:
			y.t.Errorf("%s: write %d was acknowledged and is lost", where, i)
		case done && a.from > at:
			y.t.Errorf("%s: write %d is there before it was made", where, i)
		}
	}
	if _, err := s.CreateTraining(y.ctx, wire.TrainingID{9}, []byte("next"), store.Record{}); err != nil {
		y.t.Errorf("%s: the store takes nothing more: %v", where, err)
	}
}
