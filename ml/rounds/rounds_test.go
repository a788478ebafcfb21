package rounds

import (
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

func parse(t *testing.T, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRoundsAreValidInAManifest(t *testing.T) {
	for fields, kinds := range map[string][]wire.RoundKind{
		``:                                   {wire.RoundGradient, wire.RoundEvaluation},
		`, "holdout": 0.2`:                   {wire.RoundGradient, wire.RoundEvaluation},
		`, "scaling": "federated"`:           {wire.RoundStatistics, wire.RoundGradient, wire.RoundEvaluation},
		`, "model": {"method": "one_round"}`: {wire.RoundOneRound},
		`, "model": {"weights": "shared"}`:   {wire.RoundGradient, wire.RoundEvaluation},
		`, "model": {"weights": "shared"}, "missing": "mean"`: {wire.RoundStatistics, wire.RoundGradient, wire.RoundEvaluation},
	} {
		f := parse(t, fields)
		rounds, err := For(f, f.KeyBits)
		if err != nil {
			t.Fatalf("%s: %v", fields, err)
		}
		m := wire.Manifest{
			Version: wire.Version, Rounds: rounds.Shapes(), Weights: f.Model.Weights, Training: []byte("sealed"),
			Cohort: wire.Cohort{Min: 3, Max: 3, Start: 3, JoinSeconds: 1},
			Limits: wire.Limits{Rounds: rounds.Total(), KeysSeconds: 1, UploadSeconds: 1},
		}
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", fields, err)
		}
		if len(rounds) != len(kinds) {
			t.Fatalf("%s: %d kinds of rounds, want %d", fields, len(rounds), len(kinds))
		}
		for _, kind := range kinds {
			if r := rounds.Of(kind); r == nil || r.Values != r.Packing.Values() {
				t.Errorf("%s: %s round is %+v", fields, kind, r)
			}
		}
		if rounds.Of("forest") != nil {
			t.Errorf("%s: a forest", fields)
		}
	}
}

func TestSealedWeightsHaveTheLengthTheManifestSays(t *testing.T) {
	f := parse(t, `, "model": {"weights": "shared"}`)
	rounds, err := For(f, f.KeyBits)
	if err != nil {
		t.Fatal(err)
	}
	p := &plan.Parameters{Weights: make([]float64, f.Architecture().Parameters())}
	sealed, key, _, err := envelope.SealWeights(envelope.Context{Round: 1}, p.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	if got := rounds.Of(wire.RoundGradient).Sealed; got != len(sealed) {
		t.Errorf("manifest says %d bytes, weights seal to %d", got, len(sealed))
	}
	owner, err := envelope.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	box, err := envelope.SealKey(envelope.Context{Round: 1}, owner.Public(), [32]byte{}, key)
	if err != nil || len(box) != wire.BoxSize {
		t.Errorf("a box has %d bytes, want %d (%v)", len(box), wire.BoxSize, err)
	}
}
