package server

import (
	"bytes"
	"net/http/httptest"
	"testing"
	"time"
)

// TestLargeBodiesLeaveRoomForSmall: bodies that wait to be worked on hold no memory, however many there are.
func TestLargeBodiesLeaveRoomForSmall(t *testing.T) {
	s, _ := spooling(t)
	var taken [][]byte
	for range cap(s.buffers) { // as many as may be are worked on
		b, err := s.buffers.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, b)
	}
	frame, blob := frameOf(t, 2*spoolFrom)
	loaded := make(chan []byte)
	for range 10 {
		f, err := s.receive(httptest.NewRecorder(), framed(bytes.NewReader(frame), len(frame)), 2*spoolFrom, anyone)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer f.close()
			b, err := f.load(t.Context())
			if err != nil {
				b = nil
			}
			loaded <- bytes.Clone(b)
		}()
	}
	time.Sleep(50 * time.Millisecond)
	if n := s.memory.held.Load(); n != 0 {
		t.Errorf("bodies that wait hold %d bytes of memory", n)
	}
	for _, b := range taken {
		s.buffers.put(b)
	}
	for range 10 {
		if !bytes.Equal(<-loaded, blob) {
			t.Fatal("a body that waited is not what was sent")
		}
	}
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
