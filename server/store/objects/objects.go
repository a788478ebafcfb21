// Package objects owns the form of a store that keeps the ciphertexts of large contributions outside its database, as objects in a
// bucket. Everything else of a contribution, and all that decides whether it counts, stays in the database, which also has the
// account of the objects (store.Objects).
//
// A contribution is acknowledged when its object and then its row are durable. Objects that no row holds are deleted in the
// background: those that were replaced, withdrawn, erased or forgotten at once, those whose row never came an hour after they were
// announced. Only names from the account are ever deleted, so that the bucket may hold anything else.
package objects

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Bucket is the place of objects. Every method is safe for concurrent use.
type Bucket interface {
	// Put writes an object. It is durable when Put returns nil.
	Put(ctx context.Context, name string, b []byte) error
	// Get reads an object.
	Get(ctx context.Context, name string) ([]byte, error)
	// Delete deletes objects; it is no error if one is not there.
	Delete(ctx context.Context, names []string) error
	// Check fails if the bucket cannot be reached.
	Check(ctx context.Context) error
}

const (
	// putTime and getTime bound the writing and the reading of one object.
	putTime, getTime = time.Minute, time.Minute
	// giveUpAfter is the time after which an announced object without a row is given up. It is much longer than putTime, so that
	// none is given up while it is on its way; if one were, its contribution would be refused, not lost.
	giveUpAfter = time.Hour
	// every is the time between two looks for unused objects, besides those after changes.
	every = time.Minute
	// settle is the time between a change and the look for objects that it made unused: of many changes one look is enough.
	settle = 200 * time.Millisecond
	// headBytes bounds what is read of the database for a page of objects, which have no room for more heads than that.
	headBytes = 16 << 10
	// closeTime bounds the deletion of unused objects when the store is closed.
	closeTime = 5 * time.Second
	// batch is the number of objects deleted with one request.
	batch = 1000
	// readers is the number of objects read at a time.
	readers = 8
)

// Options configure a store with objects. Bucket and Log are required.
type Options struct {
	Bucket Bucket
	Over   int // contributions with more bytes of ciphertexts than this become objects
	Log    *slog.Logger
}

// Store implements store.Store.
type Store struct {
	store.Store
	bucket Bucket
	over   int
	log    *slog.Logger
	stop   context.CancelFunc
	wake   chan struct{}
	ended  sync.WaitGroup

	sweeping sync.Mutex // one sweep at a time
}

// shared is a Store over a database that several facilitators use.
type shared struct {
	*Store
	store.Peers
}

// Open returns s with large contributions in a bucket. It owns s from then on. The result implements store.Shared if s does.
func Open(s store.Store, o Options) store.Store {
	ctx, stop := context.WithCancel(context.Background())
	out := &Store{Store: s, bucket: o.Bucket, over: o.Over, log: o.Log, stop: stop, wake: make(chan struct{}, 1)}
	out.ended.Go(func() { out.follow(ctx) })
	if peers, ok := s.(store.Shared); ok {
		return &shared{out, peers}
	}
	return out
}

// PutContribution implements store.Store.
func (s *Store) PutContribution(ctx context.Context, revision int64, c store.Contribution) (stored bool, err error) {
	if len(c.Blob) <= s.over || c.Object != "" || s.settled(ctx, revision, c) {
		stored, err = s.Store.PutContribution(ctx, revision, c)
		if stored {
			s.look() // it may have replaced one with an object
		}
		return stored, err
	}
	c.Object = newName(c.Training)
	account := s.Objects()
	if err := account.Announce(ctx, c.Object); err != nil {
		return false, fmt.Errorf("failed to store contribution: %w", err)
	}
	putCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putTime)
	defer cancel()
	err = s.bucket.Put(putCtx, c.Object, c.Blob)
	if err == nil {
		stored, err = s.Store.PutContribution(ctx, revision, c)
	} else {
		err = fmt.Errorf("failed to store contribution: %w", err)
	}
	if !stored {
		// The row may be there although an error says otherwise: then the object is held, and this changes nothing.
		if giveUp := account.GiveUp(ctx, c.Object); giveUp != nil {
			s.log.Warn("object not given up; it is within an hour", "error", giveUp)
		}
	}
	s.look()
	return stored, err
}

// settled reports whether a contribution cannot be stored, so that no object is written for it: the store then says why.
func (s *Store) settled(ctx context.Context, revision int64, c store.Contribution) bool {
	if revision < 1 {
		return true
	}
	old, err := s.Store.Contribution(ctx, c.Training, c.Identity)
	return err == nil && (bytes.Equal(old.Body, c.Body) || old.Freeze > 0 || old.Sequence >= c.Sequence)
}

// newName returns a name that no object had: the training, for operators who look into the bucket, and 128 random bits. It names no
// owner, because errors with it are logged.
func newName(id wire.TrainingID) string {
	var unique [16]byte
	rand.Read(unique[:]) // never fails
	return hex.EncodeToString(id[:]) + "/" + hex.EncodeToString(unique[:])
}

// Frozen implements store.Store.
func (s *Store) Frozen(ctx context.Context, id wire.TrainingID, after wire.Identity, part store.Part, maxBytes int) ([]store.Contribution, error) {
	if part != store.PartBlob {
		return s.Store.Frozen(ctx, id, after, part, maxBytes)
	}
	page, err := s.Store.Frozen(ctx, id, after, part, min(maxBytes, headBytes))
	if err != nil || len(page) == 0 {
		return page, err
	}
	if page[0].Object == "" && maxBytes > headBytes { // there is room for more than that
		if page, err = s.Store.Frozen(ctx, id, after, part, maxBytes); err != nil {
			return nil, err
		}
	}
	// The database counted its rows. All contributions of a training have the same size, so the first shows how many there is
	// room for.
	if err := s.read(ctx, &page[0]); err != nil {
		return nil, err
	}
	fits := 1
	for total := size(&page[0]); fits < len(page) && total+max(size(&page[0]), size(&page[fits])) <= maxBytes; fits++ {
		total += max(size(&page[0]), size(&page[fits]))
	}
	page = page[:fits]
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readers)
	for i := 1; i < len(page); i++ {
		g.Go(func() error { return s.read(ctx, &page[i]) })
	}
	return page, g.Wait()
}

func size(c *store.Contribution) int { return len(c.Body) + len(c.Blob) }

// read puts the ciphertexts of a contribution where they would be without an object.
func (s *Store) read(ctx context.Context, c *store.Contribution) (err error) {
	if c.Object == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, getTime)
	defer cancel()
	if c.Blob, err = s.bucket.Get(ctx, c.Object); err != nil {
		return fmt.Errorf("failed to read contribution: object %s: %w", c.Object, err)
	}
	if sum := sha256.Sum256(c.Blob); !bytes.Equal(sum[:], c.BlobSum) {
		return fmt.Errorf("failed to read contribution: object %s: %w", c.Object, store.ErrCorrupt)
	}
	c.Object, c.BlobSum = "", nil
	return nil
}

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, id wire.TrainingID, change store.Change) error {
	err := s.Store.Commit(ctx, id, change)
	if err == nil && change.Forget {
		s.look()
	}
	return err
}

// Forget implements store.Store. The objects are deleted before it returns, if the bucket can be reached: if not, once it can.
func (s *Store) Forget(ctx context.Context, id wire.TrainingID) error {
	if err := s.Store.Forget(ctx, id); err != nil {
		return err
	}
	if err := s.sweep(context.WithoutCancel(ctx)); err != nil {
		s.log.Warn("objects of a forgotten training not deleted yet", "training", id, "error", err)
	}
	return nil
}

// Ping implements store.Store.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.Store.Ping(ctx); err != nil {
		return err
	}
	return s.bucket.Check(ctx)
}

// Inner returns the store of all but the objects.
func (s *Store) Inner() store.Store { return s.Store }

// Close implements store.Store. What is unused by then is deleted first, as far as that takes little time; the rest is at the next
// start.
func (s *Store) Close() error {
	s.stop()
	s.ended.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	if err := s.sweep(ctx); err != nil {
		s.log.Warn("unused objects not deleted; they are at the next start", "error", err)
	}
	return s.Store.Close()
}

// look has unused objects deleted soon.
func (s *Store) look() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// follow deletes unused objects until ctx is done.
func (s *Store) follow(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failed := false
	for {
		err := s.sweep(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failed {
			s.log.Warn("unused objects not deleted; they are tried again every minute", "error", err)
		}
		woken := s.wake
		if failed = err != nil; failed {
			woken = nil // the bucket cannot be reached: not again at once
		}
		select {
		case <-woken:
			select {
			case <-time.After(settle):
			case <-ctx.Done():
				return
			}
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// sweep deletes all unused objects.
func (s *Store) sweep(ctx context.Context) error {
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	for {
		names, err := s.Objects().Unused(ctx, time.Now().Add(-giveUpAfter), batch)
		if err != nil || len(names) == 0 {
			return err
		}
		deleteCtx, cancel := context.WithTimeout(ctx, putTime)
		err = s.bucket.Delete(deleteCtx, names)
		cancel()
		if err == nil {
			err = s.Objects().Deleted(ctx, names)
		}
		if err != nil {
			return err
		}
	}
}

// ErrUnnamed means that a store has objects, and no bucket is named.
var ErrUnnamed = errors.New("the store keeps ciphertexts of contributions in object storage")

// Verify fails if a store's objects are not in a bucket; nil stands for none. It looks for one of them.
func Verify(ctx context.Context, s store.Store, b Bucket) error {
	h, err := s.Objects().Holding(ctx)
	switch {
	case err != nil:
		return err
	case b == nil && h.Held > 0:
		return fmt.Errorf("%w: %d of them", ErrUnnamed, h.Held)
	case b == nil:
		return nil
	}
	if err := b.Check(ctx); err != nil || h.Held == 0 {
		return err
	}
	if _, err := b.Get(ctx, h.One); err != nil {
		return fmt.Errorf("object %s of the store: %w", h.One, err)
	}
	return nil
}
