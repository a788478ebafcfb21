package train

import (
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// fit is the plan of a training, and the rounds that it has observed.
type fit struct {
	plan.Plan
	file   *spec.File
	rounds *folder.Rounds
	log    *folder.Log
}

// newFit returns the plan before its first round.
func newFit(f *spec.File, h *folder.Rounds, l *folder.Log) (*fit, error) {
	p, err := plan.New(f)
	if err != nil {
		return nil, err
	}
	return &fit{p, f, h, l}, nil
}

// Replay returns the plan of a training after the recorded rounds, with the sums that they determined. It asks no owner and writes
// nothing.
func Replay(t *folder.Training) (plan.Plan, error) {
	h, err := t.OpenRounds(false)
	if err != nil {
		return nil, err
	}
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, err
	}
	f, err := newFit(t.File, h, l)
	if err != nil {
		return nil, err
	}
	if err := f.replay(); err != nil {
		return nil, err
	}
	return f.Plan, nil
}

// observe passes the sums of a round over some owners to the plan.
func (f *fit) observe(r *folder.Round, values []*big.Int, owners []wire.Identity) error {
	p, err := r.PlanPoint(f.file)
	if err != nil {
		return err
	}
	return f.Observe(p, plan.Sums{Values: values, Owners: len(owners), OtherOwners: f.rounds.OtherOwners(owners, r.Round),
		Honest: attempt.Honest(len(owners), len(f.log.Members()))})
}

// replay passes the recorded sums to the plan, at the points that were recorded: a different processor may round the last
// bit of a point differently.
func (f *fit) replay() error {
	for _, r := range f.rounds.All() {
		p, done, err := f.Next()
		if err == nil && !done && f.file.Private() && p.Kind == wire.RoundGradient && r.Kind == wire.RoundEvaluation {
			if err = f.EndEarly(); err == nil { // as it was when the round was opened
				p, done, err = f.Next()
			}
		}
		if err != nil {
			return err
		}
		if done || p.Kind != r.Kind {
			return fmt.Errorf("invalid records of rounds: round %d is not of the kind that the training comes to", r.Round)
		}
		if r.Result == nil {
			continue
		}
		if err := f.observe(r, r.Result.Sums, r.Result.Owners); err != nil {
			return fmt.Errorf("failed to replay round %d: %w", r.Round, err)
		}
	}
	return nil
}

// rowCount returns how many rows sums are over, 0 if noise hides it.
func (f *fit) rowCount(kind wire.RoundKind, values []*big.Int) int64 {
	rows := plan.RowCount(f.file, kind, values)
	if rows == nil || !rows.IsInt64() {
		return 0
	}
	return max(rows.Int64(), 0)
}

// cost returns the cost as far as it is known, nil if JSON cannot hold it.
func (f *fit) cost() *float64 {
	x := f.Cost()
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// keepPartial writes the model of the last finished round, its cost inferred from the sums so far, and returns it; nil if
// there is none yet.
func (f *fit) keepPartial(t *folder.Training) (*model.Model, error) {
	m, err := f.Partial()
	if err != nil {
		return nil, fmt.Errorf("failed to make model: %w", err)
	}
	if m == nil {
		return nil, nil
	}
	return m, t.SaveModel(m)
}
