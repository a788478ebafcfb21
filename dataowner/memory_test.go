//go:build testkeys && !js

package dataowner_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
)

// TestMemoryOfALargeFile: once a file is accepted, of each row only its digests and its place are held, neither its text nor its
// encoded form, where the rounds need no more than sums.
func TestMemoryOfALargeFile(t *testing.T) {
	const rows = 100_000
	held := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	p := newParty(t, strings.Replace(exactOneRound, `"rows":256`, `"rows":1000000`, 1))
	m := p.add(store.NewMemory(), kindTable(0, false, 20))
	text := kindTable(1, false, rows)
	before := held()
	check, err := m.Load(t.Context(), "large.csv", strings.NewReader(text))
	inmemory.Must(t, err)
	if !check.OK || check.Used != rows {
		t.Fatalf("the file is refused: %v", check.ProblemLines())
	}
	each := float64(held()-before) / rows
	runtime.KeepAlive(m)
	runtime.KeepAlive(text)
	t.Logf("%.0f bytes a row are held, of a file with %d", each, len(text)/rows)
	if each > 110 {
		t.Errorf("%.0f bytes a row are held, want at most 110", each)
	}
}
