package server

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"github.com/blindfit/blindfit/protocol/wire"
)

// budget is a number of bytes that bodies may take together.
type budget struct {
	room *semaphore.Weighted
	size int64
	held atomic.Int64
}

func newBudget(size int64) *budget { return &budget{room: semaphore.NewWeighted(size), size: size} }

// take waits for room for n bytes; release gives it back. More than there ever is takes all of it.
func (b *budget) take(ctx context.Context, n int64) (release func(), err error) {
	n = min(n, b.size)
	ctx, cancel := context.WithTimeout(ctx, roomWait)
	defer cancel()
	if err := b.room.Acquire(ctx, n); err != nil {
		return nil, wire.Rejectf(wire.CodeUnavailable, "too many uploads at once; try again")
	}
	b.held.Add(n)
	return func() {
		b.held.Add(-n)
		b.room.Release(n)
	}, nil
}

// keptBuffer is how large a buffer is at most that is kept for the next body, in bytes.
const keptBuffer = 4 << 20

// buffers are what large bodies are read into, each used again and again: garbage of that size would be most of what
// the process holds.
type buffers chan []byte

// newBuffers makes n buffers, so that n bodies are worked on at a time: more only hold more memory.
func newBuffers(n int) buffers {
	b := make(buffers, n)
	for range n {
		b <- nil
	}
	return b
}

// take waits for a buffer, of whatever size it is.
func (b buffers) take(ctx context.Context) ([]byte, error) {
	select {
	case buffer := <-b:
		return buffer, nil
	case <-ctx.Done():
		return nil, wire.Rejectf(wire.CodeUnavailable, "the request was cut short; try again")
	}
}

// put gives a buffer back.
func (b buffers) put(buffer []byte) {
	if cap(buffer) > keptBuffer {
		buffer = nil
	}
	b <- buffer
}
