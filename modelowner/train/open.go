package train

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

const divergedHint = "create a new training with a lower learning_rate, with l2 set, or with a higher bounds.weight"

// advance opens the next attempt once the members it needs are present, or ends the training after its last round. The
// open message is signed no earlier: a signed entry stays in the log.
func (r *run) advance(ctx context.Context) error {
	current := r.rounds.Current()
	if current == nil {
		if err := r.budget.economise(); errors.Is(err, dp.ErrBudget) {
			return r.stop(err, spentHint)
		} else if err != nil {
			return err
		}
		var err error
		if current, err = r.newRound(ctx); errors.Is(err, optim.ErrDiverged) {
			return r.stop(err, divergedHint)
		} else if err != nil {
			return err
		} else if current == nil {
			return r.finish()
		}
	}
	if hint, err := r.budget.exhausted(current); err != nil {
		return r.stop(err, hint)
	}
	if id, err := admission.Excludable(r.Training, r.log.Position); err != nil {
		return err
	} else if id != nil {
		r.news.emit(Event{Event: EventWaiting, Message: admission.Words([]wire.Identity{*id}) + " is revoked and takes no further part"})
		return r.log.Sign(wire.KindRevoke, wire.Revoke{LogEntry: r.log.Next(), Identity: *id}, r.signer)
	}
	ready, err := r.ready(ctx)
	switch {
	case errors.Is(err, errRevoked):
		return r.stop(err, "create a new training without that owner")
	case errors.Is(err, errOut):
		return r.stop(err, "create a new training with owners that stay")
	case err != nil || !ready:
		return err
	}
	open := wire.Open{
		LogEntry: r.log.Next(),
		Ref:      wire.Ref{Round: current.Round, Attempt: current.LastFailed().Attempt + 1},
		Kind:     current.Kind,
		Roster:   r.log.RosterDigest,
		Weights:  *current.Weights,
		Blob:     *current.Blob,
	}
	if err := r.log.Sign(wire.KindOpen, open, r.signer); err != nil {
		return err
	}
	r.news.emit(Event{Event: EventOpen, Round: open.Round, Attempt: open.Attempt, Of: MaxRounds(r.Training), Kind: open.Kind, Members: len(r.log.Members())})
	return nil
}

// newRound fixes the point of the next round and the bytes that its open message comes with, and makes both durable. It
// returns nil if the plan needs no further round.
func (r *run) newRound(ctx context.Context) (*folder.Round, error) {
	p, done, err := r.fit.Next()
	if err != nil || done {
		return nil, err
	}
	rec := folder.Record{
		Event: folder.RecordOpen, Ref: wire.Ref{Round: len(r.rounds.All()) + 1, Attempt: 1}, Time: time.Now().UTC(),
		Kind: p.Kind, Point: p.Encrypted,
	}
	if p.Shared != nil {
		rec.Parameters = p.Shared.Marshal()
	}
	kind := r.kinds.Of(rec.Kind)
	if kind == nil {
		return nil, fmt.Errorf("internal error: the training has no %s round", rec.Kind)
	}
	blob, weights, err := r.sealer.enclose(ctx, r.remote, kind, r.log.Members(), &rec)
	if err != nil {
		return nil, err
	}
	if err := r.SaveWeights(rec.Round, blob); err != nil {
		return nil, err
	}
	digest := wire.DigestOf(blob)
	rec.Weights, rec.Blob = &weights, &digest
	err = r.rounds.Add(rec)
	return r.rounds.Last(), err
}

// weights reads the bytes that come with an open message.
func (r *run) weights(entry *wire.Signed) ([]byte, error) {
	open, err := wire.Unseal[wire.Open](entry, wire.KindOpen)
	if err != nil {
		return nil, err
	}
	blob, err := r.Weights(open.Round)
	if errors.Is(err, os.ErrNotExist) && r.remote.state.Log.Length < r.log.Head.Length-1 {
		return nil, problem.WithHint(fmt.Errorf("failed to open round %d again: its weights are gone because it is finished", open.Round),
			"the facilitator lost a part of the log, as after restoring an old backup; create a new training")
	} else if err != nil {
		return nil, fmt.Errorf("failed to read weights: %w", err)
	}
	if wire.DigestOf(blob) != open.Blob {
		return nil, fmt.Errorf("invalid weights of round %d: are not those that the open message names", open.Round)
	}
	return blob, nil
}
