package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// gcPercent is the growth of memory, in percent, after which garbage is collected. Go's default is 100: a facilitator of
	// thousands of owners keeps little for long, so most of that would be garbage.
	gcPercent = 15
	// gcBytes is the growth, in bytes, before which no garbage is collected. If it were smaller, a facilitator of few
	// owners would collect all the time.
	gcBytes = 4 << 20
)

// tuneGC sets the frequency of garbage collections. It does nothing if GOGC is set.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(100)
		adjustAfterGC(100)
	}
}

// adjustAfterGC adjusts the growth that Go waits for, a percentage, after the next collection and every later one.
func adjustAfterGC(now int) {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(new(sentinel), func(*sentinel) {
		next := growthFor(bytesInUse())
		if next != now {
			debug.SetGCPercent(next)
		}
		adjustAfterGC(next)
	})
}

// growthFor returns the growth after which to collect garbage, in percent, if used bytes are in use.
func growthFor(used uint64) int {
	return int(min(max(gcPercent, 100*gcBytes/max(used, 1)), 1000))
}

// bytesInUse returns the size that growth is counted from: the live heap of the last collection, stacks and globals.
func bytesInUse() (sum uint64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(samples)
	for _, s := range samples {
		if s.Value.Kind() == metrics.KindUint64 {
			sum += s.Value.Uint64()
		}
	}
	return sum
}
