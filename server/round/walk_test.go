package round_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// TestWalk goes every way that an attempt of three to walkOwners owners can go, without noise and with it: in each phase any of
// those that may send fall silent. Every message is followed by itself, which is confirmed, and by a different one for its
// place, which is not; the facilitator restarts in every state, between any two messages, and is in the same state again.
// Each way ends in the exact sum over the owners that the rules foretell, or in an abort of which nothing can be read.
func TestWalk(t *testing.T) {
	for n := 3; n <= walkOwners; n++ {
		for name, noise := range map[string]bool{"exact": false, "noise": true} {
			t.Run(fmt.Sprint(n, name), func(t *testing.T) {
				t.Parallel()
				w := newWalk(t, n, noise)
				visited, sums := map[string]bool{}, 0
				all := ways(n, noise)
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
}

// outcome is how an attempt ends: aborted in a phase for want of some owners, or with a sum over a list.
type outcome struct {
	aborted wire.Phase
	missing []int
	list    []int
}

// foretell works out a first attempt by the rules of docs/protocol-rounds.md, section 2, from numbers alone.
func foretell(n int, noise bool, silent silence) outcome {
	sends := func(set []int, p wire.Phase) (out, quiet []int) {
		for _, i := range set {
			if silent.at(i, p) {
				quiet = append(quiet, i)
			} else {
				out = append(out, i)
			}
		}
		return out, quiet
	}
	least := n
	if noise {
		least = max(3, (2*n+2)/3)
	}
	var all []int
	for i := range n {
		all = append(all, i)
	}
	list, quiet := sends(all, wire.PhaseKeys)
	if len(list) < least {
		return outcome{aborted: wire.PhaseKeys, missing: quiet}
	}
	for _, p := range []wire.Phase{wire.PhaseUpload, wire.PhaseReveal} {
		if p == wire.PhaseReveal && !noise {
			break
		}
		if _, quiet := sends(list, p); len(quiet) > 0 {
			return outcome{aborted: p, missing: quiet}
		}
	}
	return outcome{list: list}
}

// ways are all choices of the phases from which on each owner is silent that differ in what happens.
func ways(n int, noise bool) []silence {
	phases := []wire.Phase{wire.PhaseKeys, wire.PhaseUpload}
	if noise {
		phases = append(phases, wire.PhaseReveal)
	}
	seen := map[string]bool{}
	var out []silence
	choice := make([]int, n) // index of a phase; len(phases): never silent
	for {
		silent := silence{}
		for i, k := range choice {
			if k < len(phases) {
				silent[i] = phases[k]
			}
		}
		if end := foretell(n, noise, silent); end.aborted != "" { // later silence changes nothing
			for i, p := range silent {
				if p.After(end.aborted) {
					delete(silent, i)
				}
			}
		}
		if key := fmt.Sprint(silent); !seen[key] {
			seen[key] = true
			out = append(out, silent)
		}
		i := 0
		for ; i < n; i++ {
			if choice[i]++; choice[i] <= len(phases) {
				break
			}
			choice[i] = 0
		}
		if i == n {
			return out
		}
	}
}

// walk is a facilitator with a training for each way.
type walk struct {
	*rig
	noise bool
	turn  int
}

func newWalk(t *testing.T, owners int, noise bool) *walk {
	t.Helper()
	r := newRig(t, 3, owners, nil)
	toMemory(r) // restarts are tried here, not disks
	return &walk{rig: r, noise: noise}
}

// follow plays one way. restart is asked in every state, which is the text of all that happened, whether to restart there.
func (w *walk) follow(silent silence, restart func(state string) bool) bool {
	w.Helper()
	w.turn++
	n := len(w.owners)
	w.mo = parties.NewModelOwner(w, 3, n, func(m *wire.Manifest) { m.Noise = w.noise })
	_, _, err := w.machine.CreateTraining(w.ctx, w.mo.Manifest, round.Creator{})
	w.must(err)
	w.owners = parties.NewOwners(w, w.mo.ID, n)
	w.enrol()
	var story strings.Builder
	step := func(format string, args ...any) {
		w.Helper()
		fmt.Fprintf(&story, format, args...)
		if restart(story.String()) {
			w.same()
		}
	}
	w.open(wire.Ref{Round: 1, Attempt: 1})
	step("open")
	for {
		s := w.state()
		if !collects(s.Phase) {
			return w.ends(silent)
		}
		quiet := 0
		for i := range w.owners {
			switch {
			case !slices.Contains(s.Awaited, w.owners[i].ID()):
			case silent.at(i, s.Phase):
				quiet++
				fmt.Fprintf(&story, " %s:%d is silent", s.Phase, i)
			default:
				w.sendTwice(s.Phase, i)
				step(" %s:%d", s.Phase, i)
			}
		}
		if quiet > 0 {
			w.expire(s.Phase)
			step(" deadline")
		}
	}
}

// ends compares the end of an attempt with what the rules foretell, and accepts its sum. It reports whether there is one.
func (w *walk) ends(silent silence) bool {
	w.Helper()
	want := foretell(len(w.owners), w.noise, silent)
	of := func(indices []int) (ids []wire.Identity) {
		for _, i := range indices {
			ids = append(ids, w.owners[i].ID())
		}
		return ids
	}
	s := w.state()
	if want.aborted == "" {
		if s.Phase != wire.PhaseFinish {
			w.Fatalf("%v: phase is %q, want a sum over %v (last abort %+v)", silent, s.Phase, want.list, s.LastAbort)
		}
		l := w.mo.List(w.keysOf(want.list[0]))
		if !slices.Equal(l.Owners, of(want.list)) {
			w.Fatalf("%v: the list has %d owners, want %v", silent, len(l.Owners), want.list)
		}
		w.accept(l)
		return true
	}
	last := s.LastAbort
	if s.Phase != wire.PhaseWaiting || last == nil || last.Phase != want.aborted || last.Code != wire.CodeMissing {
		w.Fatalf("%v: phase is %q after %+v, want an abort in %q", silent, s.Phase, last, want.aborted)
	}
	if !slices.Equal(last.Missing, of(want.missing)) {
		w.Fatalf("%v: %d are missing, want %v", silent, len(last.Missing), want.missing)
	}
	w.nothingReleased()
	return false
}

// same restarts the facilitator, which is in the same state as before.
func (w *walk) same() {
	w.Helper()
	before := w.state()
	w.restart()
	after := w.state()
	before.Version, before.RemainingMS = after.Version, after.RemainingMS
	before.Recent = nil // kept in memory alone; who misses it asks
	after.Recent = nil
	if !reflect.DeepEqual(before, after) {
		w.Fatalf("after a restart the state is %+v, before it was %+v", after.State, before.State)
	}
}

// sendTwice sends an owner's message, the same again, and a different one for its place. Which of two honest ones comes
// first changes from way to way: the first is kept.
func (w *walk) sendTwice(p wire.Phase, i int) {
	w.Helper()
	o, twin := w.owners[i], w.owners[i].Clone()
	if (w.turn+i)%2 == 1 {
		o, twin = twin, o
	}
	s, blob := w.message(p, o)
	other, otherBlob := w.message(p, twin)
	code := wire.CodeConflict
	if p == wire.PhaseReveal {
		// An owner has one honest reveal. A dishonest one is wrong while the phase lasts, and in conflict after it.
		b, err := wire.Unseal[wire.Reveal](other, wire.KindReveal)
		w.must(err)
		b.Seed[0] ^= 1
		other = twin.Seal(wire.KindReveal, b)
		code = wire.CodeInvalid
	}
	w.must(w.put(p, o, s, blob))
	w.owners[i] = o
	w.must(w.put(p, o, s, blob))
	if w.state().Phase != p {
		code = wire.CodeConflict
	}
	w.refused(w.put(p, o, other, otherBlob), code)
}
