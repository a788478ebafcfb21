package log_test

import (
	"errors"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

type game struct {
	*testing.T
	mo         *parties.ModelOwner
	owners     []*parties.Owner
	enrolments []wire.Signed
}

func newGame(t *testing.T) *game {
	t.Helper()
	g := &game{T: t, mo: parties.NewModelOwner(t, 3, 4, nil)}
	g.owners = parties.NewOwners(t, g.mo.ID, 4)
	for _, o := range g.owners {
		g.enrolments = append(g.enrolments, *o.Enrolment())
	}
	return g
}

// kinds lets a manifest have rounds of three kinds, one of them without weights.
func kinds(m *wire.Manifest) {
	m.Limits.Rounds = 4
	m.Rounds = []wire.RoundShape{
		{Kind: wire.RoundStatistics, Most: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
		{Kind: wire.RoundGradient, Most: 2, Weights: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
		{Kind: wire.RoundEvaluation, Most: 1, Weights: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
	}
}

// Every step of an honest log can be followed, and no bad entry in its place: neither as an entry nor as a part of a chain.
func TestBadEntries(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 4, kinds)
	var members []wire.Member
	for _, o := range parties.NewOwners(t, mo.ID, 4) {
		members = append(members, wire.Member{Identity: o.ID(), Enrolment: o.Enrolment().Digest()})
	}
	count := byte(0)
	weights := func(k wire.RoundKind) []byte {
		if k == wire.RoundStatistics {
			return nil
		}
		count++
		return []byte{count}
	}
	chain := log.NewChain(mo.Log, wire.Head{})
	seen := map[string]bool{}
	for _, step := range hostile.Log(t, mo.Log, mo.Key, members, weights) {
		if chain.Head != step.Before.Head {
			t.Fatal("the chain is not where the step begins")
		}
		for _, bad := range step.Entries(t, mo.Key) {
			seen[bad.Name] = true
			after := step.Before
			e, err := log.Parse(bad.Signed)
			if err == nil {
				after, err = step.Before.Follow(e)
			}
			hostile.Refused(t, bad.Name, err, bad.Code, bad.Rule)
			if after.Head != step.Before.Head {
				t.Errorf("%s: a refused entry moves the log", bad.Name)
			}
			hostile.Refused(t, bad.Name+" in a chain", chain.Append([]wire.Signed{*bad.Signed}), bad.Code, bad.Rule)
			if chain.Head != step.Before.Head {
				t.Errorf("%s: a refused entry moves the chain", bad.Name)
			}
		}
		if step.Next != nil {
			if err := chain.Append([]wire.Signed{*step.Next}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if chain.Accepted != 4 || chain.Opened(wire.RoundGradient) != 2 || chain.Opened(wire.RoundStatistics) != 1 || chain.Done == nil {
		t.Errorf("%d rounds accepted, %d gradients opened", chain.Accepted, chain.Opened(wire.RoundGradient))
	}
	if len(seen) < 33 {
		t.Errorf("the log came to %d different bad entries only", len(seen))
	}
	if _, err := log.Parse(nil); wire.RejectionOf(err) == nil {
		t.Errorf("no message is a log entry (%v)", err)
	}
}

// A chain refuses what a position refuses, and stays where it was.
func TestChainRefuses(t *testing.T) {
	g := newGame(t)
	start := g.mo.Log
	roster := *g.mo.Roster(g.enrolments)
	bent := roster
	bent.Signature = append([]byte{roster.Signature[0] ^ 1}, roster.Signature[1:]...)
	g.mo.Start(g.mo.Statements(g.owners))
	later, _ := g.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	for name, entries := range map[string][]wire.Signed{"an altered signature": {bent}, "a gap": {*later}, "an entry twice": {roster, roster}} {
		if err := log.NewChain(start, wire.Head{}).Append(entries); wire.RejectionOf(err) == nil {
			t.Errorf("%s: got %v, want a rejection", name, err)
		}
	}
}

// A reader notices a log that is shorter than it has seen, or was rewritten below that point.
func TestRollback(t *testing.T) {
	g := newGame(t)
	start := g.mo.Log
	roster := *g.mo.Roster(g.enrolments)
	begun := *g.mo.Start(g.mo.Statements(g.owners))
	open, _ := g.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	seen := g.mo.Log.Head

	c := log.NewChain(start, seen)
	if err := c.Append([]wire.Signed{roster, begun}); err != nil {
		t.Fatal(err)
	}
	if err := c.CaughtUp(); !errors.Is(err, log.ErrRolledBack) {
		t.Errorf("a shorter log: %v", err)
	}
	if err := c.Append([]wire.Signed{*open}); err != nil {
		t.Fatal(err)
	}
	if err := c.CaughtUp(); err != nil {
		t.Errorf("the whole log: %v", err)
	}
	b, err := wire.Unseal[wire.Open](open, wire.KindOpen)
	if err != nil {
		t.Fatal(err)
	}
	b.Weights, b.Blob = wire.Digest{9}, wire.Digest{9}
	other, err := wire.Seal(wire.KindOpen, b, g.mo.Key)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.NewChain(start, seen).Append([]wire.Signed{roster, begun, *other}); !errors.Is(err, log.ErrRolledBack) {
		t.Errorf("a rewritten log: %v", err)
	}
	c = log.NewChain(start, wire.Head{})
	if err := c.Append([]wire.Signed{roster, begun, *open, *g.mo.Reject(wire.Ref{Round: 1, Attempt: 1})}); err != nil {
		t.Fatal(err)
	}
	if c.Rejects(1) != 1 || c.Rejects(2) != 0 || c.Accept(wire.Ref{Round: 1, Attempt: 1}) != nil {
		t.Errorf("%d rejects of round 1, want 1", c.Rejects(1))
	}
}

func TestEnrolments(t *testing.T) {
	g := newGame(t)
	g.mo.Roster(g.enrolments)
	members := g.mo.Log.Members()
	got, err := log.Enrolments(g.mo.ID, members, g.enrolments)
	if err != nil || len(got) != 4 || string(got[2].KEMKey) != string(g.owners[2].KEM.Public()) {
		t.Fatalf("%d enrolments, %v", len(got), err)
	}
	for _, c := range hostile.Enrolments {
		_, err = log.OpenEnrolment(c.Seal(t, &g.enrolments[1], g.owners[1].Key), g.mo.ID)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	for _, c := range hostile.AdmittedEnrolments(t, hostile.Sent{Messages: g.enrolments, By: parties.Signers(g.owners)}) {
		_, err = log.Enrolments(g.mo.ID, c.Members, c.Messages)
		hostile.Refused(t, c.Name+", admitted", err, c.Code, c.Rule)
	}
	_, err = log.OpenEnrolment(nil, g.mo.ID)
	hostile.Refused(t, "no message", err, wire.CodeMalformed, "missing")
	_, err = log.OpenEnrolment(g.owners[0].Seal(wire.KindHello, wire.Hello{}), g.mo.ID)
	hostile.Refused(t, "a hello", err, wire.CodeInvalid, "kind must be")
}

func TestStatements(t *testing.T) {
	g := newGame(t)
	before := g.mo.Log
	g.mo.Roster(g.enrolments)
	messages := g.mo.Statements(g.owners)
	_, err := g.mo.Log.Statements(messages)
	hostile.Refused(t, "before the start", err, wire.CodePhase, "not started")
	g.mo.Start(messages)
	p := g.mo.Log
	claims, err := p.Statements(messages)
	if err != nil || len(claims) != 4 || claims[2].Word != wire.First {
		t.Fatalf("%d claims, %v", len(claims), err)
	}
	_, err = p.Statements(messages[1:])
	hostile.Refused(t, "one missing", err, wire.CodeInvalid, "members[0]")
	_, err = before.OpenStatement(&messages[0])
	hostile.Refused(t, "before the roster", err, wire.CodeForbidden, "not a member")
	stranger := parties.NewOwners(t, g.mo.ID, 1)[0].Statement(p.RosterDigest)
	_, err = p.OpenStatement(stranger)
	hostile.Refused(t, "a stranger's", err, wire.CodeForbidden, "not a member")
	noisy, manifest := p, *p.Manifest
	manifest.Noise = true
	noisy.Manifest = &manifest
	for _, c := range hostile.Statements(true) {
		b, err := wire.Unseal[wire.Statement](&messages[1], wire.KindStatement)
		if err != nil {
			t.Fatal(err)
		}
		c.Bend(&b)
		_, err = noisy.OpenStatement(g.owners[1].Seal(wire.KindStatement, b))
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	// A start that names a statement which its member did not make.
	foreign := newGame(t)
	foreign.mo.Roster(foreign.enrolments)
	bent := foreign.mo.Statements(foreign.owners)
	bent[3] = *foreign.owners[0].Statement(foreign.mo.Log.RosterDigest)
	foreign.mo.Start(bent)
	_, err = foreign.mo.Log.Statements(bent)
	hostile.Refused(t, "another member's", err, wire.CodeInvalid, "members[3]")
	forged := messages[1]
	forged.Signature = append([]byte{forged.Signature[0] ^ 1}, forged.Signature[1:]...)
	_, err = p.OpenStatement(&forged)
	hostile.Refused(t, "a signature that does not verify", err, wire.CodeSignature, "does not verify")
	// Nor one that a member signed and that is not a statement of this lobby.
	foreign = newGame(t)
	foreign.mo.Roster(foreign.enrolments)
	bent = foreign.mo.Statements(foreign.owners)
	bent[2] = *foreign.owners[2].Statement(wire.Digest{9})
	foreign.mo.Start(bent)
	_, err = foreign.mo.Log.Statements(bent)
	hostile.Refused(t, "for another roster", err, wire.CodeStale, "members[2]")
}

// With noise a member without a statement takes no part, and a start has at least cohort.min statements.
func TestExcluded(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 4, func(m *wire.Manifest) { m.Noise = true })
	owners := parties.NewOwners(t, mo.ID, 4)
	var enrolments []wire.Signed
	for _, o := range owners {
		enrolments = append(enrolments, *o.Enrolment())
	}
	mo.Roster(enrolments)
	p, messages := mo.Log, mo.Statements(owners)
	b := wire.Start{LogEntry: p.Next(), Roster: p.RosterDigest, Statements: make([]wire.Digest, 4)}
	for i, s := range messages[:3] {
		b.Statements[i] = s.Digest()
	}
	mo.Append(wire.KindStart, b)
	if out := mo.Log.Excluded(); len(out) != 1 || out[0] != owners[3].ID() {
		t.Fatalf("%v did not state its rows, want the last", out)
	}
	claims, err := mo.Log.Statements(messages)
	if err != nil || claims[3] != nil || claims[0] == nil {
		t.Errorf("claims %v, %v", claims, err)
	}
	step := func(id wire.Identity) error {
		s, err := wire.Seal(wire.KindRevoke, wire.Revoke{LogEntry: mo.Next(), Identity: id}, mo.Key)
		if err != nil {
			t.Fatal(err)
		}
		e, err := log.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		_, err = mo.Log.Follow(e)
		return err
	}
	hostile.Refused(t, "a member without a statement revoked", step(owners[3].ID()), wire.CodeInvalid, "takes no part already")
	hostile.Refused(t, "one member too many revoked", step(owners[0].ID()), wire.CodeInvalid, "too few members")
	same := owners[0].Seal(wire.KindStatement, wire.Statement{Training: mo.ID, Roster: p.RosterDigest, Claim: wire.Claim{Word: wire.Same, Oldest: &wire.Reference{1}}})
	_, err = p.OpenStatement(same)
	hostile.Refused(t, "same with noise", err, wire.CodeInvalid, "must not be same")
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	keys, _ := owners[3].Keys(wire.Ref{Round: 1, Attempt: 1}, mo.Log.OpenDigest, owners)
	_, err = mo.Terms().OpenKeys(keys)
	hostile.Refused(t, "keys of a member without a statement", err, wire.CodeForbidden, "did not state its rows")
}

// An exact training passes silently only if all are first, or all same with a common training; one with noise if all are
// first.
func TestCombine(t *testing.T) {
	a, b := wire.Reference{1}, wire.Reference{2}
	first, changed := &wire.Claim{Word: wire.First, Sides: true}, &wire.Claim{Word: wire.Changed, Sides: true}
	same := func(oldest *wire.Reference, covers ...wire.Reference) *wire.Claim {
		return &wire.Claim{Word: wire.Same, Oldest: oldest, Covers: covers}
	}
	for _, c := range []struct {
		name          string
		exact         bool
		claims        []*wire.Claim
		silent, holds bool
	}{
		{"all first", true, []*wire.Claim{first, first}, true, true},
		{"noise, all first", false, []*wire.Claim{first, first}, true, true},
		{"one takes no part", false, []*wire.Claim{first, nil}, true, true},
		{"one changed", true, []*wire.Claim{first, changed}, false, true},
		{"first and same", true, []*wire.Claim{first, same(&a)}, false, false},
		{"same training", true, []*wire.Claim{same(&a), same(&a)}, true, false},
		{"different trainings", true, []*wire.Claim{same(&a), same(&b)}, false, false},
		{"same, one without the oldest", true, []*wire.Claim{same(&a), same(nil, b)}, false, false},
		{"a common cover", true, []*wire.Claim{same(&a, b), same(nil, a, b)}, true, false},
		{"no common cover", true, []*wire.Claim{same(nil, a), same(nil, b)}, false, false},
		{"same with noise", false, []*wire.Claim{same(&a), same(&a)}, false, false},
		{"nobody", true, nil, false, false},
	} {
		if v := log.Combine(c.exact, true, c.claims); v.Silent != c.silent || v.Holdout != c.holds {
			t.Errorf("%s: got %+v, want silent %v and a holdout %v", c.name, v, c.silent, c.holds)
		}
		if log.Combine(c.exact, false, c.claims).Holdout {
			t.Errorf("%s: rows are held back although the training asks for none", c.name)
		}
	}
}

// A revoked member takes no part any more; without noise none can be revoked, because every round needs all.
func TestRevoke(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			mo := parties.NewModelOwner(t, 3, 6, func(m *wire.Manifest) { m.Noise = noise })
			owners := parties.NewOwners(t, mo.ID, 6)
			entry := func(who wire.Identity) *log.Entry {
				s, err := wire.Seal(wire.KindRevoke, wire.Revoke{LogEntry: mo.Next(), Identity: who}, mo.Key)
				if err != nil {
					t.Fatal(err)
				}
				e, err := log.Parse(s)
				if err != nil {
					t.Fatal(err)
				}
				return e
			}
			_, err := mo.Log.Follow(entry(owners[2].ID()))
			hostile.Refused(t, "before the start", err, wire.CodePhase, "not started")
			mo.Begin(owners)
			next, err := mo.Log.Follow(entry(owners[2].ID()))
			if !noise {
				hostile.Refused(t, "without noise", err, wire.CodeInvalid, "needs all members")
				return
			}
			_, strange := mo.Log.Follow(entry(wire.Identity{7}))
			hostile.Refused(t, "a stranger", strange, wire.CodeInvalid, "not a member")
			if err != nil || len(next.Excluded()) != 1 || next.Excluded()[0] != owners[2].ID() || len(mo.Log.Excluded()) != 0 {
				t.Fatalf("%v are excluded, %v", next.Excluded(), err)
			}
			mo.Log = next
			_, err = mo.Log.Follow(entry(owners[2].ID()))
			hostile.Refused(t, "twice", err, wire.CodeInvalid, "takes no part already")
			mo.Open(wire.Ref{Round: 1, Attempt: 1})
			terms := mo.Terms()
			keys, _ := owners[2].Keys(terms.Ref, terms.Open, owners)
			_, err = terms.OpenKeys(keys)
			hostile.Refused(t, "keys of a revoked member", err, wire.CodeForbidden, "takes no part")
		})
	}
}
