package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// follow waits for the end of the open attempt and uses its aggregate.
func (tr *trainer) follow(ctx context.Context) error {
	open := tr.log.Open
	r := tr.history.current()
	if r == nil || r.Round != open.Round {
		return fmt.Errorf("invalid %s: round %d has its result or is not open; it is not opened again", roundsFile, open.Round)
	}
	if tr.state.Phase.Running() && tr.state.Ref == open.Ref && r.ended() != open.Ref {
		if _, err := tr.attend(); errors.Is(err, errRevoked) {
			return tr.withdraw(open.Ref, err)
		} else if err != nil && !errors.Is(err, errOut) {
			return err
		}
	}
	switch s := tr.state; {
	case r.ended() == open.Ref: // recorded before the next attempt could be opened
		return tr.advance(ctx)
	case s.Phase == wire.PhaseFinish && s.Ref == open.Ref:
		return tr.conclude(ctx, open, r)
	case s.Phase.Running() && s.Ref == open.Ref:
		return tr.watch(ctx, r)
	case s.Phase == wire.PhaseWaiting && s.LastAbort != nil && s.LastAbort.Ref == open.Ref:
		return tr.aborted(ctx, s.LastAbort)
	}
	return fmt.Errorf("invalid state: the facilitator holds the open message of round %d, attempt %d, but does not run it", open.Round, open.Attempt)
}

// watch tells how an attempt goes on and waits for news. Its deadlines are the facilitator's.
func (tr *trainer) watch(ctx context.Context, r *round) error {
	s := tr.state
	members := tr.log.Members()
	awaited := s.Awaited.Of(members)
	e := Event{
		Event: EventPhase, Round: s.Round, Attempt: s.Attempt, Of: tr.MaxRounds(), Kind: r.Kind, Phase: s.Phase,
		Members: len(members), Awaited: owners(awaited),
		Message: fmt.Sprintf("round %d, %s: waiting for %s", s.Round, s.Phase, words(awaited)),
	}
	if tr.said != e.Message {
		tr.said = e.Message
		tr.tell(e)
	}
	return tr.poll(ctx)
}

// aborted records why an attempt ended without an aggregate, and opens the next one when it can.
func (tr *trainer) aborted(ctx context.Context, a *wire.AbortState) error {
	missing := a.Missing.Of(tr.log.Members())
	rec := record{Event: recordAborted, Ref: a.Ref, Time: time.Now().UTC(), Phase: a.Phase, Code: a.Code, Missing: missing}
	if tr.revealed(a.Phase) {
		var refused *check.Refusal
		list, err := tr.attempt(tr.history.current()).List(ctx)
		if err == nil {
			rec.Owners = list.Owners
		} else if !errors.As(err, &refused) {
			return tr.explain("failed to read the list of an aborted attempt", err)
		}
		if err := tr.charge(a.Ref, rec.Owners); err != nil {
			return err
		}
	}
	rec.Privacy = tr.anchor()
	if err := tr.history.add(rec); err != nil {
		return err
	}
	why := "it ended without a sum"
	if len(missing) > 0 {
		why = words(missing) + " did not deliver"
	}
	tr.tell(Event{
		Event: EventAborted, Round: a.Round, Attempt: a.Attempt, Phase: a.Phase, Code: a.Code, Awaited: owners(missing),
		Message: fmt.Sprintf("round %d will be run again: %s", a.Round, why),
	})
	return tr.advance(ctx)
}

// attempt returns the open attempt as package check needs it.
func (tr *trainer) attempt(r *round) *check.Attempt {
	return &check.Attempt{
		Terms: attempt.TermsOf(tr.log.Position, tr.public), File: tr.File, Round: tr.rounds.Of(r.Kind),
		Key: tr.keys.Paillier, Source: tr.client,
	}
}

// conclude checks a finished attempt. A result is durable before it is accepted. A failed check is answered by the one
// code; its reason stays here.
func (tr *trainer) conclude(ctx context.Context, open *wire.Open, r *round) error {
	gone, err := openRevocations(tr.Training)
	if err != nil {
		return err
	}
	a := tr.attempt(r)
	a.Revoked = gone.Identities
	owners, sums, err := tr.check(ctx, a)
	var diverged error
	if err == nil {
		if err = tr.observe(r, sums.Values, owners); errors.Is(err, optim.ErrDiverged) {
			diverged, err = err, nil
		} else if err != nil {
			err = check.Refuse("%w", err) // sums that no rows have, or sums of other rows than in the rounds before
		}
	}
	var refused *check.Refusal
	if errors.As(err, &refused) {
		return tr.refuse(open.Ref, owners, err)
	} else if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeLate {
		return tr.poll(ctx) // stored bytes were damaged and the attempt is aborted, as the next state shows
	} else if err != nil {
		return err
	}
	err = tr.history.add(record{
		Event: recordResult, Ref: open.Ref, Time: time.Now().UTC(), Sums: sums.Values, Owners: owners,
		Rows: rowCount(tr.File, r.Kind, sums.Values), Cost: finite(tr.plan.Cost()),
		Aggregate: &sums.Aggregate, Uploads: &sums.Uploads, Bytes: sums.Bytes, Seconds: time.Since(r.Time).Seconds(), Privacy: tr.anchor(),
	})
	if err != nil {
		return err
	}
	if err := tr.accept(r); err != nil {
		return err
	}
	os.Remove(tr.weightsPath(r.Round))
	tr.announce(r)
	if diverged != nil {
		return tr.stop(diverged, divergedHint)
	}
	return nil
}

// check returns the owners of the attempt's list, as soon as they are known, and its sums. The list is charged before
// anything is decrypted.
func (tr *trainer) check(ctx context.Context, a *check.Attempt) ([]wire.Identity, *check.Sums, error) {
	l, err := a.List(ctx)
	var refused *check.Refusal
	switch {
	case errors.As(err, &refused):
		if err := tr.charge(a.Terms.Ref, nil); err != nil {
			return nil, nil, err
		}
		return nil, nil, err
	case err != nil:
		return nil, nil, err
	}
	if err := tr.charge(a.Terms.Ref, l.Owners); err != nil {
		return l.Owners, nil, err
	}
	sums, err := a.Open(ctx, l)
	return l.Owners, sums, err
}

// rowCount is how many rows sums are over; with noise, as far as they tell.
func rowCount(f *spec.File, kind wire.RoundKind, values []*big.Int) int64 {
	rows := plan.RowCount(f, kind, values)
	if rows == nil || !rows.IsInt64() {
		return 0
	}
	return max(rows.Int64(), 0)
}

// accept signs that the aggregate of a round was checked and used.
func (tr *trainer) accept(r *round) error {
	return tr.log.append(wire.KindAccept, wire.Accept{
		LogEntry: tr.log.Next(), Ref: r.result.Ref, Aggregate: *r.result.Aggregate, Uploads: *r.result.Uploads,
	}, tr.keys.Identity)
}

// refuse records a failed check and signs the rejection. list has the owners of the attempt if they are known.
func (tr *trainer) refuse(ref wire.Ref, list []wire.Identity, reason error) error {
	err := tr.history.add(record{
		Event: recordRefused, Ref: ref, Time: time.Now().UTC(), Code: wire.CodeRoundRejected, Owners: list, Reason: reason.Error(), Privacy: tr.anchor(),
	})
	if err != nil {
		return err
	}
	tr.tell(Event{Event: EventRejected, Round: ref.Round, Attempt: ref.Attempt, Code: wire.CodeRoundRejected, Message: reason.Error()})
	tr.failure = WithHint(as(ErrRejected, fmt.Errorf("rejected round %d, attempt %d: %w", ref.Round, ref.Attempt, reason)),
		"nothing of it was used; train again to run the round again with the same weights")
	return tr.reject(ref)
}

// withdraw ends a running attempt that will not be used, before anything of it is opened.
func (tr *trainer) withdraw(ref wire.Ref, reason error) error {
	err := tr.history.add(record{Event: recordRefused, Ref: ref, Time: time.Now().UTC(), Code: wire.CodeRoundRejected, Reason: reason.Error()})
	if err != nil {
		return err
	}
	tr.tell(Event{Event: EventRejected, Round: ref.Round, Attempt: ref.Attempt, Code: wire.CodeRoundRejected, Message: reason.Error()})
	return tr.reject(ref)
}

func (tr *trainer) reject(ref wire.Ref) error {
	return tr.log.append(wire.KindReject, wire.Reject{LogEntry: tr.log.Next(), Ref: ref, Code: wire.CodeRoundRejected}, tr.keys.Identity)
}
