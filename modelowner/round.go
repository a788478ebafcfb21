package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// errDiverged ends a training whose weights grow past the bound of its bit budget.
var errDiverged = fmt.Errorf("%w: a weight is past bounds.weight", optim.ErrDiverged)

const divergedHint = "create a new training with a lower learning_rate, with l2 set, or with a higher bounds.weight"

// advance opens the next attempt once those it needs are here, or ends the training after its last round.
// The open message is signed no earlier: what is signed stays in the log.
func (tr *trainer) advance(ctx context.Context) error {
	r := tr.history.current()
	if r == nil {
		if err := tr.economise(); errors.Is(err, dp.ErrBudget) {
			return tr.stop(err, spentHint)
		} else if err != nil {
			return err
		}
		var err error
		if r, err = tr.newRound(ctx); errors.Is(err, optim.ErrDiverged) {
			return tr.stop(err, divergedHint)
		} else if err != nil {
			return err
		} else if r == nil {
			return tr.finish()
		}
	}
	if n := tr.log.Rejects(r.Round); n >= MaxRejects {
		return tr.stop(as(ErrRejected, fmt.Errorf("round %d was rejected %d times, the most that owners allow", r.Round, n)),
			"create a new training with other owners")
	}
	if !tr.affordable(r.Kind, "") {
		return tr.stop(as(ErrRejected, errSpent), spentHint)
	}
	ready, err := tr.ready(ctx)
	switch {
	case errors.Is(err, errRevoked):
		return tr.stop(err, "create a new training without that owner")
	case errors.Is(err, errOut):
		return tr.stop(err, "create a new training with owners that stay")
	case err != nil || !ready:
		return err
	}
	ref := wire.Ref{Round: r.Round, Attempt: r.ended().Attempt + 1}
	open := wire.Open{
		LogEntry: tr.log.Next(),
		Ref:      ref,
		Kind:     r.Kind,
		Roster:   tr.log.RosterDigest,
		Weights:  *r.Weights,
		Blob:     *r.Blob,
	}
	if err := tr.log.append(wire.KindOpen, open, tr.keys.Identity); err != nil {
		return err
	}
	tr.tell(Event{Event: EventOpen, Round: r.Round, Attempt: ref.Attempt, Of: tr.MaxRounds(), Kind: r.Kind, Members: len(tr.log.Members())})
	return nil
}

// newRound fixes the point of the next round and what its open message comes with, and makes both durable. nil where
// the plan needs no further round.
func (tr *trainer) newRound(ctx context.Context) (*round, error) {
	p, done, err := tr.plan.Next()
	if err != nil || done {
		return nil, err
	}
	rec := record{
		Event: recordOpen, Ref: wire.Ref{Round: len(tr.history.rounds) + 1, Attempt: 1}, Time: time.Now().UTC(),
		Kind: p.Kind, Point: p.Encrypted,
	}
	if p.Shared != nil {
		rec.Parameters = p.Shared.Marshal()
	}
	blob, weights, err := tr.enclose(ctx, &rec, p)
	if err != nil {
		return nil, err
	}
	// The file is written where there is nothing to send, too: that it is gone says that the round is over.
	if err := durable.WriteFile(tr.weightsPath(rec.Round), blob); err != nil {
		return nil, err
	}
	digest := wire.DigestOf(blob)
	rec.Weights, rec.Blob = &weights, &digest
	err = tr.history.add(rec)
	return tr.history.last(), err
}

// enclose makes what the open message of a round comes with, and what it names as weights: their ciphertexts, their
// sealed form and its commitment, or nothing.
func (tr *trainer) enclose(ctx context.Context, rec *record, p *plan.Point) (blob []byte, weights wire.Digest, err error) {
	s := tr.rounds.Of(rec.Kind)
	switch {
	case s == nil:
		return nil, weights, fmt.Errorf("internal error: the training has no %s round", rec.Kind)
	case s.Sealed > 0:
		return tr.seal(ctx, s, rec)
	case s.Weights == 0:
		return nil, wire.DigestOf(nil), nil
	}
	if err := inBudget(tr.File.Budget(), p.Encrypted); err != nil {
		return nil, weights, err
	}
	if blob, err = tr.encrypt(p.Encrypted); err != nil {
		return nil, weights, fmt.Errorf("failed to encrypt weights: %w", err)
	}
	return blob, wire.DigestOf(blob), nil
}

// inBudget refuses a point past the weight bound: the bit budget holds only within it.
func inBudget(b spec.Budget, point []*big.Int) error {
	if len(point) != b.Columns {
		return fmt.Errorf("internal error: the method gives %d weights for %d columns", len(point), b.Columns)
	}
	bound := new(big.Int).Lsh(big.NewInt(b.WeightBound), b.FractionBits)
	for _, w := range point {
		if w.CmpAbs(bound) > 0 {
			return errDiverged
		}
	}
	return nil
}
