package simulation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// judge ends a life instead of the test: what breaks a rule is a result, to be cut down and kept. Hand-made owners, which
// want a testing.TB, call it too.
type judge struct{ testing.TB }

// verdict is what a life broke.
type verdict string

func (j judge) Fatal(args ...any)            { panic(verdict(fmt.Sprint(args...))) }
func (j judge) Fatalf(f string, args ...any) { panic(verdict(fmt.Sprintf(f, args...))) }

// process is one facilitator.
type process struct {
	*faulty
	machine *round.Machine
	clock   *handclock.View
	done    func() // closes its store
}

// world is one store, the facilitators on it, and the trainings they run.
type world struct {
	judge
	ctx       context.Context
	clock     *handclock.Clock
	store     store.Store                  // what is really stored
	open      func() (store.Store, func()) // for one more facilitator
	bend      func(store.Store) store.Store
	processes []*process // nil: killed and not started again
	lives     []*life
	tally     tally
	signed    time.Duration // past the clock: no two signed times are equal
}

// tally counts what happened in lives that kept every rule.
type tally struct {
	trainings, sums, aborts, acked, repeats, faults, stops int
	lesser                                                 int // sums over fewer than shared
}

func (t *tally) add(o tally) {
	t.trainings += o.trainings
	t.sums += o.sums
	t.lesser += o.lesser
	t.aborts += o.aborts
	t.acked += o.acked
	t.repeats += o.repeats
	t.faults += o.faults
	t.stops += o.stops
}

// maxLives is how many trainings there are at most beside each other.
const maxLives = 3

// form makes a store for one life and returns how a facilitator opens it, with what closes it again.
type form func(tb testing.TB) (open func() (store.Store, func()))

// onSQLite keeps the store in memory where the system has a file system for that: syncing is not what is tried here. Its
// one database is shared by all facilitators of a life, as no two processes may.
func onSQLite(tb testing.TB) func() (store.Store, func()) {
	base := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, //nolint:usetesting // in memory, where TempDir is not
		"blindfit-simulation-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	s, err := sqlite.Open(context.Background(), dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return func() (store.Store, func()) { return s, func() {} }
}

func newWorld(tb testing.TB, on form, bend func(store.Store) store.Store, replicas int) *world {
	w := &world{judge: judge{tb}, bend: bend, ctx: context.Background(), clock: handclock.New(), processes: make([]*process, replicas), open: on(tb)}
	var done func()
	w.store, done = w.open()
	tb.Cleanup(done)
	for i := range w.processes {
		w.boot(i, 0)
	}
	return w
}

// boot starts a facilitator that does not run, its clock off by skew.
func (w *world) boot(i int, skew time.Duration) {
	if w.processes[i] != nil {
		return
	}
	seen, done := w.open()
	if w.bend != nil {
		seen = w.bend(seen)
	}
	p := &process{faulty: &faulty{Store: seen}, clock: w.clock.View(skew), done: done}
	var err error
	if p.machine, err = round.New(w.ctx, round.Options{Store: p.seen(), Clock: p.clock}); err != nil {
		w.Fatalf("a facilitator does not start: %v", err)
	}
	w.processes[i] = p
}

// halt ends a facilitator: in order, or as a kill does, in which case it can write nothing more.
func (w *world) halt(i int, killed bool) {
	p := w.processes[i]
	if p == nil {
		return
	}
	if killed {
		p.kill()
	}
	w.tally.stops++
	p.clock.End()
	p.machine.Close()
	w.processes[i] = nil
	if killed {
		w.Cleanup(p.done) // closing a store says goodbye, which who is killed does not
	} else {
		p.done()
	}
}

// bury takes away facilitators that died in a write.
func (w *world) bury() {
	for i, p := range w.processes {
		if p != nil && !p.alive() {
			w.halt(i, true)
		}
	}
}

// close ends everything.
func (w *world) close() {
	for i := range w.processes {
		w.halt(i, false)
	}
}

// via is the facilitator that a request goes to: the named one or, where that does not run, another; nil: none runs.
func (w *world) via(i int) *process {
	for k := range w.processes {
		if p := w.processes[(i+k)%len(w.processes)]; p != nil {
			return p
		}
	}
	return nil
}

// alone reports whether only one facilitator was ever there: then it knows all that is stored, and whatever it refuses
// is refused for good.
func (w *world) alone() bool { return len(w.processes) == 1 }

// signing is a time that nobody has signed yet.
func (w *world) signing() time.Time {
	w.signed += time.Millisecond
	return w.clock.Now().Add(w.signed)
}

// tell is what a facilitator says about a training; false where it cannot.
func (w *world) tell(p *process, l *life) (phase wire.Phase, ref wire.Ref, ok bool) {
	watcher, err := p.machine.Watch(w.ctx, l.mo.ID, l.mo.Key.Identity(), w.signing())
	if err == nil {
		defer watcher.Close(false)
		var b []byte
		if _, b, err = watcher.State(w.ctx); err == nil {
			var s struct {
				Phase       wire.Phase
				Round       int
				Attempt     int
				RemainingMS int64 `json:"remaining_ms"`
			}
			if err := json.Unmarshal(b, &s); err != nil {
				w.Fatalf("a state cannot be read: %v", err)
			}
			if most := (120 * time.Second).Milliseconds(); s.RemainingMS < 0 || s.RemainingMS > most {
				w.Fatalf("%d ms remain of a phase that may take %d", s.RemainingMS, most)
			}
			return s.Phase, wire.Ref{Round: s.Round, Attempt: s.Attempt}, true
		}
	}
	w.excuse(p, err)
	return "", wire.Ref{}, false
}

// excuse fails on an answer that is neither a rejection with one of the codes nor explained by a fault of the store.
func (w *world) excuse(p *process, err error, codes ...wire.Code) {
	if err == nil {
		return
	}
	r := wire.RejectionOf(err)
	if r == nil {
		w.Fatalf("an answer is no rejection: %v", err)
	}
	for _, c := range codes {
		if r.Code == c {
			return
		}
	}
	if r.Code == wire.CodeUnavailable && (p.struck() || !p.alive()) {
		w.tally.faults++
		return
	}
	w.Fatalf("answered %q: %s", r.Code, r.Detail)
}
