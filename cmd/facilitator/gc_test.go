package main

import (
	"runtime"
	"testing"
)

// TestGCGrowth: a small process may grow by a fixed number of bytes, a large one by a percentage.
func TestGCGrowth(t *testing.T) {
	for used, want := range map[uint64]int{0: 1000, 1 << 20: 400, 4 << 20: 100, 10 << 20: 40, 25 << 20: 16, 100 << 20: 15, 1 << 30: 15} {
		if got := growthFor(used); got != want {
			t.Errorf("%d bytes in use: may grow by %d %%, want %d", used, got, want)
		}
	}
	runtime.GC()
	if used := bytesInUse(); used < 100<<10 || used > 1<<30 {
		t.Errorf("this test uses %d bytes", used)
	}
}
