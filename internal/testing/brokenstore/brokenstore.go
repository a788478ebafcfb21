// Package brokenstore owns a data owner's store that fails at any operation that a test chooses.
package brokenstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/dataowner/store"
)

// ErrBroken is the error of an operation that fails.
var ErrBroken = errors.New("the store fails")

// Store is a store of which one operation fails, or all writes, or everything, from some moment on. It is safe for concurrent use.
type Store struct {
	store.Store
	at   int  // the operation that fails, from 1; 0 if none does
	done bool // the operation has its effect all the same: only the answer is lost

	mu    sync.Mutex // protects the fields below
	count int
	asked string // the operation that failed
	full  bool   // every write fails
	gone  bool   // everything fails
}

// New returns a store that fails nowhere until Fill or Break is called.
func New(s store.Store) *Store { return &Store{Store: s} }

// Fill lets every write fail from now on, as on a full disk.
func (s *Store) Fill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.full = true
}

// Break lets everything fail from now on, as on a disk that is gone.
func (s *Store) Break() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
}

// next counts an operation and reports whether it fails.
func (s *Store) next(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.count == s.at {
		s.asked = what
	}
	return s.count == s.at || s.gone || s.full && what != "get" && what != "keys"
}

// write does an operation that changes something.
func (s *Store) write(what string, do func() error) error {
	if !s.next(what) {
		return do()
	}
	if s.done {
		_ = do()
	}
	return ErrBroken
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	if s.next("get") {
		return nil, ErrBroken
	}
	return s.Store.Get(ctx, key)
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, key string, value []byte) error {
	return s.write("put", func() error { return s.Store.Put(ctx, key, value) })
}

// Create implements store.Store.
func (s *Store) Create(ctx context.Context, key string, value []byte) error {
	return s.write("create", func() error { return s.Store.Create(ctx, key, value) })
}

// Keys implements store.Store.
func (s *Store) Keys(ctx context.Context) ([]string, error) {
	if s.next("keys") {
		return nil, ErrBroken
	}
	return s.Store.Keys(ctx)
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	return s.write("delete", func() error { return s.Store.Delete(ctx, key) })
}

// Each runs do once for each of its operations on a store, which fails there, and once more for each with the change done
// and the answer lost. whole, called after each run, is given the store without faults and do's error, nil if an
// operation may fail. Every run begins with a store that fresh makes. Each returns how many runs failed.
func Each(t *testing.T, fresh func() store.Store, do func(store.Store) error, whole func(name string, s store.Store, err error)) (failures int) {
	t.Helper()
	for _, done := range []bool{false, true} {
		for at := 1; ; at++ {
			inner := fresh()
			s := &Store{Store: inner, at: at, done: done}
			err := do(s)
			if s.asked == "" {
				if err != nil {
					t.Errorf("without a fault: %v", err)
				}
				break
			}
			name := fmt.Sprintf("operation %d, %s, done %v", at, s.asked, done)
			if err != nil {
				failures++
				if !errors.Is(err, ErrBroken) {
					t.Errorf("%s: got %v, want the store's error", name, err)
				}
			}
			whole(name, inner, err)
		}
	}
	return failures
}
