package log_test

import (
	"errors"
	"slices"
	"strings"
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

func (g *game) refused(name string, err error, code wire.Code, rule string) {
	g.Helper()
	r := wire.RejectionOf(err)
	if r == nil || r.Code != code || !strings.Contains(r.Detail, rule) {
		g.Errorf("%s: got %v, want a rejection with code %q that contains %q", name, err, code, rule)
	}
}

// bad runs a table of bad entries: none may follow p.
func bad[T any](g *game, p log.Position, good *wire.Signed, cases []hostile.Case[T]) {
	g.Helper()
	for _, c := range cases {
		b, err := wire.Unseal[T](good, good.Kind)
		if err != nil {
			g.Fatal(err)
		}
		c.Bend(&b)
		s, err := wire.Seal(good.Kind, b, g.mo.Key)
		if err != nil {
			g.Fatal(err)
		}
		e, err := log.Parse(s)
		if err != nil {
			g.Fatalf("%s: %v", c.Name, err)
		}
		after, err := p.Follow(e)
		g.refused(c.Name, err, c.Code, c.Rule)
		if after.Head != p.Head {
			g.Errorf("%s: a refused entry moves the log", c.Name)
		}
	}
}

func TestBadEntries(t *testing.T) {
	g := newGame(t)
	ref := wire.Ref{Round: 1, Attempt: 1}
	p := g.mo.Log
	bad(g, p, g.mo.Roster(g.enrolments), hostile.Rosters)
	p = g.mo.Log
	bad(g, p, g.mo.Start(g.mo.Statements(g.owners)), append(slices.Clone(hostile.Starts), hostile.StartWithoutOne))
	p = g.mo.Log
	open, _ := g.mo.Open(ref)
	bad(g, p, open, hostile.Opens)
	p = g.mo.Log
	reject := g.mo.Reject(ref)
	bad(g, p, reject, hostile.Rejects)
	p = g.mo.Log
	weights := func(o *wire.Open) { // an honest second attempt sends the same weights
		first, err := wire.Unseal[wire.Open](open, wire.KindOpen)
		if err != nil {
			t.Fatal(err)
		}
		o.Weights, o.Blob = first.Weights, first.Blob
	}
	again := wire.Open{LogEntry: g.mo.Next(), Ref: wire.Ref{Round: 1, Attempt: 2}, Kind: wire.RoundGradient, Roster: p.RosterDigest}
	weights(&again)
	second := g.mo.Append(wire.KindOpen, again)
	bad(g, p, second, hostile.OpensAgain)
	p = g.mo.Log
	accept := g.mo.Accept(wire.Ref{Round: 1, Attempt: 2}, nil, nil)
	bad(g, p, accept, hostile.Accepts)
	p = g.mo.Log
	if p.Accepted != 1 || p.Opened(wire.RoundGradient) != 1 {
		t.Errorf("%d rounds accepted, %d opened, want 1 and 1", p.Accepted, p.Opened(wire.RoundGradient))
	}
	done := g.mo.Done(1)
	bad(g, p, done, hostile.Dones)
	p = g.mo.Log
	if p.Done == nil {
		t.Fatal("the training has not ended")
	}
	s, err := wire.Seal(wire.KindDone, wire.Done{LogEntry: p.Next(), Rounds: 1, Reason: wire.ReasonStopped}, g.mo.Key)
	if err != nil {
		t.Fatal(err)
	}
	e, err := log.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Follow(e)
	g.refused("after the end", err, wire.CodePhase, "ended")
}

// Entries that nobody but the model owner may write, or that come where there is no place for them.
func TestEntriesOutOfPlace(t *testing.T) {
	g := newGame(t)
	start := g.mo.Log
	roster := g.mo.Roster(g.enrolments)
	b, err := wire.Unseal[wire.Roster](roster, wire.KindRoster)
	if err != nil {
		t.Fatal(err)
	}
	e, err := log.Parse(g.owners[0].Seal(wire.KindRoster, b))
	if err != nil {
		t.Fatal(err)
	}
	_, err = start.Follow(e)
	g.refused("a roster by an owner", err, wire.CodeForbidden, "only the training's model owner")

	try := func(name string, p log.Position, kind wire.Kind, body any, code wire.Code, rule string) {
		t.Helper()
		s, err := wire.Seal(kind, body, g.mo.Key)
		if err != nil {
			t.Fatal(err)
		}
		e, err := log.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Follow(e)
		g.refused(name, err, code, rule)
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	try("start before the roster", start, wire.KindStart, wire.Start{LogEntry: start.Next()}, wire.CodePhase, "no roster")
	try("open before the start", g.mo.Log, wire.KindOpen, wire.Open{LogEntry: g.mo.Next(), Ref: ref, Roster: g.mo.Log.RosterDigest}, wire.CodePhase, "not started")
	g.mo.Start(g.mo.Statements(g.owners))
	try("start twice", g.mo.Log, wire.KindStart, wire.Start{LogEntry: g.mo.Next()}, wire.CodePhase, "has started")
	try("accept before an attempt", g.mo.Log, wire.KindAccept, wire.Accept{LogEntry: g.mo.Next(), Ref: ref}, wire.CodePhase, "not running")
	g.mo.Open(ref)
	b.LogEntry = g.mo.Next()
	try("roster after the start", g.mo.Log, wire.KindRoster, b, wire.CodePhase, "are fixed")
	g.mo.Accept(ref, nil, nil)
	try("accept twice", g.mo.Log, wire.KindAccept, wire.Accept{LogEntry: g.mo.Next(), Ref: ref}, wire.CodePhase, "not running")

	for name, s := range map[string]*wire.Signed{"no message": nil, "a hello": g.owners[0].Seal(wire.KindHello, wire.Hello{})} {
		if _, err := log.Parse(s); wire.RejectionOf(err) == nil {
			t.Errorf("%s is a log entry (%v)", name, err)
		}
	}
	bent := *roster
	bent.Signature = append([]byte{bent.Signature[0] ^ 1}, bent.Signature[1:]...)
	_, err = log.Parse(&bent)
	g.refused("altered", err, wire.CodeSignature, "verify")
}

// The kinds of rounds follow one another in the manifest's order, each at most as often as it allows.
func TestPlan(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 3, func(m *wire.Manifest) {
		m.Rounds = []wire.RoundShape{
			{Kind: wire.RoundStatistics, Most: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
			{Kind: wire.RoundGradient, Most: 2, Weights: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
			{Kind: wire.RoundEvaluation, Most: 1, Weights: 1, Values: 1, SlotBits: 8, Ciphertexts: 1},
		}
	})
	mo.Begin(parties.NewOwners(t, mo.ID, 3))
	nothing, some := wire.DigestOf(nil), wire.DigestOf([]byte("weights"))
	entry := func(kind wire.RoundKind, blob wire.Digest) *log.Entry {
		s, err := wire.Seal(wire.KindOpen, wire.Open{LogEntry: mo.Next(), Ref: wire.Ref{Round: mo.Log.Accepted + 1, Attempt: 1}, Kind: kind,
			Roster: mo.Log.RosterDigest, Weights: blob, Blob: blob}, mo.Key)
		if err != nil {
			t.Fatal(err)
		}
		e, err := log.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	step := func(kind wire.RoundKind, blob wire.Digest) error {
		next, err := mo.Log.Follow(entry(kind, blob))
		if err != nil {
			return err
		}
		mo.Log = next
		mo.Accept(next.Open.Ref, nil, nil)
		return nil
	}
	g := &game{T: t, mo: mo}
	g.refused("leaves statistics out", step(wire.RoundGradient, some), wire.CodeInvalid, "out of order")
	g.refused("statistics with weights", step(wire.RoundStatistics, some), wire.CodeInvalid, "come with no weights")
	for i, err := range []error{step(wire.RoundStatistics, nothing), step(wire.RoundGradient, some), step(wire.RoundGradient, some)} {
		if err != nil {
			t.Fatalf("round %d: %v", i+1, err)
		}
	}
	g.refused("a third gradient", step(wire.RoundGradient, some), wire.CodeInvalid, "past the most")
	if err := step(wire.RoundEvaluation, some); err != nil {
		t.Fatal(err)
	}
	g.refused("back to gradients", step(wire.RoundGradient, some), wire.CodeInvalid, "out of order")
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

// No round is opened past the number that the manifest limits all rounds to.
func TestLimitOfRounds(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 3, func(m *wire.Manifest) { m.Limits.Rounds = 1 })
	mo.Begin(parties.NewOwners(t, mo.ID, 3))
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	mo.Accept(wire.Ref{Round: 1, Attempt: 1}, nil, nil)
	before := mo.Log
	open, _ := mo.Open(wire.Ref{Round: 2, Attempt: 1})
	e, err := log.Parse(open)
	if err != nil {
		t.Fatal(err)
	}
	_, err = before.Follow(e)
	(&game{T: t}).refused("a second round", err, wire.CodeInvalid, "limits.rounds")
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
	_, err = log.Enrolments(g.mo.ID, members, g.enrolments[1:])
	g.refused("one missing", err, wire.CodeInvalid, "members[0]")
	for _, c := range hostile.Enrolments {
		b, err := wire.Unseal[wire.Enrolment](&g.enrolments[1], wire.KindEnrolment)
		if err != nil {
			t.Fatal(err)
		}
		c.Bend(&b)
		s := g.owners[1].Seal(wire.KindEnrolment, b)
		_, err = log.OpenEnrolment(s, g.mo.ID)
		g.refused(c.Name, err, c.Code, c.Rule)
		_, err = log.Enrolments(g.mo.ID, members, []wire.Signed{g.enrolments[0], *s, g.enrolments[2], g.enrolments[3]})
		g.refused(c.Name+", not the one admitted", err, wire.CodeInvalid, "not the one that the roster names")
		bent := append([]wire.Member{}, members...)
		bent[1].Enrolment = s.Digest()
		_, err = log.Enrolments(g.mo.ID, bent, []wire.Signed{g.enrolments[0], *s, g.enrolments[2], g.enrolments[3]})
		g.refused(c.Name+", admitted", err, c.Code, "members[1]")
	}
	_, err = log.OpenEnrolment(nil, g.mo.ID)
	g.refused("no message", err, wire.CodeMalformed, "missing")
	_, err = log.OpenEnrolment(g.owners[0].Seal(wire.KindHello, wire.Hello{}), g.mo.ID)
	g.refused("a hello", err, wire.CodeInvalid, "kind must be")
}

func TestStatements(t *testing.T) {
	g := newGame(t)
	before := g.mo.Log
	g.mo.Roster(g.enrolments)
	messages := g.mo.Statements(g.owners)
	_, err := g.mo.Log.Statements(messages)
	g.refused("before the start", err, wire.CodePhase, "not started")
	g.mo.Start(messages)
	p := g.mo.Log
	claims, err := p.Statements(messages)
	if err != nil || len(claims) != 4 || claims[2].Word != wire.First {
		t.Fatalf("%d claims, %v", len(claims), err)
	}
	_, err = p.Statements(messages[1:])
	g.refused("one missing", err, wire.CodeInvalid, "members[0]")
	_, err = before.OpenStatement(&messages[0])
	g.refused("before the roster", err, wire.CodeForbidden, "not a member")
	stranger := parties.NewOwners(t, g.mo.ID, 1)[0].Statement(p.RosterDigest)
	_, err = p.OpenStatement(stranger)
	g.refused("a stranger's", err, wire.CodeForbidden, "not a member")
	for _, c := range hostile.Statements {
		b, err := wire.Unseal[wire.Statement](&messages[1], wire.KindStatement)
		if err != nil {
			t.Fatal(err)
		}
		c.Bend(&b)
		_, err = p.OpenStatement(g.owners[1].Seal(wire.KindStatement, b))
		g.refused(c.Name, err, c.Code, c.Rule)
	}
	// A start that names a statement which its member did not make.
	foreign := newGame(t)
	foreign.mo.Roster(foreign.enrolments)
	bent := foreign.mo.Statements(foreign.owners)
	bent[3] = *foreign.owners[0].Statement(foreign.mo.Log.RosterDigest)
	foreign.mo.Start(bent)
	_, err = foreign.mo.Log.Statements(bent)
	g.refused("another member's", err, wire.CodeInvalid, "members[3]")
}

// With noise a member without a statement takes no part, and a start has at least cohort.min statements.
func TestUnstated(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 4, func(m *wire.Manifest) { m.Noise = true })
	owners := parties.NewOwners(t, mo.ID, 4)
	g := &game{T: t, mo: mo, owners: owners}
	for _, o := range owners {
		g.enrolments = append(g.enrolments, *o.Enrolment())
	}
	mo.Roster(g.enrolments)
	p, messages := mo.Log, mo.Statements(owners)
	bad(g, p, mo.Start(messages), hostile.Starts)
	mo.Log = p
	b := wire.Start{LogEntry: p.Next(), Roster: p.RosterDigest, Statements: make([]wire.Digest, 4)}
	for i, s := range messages[:3] {
		b.Statements[i] = s.Digest()
	}
	mo.Append(wire.KindStart, b)
	if out := mo.Log.Unstated(); len(out) != 1 || out[0] != owners[3].ID() {
		t.Fatalf("%v did not state its rows, want the last", out)
	}
	claims, err := mo.Log.Statements(messages)
	if err != nil || claims[3] != nil || claims[0] == nil {
		t.Errorf("claims %v, %v", claims, err)
	}
	same := owners[0].Seal(wire.KindStatement, wire.Statement{Training: mo.ID, Roster: p.RosterDigest, Claim: wire.Claim{Word: wire.Same, Oldest: &wire.Reference{1}}})
	_, err = p.OpenStatement(same)
	g.refused("same with noise", err, wire.CodeInvalid, "must not be same")
	mo.Open(wire.Ref{Round: 1, Attempt: 1})
	keys, _ := owners[3].Keys(wire.Ref{Round: 1, Attempt: 1}, mo.Log.OpenDigest, owners)
	_, err = mo.Terms().OpenKeys(keys)
	g.refused("keys of a member without a statement", err, wire.CodeForbidden, "did not state its rows")
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
