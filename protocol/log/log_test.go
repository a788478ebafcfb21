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
	open, _ := g.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	seen := g.mo.Log.Head

	c := log.NewChain(start, seen)
	if err := c.Append([]wire.Signed{roster}); err != nil {
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
	if err := log.NewChain(start, seen).Append([]wire.Signed{roster, *other}); !errors.Is(err, log.ErrRolledBack) {
		t.Errorf("a rewritten log: %v", err)
	}
	c = log.NewChain(start, wire.Head{})
	if err := c.Append([]wire.Signed{roster, *open, *g.mo.Reject(wire.Ref{Round: 1, Attempt: 1})}); err != nil {
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
