package simulation_test

import (
	"context"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// seen is what a facilitator is given: a store that facilitators share where it is one.
func (f *faulty) seen() store.Store {
	if s, ok := f.Store.(store.Shared); ok {
		return &faultyShared{f, s}
	}
	return f
}

// faultyShared is faulty for a store that facilitators share. What they tell each other fails with the reads.
type faultyShared struct {
	*faulty
	shared store.Shared
}

var _ store.Shared = (*faultyShared)(nil)

func (f *faultyShared) Stamp(ctx context.Context, id wire.TrainingID, slot store.Slot) (store.Stamp, error) {
	if err := f.read(); err != nil {
		return store.Stamp{}, err
	}
	return f.shared.Stamp(ctx, id, slot)
}

func (f *faultyShared) Senders(ctx context.Context, slot store.Slot) ([]wire.Identity, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.shared.Senders(ctx, slot)
}

func (f *faultyShared) Running(ctx context.Context) ([]wire.TrainingID, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.shared.Running(ctx)
}

func (f *faultyShared) Audience(ctx context.Context, id wire.TrainingID) (store.Audience, error) {
	if err := f.read(); err != nil {
		return store.Audience{}, err
	}
	return f.shared.Audience(ctx, id)
}

func (f *faultyShared) Follow(moved func(wire.TrainingID), missed func()) (stop func()) {
	return f.shared.Follow(moved, missed)
}

func (f *faultyShared) Attend(ctx context.Context, lease time.Duration, who ...store.Attendance) error {
	if err := f.read(); err != nil {
		return err
	}
	return f.shared.Attend(ctx, lease, who...)
}

func (f *faultyShared) Depart(ctx context.Context, id wire.TrainingID, who wire.Identity) error {
	if err := f.read(); err != nil {
		return err
	}
	return f.shared.Depart(ctx, id, who)
}

func (f *faultyShared) Leave(ctx context.Context, id wire.TrainingID, to store.Farewell) (fresh bool, err error) {
	if err := f.read(); err != nil {
		return false, err
	}
	return f.shared.Leave(ctx, id, to)
}

func (f *faultyShared) Return(ctx context.Context, id wire.TrainingID, who wire.Identity) error {
	if err := f.read(); err != nil {
		return err
	}
	return f.shared.Return(ctx, id, who)
}

func (f *faultyShared) Lapse(ctx context.Context) error {
	if err := f.read(); err != nil {
		return err
	}
	return f.shared.Lapse(ctx)
}
