package train

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// finish writes the model that the plan ended with and signs the end of the training.
func (r *run) finish() error {
	if err := r.SaveModel(r.fit.Model()); err != nil {
		return err
	}
	return r.done(wire.ReasonFinished)
}

// stop ends a training that cannot go on: its step length is in the manifest, and owners allow only so many rejected
// attempts at a round. The model of the finished rounds is kept.
func (r *run) stop(reason error, hint string) error {
	r.failure = problem.WithHint(reason, hint)
	if !errors.Is(reason, optim.ErrDiverged) {
		if _, err := r.fit.keepPartial(r.Training); err != nil {
			return err
		}
	}
	return r.done(wire.ReasonStopped)
}

// done signs the end of the training.
func (r *run) done(reason string) error {
	return r.log.Sign(wire.KindDone, wire.Done{LogEntry: r.log.Next(), Rounds: r.rounds.Finished(), Reason: reason}, r.signer)
}

// finished returns the result of a training with a closed log.
func (r *run) finished() (*Result, error) {
	if r.failure != nil {
		return nil, r.failure
	}
	if r.log.Done.Reason != wire.ReasonFinished {
		return nil, problem.WithHint(errors.New("the training was stopped before its end: too few owners joined, it diverged, a round failed too often, or an owner that it needs is gone"), divergedHint)
	}
	m, err := r.Model()
	if err != nil {
		return nil, err
	}
	x := &Result{Model: m, Measured: r.fit.Measured(), Finished: true, Owners: len(r.log.Members()), Warnings: r.fit.Warnings()}
	n := r.rounds.Finished()
	e := Event{
		Event: EventDone, Rounds: n, Measured: x.Measured, Members: x.Owners,
		Warnings: x.Warnings, Message: fmt.Sprintf("finished after %d rounds", n), Privacy: r.budget.Latest(),
	}
	if n == 1 {
		e.Message = "finished after one round"
	}
	e.Describe(&m.Summary)
	r.news.emit(e)
	return x, nil
}

// partial returns the model of the last finished round together with the reason for giving up waiting. The training is not
// over: it can go on when its owners are back.
func (r *run) partial(reason error) (*Result, error) {
	reason = problem.WithHint(reason, "train again to go on when the owners are back")
	m, err := r.fit.keepPartial(r.Training)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, reason
	}
	return &Result{Model: m, Owners: len(r.log.Members()), Warnings: r.fit.Warnings()}, reason
}
