package server_test

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestManyRounds runs manyRounds rounds over HTTP, up to a hundred in a training, and then more for BLINDFIT_SOAK_HOURS: at the
// end the facilitator and its clients hold no more memory, files and goroutines than after the first rounds. Row 34 of the
// fault table; the long tests run ten thousand.
func TestManyRounds(t *testing.T) {
	hours := 0.0
	if s := os.Getenv("BLINDFIT_SOAK_HOURS"); s != "" {
		var err error
		if hours, err = strconv.ParseFloat(s, 64); err != nil {
			t.Fatalf("malformed BLINDFIT_SOAK_HOURS: %v", err)
		}
	}
	r := start(t, t.TempDir(), "127.0.0.1:0")
	until := time.Now().Add(time.Duration(hours * float64(time.Hour)))
	var warm holdings
	done := 0
	for done < manyRounds || time.Now().Before(until) {
		r.training(min(100, manyRounds/10), &done)
		if warm == (holdings{}) && done >= manyRounds/10 {
			warm = held(t)
		}
	}
	end := held(t)
	t.Logf("%d rounds; when warm %+v, at the end %+v", done, warm, end)
	if end.heap > max(warm.heap, 0)*3/2+6<<20 {
		t.Errorf("the heap grew from %d to %d bytes", warm.heap, end.heap)
	}
	if end.goroutines > warm.goroutines+20 {
		t.Errorf("goroutines grew from %d to %d", warm.goroutines, end.goroutines)
	}
	if end.files > warm.files+20 {
		t.Errorf("open files grew from %d to %d", warm.files, end.files)
	}
}

// holdings are the resources of a process.
type holdings struct {
	heap              int64 // bytes after garbage collection, without the owners' tables
	goroutines, files int
}

func held(t *testing.T) holdings {
	t.Helper()
	runtime.GC()
	runtime.GC() // collects what finalizers of the first run have released
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files := 0
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil { // on other systems files are not counted
		files = len(entries)
	}
	// With the small key, headers and spare capacity double the size of the tables.
	return holdings{int64(m.HeapAlloc) - 2*int64(parties.TableBytes()), runtime.NumGoroutine(), files}
}

// training runs a training of a number of rounds, and adds them to done.
func (r *rig) training(rounds int, done *int) {
	r.t.Helper()
	t, ctx := r.t, r.ctx
	mo := parties.NewModelOwner(t, 3, 3, func(m *wire.Manifest) {
		m.Limits.Rounds, m.Rounds[0].Most = max(m.Limits.Rounds, rounds), max(m.Rounds[0].Most, rounds)
	})
	m := r.dial(mo.Key)
	_, err := m.CreateTraining(ctx, mo.Manifest)
	check(t, err)
	owners := parties.NewOwners(t, mo.ID, 3)
	clients := make([]*client.Client, len(owners))
	for i, o := range owners {
		clients[i] = r.dial(o.Key)
		check(t, clients[i].Enrol(ctx, mo.ID, o.Enrolment()))
	}
	r.begin(mo, owners)
	for number := 1; number <= rounds; number++ {
		ref := wire.Ref{Round: number, Attempt: 1}
		open, weights := mo.Open(ref)
		check(t, m.Append(ctx, mo.ID, open, weights))
		for i, o := range owners {
			s, encapsulations := o.Keys(ref, open.Digest(), owners)
			check(t, clients[i].PutKeys(ctx, mo.ID, ref, s, encapsulations))
		}
		keys, err := m.Keys(ctx, mo.ID, ref)
		check(t, err)
		l := mo.List(keys)
		for i, o := range owners {
			own, err := clients[i].Encapsulations(ctx, mo.ID, ref)
			check(t, err)
			head, blob := o.Upload(l, own)
			check(t, clients[i].PutUpload(ctx, mo.ID, ref, head, blob))
		}
		aggregate, err := m.Aggregate(ctx, mo.ID, ref)
		check(t, err)
		if number%50 == 1 {
			for i, n := range mo.Counts(l, aggregate, nil, len(owners)) {
				if n != 1 {
					t.Fatalf("round %d counts owner %d %d times", number, i, n)
				}
			}
		}
		uploads, err := m.Uploads(ctx, mo.ID, ref)
		check(t, err)
		check(t, m.Append(ctx, mo.ID, mo.Accept(ref, aggregate, uploads), nil))
		*done++
	}
	check(t, m.Append(ctx, mo.ID, mo.Done(rounds), nil))
}
