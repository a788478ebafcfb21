package round_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// steps are the phases that collect messages, in order.
var steps = []wire.Phase{wire.PhaseKeys, wire.PhaseShares, wire.PhaseUpload, wire.PhaseAgree, wire.PhaseUnmask}

// silence says from which phase on an owner no longer sends; who is not in it always does.
type silence map[int]wire.Phase

func (s silence) at(owner int, p wire.Phase) bool {
	from, ok := s[owner]
	return ok && slices.Index(steps, p) >= slices.Index(steps, from)
}

// outcome is how an attempt ends: aborted in a phase for want of some owners, or with a sum over survivors.
type outcome struct {
	aborted   wire.Phase
	missing   []int
	survivors []int
}

// foretell works out an attempt by the rules of docs/protocol.md, section 4, from the sizes of the blocks alone.
func foretell(sizes []int, min, least int, silent silence) outcome {
	var block []int
	for b, size := range sizes {
		for range size {
			block = append(block, b)
		}
	}
	var all []int
	for i := range block {
		all = append(all, i)
	}
	who := func(set []int, p wire.Phase, sends bool) (out []int) {
		for _, i := range set {
			if silent.at(i, p) != sends {
				out = append(out, i)
			}
		}
		return out
	}
	whole := func(set []int) (out []int) {
		count := make([]int, len(sizes))
		for _, i := range set {
			count[block[i]]++
		}
		for _, i := range set {
			if count[block[i]] == sizes[block[i]] {
				out = append(out, i)
			}
		}
		return out
	}
	abort := func(p wire.Phase, of []int) outcome { return outcome{aborted: p, missing: who(of, p, false)} }

	list := whole(who(all, wire.PhaseKeys, true))
	if len(list) < least {
		return abort(wire.PhaseKeys, all)
	}
	n := len(list)
	threshold := (n+(n-1)/3)/2 + 1
	if threshold < min {
		threshold = min
	}
	if threshold >= n { // all or nothing
		if len(who(list, wire.PhaseUpload, true)) < n {
			return abort(wire.PhaseUpload, list)
		}
		return outcome{survivors: list}
	}
	needed := threshold
	if least > needed {
		needed = least
	}
	sharers := who(list, wire.PhaseShares, true)
	if len(sharers) < threshold || len(whole(sharers)) < needed {
		return abort(wire.PhaseShares, list)
	}
	survivors := whole(who(sharers, wire.PhaseUpload, true))
	if len(survivors) < needed {
		return abort(wire.PhaseUpload, sharers)
	}
	agreed := who(survivors, wire.PhaseAgree, true)
	if len(agreed) < threshold {
		return abort(wire.PhaseAgree, survivors)
	}
	if len(who(agreed, wire.PhaseUnmask, true)) < threshold {
		return abort(wire.PhaseUnmask, agreed)
	}
	return outcome{survivors: survivors}
}

// run is an attempt that hand-made owners drive by the state, as clients do.
type run struct {
	*rig
	ref  wire.Ref
	open wire.Digest
	keys []wire.Signed // once the list is fixed
}

// begin opens the next attempt.
func (r *rig) begin() *run {
	r.Helper()
	s := r.phase(wire.PhaseWaiting)
	ref := wire.Ref{Round: 1, Attempt: 1}
	if s.Round > 0 {
		ref = wire.Ref{Round: s.Round + 1, Attempt: 1}
		if s.LastAbort != nil && s.LastAbort.Ref == s.Ref {
			ref = wire.Ref{Round: s.Round, Attempt: s.Attempt + 1}
		}
	}
	return &run{rig: r, ref: ref, open: r.open(ref)}
}

func (a *run) list() []wire.Signed {
	a.Helper()
	if a.keys == nil {
		a.keys = a.rig.list(a.ref)
	}
	return a.keys
}

func (a *run) cohort() wire.Digest {
	a.Helper()
	return parties.ListOf(a, a.mo.ID, a.ref, a.list(), a.owners[0].Min).Cohort
}

func (a *run) inbox(o *parties.Owner) *wire.Inbox {
	a.Helper()
	if !parties.ListOf(a, a.mo.ID, a.ref, a.list(), o.Min).Recovers() {
		return nil
	}
	inbox, err := a.machine.Inbox(a.ctx, a.mo.ID, a.ref, o.ID())
	a.must(err)
	return inbox
}

func (a *run) survivors() []wire.Identity {
	a.Helper()
	s, err := a.machine.Survivors(a.ctx, a.mo.ID, a.ref, a.owners[0].ID())
	a.must(err)
	return s.Owners
}

// put sends a signed message of a phase.
func (a *run) put(p wire.Phase, o *parties.Owner, s *wire.Signed, blob []byte) error {
	switch p {
	case wire.PhaseKeys:
		return a.machine.PutKeys(a.ctx, a.mo.ID, a.ref, o.ID(), s)
	case wire.PhaseShares:
		return a.machine.PutShares(a.ctx, a.mo.ID, a.ref, o.ID(), s)
	case wire.PhaseUpload:
		return a.machine.PutUpload(a.ctx, a.mo.ID, a.ref, o.ID(), s, blob)
	case wire.PhaseAgree:
		return a.machine.PutAgree(a.ctx, a.mo.ID, a.ref, o.ID(), s)
	}
	return a.machine.PutUnmask(a.ctx, a.mo.ID, a.ref, o.ID(), s)
}

// message makes an owner's honest message of a phase.
func (a *run) message(p wire.Phase, o *parties.Owner) (*wire.Signed, []byte) {
	a.Helper()
	switch p {
	case wire.PhaseKeys:
		return o.Keys(a.ref, a.open), nil
	case wire.PhaseShares:
		return o.Shares(a.ref, a.list()), nil
	case wire.PhaseUpload:
		return o.Upload(a.ref, a.list(), a.inbox(o))
	case wire.PhaseAgree:
		return o.Agree(a.ref, a.cohort(), a.survivors()), nil
	}
	return o.Unmask(a.ref, a.cohort(), a.survivors()), nil
}

func (a *run) send(p wire.Phase, o *parties.Owner) {
	a.Helper()
	s, blob := a.message(p, o)
	a.must(a.put(p, o, s, blob))
}

// play lets every owner that is awaited and not silent send, phase by phase, and the deadline pass where one is
// silent. until, where not nil, is asked before each message and ends the play.
func (a *run) play(silent silence, until func(p wire.Phase, owner int) bool) {
	a.Helper()
	for {
		s := a.state()
		if !slices.Contains(steps, s.Phase) {
			return
		}
		var quiet []wire.Identity
		for _, o := range a.owners {
			switch {
			case !slices.Contains(s.Awaited, o.ID()):
			case silent.at(o.Index, s.Phase):
				quiet = append(quiet, o.ID())
			case until != nil && until(s.Phase, o.Index):
				return
			default:
				a.send(s.Phase, o)
			}
		}
		if len(quiet) == 0 {
			continue
		}
		if now := a.phase(s.Phase); !slices.Equal(now.Awaited, quiet) {
			a.Fatalf("%d owners are awaited in %s, want %d", len(now.Awaited), s.Phase, len(quiet))
		} else {
			a.clock.advance(time.Duration(now.RemainingMS) * time.Millisecond)
		}
	}
}

// counts unmasks and decrypts the aggregate: how often each owner is in it.
func (a *run) counts() []int {
	a.Helper()
	me := a.mo.Key.Identity()
	aggregate, err := a.machine.Aggregate(a.ctx, a.mo.ID, a.ref, me)
	a.must(err)
	sharers, err := a.machine.Sharers(a.ctx, a.mo.ID, a.ref, me)
	a.must(err)
	unmasks := &wire.List{}
	if parties.ListOf(a, a.mo.ID, a.ref, a.list(), a.owners[0].Min).Recovers() {
		unmasks, err = a.machine.Unmasks(a.ctx, a.mo.ID, a.ref, me, wire.Identity{})
		a.must(err)
	}
	residue := a.mo.Residue(a.ref, a.list(), sharers.Owners, a.survivors(), unmasks.Messages)
	return a.mo.Counts(aggregate, residue, len(a.owners))
}

// accept checks that exactly the survivors are in the sum, once each, and accepts it.
func (a *run) accept(survivors []int) {
	a.Helper()
	want := make([]int, len(a.owners))
	for _, i := range survivors {
		want[i] = 1
	}
	if got := a.counts(); !slices.Equal(got, want) {
		a.Fatalf("owners are counted %v times, want %v", got, want)
	}
	me := a.mo.Key.Identity()
	aggregate, err := a.machine.Aggregate(a.ctx, a.mo.ID, a.ref, me)
	a.must(err)
	uploads, err := a.machine.Uploads(a.ctx, a.mo.ID, a.ref, me, wire.Identity{})
	a.must(err)
	if len(uploads.Messages) != len(survivors) {
		a.Fatalf("%d uploads are listed for %d survivors", len(uploads.Messages), len(survivors))
	}
	for i, u := range uploads.Messages {
		if u.Signer != a.owners[survivors[i]].ID() {
			a.Fatalf("upload %d is not of a survivor", i)
		}
	}
	a.append(a.mo.Accept(a.ref, aggregate, uploads.Messages), nil)
}

// nothingReleased: after an abort neither uploads nor opened shares nor an aggregate can be read by anybody, or are stored.
func (a *run) nothingReleased() {
	a.Helper()
	me := a.mo.Key.Identity()
	_, err := a.machine.Aggregate(a.ctx, a.mo.ID, a.ref, me)
	if err == nil {
		a.Error("an aborted attempt has an aggregate")
	}
	for _, o := range a.owners {
		_, err = a.machine.Upload(a.ctx, a.mo.ID, a.ref, o.ID(), me)
		a.refused(err, wire.CodeLate)
		_, err = a.machine.Inbox(a.ctx, a.mo.ID, a.ref, o.ID())
		a.refused(err, wire.CodeLate)
	}
	_, err = a.machine.Unmasks(a.ctx, a.mo.ID, a.ref, me, wire.Identity{})
	a.refused(err, wire.CodeLate)
	for _, kind := range []wire.Kind{wire.KindOpen, wire.KindShares, wire.KindUpload, wire.KindUnmask, store.KindAggregate} {
		for _, id := range []wire.Identity{me, a.owners[0].ID(), a.owners[len(a.owners)-1].ID(), {}} {
			m, err := a.store.Get(a.ctx, store.Key{Slot: store.Slot{Training: a.mo.ID, Ref: a.ref, Kind: kind}, Identity: id})
			if !errors.Is(err, store.ErrDropped) && !errors.Is(err, store.ErrNotFound) || m.Blob != nil {
				a.Errorf("bytes of an aborted attempt's %s are still stored (%v)", kind, err)
			}
		}
	}
}

// try plays an attempt and compares its end with what the rules foretell. It reports whether it came to a sum.
func (r *rig) try(sizes []int, silent silence) bool {
	r.Helper()
	a := r.begin()
	a.play(silent, nil)
	return a.ends(sizes, silent)
}

// ends compares the end of an attempt with what the rules foretell, and accepts its sum. It reports whether there is one.
func (a *run) ends(sizes []int, silent silence) bool {
	a.Helper()
	r := a.rig
	want := foretell(sizes, r.owners[0].Min, r.mo.Least, silent)
	s := r.state()
	if want.aborted == "" {
		if s.Phase != wire.PhaseFinish {
			r.Fatalf("%v: phase is %q, want a sum over %v (last abort %+v)", silent, s.Phase, want.survivors, s.LastAbort)
		}
		a.accept(want.survivors)
		return true
	}
	last := s.LastAbort
	if s.Phase != wire.PhaseWaiting || last == nil || last.Ref != a.ref || last.Phase != want.aborted || last.Code != wire.CodeMissing {
		r.Fatalf("%v: phase is %q after %+v, want an abort in %q", silent, s.Phase, last, want.aborted)
	}
	var missing []int
	for _, id := range last.Missing {
		missing = append(missing, slices.IndexFunc(r.owners, func(o *parties.Owner) bool { return o.ID() == id }))
	}
	if !slices.Equal(missing, want.missing) {
		r.Fatalf("%v: missing are %v, want %v", silent, missing, want.missing)
	}
	a.nothingReleased()
	return false
}

func recoveryRig(t *testing.T, min, owners int) *rig {
	t.Helper()
	r := newRig(t, min, owners, func(m *wire.Manifest) { m.Limits.Rounds = 10_000 })
	r.roster()
	return r
}

// sizes are the sizes of the blocks of n owners.
func sizes(n, min int) []int {
	out := make([]int, max(1, n/min))
	for i := range n {
		out[i%len(out)]++
	}
	return out
}

// absences are the sets of owners to let fall silent: every subset of up to five owners; of more, one for each number of
// owners of each block, because the rules do not tell owners of one block apart. turn says with whom a block begins.
func absences(sizes []int, turn int) (sets [][]int) {
	n := 0
	for _, size := range sizes {
		n += size
	}
	if n <= 5 {
		for bits := range 1 << n {
			var set []int
			for i := range n {
				if bits>>i&1 == 1 {
					set = append(set, i)
				}
			}
			sets = append(sets, set)
		}
		return sets
	}
	sets, first := [][]int{nil}, 0
	for _, size := range sizes {
		var next [][]int
		for _, set := range sets {
			for k := range size + 1 {
				more := slices.Clone(set)
				for i := range k {
					more = append(more, first+(turn+i)%size)
				}
				next = append(next, more)
			}
		}
		sets, first = next, first+size
	}
	return sets
}

// TestDropouts: for every cohort of three to seven, every phase and every set of owners that falls silent in it, the sum
// is exactly that over the survivors, or the attempt is aborted with nothing released; the next attempt works.
func TestDropouts(t *testing.T) {
	for n := 3; n <= 7; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			r := recoveryRig(t, 3, n)
			sums, aborts := 0, 0
			for turn, p := range steps {
				for _, set := range absences(sizes(n, 3), turn) {
					silent := silence{}
					for _, i := range set {
						silent[i] = p
					}
					if r.try(sizes(n, 3), silent) {
						sums++
					} else {
						aborts++
					}
				}
			}
			if !r.try(sizes(n, 3), nil) {
				t.Error("an attempt without dropouts was aborted")
			}
			t.Logf("%d sums, %d aborts", sums, aborts)
		})
	}
}

// TestMixedDropouts: owners fall silent in different phases of one attempt, in larger cohorts, where a block may be lost
// and the sum over the others is still opened.
func TestMixedDropouts(t *testing.T) {
	for _, c := range []struct{ min, owners, least int }{{3, 9, 3}, {3, 9, 9}, {4, 12, 6}, {5, 11, 5}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			r := recoveryRig(t, c.min, c.owners)
			r.mo.Least = c.least
			for _, o := range r.owners {
				o.Min = c.min
			}
			sums, lost := 0, 0
			// One whole block of the smallest size goes in each phase in turn: the sum is over the others or there is none.
			blocks := sizes(c.owners, c.min)
			for _, p := range steps {
				silent := silence{}
				for i := range blocks[len(blocks)-1] {
					silent[c.owners-1-i] = p
				}
				if r.try(blocks, silent) {
					sums++
				}
			}
			for seed := range uint64(12) {
				rng := rand.New(rand.NewPCG(seed, uint64(c.owners)))
				silent := silence{}
				for range 1 + rng.IntN(4) {
					silent[rng.IntN(c.owners)] = steps[rng.IntN(len(steps))]
				}
				if r.try(blocks, silent) {
					sums++
				} else {
					lost++
				}
			}
			if !r.try(blocks, nil) {
				t.Error("an attempt without dropouts was aborted")
			}
			t.Logf("%d sums, %d aborts", sums, lost)
		})
	}
}
