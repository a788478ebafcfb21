package check

import (
	"context"
	"slices"
	"sync"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// aheadUploads is how many uploads are asked for before their phase is over. Larger lists are asked for in their turn.
const aheadUploads = 16

// Ahead is a Source that asks for the messages of an attempt before there are any: the facilitator answers each request when its phase is
// over, so that the model owner need not hear of that first. A request that fails is repeated when its answer is needed.
type Ahead struct {
	Source
	cancel context.CancelFunc
	Ref    wire.Ref // of the attempt

	keys, heads, reveals func() ([]wire.Signed, error)
	product              func() ([]byte, error)

	mu      sync.Mutex
	uploads map[wire.Identity]func() ([]byte, error)
}

// NewAhead begins to ask. noise means that there are reveals. It must be stopped.
func NewAhead(ctx context.Context, s Source, t wire.TrainingID, ref wire.Ref, noise bool) *Ahead {
	ctx, cancel := context.WithCancel(ctx)
	a := &Ahead{Source: s, cancel: cancel, Ref: ref, uploads: map[wire.Identity]func() ([]byte, error){}}
	a.keys = client.Begin(func() ([]wire.Signed, error) {
		keys, err := s.Keys(ctx, t, ref)
		if err == nil && len(keys) <= aheadUploads {
			a.mu.Lock()
			defer a.mu.Unlock()
			for _, k := range keys {
				a.uploads[k.Signer] = client.Begin(func() ([]byte, error) { return s.Upload(ctx, t, ref, k.Signer) })
			}
		}
		return keys, err
	})
	a.heads = client.Begin(func() ([]wire.Signed, error) { return s.Uploads(ctx, t, ref) })
	if noise {
		a.reveals = client.Begin(func() ([]wire.Signed, error) { return s.Reveals(ctx, t, ref) })
	}
	a.product = client.Begin(func() ([]byte, error) { return s.Aggregate(ctx, t, ref) })
	return a
}

// Stop abandons the requests that have no answer yet.
func (a *Ahead) Stop() { a.cancel() }

// Keys implements Source, as do the other methods.
func (a *Ahead) Keys(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return either(a.keys, func() ([]wire.Signed, error) { return a.Source.Keys(ctx, t, ref) })
}

// Uploads lists the heads.
func (a *Ahead) Uploads(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return either(a.heads, func() ([]wire.Signed, error) { return a.Source.Uploads(ctx, t, ref) })
}

// Reveals lists the seeds.
func (a *Ahead) Reveals(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]wire.Signed, error) {
	return either(a.reveals, func() ([]wire.Signed, error) { return a.Source.Reveals(ctx, t, ref) })
}

// Aggregate reads the product.
func (a *Ahead) Aggregate(ctx context.Context, t wire.TrainingID, ref wire.Ref) ([]byte, error) {
	return either(a.product, func() ([]byte, error) { return a.Source.Aggregate(ctx, t, ref) })
}

// Upload reads an upload, which is kept until then.
func (a *Ahead) Upload(ctx context.Context, t wire.TrainingID, ref wire.Ref, owner wire.Identity) ([]byte, error) {
	a.mu.Lock()
	begun := a.uploads[owner]
	delete(a.uploads, owner) // its bytes are needed once
	a.mu.Unlock()
	return either(begun, func() ([]byte, error) { return a.Source.Upload(ctx, t, ref, owner) })
}

// either returns the answer of a request that was begun, or asks if there is none or it failed. Answers may be changed by
// those that get them.
func either[T any](begun func() ([]T, error), ask func() ([]T, error)) ([]T, error) {
	if begun != nil {
		if v, err := begun(); err == nil {
			return slices.Clone(v), nil
		}
	}
	return ask()
}
