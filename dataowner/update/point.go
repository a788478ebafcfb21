package update

import (
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Point is where a round is computed: at encrypted weights, at weights that the owner reads, or at none.
type Point struct {
	Encrypted []*phe.Ciphertext
	Plain     *plan.Point
	Bytes     int // that came with the open message
}

// Reader opens the weights that are meant for one owner.
type Reader struct {
	Terms    *invitation.Terms
	Self     wire.Identity
	Envelope secret.Value[[]byte] // HPKE private key
}

// Needs reports whether a round comes with weights.
func (r *Reader) Needs(open *wire.Open) bool {
	round := r.Terms.Rounds.Of(open.Kind)
	return round.Weights > 0 || round.Sealed > 0
}

// Open checks the bytes that came with an open message: weight ciphertexts, this owner's box with sealed weights, or
// nothing. first is true for the first gradient round, in which the weights follow from the training file.
func (r *Reader) Open(open *wire.Open, first bool, b []byte) (*Point, error) {
	round := r.Terms.Rounds.Of(open.Kind)
	p := &Point{Plain: &plan.Point{Kind: open.Kind}, Bytes: len(b)}
	var err error
	switch {
	case round.Sealed > 0:
		p.Plain.Shared, err = r.openSealed(open, round.Sealed, first, b)
		if err != nil {
			return nil, err
		}
	case round.Weights > 0:
		if wire.DigestOf(b) != open.Weights {
			return nil, problem.Protocolf("the weights of round %d are not those the model owner signed", open.Round)
		}
		if p.Encrypted, err = r.Terms.Key.ParseVector(b, round.Weights); err != nil {
			return nil, problem.Protocolf("failed to read the weights of round %d: %w", open.Round, err)
		}
	}
	return p, nil
}

// openSealed opens this owner's box and with it the sealed weights, and holds them against the commitment in the open
// message, which every owner's keys message names: all owners read the same weights. The first weights of a training
// follow from its file, so those are computed and compared.
func (r *Reader) openSealed(open *wire.Open, sealed int, first bool, b []byte) (*plan.Parameters, error) {
	if len(b) != wire.BoxSize+sealed {
		return nil, problem.Protocolf("malformed weights of round %d: %d bytes, want %d", open.Round, len(b), wire.BoxSize+sealed)
	}
	key, err := envelope.ParseKey(r.Envelope.Reveal())
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	c := envelope.Context{Training: r.Terms.ID, Round: open.Round}
	roundKey, err := key.OpenKey(c, r.Self, b[:wire.BoxSize])
	if err != nil {
		return nil, problem.Protocolf("failed to open the weights of round %d: %w", open.Round, err)
	}
	plain, err := envelope.OpenWeights(c, roundKey, b[wire.BoxSize:], envelope.Commitment(open.Weights))
	if err != nil {
		return nil, problem.Protocolf("failed to open the weights of round %d: %w", open.Round, err)
	}
	p, err := plan.ParseParameters(r.Terms.File, plain)
	if err != nil {
		return nil, problem.Protocolf("failed to read the weights of round %d: %w", open.Round, err)
	}
	if err := p.CheckBound(r.Terms.File); err != nil {
		return nil, problem.Errorf(problem.Protocol, "Tell the other data owners and the model owner: large weights read single rows.",
			"invalid weights of round %d: %w", open.Round, err)
	}
	if first && !slices.Equal(p.Weights, plan.Initial(r.Terms.File)) {
		return nil, problem.Protocolf("invalid weights of round %d: not those that the training file starts from", open.Round)
	}
	return p, nil
}
