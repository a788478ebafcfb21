package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/server/wire"
)

// errDiverged ends a training whose weights grow past the bound of its bit budget.
var errDiverged = errors.New("diverged: a weight is past bounds.weight")

const divergedHint = "create a new training with a lower learning_rate, with l2 set, or with a higher bounds.weight"

// advance opens the next attempt, or ends the training after its closing evaluation.
func (tr *trainer) advance() error {
	r := tr.history.current()
	if r == nil {
		if last := tr.history.last(); last != nil && last.Kind == wire.RoundEvaluation {
			return tr.finish(last)
		}
		var err error
		if r, err = tr.newRound(); errors.Is(err, errDiverged) || errors.Is(err, optim.ErrDiverged) {
			return tr.stop(err, divergedHint)
		} else if err != nil {
			return err
		}
	}
	if r.reruns > MaxReruns {
		return tr.stop(as(ErrRejected, fmt.Errorf("round %d was run %d times without success, the most that owners allow", r.Round, r.reruns)),
			"create a new training with owners who stay")
	}
	signed, _, err := tr.ledger.roster()
	if err != nil {
		return err
	}
	attempt := 1
	if last := tr.ledger.last(); last.Kind == wire.KindOpen || last.Kind == wire.KindReject {
		attempt = r.ended.Attempt + 1
	}
	open := wire.Open{
		LogEntry: tr.ledger.next(),
		Ref:      wire.Ref{Round: r.Round, Attempt: attempt},
		Kind:     r.Kind,
		Roster:   signed.Digest(),
		Weights:  *r.Weights,
	}
	if err := tr.ledger.append(wire.KindOpen, open, tr.keys.Identity); err != nil {
		return err
	}
	tr.tell(Event{Event: EventOpen, Round: r.Round, Attempt: attempt, Of: tr.MaxRounds(), Kind: r.Kind, Members: tr.owners()})
	return nil
}

// newRound fixes the point of the next round, encrypts it and makes both durable.
func (tr *trainer) newRound() (*round, error) {
	kind := wire.RoundGradient
	point, done := tr.method.Next()
	if done || tr.history.finished() >= tr.File.Training.Rounds {
		kind, point = wire.RoundEvaluation, tr.method.Weights()
	}
	quantised, err := tr.quantise(point)
	if err != nil {
		return nil, err
	}
	cs, err := tr.encrypt(quantised)
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt weights: %w", err)
	}
	blob := tr.public.AppendVector(nil, cs)
	number := len(tr.history.rounds) + 1
	if err := durable.WriteFile(tr.weightsPath(number), blob); err != nil {
		return nil, err
	}
	digest := wire.DigestOf(blob)
	err = tr.history.add(record{
		Event: recordOpen, Ref: wire.Ref{Round: number, Attempt: 1}, Time: time.Now().UTC(),
		Kind: kind, Point: quantised, Weights: &digest,
	})
	return tr.history.last(), err
}

// quantise rounds a point to whole multiples of 2^-FractionBits and refuses one past the weight bound: the bit
// budget holds only within it.
func (tr *trainer) quantise(point []float64) ([]*big.Int, error) {
	if len(point) != tr.budget.Columns {
		return nil, fmt.Errorf("internal error: the optimiser gives %d weights for %d columns", len(point), tr.budget.Columns)
	}
	bound := new(big.Int).Lsh(big.NewInt(tr.budget.WeightBound), tr.budget.FractionBits)
	quantised := make([]*big.Int, len(point))
	for i, x := range point {
		v, err := pack.Encode(x, tr.budget.FractionBits)
		if errors.Is(err, pack.ErrNotFinite) {
			return nil, errDiverged
		} else if err != nil {
			return nil, fmt.Errorf("failed to encode weight %d: %w", i, err)
		}
		if v.CmpAbs(bound) > 0 {
			return nil, errDiverged
		}
		quantised[i] = v
	}
	return quantised, nil
}

// encrypt encrypts a point, one ciphertext for each weight.
func (tr *trainer) encrypt(point []*big.Int) ([]*phe.Ciphertext, error) {
	if tr.encryptor == nil {
		e, err := phe.NewEncryptor(tr.public, phe.GoKernel(tr.public), phe.EncryptorOptions{})
		if err != nil {
			return nil, err
		}
		tr.encryptor = e
	}
	n := tr.public.N()
	texts := make([]*big.Int, len(point))
	for i, w := range point {
		texts[i] = new(big.Int).Mod(w, n) // negative weights from the top of the range
	}
	return tr.encryptor.EncryptVector(texts)
}

// follow waits for the end of the open attempt and uses its aggregate.
func (tr *trainer) follow(ctx context.Context) error {
	open, err := wire.Unseal[wire.Open](tr.ledger.last(), wire.KindOpen)
	if err != nil {
		return err
	}
	r := tr.history.current()
	switch s := tr.state; {
	case r.ended == open.Ref: // recorded before the next attempt could be opened
		return tr.advance()
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
	e := Event{
		Event: EventPhase, Round: s.Round, Attempt: s.Attempt, Of: tr.MaxRounds(), Kind: r.Kind, Phase: s.Phase,
		Members: tr.owners(), Awaited: owners(s.Awaited),
		Message: fmt.Sprintf("round %d, %s: waiting for %s", s.Round, s.Phase, words(s.Awaited)),
	}
	if tr.said != e.Message {
		tr.said = e.Message
		tr.tell(e)
	}
	return tr.poll(ctx)
}

// aborted records why an attempt ended without an aggregate and whether it counts as a rerun: the list of keys is
// handed out only once it is fixed, which is when uploads begin.
func (tr *trainer) aborted(ctx context.Context, a *wire.AbortState) error {
	_, err := tr.client.Keys(ctx, tr.ID, a.Ref)
	rejection := wire.RejectionOf(err)
	if err != nil && rejection == nil {
		return tr.explain("failed to read keys", err)
	}
	rec := record{Event: recordAborted, Ref: a.Ref, Time: time.Now().UTC(), Code: a.Code, Missing: a.Missing, Uploaded: rejection == nil}
	if err := tr.history.add(rec); err != nil {
		return err
	}
	tr.tell(Event{
		Event: EventAborted, Round: a.Round, Attempt: a.Attempt, Code: a.Code, Awaited: owners(a.Missing),
		Message: fmt.Sprintf("round %d will be run again: %s did not deliver", a.Round, words(a.Missing)),
	})
	return tr.advance()
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
	a := attempt{
		training: tr.ID, ref: open.Ref, open: tr.ledger.last().Digest(), point: r.Point,
		packing: tr.packing, budget: tr.budget, key: tr.keys.Paillier,
	}
	for _, m := range roster.Members {
		a.members = append(a.members, m.Identity)
	}
	o, err := a.check(ctx, tr.client)
	var diverged error
	if err == nil && r.Kind == wire.RoundGradient {
		if err = tr.observe(r, &o.sums); errors.Is(err, optim.ErrDiverged) {
			diverged, err = err, nil
		} else if err != nil {
			err = refusal{err} // sums of no rows, or of other rows than the rounds before
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
		Event: recordResult, Ref: open.Ref, Time: time.Now().UTC(), Sums: &o.sums,
		Aggregate: &o.aggregate, Uploads: &o.uploads, Bytes: o.bytes, Seconds: time.Since(r.Time).Seconds(),
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

// accept signs that the aggregate of a round was checked and used.
func (tr *trainer) accept(r *round) error {
	return tr.ledger.append(wire.KindAccept, wire.Accept{
		LogEntry: tr.ledger.next(), Ref: r.result.Ref, Aggregate: *r.result.Aggregate, Uploads: *r.result.Uploads,
	}, tr.keys.Identity)
}

// refuse records a failed check and signs the rejection.
func (tr *trainer) refuse(ref wire.Ref, reason error) error {
	err := tr.history.add(record{Event: recordRefused, Ref: ref, Time: time.Now().UTC(), Code: wire.CodeRoundRejected, Uploaded: true, Reason: reason.Error()})
	if err != nil {
		return err
	}
	tr.tell(Event{Event: EventRejected, Round: ref.Round, Attempt: ref.Attempt, Code: wire.CodeRoundRejected, Message: reason.Error()})
	tr.failure = WithHint(as(ErrRejected, fmt.Errorf("rejected round %d, attempt %d: %w", ref.Round, ref.Attempt, reason)),
		"nothing of it was used; train again to run the round again with the same weights")
	return tr.reject(ref)
}

func (tr *trainer) reject(ref wire.Ref) error {
	return tr.ledger.append(wire.KindReject, wire.Reject{LogEntry: tr.ledger.next(), Ref: ref, Code: wire.CodeRoundRejected}, tr.keys.Identity)
}
