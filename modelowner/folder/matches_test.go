package folder

import (
	"errors"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// books makes a log and the rounds that belong to it: two rounds accepted, the third open in its second attempt.
func books(t *testing.T) (*Log, *Rounds) {
	t.Helper()
	owner, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	m := &wire.Manifest{
		ModelOwner: owner.Identity(), Weights: wire.WeightsEncrypted, Cohort: wire.Cohort{Min: 3, Max: 3},
		Rounds: []wire.RoundShape{{Kind: wire.RoundGradient, Most: 9, Weights: 1}}, Limits: wire.Limits{Rounds: 9},
	}
	signed, err := wire.Seal(wire.KindManifest, m, owner)
	if err != nil {
		t.Fatal(err)
	}
	training := &Training{Manifest: m, Signed: signed, dir: t.TempDir()}
	l, err := training.OpenLog(true)
	if err != nil {
		t.Fatal(err)
	}
	h, err := training.OpenRounds(true)
	if err != nil {
		t.Fatal(err)
	}
	var failed []error
	entry := func(kind wire.Kind, body any) { failed = append(failed, l.Sign(kind, body, owner)) }
	entry(wire.KindRoster, wire.Roster{LogEntry: l.Next(), Members: []wire.Member{{Identity: wire.Identity{1}}, {Identity: wire.Identity{2}}, {Identity: wire.Identity{3}}}})
	entry(wire.KindStart, wire.Start{LogEntry: l.Next(), Roster: l.RosterDigest, Statements: []wire.Digest{{1}, {2}, {3}}})
	open := func(ref wire.Ref, weights wire.Digest) {
		entry(wire.KindOpen, wire.Open{LogEntry: l.Next(), Ref: ref, Kind: wire.RoundGradient, Roster: l.RosterDigest, Weights: weights, Blob: weights})
	}
	sums := []*big.Int{big.NewInt(1), big.NewInt(2), big.NewInt(3)}
	for round := 1; round <= 3; round++ {
		ref, weights := wire.Ref{Round: round, Attempt: 1}, wire.Digest{byte(round)}
		failed = append(failed, h.Add(Record{Event: RecordOpen, Ref: ref, Kind: wire.RoundGradient, Point: sums[:1], Weights: &weights, Blob: &weights}))
		open(ref, weights)
		if round == 3 {
			failed = append(failed, h.Add(Record{Event: RecordAborted, Ref: ref}))
			ref.Attempt = 2
			open(ref, weights)
			break
		}
		failed = append(failed, h.Add(Record{Event: RecordResult, Ref: ref, Sums: sums, Aggregate: &weights, Uploads: &weights}))
		entry(wire.KindAccept, wire.Accept{LogEntry: l.Next(), Ref: ref, Aggregate: weights, Uploads: weights})
	}
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	return l, h
}

// Fault table rows 55 and 60: a log and rounds that are not of the same age and training are refused. The state that a
// crash between two writes leaves is not.
func TestRoundsMustBeThoseOfTheLog(t *testing.T) {
	for name, c := range map[string]struct {
		bend func(l *Log, h *Rounds)
		bad  bool
	}{
		"as written":                  {func(*Log, *Rounds) {}, false},
		"open not yet signed":         {func(l *Log, h *Rounds) { l.entries = l.entries[:len(l.entries)-2] }, false},
		"accept not yet signed":       {func(l *Log, h *Rounds) { l.entries = l.entries[:5]; h.list = h.list[:2] }, false},
		"an older log":                {func(l *Log, h *Rounds) { l.entries = l.entries[:4] }, true},
		"an empty log":                {func(l *Log, h *Rounds) { l.entries = nil }, true},
		"older rounds":                {func(l *Log, h *Rounds) { h.list = h.list[:1] }, true},
		"no rounds":                   {func(l *Log, h *Rounds) { h.list = nil }, true},
		"a result removed":            {func(l *Log, h *Rounds) { h.list[1].Result = nil }, true},
		"a result of elsewhere":       {func(l *Log, h *Rounds) { h.list[1].Result.Aggregate = &wire.Digest{9} }, true},
		"a result of another attempt": {func(l *Log, h *Rounds) { h.list[1].Result.Attempt = 2 }, true},
		"other bytes":                 {func(l *Log, h *Rounds) { h.list[2].Blob = &wire.Digest{9} }, true},
		"another kind":                {func(l *Log, h *Rounds) { h.list[2].Kind = wire.RoundEvaluation }, true},
		"other weights":               {func(l *Log, h *Rounds) { h.list[2].Weights = &wire.Digest{9} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			l, h := books(t)
			c.bend(l, h)
			if err := h.Matches(l); (err != nil) != c.bad {
				t.Errorf("got %v", err)
			}
		})
	}
}
