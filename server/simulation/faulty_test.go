package simulation_test

import (
	"context"
	"errors"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

var (
	errStore = errors.New("input/output error")
	errDead  = errors.New("the process has ended")
)

// faulty is what one facilitator sees of the store that it may share with another. Its writes can fail in every way
// that the contract allows, and end with the process.
type faulty struct {
	store.Store
	mu    sync.Mutex
	plan  []fault // of the next writes; fine where the plan has ended
	reads int     // that still fail
	dead  bool
	fired bool // a fault happened in the present operation
}

// arm gives the write after n others a fault.
func (f *faulty) arm(how fault, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.plan) <= n {
		f.plan = append(f.plan, fine)
	}
	f.plan[n] = how
}

// begin begins an operation.
func (f *faulty) begin() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fired = false
}

// struck reports whether a fault happened in the present operation.
func (f *faulty) struck() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fired
}

func (f *faulty) kill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead = true
}

func (f *faulty) alive() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.dead
}

// next is what the plan has for the present write.
func (f *faulty) next() fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return dies
	}
	if len(f.plan) == 0 {
		return fine
	}
	how := f.plan[0]
	f.plan = f.plan[1:]
	f.fired = f.fired || how != fine
	f.dead = how == dies || how == diesLate
	return how
}

// write does one write with what the plan has for it. late does it where somebody else wrote first.
func (f *faulty) write(do, late func() error) error {
	switch how := f.next(); how {
	case before:
		return errStore
	case overtook:
		return late()
	case dies:
		return errDead
	case after, diesLate:
		if err := do(); err != nil {
			return err
		}
		if how == diesLate {
			return errDead
		}
		return errStore
	}
	return do()
}

// read reports why a read fails.
func (f *faulty) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.dead:
		return errDead
	case f.reads > 0:
		f.reads--
		f.fired = true
		return errStore
	}
	return nil
}

func (f *faulty) CreateTraining(ctx context.Context, id wire.TrainingID, manifest []byte, first store.Record) (created bool, err error) {
	do := func() (err error) { created, err = f.Store.CreateTraining(ctx, id, manifest, first); return err }
	err = f.write(do, do)
	return created && err == nil, err
}

func (f *faulty) Put(ctx context.Context, revision int64, m store.Message) (stored bool, err error) {
	do := func() (err error) { stored, err = f.Store.Put(ctx, revision, m); return err }
	err = f.write(do, func() error { revision = -1; return do() }) // a message that is there already is confirmed whatever the revision
	return stored && err == nil, err
}

func (f *faulty) Commit(ctx context.Context, id wire.TrainingID, change store.Change) error {
	do := func() error { return f.Store.Commit(ctx, id, change) }
	return f.write(do, func() error { change.Next.Revision = -1; return do() })
}

func (f *faulty) Trainings(ctx context.Context) ([]wire.TrainingID, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.Store.Trainings(ctx)
}

func (f *faulty) Training(ctx context.Context, id wire.TrainingID) ([]byte, store.Record, error) {
	if err := f.read(); err != nil {
		return nil, store.Record{}, err
	}
	return f.Store.Training(ctx, id)
}

func (f *faulty) Get(ctx context.Context, key store.Key) (store.Message, error) {
	if err := f.read(); err != nil {
		return store.Message{Key: key}, err
	}
	return f.Store.Get(ctx, key)
}

func (f *faulty) List(ctx context.Context, slot store.Slot) ([]store.Item, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.Store.List(ctx, slot)
}

func (f *faulty) Log(ctx context.Context, id wire.TrainingID, from, maxBytes int) ([][]byte, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.Store.Log(ctx, id, from, maxBytes)
}
