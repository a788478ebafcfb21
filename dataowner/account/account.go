// Package account owns what sums with noise have disclosed about an owner, and its limit: a ledger for each training, over
// all model owners. It is the authority: whatever it counts is spent, whatever a model owner claims. A sum is charged
// before the owner reveals the seed that opening it needs.
package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	ledgerPrefix = "privacy/"
	limitKey     = "limit"
)

// Account is a snapshot of all ledgers and the limit.
type Account struct {
	training wire.TrainingID
	privacy  spec.Privacy
	own      *dp.Ledger // of the training
	others   []*dp.Ledger
	limit    float64
}

// Read reads all ledgers and holds that of one training against the point that it is known to have reached. privacy is
// the training's.
func Read(ctx context.Context, s store.Store, t wire.TrainingID, privacy spec.Privacy, known dp.Anchor) (*Account, error) {
	keys, err := s.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to read privacy ledger: %w", err)
	}
	a := &Account{training: t, privacy: privacy, own: &dp.Ledger{}}
	for _, key := range keys {
		name, ours := strings.CutPrefix(key, ledgerPrefix)
		if !ours {
			continue
		}
		b, err := s.Get(ctx, key)
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
	if a.limit, err = Limit(ctx, s); err != nil {
		return nil, err
	}
	return a, nil
}

func ledgerProblem(err error) error {
	return problem.Errorf(problem.Privacy, "Restore the vault; without its ledger this owner takes no part.", "%w", err)
}

// Sum is a sum with noise that may be opened: charged as the entry.
type Sum struct {
	dp.Entry
	MostLists int // how many sums of its round may be opened
}

// Charged reports whether a sum of this round was charged: an attempt may repeat it at no cost.
func (a *Account) Charged(round int) bool { return a.own.Sums(a.training.String(), round) > 0 }

// Allow refuses a sum that would pass the training's budget or the owner's limit, or the number of lists that a round may
// have. A sum that is charged already costs nothing.
func (a *Account) Allow(s Sum) error {
	if a.own.Charged(s.Entry) {
		return nil
	}
	if n := a.own.Sums(s.Training, s.Round); n >= s.MostLists {
		return problem.Errorf(problem.Privacy, "Ask the model owner why data owners keep leaving.",
			"round %d was opened over %d different lists of data owners; this owner takes no further part in it", s.Round, n)
	}
	if err := a.own.Afford(s.Entry, 1, dp.Budget{Target: a.privacy.Target()}); err != nil {
		return problem.Errorf(problem.Privacy, "Ask the model owner for a new training; what is spent stays spent.",
			"another round would disclose more than the training asked for: %w", err)
	}
	if a.limit == 0 {
		return nil
	}
	next := &dp.Ledger{}
	if err := next.Charge(s.Entry); err != nil {
		return err
	}
	with := Account{own: a.own, others: append([]*dp.Ledger{next}, a.others...)}
	spent, delta, _ := with.all(s.Unit)
	if epsilon, _ := spent.Epsilon(delta); !(epsilon <= a.limit) {
		return problem.Errorf(problem.Privacy, "Raise your limit to go on, or leave the training.",
			"your own limit of ε = %.4g would be passed", a.limit)
	}
	return nil
}

// Charge records durably that a sum may be opened, or refuses. reached is called with the ledger's new end once it is
// stored. Every training has a ledger of its own, written before the others are read again: of two that run at once in
// two processes and must not both go on, at least one sees the other. It returns the account as it is then.
func (a *Account) Charge(ctx context.Context, s store.Store, sum Sum, reached func(dp.Anchor) error) (*Account, error) {
	if err := a.Allow(sum); err != nil {
		return nil, err
	}
	if a.own.Charged(sum.Entry) {
		return a, nil
	}
	if err := a.own.Charge(sum.Entry); err != nil {
		return nil, ledgerProblem(err)
	}
	if err := s.Put(ctx, ledgerPrefix+a.training.String(), a.own.Marshal()); err != nil {
		return nil, problem.Errorf(problem.Internal, problem.NoSpace, "failed to write privacy ledger: %w", err)
	}
	if err := reached(a.own.Anchor()); err != nil {
		return nil, err
	}
	now, err := Read(ctx, s, a.training, a.privacy, a.own.Anchor())
	if err != nil {
		return nil, err
	}
	if now.limit > 0 && now.Spending().SpentAll > now.limit {
		return nil, problem.Errorf(problem.Privacy, "Raise your limit to go on, or leave the training.",
			"your own limit of ε = %.4g is passed by trainings that run at once", now.limit)
	}
	return now, nil
}

// all returns what everything discloses about a unit, the least δ and the number of sums.
func (a *Account) all(unit dp.Unit) (spent *dp.Accountant, delta float64, sums int) {
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

// Limit reads the owner's own limit of ε over all trainings; 0 is none.
func Limit(ctx context.Context, s store.Store) (limit float64, err error) {
	b, err := s.Get(ctx, limitKey)
	if errors.Is(err, store.ErrNoEntry) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("failed to read limit: %w", err)
	}
	if err := json.Unmarshal(b, &limit); err != nil || !(limit >= 0) {
		return 0, problem.Errorf(problem.Privacy, "Set your limit again.", "malformed limit in the vault")
	}
	return limit, nil
}

// SetLimit keeps the owner's own limit of ε over all trainings; 0 is none. It counts from the next round on.
func SetLimit(ctx context.Context, s store.Store, epsilon float64) error {
	if !(epsilon >= 0) || epsilon > 1e6 {
		return problem.Errorf(problem.BadCommand, "", "invalid limit: must be a number from 0 to 1e6")
	}
	b, err := json.Marshal(epsilon)
	if err != nil {
		return err
	}
	if err := s.Put(ctx, limitKey, b); err != nil {
		return problem.Errorf(problem.Internal, problem.NoSpace, "failed to write limit: %w", err)
	}
	return nil
}
