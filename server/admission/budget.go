package admission

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// budgetTime is the longest time for which a sender waits until other bodies have been processed.
	budgetTime = 20 * time.Second
	// keptBuffer is the size of the largest buffer that is kept for the next body, in bytes.
	keptBuffer = 4 << 20
)

// budget is a number of bytes that bodies may hold together.
type budget struct {
	room *semaphore.Weighted
	size int64
	held atomic.Int64
}

func newBudget(size int64) *budget { return &budget{room: semaphore.NewWeighted(size), size: size} }

// take waits until n bytes are free, and holds them until release is called. If n is more than the whole budget, it holds
// all of it.
func (b *budget) take(ctx context.Context, n int64) (release func(), err error) {
	n = min(n, b.size)
	ctx, cancel := context.WithTimeout(ctx, budgetTime)
	defer cancel()
	if err := b.room.Acquire(ctx, n); err != nil {
		return nil, wire.Rejectf(wire.CodeUnavailable, "too many uploads at the same time; try again")
	}
	b.held.Add(n)
	return func() {
		b.held.Add(-n)
		b.room.Release(n)
	}, nil
}

// buffers hold large bodies while they are processed. Each is used again and again: as garbage, buffers of that size would
// be most of the memory of the process.
type buffers chan []byte

// newBuffers returns n buffers, so that n bodies are processed at a time. More would only hold more memory.
func newBuffers(n int) buffers {
	b := make(buffers, n)
	for range n {
		b <- nil
	}
	return b
}

// take waits for a buffer. Its size is that of the body it held last.
func (b buffers) take(ctx context.Context) ([]byte, error) {
	select {
	case buffer := <-b:
		return buffer, nil
	case <-ctx.Done():
		return nil, wire.Rejectf(wire.CodeUnavailable, "the request ended early; try again")
	}
}

// put returns a buffer that was taken, or a larger one in its place.
func (b buffers) put(buffer []byte) {
	if cap(buffer) > keptBuffer {
		buffer = nil
	}
	b <- buffer
}
