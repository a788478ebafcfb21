package swarm

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Latency is how long requests of one kind took, in milliseconds.
type Latency struct {
	Request string  `json:"request"` // method and the resource
	Count   int     `json:"count"`
	Failed  int     `json:"failed"` // refused, or without an answer
	Up      int64   `json:"up"`     // bytes of bodies
	Down    int64   `json:"down"`
	P50     float64 `json:"p50_ms"`
	P90     float64 `json:"p90_ms"`
	P99     float64 `json:"p99_ms"`
	Max     float64 `json:"max_ms"`
}

// tally counts the requests on the lines of a swarm.
type tally struct {
	mu       sync.Mutex // guards all below
	took     map[string][]time.Duration
	failed   map[string]int
	up, down map[string]int64
	here     int // owners taking part now
	faults   Faults
}

func newTally() *tally {
	return &tally{took: map[string][]time.Duration{}, failed: map[string]int{}, up: map[string]int64{}, down: map[string]int64{}, faults: Faults{DroppedOut: map[string]int{}}}
}

// Faults counts the injected faults and their unwanted effects.
type Faults struct {
	DroppedOut map[string]int `json:"dropped_out"` // by phase
	Duplicates int            `json:"duplicates"`
	Garbage    int            `json:"garbage"`

	// A duplicate must be answered as the first, garbage refused. Anything else is a fault of the facilitator.
	AnsweredApart int `json:"answered_apart"`
	GarbageTaken  int `json:"garbage_taken"`
}

func (t *tally) request(kind string, took time.Duration, ok bool, up, down int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took[kind] = append(t.took[kind], took)
	if !ok {
		t.failed[kind]++
	}
	t.up[kind] += int64(up)
	t.down[kind] += int64(down)
}

func (t *tally) fault(change func(*Faults)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.faults)
}

func (t *tally) arrived(by int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.here += by
}

// sofar returns how many owners take part and how many requests were answered.
func (t *tally) sofar() (here, requests int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.took {
		requests += len(l)
	}
	return t.here, requests
}

// latencies lists every kind of request, in the order of its name.
func (t *tally) latencies() []Latency {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Latency
	for kind, took := range t.took {
		slices.Sort(took)
		at := func(q float64) float64 { return milliseconds(took[min(int(q*float64(len(took))), len(took)-1)]) }
		out = append(out, Latency{kind, len(took), t.failed[kind], t.up[kind], t.down[kind], at(0.5), at(0.9), at(0.99), at(1)})
	}
	slices.SortFunc(out, func(a, b Latency) int { return strings.Compare(a.Request, b.Request) })
	return out
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// kindOf names a request without the ids in its path.
func kindOf(method, path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	what := parts[len(parts)-1]
	switch {
	case len(parts) > 6 && parts[3] == "rounds":
		what = parts[6]
	case len(parts) > 3 && parts[1] == "trainings":
		what = parts[3]
	}
	return method + " " + what
}
