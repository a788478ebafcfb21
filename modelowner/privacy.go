package modelowner

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Privacy is what a training has disclosed so far, as the model owner's ledger has it. Every owner keeps a ledger of its
// own, and that one is the authority for its ε.
type Privacy struct {
	Mechanism  string  `json:"mechanism"`
	Unit       dp.Unit `json:"unit"`    // owner or record
	Epsilon    float64 `json:"epsilon"` // promised, over all rounds
	Delta      float64 `json:"delta"`
	Spent      float64 `json:"spent"` // of epsilon
	Clip       float64 `json:"clip"`
	Multiplier float64 `json:"noise_multiplier"`
	Sums       int     `json:"sums"`             // charged, those of attempts that came to nothing among them
	Of         int     `json:"of"`               // sums that the noise was made for
	Rounds     []Spent `json:"rounds,omitempty"` // in the order they were charged
}

// Spent is what one attempt took.
type Spent struct {
	wire.Ref
	Kind    wire.RoundKind `json:"kind"`
	Epsilon float64        `json:"epsilon"` // by itself
	Total   float64        `json:"total"`   // with all before it
}

// Mechanism names what hides owners or records in a sum.
const Mechanism = "distributed discrete Gaussian noise"

// openPrivacy reads the ledger of a training; an empty one where there is none yet. It must hold every round that has a
// result: one that was put back, or cut, would promise what is spent.
func (t *Training) openPrivacy(h *history) (*dp.Ledger, error) {
	b, err := os.ReadFile(t.path(privacyFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("failed to read %s: %w", privacyFile, err)
	}
	const hint = "put the newest whole copy of the training's folder back"
	l, err := dp.ParseLedger(b)
	if err != nil {
		return nil, WithHint(fmt.Errorf("failed to read %s: %w", privacyFile, err), hint)
	}
	if !t.File.Private() {
		return l, nil
	}
	for _, a := range h.anchors {
		if err := l.Extends(a); err != nil {
			return nil, WithHint(fmt.Errorf("failed to read %s: %w", privacyFile, err), hint)
		}
	}
	for _, r := range h.rounds {
		if r.result != nil && !l.Has(t.ID.String(), r.Round, r.first(r.result.Owners, r.result.Ref).Attempt) {
			return nil, WithHint(fmt.Errorf("failed to read %s: %w: it lacks round %d, whose sum was opened", privacyFile, dp.ErrLedger, r.Round), hint)
		}
	}
	return l, nil
}

// anchor is where the ledger stands; nil without differential privacy.
func (tr *trainer) anchor() *dp.Anchor {
	if tr.privacy == nil || !tr.File.Private() {
		return nil
	}
	a := tr.privacy.Anchor()
	return &a
}

// entry is what an attempt over a list of that many owners is charged.
func (tr *trainer) entry(ref wire.Ref, kind wire.RoundKind, list int) dp.Entry {
	e := plan.Entry(tr.File, kind, attempt.Honest(list, len(tr.log.Members())))
	e.Training, e.Round, e.Attempt = tr.ID.String(), ref.Round, ref.Attempt
	return e
}

// charge makes durable that an attempt of the open round may have disclosed the sum of its list, unless an earlier attempt
// over the same list was charged. It never refuses: the sum may be open already. Rounds that would pass the budget are not
// opened. If the list is unknown, nil, the attempt is charged as one over the shortest list.
func (tr *trainer) charge(ref wire.Ref, list []wire.Identity) error {
	if !tr.File.Private() {
		return nil
	}
	r, n := tr.history.current(), len(list)
	if list == nil {
		n = tr.least()
	} else {
		ref = r.first(list, ref)
	}
	if err := tr.privacy.Charge(tr.entry(ref, r.Kind, n)); err != nil {
		return fmt.Errorf("failed to charge round %d: %w", ref.Round, err)
	}
	return durable.WriteFile(tr.path(privacyFile), tr.privacy.Marshal())
}

// revealed reports whether owners of an attempt that ended in this phase may have revealed their seeds.
func (tr *trainer) revealed(p wire.Phase) bool {
	return tr.File.Private() && !wire.PhaseReveal.After(p)
}

// errSpent ends a training that has no budget left for what it would need.
var errSpent = fmt.Errorf("%w: attempts that came to nothing are charged too", dp.ErrBudget)

const spentHint = "create a new training; what was disclosed stays disclosed, and owners add it up"

// affordable says whether one more sum of a kind can be opened within the training's ε, with another kind after it where
// then is not empty.
func (tr *trainer) affordable(kind, then wire.RoundKind) bool {
	if !tr.File.Private() {
		return true
	}
	// A round that is not there, so that it counts.
	next := tr.entry(wire.Ref{Round: len(tr.history.rounds) + 1}, kind, len(tr.log.Members()))
	budget := dp.Budget{Target: tr.File.Privacy.Target()}
	if then == "" {
		return tr.privacy.Afford(next, 1, budget) == nil
	}
	after := tr.entry(wire.Ref{Round: next.Round + 1}, then, len(tr.log.Members()))
	return tr.privacy.AffordAll([]dp.Entry{next, after}, budget) == nil
}

// economise ends the rounds of a training early where attempts that came to nothing took so much that not all of the
// planned ones can be opened: what is left goes to the closing evaluation.
func (tr *trainer) economise() error {
	if !tr.File.Private() || tr.File.Model.Method == spec.OneRound {
		return nil
	}
	for _, kind := range []wire.RoundKind{wire.RoundGradient, wire.RoundEvaluation} {
		p, done, err := tr.plan.Next()
		if err != nil || done || p.Kind != kind {
			return err
		}
		then := wire.RoundEvaluation
		if kind == wire.RoundEvaluation {
			then = ""
		}
		if tr.affordable(kind, then) {
			return nil
		}
		if err := tr.plan.EndEarly(); err != nil {
			return as(ErrRejected, errSpent)
		}
	}
	return nil
}

// Privacy reads what a training has disclosed; nil for one without differential privacy.
func (t *Training) Privacy() (*Privacy, error) {
	if !t.File.Private() {
		return nil, nil
	}
	h, err := openHistory(t, false)
	if err != nil {
		return nil, err
	}
	l, err := t.openPrivacy(h)
	if err != nil {
		return nil, err
	}
	return t.spent(l), nil
}

func (t *Training) spent(l *dp.Ledger) *Privacy {
	f := t.File.Privacy
	p := &Privacy{
		Mechanism: Mechanism, Unit: f.Unit, Epsilon: f.Epsilon, Delta: f.Delta, Clip: f.Clip, Multiplier: f.Multiplier,
		Sums: len(l.Entries()), Of: t.Manifest.Limits.Rounds,
	}
	sum := &dp.Ledger{}
	for _, e := range l.Entries() {
		one := &dp.Ledger{}
		if one.Charge(e) != nil || sum.Charge(e) != nil { // checked when it was read
			continue
		}
		s := Spent{Ref: wire.Ref{Round: e.Round, Attempt: e.Attempt}, Kind: wire.RoundKind(e.Kind)}
		s.Epsilon, _ = one.Spent(f.Unit, "").Epsilon(f.Delta)
		s.Total, _ = sum.Spent(f.Unit, "").Epsilon(f.Delta)
		p.Spent = s.Total
		p.Rounds = append(p.Rounds, s)
	}
	return p
}

// disclosed is what the newest round took and all so far, for an event; nil without differential privacy.
func (tr *trainer) disclosed() *Privacy {
	if !tr.File.Private() {
		return nil
	}
	p := tr.spent(tr.privacy)
	if n := len(p.Rounds); n > 1 {
		p.Rounds = p.Rounds[n-1:]
	}
	return p
}

// checkNoise refuses a training in whose sums noise would be larger than what the declared owners or rows add up to.
func checkNoise(f *spec.File, force bool) error {
	if !f.Private() || force || f.NoiseToSignal() <= 1 {
		return nil
	}
	what := fmt.Sprintf("%d owners", f.Cohort.Start)
	if f.Privacy.Unit == dp.RecordUnit {
		what = fmt.Sprintf("%d owners with bounds.rows (%d) rows each", f.Cohort.Start, f.Bounds.Rows)
	}
	return WithHint(as(ErrInput, fmt.Errorf("invalid training file: privacy: with %s the noise is %.2g times what they can add up to", what, f.NoiseToSignal())),
		fmt.Sprintf("it takes %d %ss, a larger epsilon, fewer rounds or fewer weights; --force creates it all the same", f.SignalUnits(), f.Privacy.Unit))
}
