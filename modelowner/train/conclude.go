package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// conclude checks a finished attempt and uses its sums. A result is durable before it is accepted. A failed check is
// answered by the one code; its reason stays here.
func (r *run) conclude(ctx context.Context, current *folder.Round) error {
	ref := r.log.Open.Ref
	owners, sums, err := r.check(ctx, current)
	var diverged error
	if err == nil {
		if err = r.fit.observe(current, sums.Values, owners); errors.Is(err, optim.ErrDiverged) {
			diverged, err = err, nil
		} else if err != nil {
			err = check.Refuse("%w", err) // sums that no rows have, or sums of other rows than in the rounds before
		}
	}
	var refused *check.Refusal
	if errors.As(err, &refused) {
		return r.refuse(ref, owners, err)
	} else if x := wire.RejectionOf(err); x != nil && x.Code == wire.CodeLate {
		return r.poll(ctx) // stored bytes were damaged and the attempt is aborted, as the next state shows
	} else if err != nil {
		return err
	}
	err = r.rounds.Add(folder.Record{
		Event: folder.RecordResult, Ref: ref, Time: time.Now().UTC(), Owners: owners,
		Sums: sums.Values, Rows: r.fit.rowCount(current.Kind, sums.Values), Cost: r.fit.cost(),
		Aggregate: &sums.Aggregate, Uploads: &sums.Uploads, Bytes: sums.Bytes, Seconds: time.Since(current.Time).Seconds(), Privacy: r.budget.Anchor(),
	})
	if err != nil {
		return err
	}
	if err := r.accept(current); err != nil {
		return err
	}
	r.RemoveWeights(current.Round)
	r.announce(current)
	if diverged != nil {
		return r.stop(diverged, divergedHint)
	}
	if everyone(r.attend()) {
		return r.advance(ctx) // both entries are sent at a time
	}
	return nil
}

// check returns the owners of the attempt's list, as soon as they are known, and its sums. The list is charged before
// anything is decrypted.
func (r *run) check(ctx context.Context, current *folder.Round) ([]wire.Identity, *check.Sums, error) {
	revoked, err := r.Revocations()
	if err != nil {
		return nil, nil, err
	}
	a := r.attempt(current)
	a.Revoked = revoked.Identities
	terms := r.budget.terms(r.log.Open.Ref, current.Kind)
	l, err := a.List(ctx)
	var refused *check.Refusal
	switch {
	case errors.As(err, &refused):
		if err := r.budget.Charge(terms, nil); err != nil {
			return nil, nil, err
		}
		return nil, nil, err
	case err != nil:
		return nil, nil, err
	}
	if err := r.budget.Charge(terms, l.Owners); err != nil {
		return nil, nil, err
	}
	sums, err := a.Open(ctx, l)
	return l.Owners, sums, err
}

// accept signs that the aggregate of a round was checked and used.
func (r *run) accept(current *folder.Round) error {
	return r.log.Sign(wire.KindAccept, wire.Accept{
		LogEntry: r.log.Next(), Ref: current.Result.Ref, Aggregate: *current.Result.Aggregate, Uploads: *current.Result.Uploads,
	}, r.signer)
}

// announce reports a finished round.
func (r *run) announce(current *folder.Round) {
	r.news.progress()
	x := current.Result
	r.news.emit(Event{
		Event: EventRound, Round: x.Round, Attempt: x.Attempt, Of: MaxRounds(r.Training), Kind: current.Kind, Members: len(x.Owners),
		Cost: x.Cost, Metric: plan.MetricOf(r.File), Measured: r.fit.Measured(),
		Rows: x.Rows, Bytes: x.Bytes, Seconds: x.Seconds, Privacy: r.budget.Latest(),
	})
}

// refuse records a failed check and signs the rejection. list has the owners of the attempt if they are known.
func (r *run) refuse(ref wire.Ref, list []wire.Identity, reason error) error {
	if err := r.record(ref, list, reason); err != nil {
		return err
	}
	r.failure = problem.WithHint(problem.As(problem.ErrRejected, fmt.Errorf("rejected round %d, attempt %d: %w", ref.Round, ref.Attempt, reason)),
		"nothing of it was used; train again to run the round again with the same weights")
	return r.reject(ref)
}

// withdraw ends a running attempt that will not be used, before anything of it is opened.
func (r *run) withdraw(ref wire.Ref, reason error) error {
	if err := r.record(ref, nil, reason); err != nil {
		return err
	}
	return r.reject(ref)
}

// record makes durable and reports why an attempt is rejected.
func (r *run) record(ref wire.Ref, list []wire.Identity, reason error) error {
	err := r.rounds.Add(folder.Record{
		Event: folder.RecordRefused, Ref: ref, Time: time.Now().UTC(), Code: wire.CodeRoundRejected, Owners: list, Reason: reason.Error(), Privacy: r.budget.Anchor(),
	})
	if err != nil {
		return err
	}
	r.news.emit(Event{Event: EventRejected, Round: ref.Round, Attempt: ref.Attempt, Code: wire.CodeRoundRejected, Message: reason.Error()})
	return nil
}

// reject signs a rejection. Its code is the same for every reason.
func (r *run) reject(ref wire.Ref) error {
	return r.log.Sign(wire.KindReject, wire.Reject{LogEntry: r.log.Next(), Ref: ref, Code: wire.CodeRoundRejected}, r.signer)
}
