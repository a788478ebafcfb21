package notify

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// entryOf returns the JSON of a log entry with a body of n bytes.
func entryOf(t *testing.T, n int) []byte {
	t.Helper()
	b, err := wire.Marshal(wire.Signed{Kind: wire.KindOpen, Body: []byte(strings.Repeat("x", n)), Signature: make([]byte, 64)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRecent: the next states carry new entries, each a few times; larger ones, and those before entries that another
// facilitator took, are left out.
func TestRecent(t *testing.T) {
	var r Recent
	r.Add(entryOf(t, 10), 1)
	if got := r.Show(1); len(got) != 1 || len(got[0].Body) != 10 {
		t.Fatalf("first state has %d entries", len(got))
	}
	r.Add(entryOf(t, 20), 2)
	for i, want := range []int{2, 2, 1, 0} {
		if got := r.Show(2); len(got) != want {
			t.Fatalf("state %d has %d entries, want %d", i, len(got), want)
		}
	}
	r.Add(entryOf(t, 30), 4) // the third came to another facilitator
	if got := r.Show(4); len(got) != 1 || len(got[0].Body) != 30 {
		t.Fatalf("got %d entries after a gap", len(got))
	}
	if got := r.Show(5); got != nil {
		t.Fatalf("got %d entries of a log that has grown elsewhere", len(got))
	}
	r.Add(entryOf(t, recentBytes), 5)
	if got := r.Show(5); len(got) != 0 {
		t.Fatalf("got %d entries, of which one is large", len(got))
	}
	r.Add(entryOf(t, 10), 6)
	if got := r.Show(6); len(got) != 1 {
		t.Fatalf("got %d entries after a large one", len(got))
	}
}
