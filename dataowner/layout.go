package dataowner

import (
	"math/bits"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Layout says how the values of one kind of round lie in its ciphertexts, for a person to look at: from the lowest bit
// slots, then the canary lane, the owner count lane, and zeros up to the modulus.
type Layout struct {
	Kind          wire.RoundKind `json:"kind"`
	Most          int            `json:"most"`   // rounds of this kind at most
	Values        int            `json:"values"` // in one upload
	Ciphertexts   int            `json:"ciphertexts"`
	PerCiphertext int            `json:"perCiphertext"`
	SlotBits      int            `json:"slotBits"`
	CanaryBits    int            `json:"canaryBits"`
	CountBits     int            `json:"countBits"`
	ModulusBits   int            `json:"modulusBits"`
	Bytes         int            `json:"bytes"` // of the ciphertexts of one upload
	Up            int            `json:"up"`    // about what an owner sends in one round, keys and signatures included
	// Labels name the values where each stands for one thing that a person knows; nil elsewhere.
	Labels []string `json:"labels,omitempty"`
}

// maxLabels bounds how many values are named one by one.
const maxLabels = 256

// layouts describes every kind of round of the training.
func (t *terms) layouts() []Layout {
	out := make([]Layout, len(t.rounds))
	for i, r := range t.rounds {
		p := r.Packing
		out[i] = Layout{
			Kind: r.Kind, Most: r.Most, Values: p.Values(), Ciphertexts: p.Ciphertexts(),
			PerCiphertext: p.ValuesPerCiphertext(), SlotBits: p.SlotBits(), CanaryBits: pack.CanaryBits,
			CountBits: bits.Len(uint(p.Owners())), ModulusBits: t.key.Bits(),
			Bytes: p.Ciphertexts() * t.key.CiphertextSize(), Up: t.up(&t.rounds[i]), Labels: t.labels(r.Kind),
		}
	}
	return out
}

// labels names the values of a round on encrypted weights: a gradient entry for each column, the loss term, the row
// count.
func (t *terms) labels(kind wire.RoundKind) []string {
	if t.file.Model.Weights != spec.Encrypted || kind != wire.RoundGradient && kind != wire.RoundEvaluation {
		return nil
	}
	var names []string
	for _, c := range t.file.Schema().Columns() {
		names = append(names, c.Name)
	}
	if len(names)+2 > maxLabels {
		return nil
	}
	return append(names, "loss", "rows")
}
