// Package rounds owns the rounds of a training as its manifest lists them: number, values, packing and sizes. The
// model owner writes them and data owners derive them again, both from here, so that an owner trusts no number that it
// can compute.
package rounds

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The facilitator cuts boxes out by wire.BoxSize without knowing envelopes: this does not compile if the two differ.
const _ = uint(envelope.BoxSize-wire.BoxSize) + uint(wire.BoxSize-envelope.BoxSize)

// Round is one kind of round, as a manifest has it and with its packing.
type Round struct {
	wire.RoundShape
	Packing pack.Parameters
	noise   bool
}

// List holds the kinds of rounds of one training, each once, in the order of wire.RoundKinds.
type List []Round

// For returns the rounds of a training under a key of that many bits. The error names the term of the bit budget to
// lower if a value does not fit into a plaintext.
func For(f *spec.File, modulusBits int) (List, error) {
	shapes := f.RoundShapes()
	var out List
	for _, kind := range wire.RoundKinds {
		for _, s := range shapes {
			if s.Kind != kind {
				continue
			}
			r, err := newRound(f, s, modulusBits)
			if err != nil {
				return nil, fmt.Errorf("failed to pack %s round: %w", s.Kind, err)
			}
			out = append(out, *r)
		}
	}
	if len(out) != len(shapes) {
		return nil, errors.New("internal error: a kind of round is unknown")
	}
	return out, nil
}

func newRound(f *spec.File, s spec.RoundShape, modulusBits int) (*Round, error) {
	packing, err := f.PackRound(s, modulusBits)
	if err != nil {
		return nil, err
	}
	r := &Round{Packing: packing, noise: f.Private()}
	r.RoundShape = wire.RoundShape{
		Kind: s.Kind, Most: s.Most,
		Values: r.Packing.Values(), SlotBits: r.Packing.SlotBits(), Ciphertexts: r.Packing.Ciphertexts(),
	}
	if r.Kind == wire.RoundGradient || r.Kind == wire.RoundEvaluation {
		if f.Model.Weights == spec.Encrypted {
			r.Weights = f.Budget().Columns
		} else {
			r.Sealed = envelope.SealedSize(plan.ParametersSize(f))
		}
	}
	return r, nil
}

// Shapes returns the rounds as a manifest lists them.
func (l List) Shapes() []wire.RoundShape {
	out := make([]wire.RoundShape, len(l))
	for i, r := range l {
		out[i] = r.RoundShape
	}
	return out
}

// Total returns the most rounds of all kinds together, for the manifest's limits.
func (l List) Total() int {
	n := 0
	for _, r := range l {
		n += r.Most
	}
	return n
}

// Of returns the round of a kind, or nil if the training has none of it.
func (l List) Of(kind wire.RoundKind) *Round {
	for i := range l {
		if l[i].Kind == kind {
			return &l[i]
		}
	}
	return nil
}

// Bytes that are sent in a round besides ciphertexts, weights and encapsulations. TestBytesOfARound of package dataowner
// holds the sums against real rounds.
const (
	keysBytes   = 664  // a signed keys message
	headBytes   = 662  // the signed head of an upload
	seedBytes   = 100  // more of a head, with the commitment to a seed
	revealBytes = 538  // a signed reveal
	logBytes    = 1495 // the open message and the acceptance in the log
	// StateBytes are those of the notices of a round's phases, of which there may be more or fewer.
	StateBytes = 1900
)

// Up returns about how many bytes an owner of that many members sends in a round: its upload under a key of that
// ciphertext size in bytes, its keys with the encapsulations to the members after it, of which a mean owner has half of
// the others, and with noise its reveal.
func (r *Round) Up(ciphertextSize, members int) int {
	n := r.Ciphertexts*ciphertextSize + headBytes + keysBytes + (members-1)*wire.EncapsulationSize/2
	if r.noise {
		n += seedBytes + revealBytes
	}
	return n
}

// Down returns about how many bytes an owner of that many members receives in a round: the weights, of sealed ones its
// own box alone, the keys and the heads of all members, the encapsulations to it with their paths, and the log. With noise
// it reads keys and heads once more, before it reveals its seed.
func (r *Round) Down(ciphertextSize, members int) int {
	bytes := r.Weights*ciphertextSize + logBytes + StateBytes
	if r.Sealed > 0 {
		bytes += wire.BoxSize + r.Sealed
	}
	path := max(0, bits.Len(uint(members-1))-1) * len(wire.Digest{})
	bytes += (members - 1) * (wire.EncapsulationSize + path) / 2
	if r.noise {
		return bytes + 2*members*(keysBytes+headBytes+seedBytes)
	}
	return bytes + members*(keysBytes+headBytes)
}

// Expected returns the most rounds of this kind that there will be. Conjugate gradient may end before its file makes
// it.
func (r *Round) Expected(f *spec.File) int {
	if r.Kind == wire.RoundGradient && plan.ColumnRounds(f) {
		return min(r.Most, f.Budget().Columns+1)
	}
	return r.Most
}
