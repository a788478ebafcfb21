package objects_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/objects"
	"github.com/blindfit/blindfit/server/store/sqlite"
	"github.com/blindfit/blindfit/server/store/storetest"
)

// bucket keeps objects in memory. fail is asked before each operation.
type bucket struct {
	mu      sync.Mutex
	objects map[string][]byte
	fail    func(operation string) error
}

func (b *bucket) do(operation string, f func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		if err := b.fail(operation); err != nil {
			return err
		}
	}
	f()
	return nil
}

func (b *bucket) Put(_ context.Context, name string, content []byte) error {
	return b.do("put", func() { b.objects[name] = append([]byte(nil), content...) })
}

func (b *bucket) Get(_ context.Context, name string) (content []byte, err error) {
	err = b.do("get", func() { content = append([]byte(nil), b.objects[name]...) })
	if err == nil && content == nil {
		err = fs.ErrNotExist
	}
	return content, err
}

func (b *bucket) Delete(_ context.Context, names []string) error {
	return b.do("delete", func() {
		for _, name := range names {
			delete(b.objects, name)
		}
	})
}

func (b *bucket) Check(context.Context) error { return b.do("check", func() {}) }

// broken makes some operations fail from now on.
func (b *bucket) broken(operations ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = func(operation string) error {
		for _, o := range operations {
			if o == operation {
				return errors.New("the server is down")
			}
		}
		return nil
	}
}

func (b *bucket) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.objects)
}

func newBucket() *bucket { return &bucket{objects: map[string][]byte{}} }

var id = wire.TrainingID{1}

// open returns a store over a folder with everything of more than over bytes in b.
func open(t *testing.T, dir string, b objects.Bucket, over int) store.Store {
	t.Helper()
	inner, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s := objects.Open(inner, objects.Options{Bucket: b, Over: over, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { s.Close() })
	return s
}

// training returns a store with a training.
func training(t *testing.T, b objects.Bucket, over int) store.Store {
	t.Helper()
	s := open(t, t.TempDir(), b, over)
	if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func contribution(who byte, sequence int) store.Contribution {
	return store.Contribution{Training: id, Identity: wire.Identity{who}, Sequence: sequence, Body: fmt.Appendf(nil, "head %d %d", who, sequence),
		Masks: []byte("masks"), Blob: fmt.Appendf(nil, "blob %d %d", who, sequence)}
}

// eventually waits until the bucket has so many objects, and the account says so.
func eventually(t *testing.T, s store.Store, b *bucket, want int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		h, err := s.Objects().Holding(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := b.count(); n == want && h.Held == want && h.Waiting == 0 {
			return
		} else if time.Now().After(end) {
			t.Fatalf("the bucket has %d objects and the account says %+v, want %d", n, h, want)
		}
	}
}

func put(t *testing.T, s store.Store, c store.Contribution, want bool) {
	t.Helper()
	if stored, err := s.PutContribution(t.Context(), 1, c); err != nil || stored != want {
		t.Fatalf("contribution %d of %d: stored %v (%v), want %v", c.Sequence, c.Identity[0], stored, err, want)
	}
}

func frozen(t *testing.T, s store.Store, most int) ([]store.Contribution, error) {
	t.Helper()
	return s.Frozen(t.Context(), id, wire.Identity{}, store.PartBlob, most)
}

// TestContract: with every ciphertext in a bucket the store keeps the whole contract.
func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Open {
		dir, b := t.TempDir(), newBucket()
		return func() (store.Store, error) {
			inner, err := sqlite.Open(t.Context(), dir)
			if err != nil {
				return nil, err
			}
			return objects.Open(inner, objects.Options{Bucket: b, Log: slog.New(slog.DiscardHandler)}), nil
		}
	})
}

// TestUnusedAreDeleted: objects go with what they were for, and only large contributions have one.
func TestUnusedAreDeleted(t *testing.T) {
	b := newBucket()
	s := training(t, b, 8)
	small := contribution(1, 1) // eight bytes
	put(t, s, small, true)
	eventually(t, s, b, 0)
	for who := range byte(3) {
		put(t, s, contribution(10+who, 1), true)
	}
	eventually(t, s, b, 3)
	put(t, s, contribution(10, 2), true)  // replaced
	put(t, s, contribution(10, 2), false) // sent again
	gone := store.Contribution{Training: id, Identity: wire.Identity{11}, Sequence: 2, Withdrawn: true, Body: []byte("withdrawal")}
	put(t, s, gone, true)
	eventually(t, s, b, 2)
	_, rec, err := s.Training(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: rec, Freeze: 1}); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]int{1 << 20: 3, 1: 1, 34: 2} { // of 17 bytes each
		page, err := frozen(t, s, most)
		if err != nil || len(page) != want {
			t.Fatalf("a page of %d bytes has %d contributions (%v), want %d", most, len(page), err, want)
		}
		for _, c := range page {
			if !strings.HasPrefix(string(c.Blob), fmt.Sprintf("blob %d", c.Identity[0])) || c.Object != "" {
				t.Errorf("contribution of %d holds %q, object %q", c.Identity[0], c.Blob, c.Object)
			}
		}
	}
	rec.Revision++
	if err := s.Commit(t.Context(), id, store.Change{Next: rec, Forget: true}); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, b, 0)
}

// TestForgetDeletes: when a training is forgotten its objects are gone, or they go when the bucket can be reached again; what else
// is in the bucket stays.
func TestForgetDeletes(t *testing.T) {
	b := newBucket()
	b.objects["somebody else's"] = []byte("x")
	dir := t.TempDir()
	s := open(t, dir, b, 0)
	for range 2 {
		if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
			t.Fatal(err)
		}
		put(t, s, contribution(1, 1), true)
		if err := s.Forget(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if n := b.count(); n != 1 {
			t.Fatalf("the bucket has %d objects after the training was forgotten", n)
		}
	}
	if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	put(t, s, contribution(1, 1), true)
	b.broken("delete")
	if err := s.Forget(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n := b.count(); n != 2 {
		t.Fatalf("the bucket has %d objects while it deletes none", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.broken()
	open(t, dir, b, 0)
	for end := time.Now().Add(20 * time.Second); b.count() != 1; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the object of a forgotten training stays")
		}
	}
}

// TestServerDown: nothing is acknowledged that the bucket did not take, nothing that was acknowledged is lost, and readiness
// notices.
func TestServerDown(t *testing.T) {
	b := newBucket()
	s := training(t, b, 0)
	put(t, s, contribution(1, 1), true)
	b.broken("put", "get", "check")
	if stored, err := s.PutContribution(t.Context(), 1, contribution(1, 2)); err == nil || stored || errors.Is(err, store.ErrRevision) {
		t.Fatalf("stored %v with the server down: %v", stored, err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("the store is ready with the server down")
	}
	_, rec, err := s.Training(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: rec, Freeze: 1}); err != nil {
		t.Fatal(err)
	}
	if page, err := frozen(t, s, 1<<20); err == nil {
		t.Errorf("%d contributions are read with the server down", len(page))
	}
	b.broken()
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	page, err := frozen(t, s, 1<<20)
	if err != nil || len(page) != 1 || string(page[0].Blob) != "blob 1 1" {
		t.Errorf("%+v is frozen (%v), want the first contribution", page, err)
	}
	eventually(t, s, b, 1)
}

// TestKilledBetween: an object without a row, as a facilitator leaves it that is killed between the two, is deleted later, and
// an object whose row came is kept whatever was said of it before.
func TestKilledBetween(t *testing.T) {
	b := newBucket()
	dir := t.TempDir()
	inner, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inner.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"announced", "written"} {
		if err := inner.Objects().Announce(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	b.objects["written"] = []byte("x")
	if _, err := inner.Objects().Unused(t.Context(), time.Now().Add(time.Hour), 1); err != nil { // an hour later
		t.Fatal(err)
	}
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, b, 0)
	eventually(t, s, b, 0)
	put(t, s, contribution(1, 1), true)
	eventually(t, s, b, 1)
}

// slow is a bucket that lets something happen while an object is written.
type slow struct {
	*bucket
	meanwhile func()
}

func (b slow) Put(ctx context.Context, name string, content []byte) error {
	err := b.bucket.Put(ctx, name, content)
	b.meanwhile()
	return err
}

// TestGivenUpOnTheWay: an object that was given up while it was on its way is not acknowledged; it would be deleted.
func TestGivenUpOnTheWay(t *testing.T) {
	b := newBucket()
	var s store.Store
	s = training(t, slow{b, func() {
		if _, err := s.Objects().Unused(t.Context(), time.Now().Add(time.Hour), 1); err != nil {
			t.Error(err)
		}
	}}, 0)
	if stored, err := s.PutContribution(t.Context(), 1, contribution(1, 1)); stored || !errors.Is(err, store.ErrGivenUp) {
		t.Fatalf("stored %v (%v) in an object that is given up", stored, err)
	}
	eventually(t, s, b, 0)
}

// TestClosedOnTheWay: a contribution whose training closes while its object is written is refused, and leaves nothing.
func TestClosedOnTheWay(t *testing.T) {
	b := newBucket()
	var s store.Store
	s = training(t, slow{b, func() {
		_, rec, err := s.Training(t.Context(), id)
		if err == nil {
			err = s.Commit(t.Context(), id, store.Change{Next: rec, Freeze: 1})
		}
		if err != nil {
			t.Error(err)
		}
	}}, 0)
	if stored, err := s.PutContribution(t.Context(), 1, contribution(1, 1)); stored || !errors.Is(err, store.ErrRevision) {
		t.Fatalf("stored %v (%v) in a training that moved on", stored, err)
	}
	eventually(t, s, b, 0)
}

// TestDamaged: another object's bytes, or none, are an error that names the object.
func TestDamaged(t *testing.T) {
	b := newBucket()
	s := training(t, b, 0)
	put(t, s, contribution(1, 1), true)
	_, rec, err := s.Training(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: rec, Freeze: 1}); err != nil {
		t.Fatal(err)
	}
	for name := range b.objects {
		b.objects[name] = []byte("blob 1 2")
		if _, err := frozen(t, s, 1<<20); !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), name) {
			t.Errorf("another object's bytes: %v", err)
		}
		delete(b.objects, name)
		if _, err := frozen(t, s, 1<<20); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("an object that is gone: %v", err)
		}
		if err := objects.Verify(t.Context(), s, b); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("the bucket without it passes: %v", err)
		}
	}
	if err := objects.Verify(t.Context(), s, nil); !errors.Is(err, objects.ErrUnnamed) {
		t.Errorf("a store with objects passes without a bucket: %v", err)
	}
}

// TestPagesOfRows: where ciphertexts are in the database, a page is as long as it is without objects.
func TestPagesOfRows(t *testing.T) {
	const owners = 20
	s := training(t, newBucket(), 1<<20)
	for who := range byte(owners) {
		c := contribution(1+who, 1)
		c.Blob = make([]byte, 2000)
		put(t, s, c, true)
	}
	_, rec, err := s.Training(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: rec, Freeze: 1}); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]int{1 << 20: owners, 10_000: 4} {
		if page, err := frozen(t, s, most); err != nil || len(page) != want {
			t.Errorf("a page of %d bytes has %d contributions (%v), want %d", most, len(page), err, want)
		}
	}
}
