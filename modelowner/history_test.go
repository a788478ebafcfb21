package modelowner

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// books makes a log and the history that belongs to it: two rounds accepted, the third open in its second attempt.
func books(t *testing.T) (*ledger, *history) {
	t.Helper()
	owner := newKey(t)
	tr := bareTraining(t, owner)
	l, err := openLedger(tr, true)
	if err != nil {
		t.Fatal(err)
	}
	h, err := openHistory(tr, true)
	if err != nil {
		t.Fatal(err)
	}
	var failed []error
	entry := func(kind wire.Kind, body any) { failed = append(failed, l.append(kind, body, owner)) }
	entry(wire.KindRoster, wire.Roster{LogEntry: l.next(), Members: []wire.Member{}})
	for round := 1; round <= 3; round++ {
		ref := wire.Ref{Round: round, Attempt: 1}
		weights := wire.Digest{byte(round)}
		failed = append(failed, h.add(record{Event: recordOpen, Ref: ref, Kind: wire.RoundGradient, Point: bigs("0"), Weights: &weights, Blob: &weights}))
		entry(wire.KindOpen, wire.Open{LogEntry: l.next(), Ref: ref, Kind: wire.RoundGradient, Weights: weights, Blob: weights})
		if round == 3 {
			failed = append(failed, h.add(record{Event: recordAborted, Ref: ref}))
			ref.Attempt = 2
			entry(wire.KindOpen, wire.Open{LogEntry: l.next(), Ref: ref, Kind: wire.RoundGradient, Weights: weights, Blob: weights})
			break
		}
		failed = append(failed, h.add(record{Event: recordResult, Ref: ref, Sums: bigs("1", "2", "3"), Aggregate: &weights, Uploads: &weights}))
		entry(wire.KindAccept, wire.Accept{LogEntry: l.next(), Ref: ref, Aggregate: weights, Uploads: weights})
	}
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	return l, h
}

// Fault table rows 55 and 60: a log and a history that are not of the same age and training are refused; what a crash
// between two writes leaves is not.
func TestHistoryMustBeThatOfTheLog(t *testing.T) {
	for name, c := range map[string]struct {
		bend func(l *ledger, h *history)
		bad  bool
	}{
		"as written":                  {func(*ledger, *history) {}, false},
		"open not yet signed":         {func(l *ledger, h *history) { l.entries = l.entries[:len(l.entries)-2] }, false},
		"accept not yet signed":       {func(l *ledger, h *history) { l.entries = l.entries[:4]; h.rounds = h.rounds[:2] }, false},
		"an older log":                {func(l *ledger, h *history) { l.entries = l.entries[:3] }, true},
		"an empty log":                {func(l *ledger, h *history) { l.entries = nil }, true},
		"an older history":            {func(l *ledger, h *history) { h.rounds = h.rounds[:1] }, true},
		"an empty history":            {func(l *ledger, h *history) { h.rounds = nil }, true},
		"a result taken out":          {func(l *ledger, h *history) { h.rounds[1].result = nil }, true},
		"a result of elsewhere":       {func(l *ledger, h *history) { h.rounds[1].result.Aggregate = &wire.Digest{9} }, true},
		"a result of another attempt": {func(l *ledger, h *history) { h.rounds[1].result.Attempt = 2 }, true},
		"other bytes":                 {func(l *ledger, h *history) { h.rounds[2].Blob = &wire.Digest{9} }, true},
		"another kind":                {func(l *ledger, h *history) { h.rounds[2].Kind = wire.RoundEvaluation }, true},
		"other weights":               {func(l *ledger, h *history) { h.rounds[2].Weights = &wire.Digest{9} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			l, h := books(t)
			c.bend(l, h)
			if err := h.matches(l); (err != nil) != c.bad {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Fault table row 55: a round that has its result is not decrypted again, whatever the facilitator runs.
func TestARoundIsDecryptedOnce(t *testing.T) {
	l, h := books(t)
	last := h.rounds[2]
	digest := wire.Digest{3}
	if err := h.add(record{Event: recordResult, Ref: wire.Ref{Round: 3, Attempt: 1}, Sums: bigs("1", "2", "3"), Aggregate: &digest, Uploads: &digest}); err != nil {
		t.Fatal(err)
	}
	tr := &trainer{ledger: l, history: h, state: &wire.State{Phase: wire.PhaseFinish, Ref: wire.Ref{Round: 3, Attempt: 2}}}
	if err := tr.follow(t.Context()); err == nil || !strings.Contains(err.Error(), "not opened again") {
		t.Errorf("got %v", err)
	}
	if last.result == nil {
		t.Error("the result is gone")
	}
}
