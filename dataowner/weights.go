package dataowner

import (
	"context"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// fetchWeights gets and checks what comes with the open message of the attempt: weight ciphertexts, sealed weights,
// or nothing.
func (o *Owner) fetchWeights(ctx context.Context, a *running) error {
	open := a.open
	a.point = &plan.Point{Kind: open.Kind}
	if a.round.Weights == 0 && a.round.Sealed == 0 {
		return nil // the log has checked that the open message promises nothing
	}
	b, err := o.client.Weights(ctx, o.terms.id, open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get weights: %w", err)
	}
	a.down = len(b)
	if a.round.Sealed > 0 {
		if a.point.Shared, err = o.openWeights(open, a.round.Sealed, b); err == nil && open.Kind == wire.RoundGradient {
			o.moved(open.Round, a.point.Shared.Weights)
		}
		return err
	}
	if wire.DigestOf(b) != open.Weights {
		return protocolProblem("the weights of round %d are not those the model owner signed", open.Round)
	}
	if a.weights, err = o.terms.key.ParseVector(b, a.round.Weights); err != nil {
		return protocolProblem("failed to read the weights of round %d: %w", open.Round, err)
	}
	return nil
}

// openWeights opens this owner's box and with it the sealed weights, and holds them against the commitment in the open
// message, which every owner's keys message names: all owners read the same weights. The first weights of a training
// follow from its file, so those are computed and compared.
func (o *Owner) openWeights(open *wire.Open, sealed int, b []byte) (*plan.Parameters, error) {
	if len(b) != wire.BoxSize+sealed {
		return nil, protocolProblem("malformed weights of round %d: %d bytes, want %d", open.Round, len(b), wire.BoxSize+sealed)
	}
	o.mu.Lock()
	key, err := envelope.ParseKey(o.rec.Envelope.Reveal())
	o.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	c := envelope.Context{Training: o.terms.id, Round: open.Round}
	roundKey, err := key.OpenKey(c, o.key.Identity(), b[:wire.BoxSize])
	if err != nil {
		return nil, protocolProblem("failed to open the weights of round %d: %w", open.Round, err)
	}
	plain, err := envelope.OpenWeights(c, roundKey, b[wire.BoxSize:], envelope.Commitment(open.Weights))
	if err != nil {
		return nil, protocolProblem("failed to open the weights of round %d: %w", open.Round, err)
	}
	p, err := plan.ParseParameters(o.terms.file, plain)
	if err != nil {
		return nil, protocolProblem("failed to read the weights of round %d: %w", open.Round, err)
	}
	first := open.Kind == wire.RoundGradient && o.log.Opened(wire.RoundGradient) == 1
	if first && !slices.Equal(p.Weights, plan.Initial(o.terms.file)) {
		return nil, protocolProblem("invalid weights of round %d: not those that the training file starts from", open.Round)
	}
	return p, nil
}
