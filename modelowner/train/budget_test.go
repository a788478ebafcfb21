package train

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestWastedListsEndATrainingEarly wastes lists, each charged, after the first round: the rest of the budget goes to the
// closing evaluation as long as it can be paid, and ε is never passed.
func TestWastedListsEndATrainingEarly(t *testing.T) {
	for wasted, want := range [][]wire.RoundKind{
		{wire.RoundGradient, wire.RoundGradient, wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient, wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient},
	} {
		r, _ := newTestRun(t, trainings.NoisyFile, 6)
		b := r.budget
		var kinds []wire.RoundKind
		for round := 1; ; round++ {
			must(t, b.economise())
			p, done, err := r.fit.Next()
			must(t, err)
			if done {
				break
			}
			if !b.Affords(b.terms(wire.Ref{Round: round}, p.Kind), p.Kind) {
				t.Fatalf("%d wasted: round %d cannot be paid", wasted, round)
			}
			must(t, b.Charge(b.terms(wire.Ref{Round: round, Attempt: 9}, p.Kind), members(1, 2, 3, 4, 5, 6)))
			values := make([]*big.Int, r.File.Noise(p.Kind).Values)
			for i := range values {
				values[i] = big.NewInt(1)
			}
			must(t, r.fit.Observe(p, plan.Sums{Values: values, Owners: 6}))
			if kinds = append(kinds, p.Kind); round == 1 {
				for k := range wasted {
					must(t, b.Charge(b.terms(wire.Ref{Round: 2, Attempt: k + 1}, wire.RoundGradient), members(1, 2, 3, byte(4+k))))
				}
			}
		}
		if fmt.Sprint(kinds) != fmt.Sprint(want) {
			t.Errorf("%d wasted: rounds %v, want %v", wasted, kinds, want)
		}
		if s := b.Summary(); s.Spent > 2*(1+1e-9) || s.Sums != len(want)+wasted {
			t.Errorf("%d wasted: spent %v over %d sums", wasted, s.Spent, s.Sums)
		}
		if r.fit.Model() == nil {
			t.Errorf("%d wasted: no model", wasted)
		}
	}
	r, _ := newTestRun(t, trainings.NoisyFile, 6)
	for attempt := range 4 {
		must(t, r.budget.Charge(r.budget.terms(wire.Ref{Round: 1, Attempt: attempt + 1}, wire.RoundGradient), nil))
	}
	if err := r.budget.economise(); !errors.Is(err, dp.ErrBudget) {
		t.Errorf("all wasted before the first round: %v", err)
	}
}

// The attempts at a round end when as many different lists as owners allow came as far as their seeds, or when no list can
// be paid. A list that is charged already may be repeated without limit if all its owners are in.
func TestAttemptsAtARoundWithNoise(t *testing.T) {
	all, less := members(1, 2, 3, 4, 5, 6), members(1, 2, 3, 4, 5) // six members: two lists
	for name, c := range map[string]struct {
		failed []folder.Record
		bad    bool
	}{
		"nothing yet":                          {nil, false},
		"aborted before anything was revealed": {[]folder.Record{{Phase: wire.PhaseUpload, Missing: members(6)}}, false},
		"one list did not reveal":              {[]folder.Record{{Phase: wire.PhaseReveal, Owners: all, Missing: members(6)}}, false},
		"two lists did not reveal": {[]folder.Record{
			{Phase: wire.PhaseReveal, Owners: all, Missing: members(6)}, {Phase: wire.PhaseReveal, Owners: less, Missing: members(5)},
		}, true},
		"the second revealed, then one was late with its keys": {[]folder.Record{
			{Phase: wire.PhaseReveal, Owners: all, Missing: members(6)}, {Phase: wire.PhaseFinish, Owners: less}, {Phase: wire.PhaseKeys, Missing: members(5)},
		}, false},
	} {
		r, _ := newTestRun(t, trainings.NoisyFile, 6)
		current := r.opened(t, 1)
		for i, f := range c.failed {
			f.Event, f.Ref = folder.RecordAborted, wire.Ref{Round: 1, Attempt: i + 1}
			if f.Owners != nil {
				must(t, r.budget.Charge(r.budget.terms(f.Ref, current.Kind), f.Owners))
			}
			must(t, r.rounds.Add(f))
		}
		if hint, err := r.budget.exhausted(current); (err != nil) != c.bad || c.bad && (!errors.Is(err, problem.ErrRejected) || hint == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
