//go:build testkeys

package dataowner

import (
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestLayoutsAreThoseOfTheManifest: what a person is shown of a round is what the manifest fixes and packing does.
func TestLayoutsAreThoseOfTheManifest(t *testing.T) {
	w := newWorld(t)
	o := w.newOwner(testRows)
	layouts := o.Invitation().Rounds
	if len(layouts) != len(w.manifest.Rounds) {
		t.Fatalf("%d layouts for %d kinds of rounds", len(layouts), len(w.manifest.Rounds))
	}
	for i, r := range w.manifest.Rounds {
		l := layouts[i]
		if l.Kind != r.Kind || l.Values != r.Values || l.Ciphertexts != r.Ciphertexts || l.SlotBits != r.SlotBits || l.Most != r.Most {
			t.Errorf("%s: layout %+v, manifest %+v", r.Kind, l, r)
		}
		if used := l.PerCiphertext*l.SlotBits + l.CanaryBits + l.CountBits; used >= l.ModulusBits {
			t.Errorf("%s: %d bits of %d are used", l.Kind, used, l.ModulusBits)
		}
		if l.Ciphertexts*l.PerCiphertext < l.Values || l.Bytes != l.Ciphertexts*l.ModulusBits/4 {
			t.Errorf("%s: %d values do not fit", l.Kind, l.Values)
		}
		if l.Kind == wire.RoundGradient && len(l.Labels) != l.Values {
			t.Errorf("%d labels for %d values", len(l.Labels), l.Values)
		}
	}
}
