package modelowner

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"os"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// follow waits for the end of the open attempt and uses its aggregate.
func (tr *trainer) follow(ctx context.Context) error {
	open, err := wire.Unseal[wire.Open](tr.ledger.last(), wire.KindOpen)
	if err != nil {
		return err
	}
	r := tr.history.current()
	if r == nil || r.Round != open.Round {
		return fmt.Errorf("invalid %s: round %d has its result or is not open; it is not opened again", roundsFile, open.Round)
	}
	if tr.state.Phase.Running() && tr.state.Ref == open.Ref && r.ended != open.Ref {
		if _, err := tr.muster(); errors.Is(err, errRevoked) {
			return tr.withdraw(open.Ref, err)
		} else if err != nil {
			return err
		}
	}
	switch s := tr.state; {
	case r.ended == open.Ref: // recorded before the next attempt could be opened
		return tr.advance(ctx)
	case s.Phase == wire.PhaseFinish && s.Ref == open.Ref:
		return tr.conclude(ctx, &open, r)
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
	members, err := tr.ledger.members()
	if err != nil {
		return err
	}
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

// aborted records why an attempt ended without an aggregate and whether it counts as a rerun.
func (tr *trainer) aborted(ctx context.Context, a *wire.AbortState) error {
	// Owners count an attempt from its upload phase on. The facilitator's word is enough: they refuse too many themselves.
	uploaded := slices.Contains([]wire.Phase{wire.PhaseUpload, wire.PhaseAgree, wire.PhaseUnmask, wire.PhaseFinish}, a.Phase)
	members, err := tr.ledger.members()
	if err != nil {
		return err
	}
	missing := a.Missing.Of(members)
	rec := record{Event: recordAborted, Ref: a.Ref, Time: time.Now().UTC(), Code: a.Code, Missing: missing, Uploaded: uploaded}
	if r := tr.history.current(); r != nil {
		if err := tr.chargeAborted(a, r.Kind); err != nil {
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

// conclude checks a finished attempt. A result is durable before it is accepted; a failed check is answered by
// the one code, its reason stays here.
func (tr *trainer) conclude(ctx context.Context, open *wire.Open, r *round) error {
	_, roster, err := tr.ledger.roster()
	if err != nil {
		return err
	}
	if len(roster.Members) < tr.Manifest.Cohort.Min {
		return fmt.Errorf("invalid roster: %d members, a sum over fewer than %d is never opened", len(roster.Members), tr.Manifest.Cohort.Min)
	}
	gone, err := openRevocations(tr.Training)
	if err != nil {
		return err
	}
	a := attempt{
		training: tr.ID, ref: open.Ref, open: tr.ledger.last().Digest(), members: roster.Members,
		min: tr.Manifest.Cohort.Min, least: open.Least, same: tr.survivors(), revoked: gone.Identities,
		file: tr.File, shape: tr.rounds.Of(r.Kind), key: tr.keys.Paillier,
	}
	if a.keyed, err = tr.keyedCheck(r.Round); err != nil {
		return err
	}
	if err := tr.charge(open.Ref, r.Kind); err != nil {
		return err
	}
	o, err := a.check(ctx, tr.client)
	var diverged error
	if err == nil {
		if err = tr.observe(r, o.values, o.survivors); errors.Is(err, optim.ErrDiverged) {
			diverged, err = err, nil
		} else if err != nil {
			err = refusal{err} // sums that no rows have, or of other rows than the rounds before
		}
	}
	var refused refusal
	if errors.As(err, &refused) {
		return tr.refuse(open.Ref, err)
	} else if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeLate {
		return tr.poll(ctx) // stored bytes were damaged and the attempt is aborted: the state says so
	} else if err != nil {
		return err
	}
	err = tr.history.add(record{
		Event: recordResult, Ref: open.Ref, Time: time.Now().UTC(), Sums: o.values, Owners: o.survivors, Helpers: o.helpers,
		Rows: rowCount(tr.File, r.Kind, o.values), Cost: finite(tr.plan.Cost()),
		Aggregate: &o.aggregate, Uploads: &o.uploads, Bytes: o.bytes, Seconds: time.Since(r.Time).Seconds(), Privacy: tr.anchor(),
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

// keyedCheck derives the check of a round's sums, which owners and model owner alone can compute.
func (tr *trainer) keyedCheck(round int) (*pack.Check, error) {
	return pack.NewCheck(tr.key, binary.BigEndian.AppendUint32(tr.ID[:], uint32(round)))
}

// rowCount is how many rows sums are over; with noise, as far as they tell.
func rowCount(f *spec.File, kind wire.RoundKind, values []*big.Int) int64 {
	rows := plan.RowCount(f, string(kind), values)
	if rows == nil || !rows.IsInt64() {
		return 0
	}
	return max(rows.Int64(), 0)
}

// accept signs that the aggregate of a round was checked and used.
func (tr *trainer) accept(r *round) error {
	return tr.ledger.append(wire.KindAccept, wire.Accept{
		LogEntry: tr.ledger.next(), Ref: r.result.Ref, Aggregate: *r.result.Aggregate, Uploads: *r.result.Uploads,
	}, tr.keys.Identity)
}

// refuse records a failed check and signs the rejection.
func (tr *trainer) refuse(ref wire.Ref, reason error) error {
	err := tr.history.add(record{Event: recordRefused, Ref: ref, Time: time.Now().UTC(), Code: wire.CodeRoundRejected, Uploaded: true, Reason: reason.Error(), Privacy: tr.anchor()})
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
	return tr.ledger.append(wire.KindReject, wire.Reject{LogEntry: tr.ledger.next(), Ref: ref, Code: wire.CodeRoundRejected}, tr.keys.Identity)
}
