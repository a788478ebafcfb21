package modelowner

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// observe gives the sums of a round over some owners to the plan.
func (tr *trainer) observe(r *round, values []*big.Int, owners []wire.Identity) error {
	p, err := r.point(tr.File)
	if err != nil {
		return err
	}
	return tr.plan.Observe(p, plan.Sums{Values: values, Owners: len(owners), OtherOwners: tr.history.othersThan(owners, r.Round)})
}

// announce tells of a finished round.
func (tr *trainer) announce(r *round) {
	tr.progress()
	tr.tell(Event{
		Event: EventRound, Round: r.Round, Attempt: r.result.Attempt, Of: tr.MaxRounds(), Kind: r.Kind, Members: len(r.result.Owners),
		Cost: r.result.Cost, Metric: plan.MetricOf(tr.File), Measured: tr.plan.Measured(),
		Rows: r.result.Rows, Bytes: r.result.Bytes, Seconds: r.result.Seconds, Privacy: tr.disclosed(),
	})
}

// finite returns nil for what JSON cannot hold.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// finish writes the model that the plan ended with and signs the end of the training.
func (tr *trainer) finish() error {
	if err := tr.writeModel(tr.plan.Model()); err != nil {
		return err
	}
	return tr.log.append(wire.KindDone, wire.Done{LogEntry: tr.log.Next(), Rounds: tr.history.finished(), Reason: wire.ReasonFinished}, tr.keys.Identity)
}

// stop ends a training that cannot go on: its step length is in the manifest, and owners allow a round only so
// many attempts. What the finished rounds gave is kept as the model.
func (tr *trainer) stop(reason error, hint string) error {
	tr.failure = WithHint(reason, hint)
	if !errors.Is(reason, optim.ErrDiverged) {
		if _, err := tr.inferred(); err != nil {
			return err
		}
	}
	done := wire.Done{LogEntry: tr.log.Next(), Rounds: tr.history.finished(), Reason: wire.ReasonStopped}
	return tr.log.append(wire.KindDone, done, tr.keys.Identity)
}

func (tr *trainer) writeModel(m *model.Model) error {
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(tr.path(modelFile), b)
}

// finished returns the result of a training whose log is closed.
func (tr *trainer) finished() (*Result, error) {
	if tr.failure != nil {
		return nil, tr.failure
	}
	if tr.log.Done.Reason != wire.ReasonFinished {
		return nil, WithHint(errors.New("the training was stopped before its end: too few owners joined, it diverged, a round failed too often, or an owner it needs was revoked"), divergedHint)
	}
	m, err := tr.Model()
	if err != nil {
		return nil, err
	}
	r := &Result{Model: m, Measured: tr.plan.Measured(), Finished: true, Owners: len(tr.log.Members()), Warnings: tr.plan.Warnings()}
	rounds := tr.history.finished()
	e := Event{
		Event: EventDone, Rounds: rounds, Measured: r.Measured, Members: r.Owners,
		Warnings: r.Warnings, Message: fmt.Sprintf("finished after %d rounds", rounds), Privacy: tr.disclosed(),
	}
	if rounds == 1 {
		e.Message = "finished after one round"
	}
	e.describe(&m.Summary)
	tr.tell(e)
	return r, nil
}

// partial returns the model of the last finished round beside the reason for stopping to wait. The training is not
// over: it can go on when its owners are back.
func (tr *trainer) partial(reason error) (*Result, error) {
	reason = WithHint(reason, "train again to go on when the owners are back")
	m, err := tr.inferred()
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, reason
	}
	return &Result{Model: m, Owners: len(tr.log.Members()), Warnings: tr.plan.Warnings()}, reason
}

// inferred writes the model of the last finished round, its cost inferred from the sums so far. nil where there is
// none yet.
func (tr *trainer) inferred() (*model.Model, error) {
	m, err := tr.plan.Partial()
	if err != nil {
		return nil, fmt.Errorf("failed to make model: %w", err)
	}
	if m == nil {
		return nil, nil
	}
	return m, tr.writeModel(m)
}

// Model reads the fitted model. ErrInput before there is one.
func (t *Training) Model() (*model.Model, error) {
	b, err := os.ReadFile(t.path(modelFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, WithHint(as(ErrInput, errors.New("the training has no model yet")), "run 'modelowner train' to its end first")
	} else if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	m, err := model.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	return m, nil
}
