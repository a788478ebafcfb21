package admission

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestBudget: a body that does not fit waits for others, at most for budgetTime, and one larger than all takes all.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(10)
		free, err := b.take(t.Context(), 25)
		if err != nil || b.held.Load() != 10 {
			t.Fatalf("a body larger than all holds %d bytes, %v", b.held.Load(), err)
		}
		start := time.Now()
		if _, err := b.take(t.Context(), 1); wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodeUnavailable || time.Since(start) != budgetTime {
			t.Errorf("after %v: error is %v, want unavailable after %v", time.Since(start), err, budgetTime)
		}
		time.AfterFunc(time.Second, free)
		if free, err = b.take(t.Context(), 4); err != nil || b.held.Load() != 4 {
			t.Errorf("a body that waited holds %d bytes, %v", b.held.Load(), err)
		}
		if free(); b.held.Load() != 0 {
			t.Errorf("%d bytes are held at the end", b.held.Load())
		}
	})
}

// TestBuffersAreUsedAgain: a buffer serves bodies of any size, and a very large one is not kept.
func TestBuffersAreUsedAgain(t *testing.T) {
	b := newBuffers(1)
	b.put(append(<-b, make([]byte, keptBuffer)...))
	if again, err := b.take(t.Context()); err != nil || cap(again) < keptBuffer {
		t.Errorf("a buffer of %d bytes was kept, %v", cap(again), err)
	}
	b.put(make([]byte, keptBuffer+1))
	if again, err := b.take(t.Context()); err != nil || again != nil {
		t.Errorf("a buffer of %d bytes was kept, %v", cap(again), err)
	}
}
