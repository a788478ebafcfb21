package rounds

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/pack"
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
			if r := rounds.Of(kind); r == nil || r.Checked || r.Learned != r.Values {
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
	p := &plan.Parameters{Weights: make([]float64, f.Parameters())}
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

// What the largest cohort sends in a round decides whether uploads carry a keyed check.
func TestLargeUploadsCarryACheck(t *testing.T) {
	for max, checked := range map[int]bool{5: false, 255: true} {
		f := parse(t, fmt.Sprintf(`, "model": {"kind": "mlp", "hidden": [4096, 20], "weights": "shared"}, "cohort": {"min": 5, "start": 5, "max": %d}`, max))
		rounds, err := For(f, f.KeyBits)
		if err != nil {
			t.Fatal(err)
		}
		g := rounds.Of(wire.RoundGradient)
		extra := 0
		if checked {
			extra = pack.CheckCount
		}
		if g.Checked != checked || g.Values != g.Learned+extra {
			t.Errorf("%d owners: checked is %v with %d values, %d learned", max, g.Checked, g.Values, g.Learned)
		}
	}
}

// Nobody can check values that are encrypted before their owner knows them: of all trainings on encrypted weights not
// the largest has a round that asks for it.
func TestRoundsOnEncryptedWeightsAreMultiplied(t *testing.T) {
	levels := make([]string, 1000)
	for i := range levels {
		levels[i] = fmt.Sprintf("%q", fmt.Sprint(i))
	}
	var features []string
	for i := range 4 {
		features = append(features, fmt.Sprintf(`{"name": "f%d", "type": "nominal", "levels": [%s]}`, i, strings.Join(levels, ",")))
	}
	for i := range 99 {
		features = append(features, fmt.Sprintf(`{"name": "g%d", "type": "continuous", "min": 0, "max": 1}`, i))
	}
	for _, bits := range []int{2048, 3072, 8192} {
		f, err := spec.Parse(fmt.Appendf(nil, `{"features": [%s], "cohort": {"max": %d}, "bounds": {"rows": %d, "weight": %d}, "key_bits": %d,
			"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}}`, strings.Join(features, ","), wire.MaxOwners, 1<<30, 1<<24, bits))
		if err != nil {
			t.Fatal(err)
		}
		rounds, err := For(f, f.KeyBits)
		if err != nil {
			t.Fatal(err)
		}
		if g := rounds.Of(wire.RoundGradient); g.Checked || g.Weights < 4090 {
			t.Errorf("%d bits: %d weights, %d ciphertexts, checked is %v", bits, g.Weights, g.Ciphertexts, g.Checked)
		}
	}
}
