package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
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

// advance opens the next attempt once those it needs are here, or ends the training after its closing evaluation.
// The open message is signed no earlier: what is signed stays in the log.
func (tr *trainer) advance(ctx context.Context) error {
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
	ready, err := tr.ready(ctx)
	if errors.Is(err, errRevoked) {
		return tr.stop(err, "create a new training without that owner; its rows are in the sums opened so far")
	} else if err != nil || !ready {
		return err
	}
	signed, roster, err := tr.ledger.roster()
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
		Blob:     *r.Weights,
		Least:    tr.least(len(roster.Members)),
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
