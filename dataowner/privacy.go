package dataowner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// An owner keeps its own account of what sums with noise have disclosed about it, one ledger for each training. It is the
// authority: what it counts is spent, whatever a model owner says, and past a limit of its own, over all trainings of all
// model owners, the owner takes no further part. A sum is charged before this owner reveals what opening it needs.

const (
	privacyPrefix = "privacy/"
	limitKey      = "limit"
)

// PrivacyInfo is what a person is shown of the differential privacy of a training.
type PrivacyInfo struct {
	Epsilon    float64 `json:"epsilon"` // asked for, over all rounds
	Delta      float64 `json:"delta"`
	Unit       dp.Unit `json:"unit"` // owner or record
	Clip       float64 `json:"clip"`
	Multiplier float64 `json:"noiseMultiplier"`
	Rounds     int     `json:"rounds"` // sums that may be opened
	Spending
}

// Spending is how much of the ε about this owner, or any record of its, is spent. Statements about owners and about
// records are never added up: only those about the unit of this training count.
type Spending struct {
	Spent    float64 `json:"spent"`           // in this training so far, at its δ
	SpentAll float64 `json:"spentAll"`        // in all trainings, at DeltaAll
	DeltaAll float64 `json:"deltaAll"`        // the least δ of those
	Limit    float64 `json:"limit,omitempty"` // this owner's own, over all of them; 0 without one
	Sums     int     `json:"sums"`            // charged, over all of them
}

// privacyInfo gives what an invitation says; nil without differential privacy.
func (t *terms) privacyInfo() *PrivacyInfo {
	if !t.file.Private() {
		return nil
	}
	p := t.file.Privacy
	return &PrivacyInfo{
		Epsilon: p.Epsilon, Delta: p.Delta, Unit: p.Unit, Clip: p.Clip, Multiplier: p.Multiplier, Rounds: t.manifest.Limits.Rounds,
	}
}

// account is all ledgers of a vault.
type account struct {
	own    *dp.Ledger // of this training
	others []*dp.Ledger
	limit  float64
}

// readAccount reads all ledgers, and holds that of one training against what it is known to hold.
func readAccount(ctx context.Context, v Vault, t wire.TrainingID, known dp.Anchor) (*account, error) {
	keys, err := v.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to read privacy ledger: %w", err)
	}
	a := &account{own: &dp.Ledger{}}
	for _, key := range keys {
		name, ours := strings.CutPrefix(key, privacyPrefix)
		if !ours {
			continue
		}
		b, err := v.Get(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("failed to read privacy ledger: %w", err)
		}
		l, err := dp.ParseLedger(b)
		switch {
		case err != nil:
			return nil, ledgerProblem(err)
		case name == t.String():
			a.own = l
		default:
			a.others = append(a.others, l)
		}
	}
	if err := a.own.Extends(known); err != nil {
		return nil, ledgerProblem(err)
	}
	if a.limit, err = readLimit(ctx, v); err != nil {
		return nil, err
	}
	return a, nil
}

func ledgerProblem(err error) error {
	return problemf(ProblemPrivacy, "Restore the vault; without its ledger this owner takes no part.", "%w", err)
}

// isPrivacyProblem says whether an owner stops of its own accord, so that the others need not wait for it.
func isPrivacyProblem(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == ProblemPrivacy
}

// all gives what everything discloses about a unit, the least δ and the number of sums.
func (a *account) all(unit dp.Unit) (spent *dp.Accountant, delta float64, sums int) {
	ledgers := append([]*dp.Ledger{a.own}, a.others...)
	spent = dp.NewAccountant(dp.FineOrders())
	for _, l := range ledgers {
		spent.AddAll(l.Spent(unit, ""))
		if d := l.Delta(unit); d > 0 && (delta == 0 || d < delta) {
			delta = d
		}
		sums += l.Count(unit)
	}
	return spent, delta, sums
}

// spending puts the account into numbers.
func (a *account) spending(f *spec.File) Spending {
	s := Spending{Limit: a.limit}
	s.Spent, _ = a.own.Spent(f.Privacy.Unit, "").Epsilon(f.Privacy.Delta)
	all, delta, sums := a.all(f.Privacy.Unit)
	if s.DeltaAll, s.Sums = delta, sums; delta > 0 {
		s.SpentAll, _ = all.Epsilon(delta)
	}
	return s
}

// afford refuses an entry that would pass what the training asked for, or this owner's limit.
func (a *account) afford(f *spec.File, e dp.Entry) error {
	if err := a.own.Afford(e, 1, dp.Budget{Target: f.Privacy.Target()}); err != nil {
		return problemf(ProblemPrivacy, "Ask the model owner for a new training; what is spent stays spent.",
			"another round would disclose more than the training asked for: %w", err)
	}
	if a.limit == 0 {
		return nil
	}
	next := &dp.Ledger{}
	if err := next.Charge(e); err != nil {
		return err
	}
	with := account{own: a.own, others: append([]*dp.Ledger{next}, a.others...)}
	spent, delta, _ := with.all(e.Unit)
	if epsilon, _ := spent.Epsilon(delta); !(epsilon <= a.limit) {
		return problemf(ProblemPrivacy, "Raise your limit to go on, or leave the training.",
			"your own limit of ε = %.4g would be passed", a.limit)
	}
	return nil
}

// entry is what a sum over a list is charged. At least honest owners of the list add their share of the noise.
func (o *Owner) entry(ref wire.Ref, kind wire.RoundKind, honest int, release string) dp.Entry {
	e := plan.Entry(o.terms.file, kind, honest)
	e.Training, e.Round, e.Attempt, e.Release = o.terms.id.String(), ref.Round, ref.Attempt, release
	return e
}

func (o *Owner) account(ctx context.Context) (*account, error) {
	o.mu.Lock()
	known := o.rec.Privacy
	o.mu.Unlock()
	return readAccount(ctx, o.cfg.Vault, o.terms.id, known)
}

// checkPrivacy refuses a round that this owner could not let be opened, before it takes part. The list is not known yet,
// so it counts with the shortest.
func (o *Owner) checkPrivacy(ctx context.Context, r *running) error {
	if !r.terms.Noise {
		return nil
	}
	acc, err := o.account(ctx)
	if err != nil {
		return err
	}
	if acc.own.Sums(o.terms.id.String(), r.open.Round) > 0 {
		return nil // the list may be one that is charged already; affordable decides once it is known
	}
	return acc.afford(o.terms.file, o.entry(r.open.Ref, r.open.Kind, protocol.Honest(r.terms.Least(), len(r.terms.Members)), ""))
}

// affordable refuses a sum that charge would refuse, before this owner's upload leaves.
func (o *Owner) affordable(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	acc, err := o.account(ctx)
	if err != nil {
		return err
	}
	return o.allows(acc, l, o.entry(l.Ref, kind, l.Honest(), release))
}

// allows refuses an entry past the budgets, and one of a list past the number of lists that a round may have. A sum that
// is charged already costs nothing.
func (o *Owner) allows(acc *account, l *protocol.List, e dp.Entry) error {
	if acc.own.Charged(e) {
		return nil
	}
	if n, most := acc.own.Sums(e.Training, e.Round), l.MostLists(); n >= most {
		return problemf(ProblemPrivacy, "Ask the model owner why owners keep leaving.",
			"round %d was opened over %d different lists of data owners; this owner takes no further part in it", e.Round, n)
	}
	return acc.afford(o.terms.file, e)
}

// charge records that the sum over a list may be opened, or refuses. It returns when the record is durable. Every
// training has a ledger of its own, written before the others are read again: of two that run at once in two processes
// and must not both go on, at least one sees the other.
func (o *Owner) charge(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	e := o.entry(l.Ref, kind, l.Honest(), release)
	acc, err := o.account(ctx)
	if err != nil {
		return err
	}
	if err := o.allows(acc, l, e); err != nil {
		return err
	}
	if acc.own.Charged(e) {
		return nil
	}
	if err := acc.own.Charge(e); err != nil {
		return ledgerProblem(err)
	}
	if err := o.cfg.Vault.Put(ctx, privacyPrefix+o.terms.id.String(), acc.own.Marshal()); err != nil {
		return problemf(ProblemInternalFail, "Free some storage and try again.", "failed to write privacy ledger: %w", err)
	}
	if err := o.save(ctx, func(r *record) { r.Privacy = acc.own.Anchor() }); err != nil {
		return err
	}
	if acc, err = o.account(ctx); err != nil {
		return err
	}
	s := acc.spending(o.terms.file)
	o.spent(s)
	if acc.limit > 0 && s.SpentAll > acc.limit {
		return problemf(ProblemPrivacy, "Raise your limit to go on, or leave the training.",
			"your own limit of ε = %.4g is passed by trainings that run at once", acc.limit)
	}
	return nil
}

// spent tells how much is spent.
func (o *Owner) spent(s Spending) {
	o.mu.Lock()
	o.spending = s
	o.mu.Unlock()
	o.emit(Event{Event: "privacy", Privacy: &s})
}

// Spending gives how much is spent, as the ledgers have it.
func (o *Owner) Spending(ctx context.Context) (Spending, error) {
	if !o.terms.file.Private() {
		return Spending{}, nil
	}
	acc, err := o.account(ctx)
	if err != nil {
		return Spending{}, err
	}
	return acc.spending(o.terms.file), nil
}

// SetLimit keeps this owner's own limit of ε over all trainings; 0 is none. It counts from the next round on.
func (o *Owner) SetLimit(ctx context.Context, epsilon float64) error {
	if !(epsilon >= 0) || epsilon > 1e6 {
		return problemf(ProblemBadCommand, "", "invalid limit: must be a number from 0 to 1e6")
	}
	b, err := json.Marshal(epsilon)
	if err != nil {
		return err
	}
	if err := o.cfg.Vault.Put(ctx, limitKey, b); err != nil {
		return problemf(ProblemInternalFail, "Free some storage and try again.", "failed to write limit: %w", err)
	}
	s, err := o.Spending(ctx)
	if err == nil && o.terms.file.Private() {
		o.spent(s)
	}
	return err
}

func readLimit(ctx context.Context, v Vault) (limit float64, err error) {
	b, err := v.Get(ctx, limitKey)
	if errors.Is(err, ErrNoEntry) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("failed to read limit: %w", err)
	}
	if err := json.Unmarshal(b, &limit); err != nil || !(limit >= 0) {
		return 0, problemf(ProblemPrivacy, "Set your limit again.", "malformed limit in the vault")
	}
	return limit, nil
}
