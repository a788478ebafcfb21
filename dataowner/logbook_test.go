//go:build testkeys

package dataowner

import (
	"errors"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func (w *world) book(seen wire.Head) *logbook {
	signed, link := w.sign()
	return newLogbook(&terms{id: link.Training, digest: signed.Digest(), manifest: &w.manifest}, seen)
}

func TestLogbookFollowsAnHonestLog(t *testing.T) {
	w := newWorld(t)
	c := w.chain()
	r := c.roster(wire.Identity{1}, wire.Identity{2}, wire.Identity{3})
	c.open(r, 1, 1, wire.Digest{1})
	c.open(r, 1, 3, wire.Digest{1}) // attempts need not be consecutive: aborts are not in the log
	c.accept(1, 3)
	c.open(r, 2, 1, wire.Digest{2})
	c.add(wire.KindReject, wire.Reject{LogEntry: c.next(), Ref: wire.Ref{Round: 2, Attempt: 1}, Code: wire.CodeRoundRejected})
	c.open(r, 2, 2, wire.Digest{2})
	c.accept(2, 2)
	c.add(wire.KindDone, wire.Done{LogEntry: c.next(), Rounds: 2, Reason: "finished"})

	for cut := range len(c.entries) + 1 { // in one piece and in any two
		b := w.book(wire.Head{})
		ok(t, b.append(c.entries[:cut]))
		ok(t, b.append(c.entries[cut:]))
		if b.head != c.head || b.accepted != 2 || b.done == nil {
			t.Errorf("cut at %d: head %v, %d rounds accepted", cut, b.head, b.accepted)
		}
	}
}

func TestLogsThatAreRefused(t *testing.T) {
	stranger, _ := identity.NewKey()
	for name, build := range map[string]func(c *chain){
		"entry of a stranger": func(c *chain) {
			s := entry(c.w.t, stranger, wire.KindRoster, wire.Roster{LogEntry: c.next()})
			c.entries = append(c.entries, *s)
		},
		"forged signature": func(c *chain) {
			c.roster(wire.Identity{1})
			c.entries[0].Signature[3] ^= 1
		},
		"gap": func(c *chain) {
			c.roster(wire.Identity{1})
			c.head.Length++
			c.roster(wire.Identity{2})
		},
		"does not follow": func(c *chain) {
			c.roster(wire.Identity{1})
			c.head.Digest[0] ^= 1
			c.roster(wire.Identity{2})
		},
		"another training":   func(c *chain) { c.id[0] ^= 1; c.roster(wire.Identity{1}) },
		"open before roster": func(c *chain) { c.open(&wire.Signed{}, 1, 1, wire.Digest{}) },
		"round left out":     func(c *chain) { c.open(c.roster(wire.Identity{1}), 2, 1, wire.Digest{}) },
		"round again after accept": func(c *chain) {
			r := c.roster(wire.Identity{1})
			c.open(r, 1, 1, wire.Digest{})
			c.accept(1, 1)
			c.open(r, 1, 2, wire.Digest{})
		},
		"attempt again": func(c *chain) {
			r := c.roster(wire.Identity{1})
			c.open(r, 1, 2, wire.Digest{})
			c.open(r, 1, 2, wire.Digest{})
		},
		"other weights in a round": func(c *chain) {
			r := c.roster(wire.Identity{1})
			c.open(r, 1, 1, wire.Digest{1})
			c.open(r, 1, 2, wire.Digest{2})
		},
		"another roster": func(c *chain) {
			c.roster(wire.Identity{1})
			c.open(&wire.Signed{Kind: wire.KindRoster}, 1, 1, wire.Digest{})
		},
		"roster after the first round": func(c *chain) {
			c.open(c.roster(wire.Identity{1}), 1, 1, wire.Digest{})
			c.roster(wire.Identity{2})
		},
		"accept of another attempt": func(c *chain) {
			c.open(c.roster(wire.Identity{1}), 1, 1, wire.Digest{})
			c.accept(1, 2)
		},
		"open after done": func(c *chain) {
			r := c.roster(wire.Identity{1})
			c.add(wire.KindDone, wire.Done{LogEntry: c.next(), Reason: "finished"})
			c.open(r, 1, 1, wire.Digest{})
		},
		"a data owner's message": func(c *chain) { c.add(wire.KindKeys, wire.Keys{}) },
	} {
		w := newWorld(t)
		c := w.chain()
		build(c)
		if err := w.book(wire.Head{}).append(c.entries); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The model owner's own log is held against its manifest: kinds in their order, none left out, none for longer than it
// says, weights where a kind has them and nothing where it has none.
func TestLogsThatNoManifestAllows(t *testing.T) {
	const sealed = `"model":{"weights":"shared"},"scaling":"federated","training":{"rounds":2}`
	nothing := wire.DigestOf(nil)
	type round struct {
		kind          wire.RoundKind
		weights, blob wire.Digest
	}
	statistics := round{wire.RoundStatistics, nothing, nothing}
	gradient, evaluation := round{wire.RoundGradient, wire.Digest{1}, wire.Digest{2}}, round{wire.RoundEvaluation, wire.Digest{3}, wire.Digest{4}}
	for name, c := range map[string]struct {
		fields  string
		rounds  []round
		refused int // from 1; 0 for none
	}{
		"whole":                     {sealed, []round{statistics, gradient, gradient, evaluation}, 0},
		"stopped early":             {sealed, []round{statistics, gradient, evaluation}, 0},
		"statistics twice":          {sealed, []round{statistics, statistics}, 2},
		"no statistics":             {sealed, []round{gradient}, 1},
		"statistics later":          {sealed, []round{statistics, gradient, statistics}, 3},
		"no gradient":               {sealed, []round{statistics, evaluation}, 2},
		"a gradient too many":       {sealed, []round{statistics, gradient, gradient, gradient}, 4},
		"a gradient after the end":  {sealed, []round{statistics, gradient, evaluation, gradient}, 4},
		"evaluated twice":           {sealed, []round{statistics, gradient, evaluation, evaluation}, 4},
		"a kind of other trainings": {sealed, []round{{wire.RoundOneRound, nothing, nothing}}, 1},
		"an unknown kind":           {sealed, []round{{"anything", nothing, nothing}}, 1},
		"weights for statistics":    {sealed, []round{{wire.RoundStatistics, wire.Digest{1}, wire.Digest{1}}}, 1},
		"bytes for statistics":      {sealed, []round{{wire.RoundStatistics, nothing, wire.Digest{1}}}, 1},
		"weights for one round":     {`"model":{"method":"one_round"}`, []round{{wire.RoundOneRound, wire.Digest{1}, wire.Digest{1}}}, 1},
		"one round twice":           {`"model":{"method":"one_round"}`, []round{{wire.RoundOneRound, nothing, nothing}, {wire.RoundOneRound, nothing, nothing}}, 2},
		"other bytes than weights":  {`"model":{}`, []round{gradient}, 1},
	} {
		w := newWorldOf(t, kindFile(number, c.fields))
		chain := w.chain()
		r := chain.roster(wire.Identity{1}, wire.Identity{2}, wire.Identity{3})
		b := w.book(wire.Head{})
		refused := 0
		for i, x := range c.rounds {
			for attempt := 1; attempt <= 2; attempt++ { // a second attempt counts nothing
				chain.add(wire.KindOpen, wire.Open{LogEntry: chain.next(), Ref: wire.Ref{Round: i + 1, Attempt: attempt},
					Kind: x.kind, Roster: r.Digest(), Weights: x.weights, Blob: x.blob})
			}
			chain.accept(i+1, 2)
			if err := b.append(chain.entries[b.head.Length:]); err != nil {
				if refused = i + 1; !errors.Is(err, errPlan) {
					t.Errorf("%s: %v", name, err)
				}
				break
			}
		}
		if refused != c.refused {
			t.Errorf("%s: refused at round %d, want %d", name, refused, c.refused)
		}
	}
}

// A model owner, or a facilitator with an old copy of the log, cannot take back what an owner has seen (fault
// table rows 36 and 55).
func TestAttackRolledBackLedger(t *testing.T) {
	w := newWorld(t)
	c := w.chain()
	r := c.roster(wire.Identity{1})
	c.open(r, 1, 1, wire.Digest{1})
	c.accept(1, 1)
	seen := c.head

	honest := w.book(seen)
	ok(t, honest.append(c.entries))
	ok(t, honest.caughtUp())

	short := w.book(seen)
	ok(t, short.append(c.entries[:2]))
	if err := short.caughtUp(); !errors.Is(err, errRolledBack) {
		t.Errorf("a shorter log gives %v", err)
	}

	rewritten := w.chain()
	r = rewritten.roster(wire.Identity{1})
	rewritten.open(r, 1, 1, wire.Digest{9})
	rewritten.accept(1, 1)
	rewritten.open(r, 2, 1, wire.Digest{9})
	if err := w.book(seen).append(rewritten.entries); !errors.Is(err, errRolledBack) {
		t.Errorf("a rewritten log gives %v", err)
	}

	// An owner that remembers nothing takes either.
	for name, entries := range map[string][]wire.Signed{"shorter": c.entries[:2], "rewritten": rewritten.entries} {
		forgetful := w.book(wire.Head{})
		if err := forgetful.append(entries); err != nil || forgetful.caughtUp() != nil {
			t.Errorf("without the memory the attack with a %s log must succeed: %v", name, err)
		}
	}
}
