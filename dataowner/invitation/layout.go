package invitation

import (
	"math/bits"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Layout is how the values of one kind of round lie in its ciphertexts, for a person to look at: from the lowest bit
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
	Up            int            `json:"up"`    // bytes that an owner sends in one round, keys and signatures included; an estimate for as many owners as the training starts with
	// Labels name the values if each stands for one thing that a person knows; nil if not.
	Labels []string `json:"labels,omitempty"`
}

// maxLabels bounds how many values are named one by one.
const maxLabels = 256

// Layouts describes every kind of round of the training.
func (t *Terms) Layouts() []Layout {
	out := make([]Layout, len(t.Rounds))
	for i, r := range t.Rounds {
		p := r.Packing
		out[i] = Layout{
			Kind: r.Kind, Most: r.Most, Values: p.Values(), Ciphertexts: p.Ciphertexts(),
			PerCiphertext: p.ValuesPerCiphertext(), SlotBits: p.SlotBits(), CanaryBits: pack.CanaryBits,
			CountBits: bits.Len(uint(p.Owners())), ModulusBits: t.Key.Bits(),
			Bytes: p.Ciphertexts() * t.Key.CiphertextSize(), Up: r.Up(t.Key.CiphertextSize(), t.Manifest.Cohort.Start), Labels: t.labels(r.Kind),
		}
	}
	return out
}

// labels names the values of a round on encrypted weights: a gradient entry for each column, the loss term, the row
// count.
func (t *Terms) labels(kind wire.RoundKind) []string {
	if t.File.Model.Weights != spec.Encrypted || kind != wire.RoundGradient && kind != wire.RoundEvaluation {
		return nil
	}
	var names []string
	for _, c := range t.File.Schema().Columns() {
		names = append(names, c.Name)
	}
	if len(names)+2 > maxLabels {
		return nil
	}
	return append(names, "loss", "rows")
}
