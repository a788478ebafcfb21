package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// garbageShare is by how many percent memory may grow until garbage is collected. Go's default is 100: a facilitator of
	// thousands of owners holds little for long, and most of what it took would be garbage.
	garbageShare = 15
	// garbageRoom is by how many bytes it may grow in any case: a facilitator of few owners would collect without a pause.
	garbageRoom = 4 << 20
)

// collectGarbage says how often garbage is collected, unless GOGC does.
func collectGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(100)
		afterCollection(100)
	}
}

// afterCollection adapts what Go waits for, a share, after the next collection, and so on.
func afterCollection(now int) {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(new(sentinel), func(*sentinel) {
		next := percent(inUse())
		if next != now {
			debug.SetGCPercent(next)
		}
		afterCollection(next)
	})
}

// percent is the growth at which to collect, for so many bytes in use.
func percent(used uint64) int {
	return int(min(max(garbageShare, 100*garbageRoom/max(used, 1)), 1000))
}

// inUse is what growth is counted from: what the last collection kept, stacks and globals, in bytes.
func inUse() (sum uint64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(samples)
	for _, s := range samples {
		if s.Value.Kind() == metrics.KindUint64 {
			sum += s.Value.Uint64()
		}
	}
	return sum
}
