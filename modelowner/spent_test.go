//go:build testkeys

package modelowner

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// spender is a trainer with as many members and nothing to send, on three gradient rounds and an evaluation with noise.
func spender(t *testing.T, members int) *trainer {
	t.Helper()
	key := newKey(t)
	base := bareTraining(t, key)
	base.Manifest.Cohort.Min = 3
	f, err := spec.Parse(fmt.Appendf(nil, `{"features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}, "model": {"weights": "shared"}, "cohort": {"min": 3},
		"training": {"rounds": 3}, "privacy": {"epsilon": 2}}`))
	must(t, err)
	base.File = f
	l, err := openLedger(base, true)
	must(t, err)
	roster := wire.Roster{LogEntry: l.next()}
	for i := range members {
		roster.Members = append(roster.Members, wire.Member{Identity: wire.Identity{byte(i + 1)}, Block: i})
	}
	must(t, l.append(wire.KindRoster, roster, key))
	h, err := openHistory(base, true)
	must(t, err)
	tr := &trainer{Training: base, ledger: l, history: h}
	tr.privacy, err = base.openPrivacy(h)
	must(t, err)
	tr.plan, err = plan.New(f)
	must(t, err)
	return tr
}

// TestAbortedAttemptsAreCharged charges an attempt from the phase on in which an owner may have sent what opens it.
func TestAbortedAttemptsAreCharged(t *testing.T) {
	for _, c := range []struct {
		members int
		phase   wire.Phase
		charged bool
	}{
		{5, wire.PhaseKeys, false}, {5, wire.PhaseShares, false}, {5, wire.PhaseUpload, false}, {5, wire.PhaseAgree, true}, {5, wire.PhaseUnmask, true},
		{3, wire.PhaseKeys, false}, {3, wire.PhaseUpload, true}, // all upload or nothing opens: owners charge when they upload
	} {
		tr := spender(t, c.members)
		a := &wire.AbortState{Ref: wire.Ref{Round: 1, Attempt: 1}, Phase: c.phase}
		must(t, tr.chargeAborted(a, wire.RoundGradient))
		must(t, tr.chargeAborted(a, wire.RoundGradient)) // again after a crash
		if got := tr.privacy.Has(tr.ID.String(), 1, 1); got != c.charged || len(tr.privacy.Entries()) > 1 {
			t.Errorf("%d members, aborted in %s: charged %v", c.members, c.phase, got)
		}
		b, err := os.ReadFile(tr.path(privacyFile))
		if c.charged {
			must(t, err)
		}
		read, err := dp.ParseLedger(b)
		if err != nil || read.Anchor() != tr.privacy.Anchor() {
			t.Errorf("%d members, aborted in %s: the ledger on disk is another: %v", c.members, c.phase, err)
		}
	}
}

// TestWastedAttemptsEndATrainingEarly wastes attempts, each charged, after the first round: what is left goes to the
// closing evaluation as long as it can be paid, and ε is never passed.
func TestWastedAttemptsEndATrainingEarly(t *testing.T) {
	for wasted, want := range [][]wire.RoundKind{
		{wire.RoundGradient, wire.RoundGradient, wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient, wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient, wire.RoundEvaluation},
		{wire.RoundGradient},
	} {
		tr := spender(t, 5)
		var kinds []wire.RoundKind
		for round := 1; ; round++ {
			must(t, tr.economise())
			p, done, err := tr.plan.Next()
			must(t, err)
			if done {
				break
			}
			kind := p.Kind
			if !tr.affordable(kind, "") {
				t.Fatalf("%d wasted: round %d cannot be paid", wasted, round)
			}
			must(t, tr.charge(wire.Ref{Round: round, Attempt: 9}, kind))
			values := make([]*big.Int, tr.File.Noise(p.Kind).Values)
			for i := range values {
				values[i] = big.NewInt(1)
			}
			must(t, tr.plan.Observe(p, plan.Sums{Values: values, Owners: 5}))
			if kinds = append(kinds, kind); round == 1 {
				for attempt := range wasted {
					must(t, tr.charge(wire.Ref{Round: 2, Attempt: attempt + 1}, wire.RoundGradient))
				}
			}
		}
		if fmt.Sprint(kinds) != fmt.Sprint(want) {
			t.Errorf("%d wasted: rounds %v, want %v", wasted, kinds, want)
		}
		if s := tr.spent(tr.privacy); s.Spent > 2*(1+1e-9) || s.Sums != len(want)+wasted {
			t.Errorf("%d wasted: spent %v over %d sums", wasted, s.Spent, s.Sums)
		}
		if tr.plan.Model() == nil {
			t.Errorf("%d wasted: no model", wasted)
		}
	}
	tr := spender(t, 5)
	for attempt := range 4 {
		must(t, tr.charge(wire.Ref{Round: 1, Attempt: attempt + 1}, wire.RoundGradient))
	}
	if err := tr.economise(); !errors.Is(err, dp.ErrBudget) {
		t.Errorf("all wasted before the first round: %v", err)
	}
}
