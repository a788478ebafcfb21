package spec

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
)

// private gives a file of two features with the given sections.
func private(t *testing.T, model, privacy, more string) (*File, error) {
	t.Helper()
	return Parse([]byte(fmt.Sprintf(`{"model": {%s}, "features": [{"name": "a", "type": "continuous", "min": 0, "max": 1},
		{"name": "b", "type": "nominal", "levels": ["x", "y", "z"]}], "target": {"name": "y", "type": "continuous", "min": 0, "max": 1},
		"privacy": {%s}%s}`, model, privacy, more)))
}

const (
	oneRound = `"method": "one_round"`
	shared   = `"weights": "shared"`
)

// TestPrivacyDefaults says what follows from ε and δ alone, and that the canonical file says it all again.
func TestPrivacyDefaults(t *testing.T) {
	for _, c := range []struct {
		model, more string
		want        Privacy
		rounds      int
	}{
		{oneRound, "", Privacy{Epsilon: 3, Delta: 1e-5, Unit: dp.RecordUnit, Clip: 2}, 1},
		{shared, "", Privacy{Epsilon: 3, Delta: 1e-5, Unit: dp.OwnerUnit, Clip: 0.1}, 41},
		{shared, `, "scaling": "federated"`, Privacy{Epsilon: 3, Delta: 1e-5, Unit: dp.OwnerUnit, Clip: 0.1}, 42},
		{shared, `, "training": {"rounds": 7}`, Privacy{Epsilon: 3, Delta: 1e-5, Unit: dp.OwnerUnit, Clip: 0.1}, 8},
	} {
		f, err := private(t, c.model, `"epsilon": 3`, c.more)
		if err != nil {
			t.Fatal(err)
		}
		got := f.Privacy
		z := got.Multiplier
		if got.Multiplier = 0; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.model, got, c.want)
		}
		a := dp.NewAccountant(dp.FineOrders())
		a.Add(dp.Release{Multiplier: z}, c.rounds)
		if e, _ := a.Epsilon(1e-5); !(e <= 3 && e > 2.9) {
			t.Errorf("%s: noise multiplier %v gives ε = %v over %d rounds", c.model, z, e, c.rounds)
		}
		again, err := Parse(f.Canonical())
		if err != nil || string(again.Canonical()) != string(f.Canonical()) || again.Privacy != f.Privacy {
			t.Errorf("%s: the canonical file gives another one: %v", c.model, err)
		}
	}
	f, err := private(t, oneRound, "", "")
	if err != nil || f.Private() || !strings.Contains(string(f.Canonical()), `"privacy":{"epsilon":0,"delta":0}`) {
		t.Errorf("no privacy: %v", err)
	}
}

// TestPrivateShapes says that noise has room in every slot, and the bit budget counts it.
func TestPrivateShapes(t *testing.T) {
	for _, c := range []struct {
		model, privacy string
		values         []int
	}{
		{oneRound, `"epsilon": 1`, []int{15}},
		{oneRound, `"epsilon": 1, "unit": "owner"`, []int{15}},
		{shared, `"epsilon": 1, "unit": "record"`, []int{6, 4}},
		{shared, `"epsilon": 1`, []int{6, 4}},
		{shared + `, "l2": 1`, `"epsilon": 1`, []int{11, 6, 4}},
	} {
		more := `, "bounds": {"rows": 1000}`
		if len(c.values) == 3 {
			more += `, "missing": "mean"`
		}
		f, err := private(t, c.model, c.privacy, more)
		if err != nil {
			t.Fatal(err)
		}
		shapes := f.RoundShapes()
		if len(shapes) != len(c.values) {
			t.Fatalf("%s: %d kinds of rounds", c.model, len(shapes))
		}
		for i, s := range shapes {
			n := f.Noise(s.Kind)
			if err := n.Check(); err != nil || n.Values != s.Values || s.Values != c.values[i] {
				t.Errorf("%s: %d values, noise for %d: %v", s.Kind, s.Values, n.Values, err)
			}
			data := new(big.Int).Set(n.Bound)
			if f.Privacy.Unit == dp.RecordUnit {
				data.Mul(data, big.NewInt(1000))
			}
			twelve := new(big.Int).Mul(big.NewInt(12), n.Deviation())
			if s.Bound.Cmp(data.Add(data, twelve)) < 0 {
				t.Errorf("%s: no room for noise", s.Kind)
			}
			if _, err := f.PackRound(s, f.KeyBits); err != nil {
				t.Errorf("%s: %v", s.Kind, err)
			}
		}
		if rows := f.SignalUnits(); math.Abs(float64(rows)/(f.NoiseToSignal()*float64(3*unitsOf(f)))-1) > 0.1 {
			t.Errorf("%s: noise to signal %v, equal at %d", c.model, f.NoiseToSignal(), rows)
		}
	}
}

func unitsOf(f *File) int64 {
	if f.Privacy.Unit == dp.RecordUnit {
		return f.Bounds.Rows
	}
	return 1
}

// TestPrivacyRefuses names what is wrong, with the reason.
func TestPrivacyRefuses(t *testing.T) {
	for _, c := range []struct{ model, privacy, more, want string }{
		{"", `"epsilon": 3`, "", "model.method: encrypted weights in rounds cannot be differentially private: an owner cannot clip encrypted values"},
		{shared, `"epsilon": 3, "unit": "record"`, `, "training": {"local_steps": 5}`, "training.local_steps: must be 1 for a privacy of records"},
		{shared, `"epsilon": 3`, `, "training": {"optimizer": "lbfgs"}`, "training.optimizer: lbfgs compares losses"},
		{oneRound, `"epsilon": -1`, "", "privacy.epsilon: must be a number from 0 to 100"},
		{oneRound, `"epsilon": 3, "delta": 0`, "", "privacy.delta: must be greater than 0"},
		{oneRound, `"epsilon": 3, "delta": 0.5`, "", "privacy.delta: must be a number from 0 to 0.001"},
		{oneRound, `"delta": 1e-5`, "", "privacy.delta: belongs to an epsilon greater than 0"},
		{oneRound, `"unit": "owner"`, "", "privacy.unit: belongs to an epsilon greater than 0"},
		{oneRound, `"epsilon": 3, "unit": "row"`, "", "privacy.unit: must be one of owner, record"},
		{oneRound, `"epsilon": 3, "clip": 0`, "", "privacy.clip: must be a number from"},
		{oneRound, `"epsilon": 3, "noise_multiplier": 0`, "", "privacy.noise_multiplier: must be a number from"},
		{oneRound, `"epsilon": 3, "noise_multiplier": 1`, "", "privacy.noise_multiplier: is too small for epsilon and delta"},
	} {
		if _, err := private(t, c.model, c.privacy, c.more); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s %s: got %v, want %q", c.model, c.privacy, c.more, err, c.want)
		}
	}
}
