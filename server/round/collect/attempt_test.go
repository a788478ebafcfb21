package collect_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
)

// owner is a member of a roster whose identities are numbers from 1.
func owner(n int) wire.Identity { return wire.Identity{byte(n)} }

func owners(numbers ...int) (s collect.Set) {
	for _, n := range numbers {
		s = s.With(owner(n))
	}
	return s
}

// terms are those of a roster of n owners.
func terms(n int, noise bool) *attempt.Terms {
	t := &attempt.Terms{Cohort: wire.Cohort{Min: 3, Max: n, Start: n}, Noise: noise}
	for i := range n {
		t.Members = append(t.Members, wire.Member{Identity: owner(i + 1)})
	}
	return t
}

// in is an attempt in its upload phase or later, over a list.
func in(n int, noise bool, p wire.Phase, list collect.Set) *collect.Attempt {
	a := collect.New(terms(n, noise), collect.Aside{})
	a.List = &attempt.List{Terms: a.Terms, Owners: list}
	a.Enter(p)
	return a
}

func same(t *testing.T, what string, got, want collect.Set) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s are %v, want %v", what, got, want)
	}
}

// TestKeysPhase: which members it waits for, and when it need not wait any longer.
func TestKeysPhase(t *testing.T) {
	for name, c := range map[string]struct {
		n                 int
		noise             bool
		silent, out       collect.Set
		sent, gone        collect.Set
		awaited           collect.Set
		complete, reached bool
	}{
		"exact, nobody yet":            {3, false, nil, nil, nil, nil, owners(1, 2, 3), false, true},
		"exact, one missing":           {3, false, nil, nil, owners(1, 2), nil, owners(3), false, true},
		"exact, all":                   {3, false, nil, nil, owners(1, 2, 3), nil, nil, true, true},
		"exact, one left":              {3, false, nil, nil, owners(1), owners(3), owners(2), false, false},
		"exact, one left after keys":   {3, false, nil, nil, owners(1, 3), owners(3), owners(2), false, false},
		"noise, one missing":           {4, true, nil, nil, owners(1, 2, 3), nil, owners(4), false, true},
		"noise, one left":              {4, true, nil, nil, owners(1, 2, 3), owners(4), nil, true, true},
		"noise, two left":              {4, true, nil, nil, owners(1, 2), owners(3, 4), nil, true, false},
		"noise, one left after keys":   {4, true, nil, nil, owners(1, 2), owners(1), owners(3, 4), false, false},
		"one sits out":                 {4, true, owners(4), nil, owners(1, 2, 3), nil, owners(4), true, true},
		"one sits out, all sent":       {4, true, owners(4), nil, owners(1, 2, 3, 4), nil, nil, true, true},
		"one that sits out left":       {4, true, owners(4), nil, owners(1, 2, 3, 4), owners(4), nil, true, true},
		"one sits out and is needed":   {4, true, owners(4), nil, owners(1, 2), owners(3), owners(4), false, true},
		"needed, and sent":             {4, true, owners(4), nil, owners(1, 2, 4), owners(3), nil, true, true},
		"needed, and left after keys":  {4, true, owners(4), nil, owners(1, 2, 4), owners(3, 4), nil, true, false},
		"one is out":                   {4, true, nil, owners(4), owners(1, 2, 3), nil, nil, true, true},
		"one is out and one missing":   {4, true, nil, owners(4), owners(1, 2), nil, owners(3), false, true},
		"one is out and one sits out":  {5, true, owners(1), owners(5), owners(2, 3, 4), nil, owners(1), false, true},
		"two out of four are too many": {4, true, nil, owners(3, 4), owners(1, 2), nil, nil, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := collect.New(terms(c.n, c.noise), collect.Aside{Silent: c.silent, Out: c.out})
			a.Note(c.sent...)
			a.SetGone(c.gone)
			same(t, "awaited", a.Awaited(), c.awaited)
			if got := a.Complete(); got != c.complete {
				t.Errorf("complete is %v", got)
			}
			if got := a.Reachable(); got != c.reached {
				t.Errorf("reachable is %v", got)
			}
			if got := a.Stuck(); got != (len(c.gone) > 0 && !c.reached) {
				t.Errorf("stuck is %v", got)
			}
			for n := range c.n {
				err := a.May(owner(n + 1))
				if r := wire.RejectionOf(err); c.out.Has(owner(n+1)) != (r != nil && r.Code == wire.CodeForbidden) {
					t.Errorf("keys of owner %d: %v", n+1, err)
				}
			}
		})
	}
}

// TestLaterPhases: all of the list must send, and one that left with its upload to come ends the attempt; a seed may still
// come from one that left.
func TestLaterPhases(t *testing.T) {
	list := owners(1, 2, 4)
	a := in(4, true, wire.PhaseUpload, list)
	a.Note(owner(1))
	a.Leave(owner(1))
	same(t, "awaited", a.Awaited(), owners(2, 4))
	if a.Stuck() || a.Complete() {
		t.Error("an owner whose upload is in is needed no more")
	}
	a.Leave(owner(3)) // not of the list
	if a.Stuck() {
		t.Error("an owner that is not of the list stops the attempt")
	}
	a.Leave(owner(4))
	same(t, "lost", a.Lost(), owners(4))
	if !a.Stuck() {
		t.Error("the attempt goes on without an upload of its list")
	}
	if !a.Return(owner(4)) || a.Return(owner(4)) {
		t.Error("an owner returns once")
	}
	a.Note(owner(2), owner(4))
	if !a.Complete() {
		t.Error("the phase is not complete with all uploads")
	}

	a.Enter(wire.PhaseReveal)
	a.Leave(owner(2))
	same(t, "awaited", a.Awaited(), list)
	if a.Stuck() || a.Complete() {
		t.Error("the seed of an owner that left is given up")
	}
	a.Enter(wire.PhaseFinish)
	if a.Collects() || a.Complete() || a.Stuck() || len(a.Awaited()) != 0 {
		t.Error("the finish phase waits for owners")
	}
}

// TestBlame: who is put aside after an attempt that lacked messages of some owners.
func TestBlame(t *testing.T) {
	for name, c := range map[string]struct {
		noise       bool
		phase       wire.Phase
		silent, out collect.Set
	}{
		"exact":   {false, wire.PhaseUpload, nil, nil},
		"keys":    {true, wire.PhaseKeys, owners(2), nil}, // 3 is missing too, but sent no keys
		"uploads": {true, wire.PhaseUpload, owners(2, 3), nil},
		"reveals": {true, wire.PhaseReveal, nil, owners(2, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			a := in(4, c.noise, c.phase, owners(1, 2, 3, 4))
			a.Note(owner(1))
			if c.phase == wire.PhaseKeys {
				a.Note(owner(2))
			}
			got := a.Blame(owners(2, 3))
			same(t, "silent", got.Silent, c.silent)
			same(t, "out", got.Out, c.out)
		})
	}
	a := collect.New(terms(5, true), collect.Aside{Silent: owners(1), Out: owners(5)})
	a.List = &attempt.List{Terms: a.Terms, Owners: owners(1, 2, 3, 4)}
	a.Enter(wire.PhaseUpload)
	got := a.Blame(owners(3))
	same(t, "silent", got.Silent, owners(1, 3))
	same(t, "out", got.Out, owners(5))
}

// TestCheckOpen: an attempt for which too few members are left is not begun.
func TestCheckOpen(t *testing.T) {
	for out := range 4 {
		a := collect.New(terms(6, true), collect.Aside{Out: owners(1, 2, 3)[:out], Silent: owners(4, 5, 6)})
		err := a.CheckOpen()
		if enough := out <= 2; enough != (err == nil) {
			t.Errorf("%d of six are out: %v", out, err)
		} else if r := wire.RejectionOf(err); !enough && (r == nil || r.Code != wire.CodeMissing) {
			t.Errorf("%d of six are out: %v, want missing", out, err)
		}
	}
}

// TestFix: the list is made of the keys that are in, without those of owners that sit out if the others are enough, and
// without one that repeats a key.
func TestFix(t *testing.T) {
	const n = 6 // a list has at least four
	mo := parties.NewModelOwner(t, 3, n, func(m *wire.Manifest) { m.Noise = true })
	members := parties.NewOwners(t, mo.ID, n)
	mo.Begin(members)
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	terms := mo.Terms()
	var keys []wire.Signed
	for _, o := range members {
		s, _ := o.Keys(terms.Ref, terms.Open, members)
		keys = append(keys, *s)
	}
	ids := collect.Members(terms.Members)
	first, err := wire.Unseal[wire.Keys](&keys[0], wire.KindKeys)
	if err != nil {
		t.Fatal(err)
	}
	repeated := slices.Clone(keys)
	copied, err := wire.Unseal[wire.Keys](&keys[3], wire.KindKeys)
	if err != nil {
		t.Fatal(err)
	}
	copied.MaskKey = first.MaskKey
	repeated[3] = *members[3].Seal(wire.KindKeys, copied)
	pick := func(from []wire.Signed, numbers ...int) (out []wire.Signed) {
		for _, i := range numbers {
			out = append(out, from[i])
		}
		return out
	}
	set := func(numbers ...int) (s collect.Set) {
		for _, i := range numbers {
			s = s.With(ids[i])
		}
		return s
	}
	for name, c := range map[string]struct {
		silent, out   collect.Set
		keys          []wire.Signed
		list, missing collect.Set // one of them
	}{
		"all":                     {nil, nil, keys, ids, nil},
		"four":                    {nil, nil, pick(keys, 0, 2, 4, 5), set(0, 2, 4, 5), nil},
		"three":                   {nil, nil, pick(keys, 0, 2, 4), nil, set(1, 3, 5)},
		"one sits out":            {set(1), nil, keys, set(0, 2, 3, 4, 5), nil},
		"three of them do":        {set(0, 1, 2), nil, keys, ids, nil}, // they are needed
		"a key repeats":           {nil, nil, repeated, set(0, 1, 2, 4, 5), nil},
		"repeats, and too few":    {nil, nil, pick(repeated, 0, 1, 2, 3), nil, set(3, 4, 5)},
		"the copy sits out":       {set(3), nil, repeated, set(0, 1, 2, 4, 5), nil},
		"one is out, others lack": {nil, set(5), pick(keys, 0, 1, 2), nil, set(3, 4)},
	} {
		t.Run(name, func(t *testing.T) {
			a := collect.New(terms, collect.Aside{Silent: c.silent, Out: c.out})
			missing := a.Fix(c.keys)
			same(t, "missing", missing, c.missing)
			if (a.List == nil) != (c.list == nil) {
				t.Fatalf("the list is %+v, want %v", a.List, c.list)
			}
			if a.List != nil {
				same(t, "owners of the list", a.List.Owners, c.list)
			}
		})
	}
}

// TestSet: sets are in order, hold each owner once, and are never changed in place.
func TestSet(t *testing.T) {
	a, b := owners(3, 1, 2, 3), owners(2, 4)
	same(t, "a", a, collect.SetOf(owner(1), owner(2), owner(3), owner(1)))
	same(t, "union", a.Union(b), owners(1, 2, 3, 4))
	same(t, "difference", a.Minus(b), owners(1, 3))
	same(t, "intersection", a.Only(b), owners(2))
	if !a.Has(owner(2)) || a.Has(owner(4)) || collect.Set(nil).Has(owner(1)) {
		t.Error("Has is wrong")
	}
	before := slices.Clone(a)
	a.With(owner(9))
	a.Minus(b)
	a.Only(b)
	a.Union(b)
	same(t, "a", a, before)
	messages := []wire.Signed{{Signer: owner(1)}, {Signer: owner(4)}}
	if got := a.SignedBy(messages); len(got) != 1 || got[0].Signer != owner(1) || len(messages) != 2 {
		t.Errorf("%d messages are signed by the set", len(got))
	}
	same(t, "signers", collect.Signers(messages), owners(1, 4))
}
