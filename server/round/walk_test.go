package round_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestWalk goes every way that an attempt of three to five owners can go: in each phase any of those who may send fall
// silent. Every message is followed by itself, which is confirmed, and by a different one for its place, which is not;
// the facilitator restarts in every state, between any two messages, and is in the same state again. Each way ends in the
// exact sum over the owners that the rules foretell, or in an abort of which nothing can be read.
func TestWalk(t *testing.T) {
	for n := 3; n <= 5; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, n)
			visited, sums := map[string]bool{}, 0
			all := ways(n)
			for _, silent := range all {
				// A state that was left by a restart once need not be again: what comes after is the same.
				restart := func(state string) bool { was := visited[state]; visited[state] = true; return !was }
				if w.follow(silent, restart) {
					sums++
				}
			}
			t.Logf("%d ways, %d of them to a sum, %d states", len(all), sums, len(visited))
			if sums == 0 || sums == len(all) {
				t.Error("the ways all end alike")
			}
		})
	}
}

// walk is a training with an attempt for each way.
type walk struct {
	*rig
	sizes []int
	turn  int
}

func newWalk(t *testing.T, owners int) *walk {
	t.Helper()
	r := recoveryRig(t, 3, owners)
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() { // restarts are tried here, not disks
		dir, err := os.MkdirTemp("/dev/shm", "blindfit-walk-")
		r.must(err)
		t.Cleanup(func() { os.RemoveAll(dir) })
		r.halt()
		r.must(os.CopyFS(dir, os.DirFS(r.dir)))
		r.dir = dir
		r.boot()
	}
	return &walk{rig: r, sizes: sizes(owners, 3)}
}

// ways are all choices of the phases from which on each owner is silent that differ in what happens.
func ways(n int) []silence {
	seen := map[string]bool{}
	var out []silence
	choice := make([]int, n) // index of a phase; len(steps): never silent
	for {
		silent := silence{}
		for i, k := range choice {
			if k < len(steps) {
				silent[i] = steps[k]
			}
		}
		silent = relevant(n, silent)
		if key := fmt.Sprint(silent); !seen[key] {
			seen[key] = true
			out = append(out, silent)
		}
		i := 0
		for ; i < n; i++ {
			if choice[i]++; choice[i] <= len(steps) {
				break
			}
			choice[i] = 0
		}
		if i == n {
			return out
		}
	}
}

// relevant leaves out who falls silent after the attempt has ended, or where there is nothing to send.
func relevant(n int, silent silence) silence {
	out := silence{}
	end := foretell(sizes(n, 3), 3, 3, silent).aborted
	// Up to five owners are one block: without one of them there is no list, and three recover nothing.
	for i, p := range silent {
		if n == 3 && p == wire.PhaseShares {
			p = wire.PhaseUpload
		}
		nothing := n == 3 && (p == wire.PhaseAgree || p == wire.PhaseUnmask)
		if !nothing && (end == "" || slices.Index(steps, p) <= slices.Index(steps, end)) {
			out[i] = p
		}
	}
	return out
}

// follow plays one way. restart is asked in every state, which is the text of all that happened, whether to restart there.
func (w *walk) follow(silent silence, restart func(state string) bool) bool {
	w.Helper()
	w.turn++
	a := w.begin()
	var story strings.Builder
	step := func(format string, args ...any) {
		w.Helper()
		fmt.Fprintf(&story, format, args...)
		if restart(story.String()) {
			w.same()
		}
	}
	step("open")
	for {
		s := w.state()
		if !slices.Contains(steps, s.Phase) {
			return a.ends(w.sizes, silent)
		}
		quiet := 0
		for i := range w.owners {
			switch o := w.owners[i]; {
			case !slices.Contains(s.Awaited, o.ID()):
			case silent.at(i, s.Phase):
				quiet++
				fmt.Fprintf(&story, " %s:%d is silent", s.Phase, i)
			default:
				w.send(a, s.Phase, i)
				step(" %s:%d", s.Phase, i)
			}
		}
		if quiet > 0 {
			w.clock.advance(time.Duration(w.phase(s.Phase).RemainingMS) * time.Millisecond)
			step(" deadline")
		}
	}
}

// same restarts the facilitator, which is in the same state as before.
func (w *walk) same() {
	w.Helper()
	before := w.state()
	w.restart()
	after := w.state()
	before.Version, before.RemainingMS = after.Version, after.RemainingMS
	if !reflect.DeepEqual(before, after) {
		w.Fatalf("after a restart the state is %+v, before it was %+v", after.State, before.State)
	}
}

// send sends an owner's message, the same again, and another one for its place. Which of two honest ones comes first
// changes from way to way: the first is kept.
func (w *walk) send(a *run, p wire.Phase, i int) {
	w.Helper()
	o, twin := w.owners[i], w.owners[i].Clone()
	if (w.turn+i)%2 == 1 {
		o, twin = twin, o
	}
	s, blob := a.message(p, o)
	other, otherBlob := w.other(a, p, twin)
	w.must(a.put(p, o, s, blob))
	w.owners[i] = o
	w.must(a.put(p, o, s, blob))
	err := a.put(p, o, other, otherBlob)
	if p != wire.PhaseAgree || w.state().Phase != p { // one that no survivor may sign is wrong before it is in the way
		w.refused(err, wire.CodeConflict)
	} else {
		w.refused(err, wire.CodeInvalid)
	}
}

// other is a message that a dishonest owner could send beside its honest one.
func (w *walk) other(a *run, p wire.Phase, o *parties.Owner) (*wire.Signed, []byte) {
	switch p {
	case wire.PhaseAgree:
		return o.Agree(a.ref, a.cohort(), a.survivors()[1:]), nil
	case wire.PhaseUnmask:
		u := o.Opening(a.ref, a.cohort(), a.survivors())
		u.Seeds = u.Seeds[1:]
		return o.Seal(wire.KindUnmask, u), nil
	}
	return a.message(p, o)
}
