package vault

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/wire"
)

func sentKey(t wire.TrainingID, ref wire.Ref) string {
	return fmt.Sprintf("%s%s/%d-%d", sentPrefix, t, ref.Round, ref.Attempt)
}

// KeepSent keeps an upload's ciphertexts to be looked at, as long as all of a training stay within limit bytes. They are
// for show: failing to keep them stops nothing.
func (r *Record) KeepSent(ctx context.Context, ref wire.Ref, blob []byte, limit int) {
	total := 0
	for _, e := range r.Data().Sent {
		total += e.BytesUp
	}
	if total <= limit {
		_ = r.store.Put(ctx, sentKey(r.Training, ref), blob)
	}
}

// Sent returns the ciphertexts of an upload, nil if they were not kept.
func (r *Record) Sent(ctx context.Context, ref wire.Ref) ([]byte, error) {
	b, err := r.store.Get(ctx, sentKey(r.Training, ref))
	if errors.Is(err, store.ErrNoEntry) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	return b, nil
}
