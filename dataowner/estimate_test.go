//go:build testkeys

package dataowner

import (
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// What an owner is told beforehand is for all rounds there may be, of every kind of training, and says what uploads
// really weigh.
func TestEstimatesAreForTheWholeTraining(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			w := newWorldOf(t, kindFile(k.target, k.fields))
			signed, link := w.sign()
			o, err := Open(t.Context(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
			ok(t, err)
			first := o.Invitation().Estimate
			if first.Seconds != 0 || first.SecondsPerRound != 0 {
				t.Errorf("seconds before anything was timed: %+v", first)
			}
			measured, err := o.Measure(t.Context())
			ok(t, err)
			if measured.SecondsPerRound <= 0 || measured.Seconds < measured.SecondsPerRound {
				t.Errorf("measured %v s a round, %v s in all", measured.SecondsPerRound, measured.Seconds)
			}
			loaded := w.newOwner(kindRows(1, false)).estimate
			if loaded.SecondsPerRound <= 0 || loaded.Seconds < loaded.SecondsPerRound {
				t.Errorf("with rows %v s a round, %v s in all", loaded.SecondsPerRound, loaded.Seconds)
			}
			if w.manifest.Weights == "shared" && loaded.SecondsPerRound < leastPace.Seconds() {
				t.Error("the time of learning is left out")
			}
			size, up, rounds, listed := w.key.Public().CiphertextSize(), 0, 0, 0
			for i, r := range w.manifest.Rounds {
				n := o.terms.expected(&o.terms.rounds[i])
				if n < 1 || n > r.Most || r.Kind != wire.RoundGradient && n != r.Most {
					t.Errorf("%d rounds of kind %s are expected, most is %d", n, r.Kind, r.Most)
				}
				up += n * r.Ciphertexts * size
				rounds += n
				listed += n * o.Invitation().Rounds[i].Up
			}
			if loaded.Rounds != rounds || loaded.BytesUp < up || loaded.BytesUp > up+loaded.Rounds*2048 {
				t.Errorf("%d rounds and %d bytes, want %d and about %d", loaded.Rounds, loaded.BytesUp, rounds, up)
			}
			// What is listed for each kind of round and what is said of them all is one.
			if listed != loaded.BytesUp {
				t.Errorf("the kinds of rounds send %d bytes, all of them %d", listed, loaded.BytesUp)
			}
			if loaded.BytesDown < loaded.BytesDownPerRound || loaded.BytesUp < loaded.BytesUpPerRound {
				t.Errorf("less in all than in one round: %+v", loaded)
			}
		})
	}
}

// Obfuscators are made ahead for the rounds that are still to come, and of the kind that they take.
func TestObfuscatorsAreMadeForRoundsToCome(t *testing.T) {
	b := &logbook{opened: map[wire.RoundKind]int{}, rounds: []wire.RoundShape{
		{Kind: wire.RoundStatistics, Most: 1, Ciphertexts: 7},
		{Kind: wire.RoundGradient, Most: 2, Weights: 4, Ciphertexts: 3},
		{Kind: wire.RoundEvaluation, Most: 1, Weights: 4, Ciphertexts: 5},
	}}
	for _, step := range []struct {
		opened wire.RoundKind
		want   obfuscators
	}{
		{"", obfuscators{7, 5}}, {wire.RoundStatistics, obfuscators{0, 5}}, {wire.RoundGradient, obfuscators{0, 5}},
		{wire.RoundEvaluation, obfuscators{0, 3}}, {wire.RoundGradient, obfuscators{}},
	} {
		b.opened[step.opened]++
		if got := b.ahead(); got != step.want {
			t.Errorf("after a round of kind %q: %+v, want %+v", step.opened, got, step.want)
		}
	}
}
