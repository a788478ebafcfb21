//go:build testkeys

package check_test

import (
	"context"

	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/protocol/wire"
)

// failing is a source that fails to answer requests of one kind.
type failing struct {
	check.Source
	stage string
	err   error
}

func (f *failing) Keys(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	if f.stage == "keys" {
		return nil, f.err
	}
	return f.Source.Keys(ctx, t, ref)
}

func (f *failing) Uploads(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	if f.stage == "uploads" {
		return nil, f.err
	}
	return f.Source.Uploads(ctx, t, ref)
}

func (f *failing) Reveals(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	if f.stage == "reveals" {
		return nil, f.err
	}
	return f.Source.Reveals(ctx, t, ref)
}

func (f *failing) Upload(ctx context.Context, t wire.TrainingID, ref wire.Ref, owner wire.Identity) ([]byte, error) {
	if f.stage == "upload" {
		return nil, f.err
	}
	return f.Source.Upload(ctx, t, ref, owner)
}

func (f *failing) Aggregate(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error) {
	if f.stage == "aggregate" {
		return nil, f.err
	}
	return f.Source.Aggregate(ctx, t, ref)
}
