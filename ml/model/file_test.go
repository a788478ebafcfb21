package model_test

import (
	"bytes"
	"flag"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

var update = flag.Bool("update", false, "write testdata/linear.json; a change of the format needs a reason")

func cars(missing string) *schema.Schema {
	return &schema.Schema{
		Features: []schema.Feature{
			{Name: "weight", Type: schema.Continuous, Min: number(1500), Max: number(5500), Unit: "lb"},
			{Name: "cylinders", Type: schema.Discrete, Min: number(3), Max: number(8)},
			{Name: "grade", Type: schema.Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "origin", Type: schema.Nominal, Levels: []string{"usa", "europe", "japan"}},
		},
		Target:  schema.Feature{Name: "mpg", Type: schema.Continuous, Min: number(5), Max: number(50), Unit: "mpg"},
		Missing: missing,
	}
}

// economy describes a linear regression with a mean squared error of 1/128 on the scaled target.
func economy(s *schema.Schema) model.Summary {
	return model.Summary{
		Kind: kinds.Linear, Name: "Fuel <economy>", Schema: s, Metric: kinds.MSE, Cost: kinds.CostInUnits(0.0078125, s.Target), Rounds: 7, Rows: 398,
	}
}

func fitted(t testing.TB) *model.Model {
	t.Helper()
	m, err := model.New(economy(cars(schema.MissingReject)), nil, []float64{0.25, -0.5, 0.125, 0.0625, 0.03125, -1e-3})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWeightsInOriginalUnits(t *testing.T) {
	// By hand: mpg = 27.5 + 45·y and y = 0.25/2 + Σ w·x, with x = (weight − 3500)/4000,
	// (cylinders − 5.5)/5, (rank − 1)/2, and level − 1/2.
	want := []model.LevelWeights{{Weights: []model.Weight{
		{Name: "(intercept)", Unit: "mpg", Value: 27.5 + 45*(0.125+0.5*3500/4000-0.125*5.5/5-0.0625/2-0.03125/2+1e-3/2)},
		{Name: "weight", Unit: "mpg per lb", Value: -0.5 * 45 / 4000},
		{Name: "cylinders", Unit: "mpg", Value: 0.125 * 45 / 5},
		{Name: "grade", Unit: "mpg per rank", Value: 0.0625 * 45 / 2},
		{Name: "origin=europe", Unit: "mpg", Value: 0.03125 * 45},
		{Name: "origin=japan", Unit: "mpg", Value: -1e-3 * 45},
	}}}
	if diff := cmp.Diff(want, fitted(t).Original(), cmpopts.EquateApprox(1e-14, 0)); diff != "" {
		t.Error(diff)
	}
	if cost := fitted(t).Cost; cost != 0.0078125*45*45 {
		t.Errorf("cost %v", cost)
	}
}

func TestMarshalIsStable(t *testing.T) {
	got, err := fitted(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/linear.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/linear.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	m, err := model.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fitted(t), m); diff != "" {
		t.Error(diff)
	}
	again, err := m.Marshal()
	if err != nil || !bytes.Equal(got, again) {
		t.Error("a parsed model marshals to other bytes")
	}
}

func TestParseRefuses(t *testing.T) {
	good, err := fitted(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, from, to, want string }{
		{"version", `"version": 1`, `"version": 2`, "version: must be 1"},
		{"unknown kind", `"kind": "linear_regression"`, `"kind": "forest"`, "unknown kind of model"},
		{"kind", `"kind": "linear_regression"`, `"kind": "mlp"`, "hidden layers belong"},
		{"target", `"kind": "linear_regression"`, `"kind": "logistic_regression"`, "target.type: logistic_regression predicts"},
		{"hidden layers", `"weights": [`, `"hidden": [2], "weights": [`, "hidden layers belong"},
		{"metric", `"metric": "mse"`, `"metric": "mae"`, "metric: must be mse"},
		{"unknown field", `"rounds": 7`, `"rounds": 7, "extra": 1`, "extra: unknown field"},
		{"schema", `"max": 5500`, `"max": 500`, "features[0].max: must be greater than min"},
		{"more scaled", `-0.001
  ]`, `-0.001, 3
  ]`, "invalid model: 7 weights, want 6"},
		{"changed scaled weight", `-0.5,`, `-0.25,`, "weights[0]: does not follow from scaled_weights"},
		{"changed weight", `"value": 1.125`, `"value": 1.126`, "weights[2]: does not follow from scaled_weights"},
		{"negative cost", `"cost": 15.8203125`, `"cost": -1`, "the cost must be finite and not negative"},
		{"cut", `"rows": 398`, ``, "malformed JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(string(good), test.from, test.to, 1)
			if text == string(good) {
				t.Fatal("the test changes nothing")
			}
			if _, err := model.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	six := make([]float64, 6)
	for name, test := range map[string]struct {
		change  func(s *model.Summary)
		weights []float64
	}{
		"short":    {func(*model.Summary) {}, six[:5]},
		"infinite": {func(*model.Summary) {}, []float64{0, 0, 0, math.Inf(1), 0, 0}},
		"nan":      {func(*model.Summary) {}, []float64{0, 0, 0, math.NaN(), 0, 0}},
		"cost":     {func(s *model.Summary) { s.Cost = math.NaN() }, six},
		"rounds":   {func(s *model.Summary) { s.Rounds = -1 }, six},
		"metric":   {func(s *model.Summary) { s.Metric = kinds.LogLoss }, six},
		"kind":     {func(s *model.Summary) { s.Kind = "forest" }, six},
		"target":   {func(s *model.Summary) { s.Schema.Target = targets["two levels"] }, six},
		"schema":   {func(s *model.Summary) { s.Schema = cars("ignore") }, six},
	} {
		s := economy(cars(schema.MissingReject))
		test.change(&s)
		if _, err := model.New(s, nil, test.weights); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

var firstValue = regexp.MustCompile(`("value":) -?([0-9])`)

// A model of every kind survives its file and predicts the same before and after.
func TestModelFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 5))
	accuracy := 0.75
	for _, v := range variants(t) {
		t.Run(v.name, func(t *testing.T) {
			v.schema.Missing = schema.MissingMean
			m := v.model(t, v.weights(r))
			if _, err := m.Marshal(); err == nil {
				t.Error("a model that has nothing to replace missing values with gets a file")
			}
			m.Extras = model.Extras{
				Fill: []int32{5, -3, 0, 2}, Quality: &kinds.Quality{Rows: 3, Loss: 0.5, Scores: kinds.Scores{Accuracy: &accuracy, AUC: []kinds.AUC{{Level: "q", Area: 0.5, Bound: 0.01}}}},
				Inference: &model.Inference{R2: 0.5, Condition: 2, Freedom: 7, Terms: []model.Term{{Name: "x", Error: 1, T: -2}}},
			}
			b, err := m.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			again, err := model.Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(m, again); diff != "" {
				t.Error(diff)
			}
			b2, err := again.Marshal()
			if err != nil || !bytes.Equal(b, b2) {
				t.Error("another file after parsing")
			}
			table := tables.Legal(r, v.schema, 50)
			p1, err := m.Predict(table)
			if err != nil {
				t.Fatal(err)
			}
			p2, err := again.Predict(table)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p1, p2); diff != "" {
				t.Error(diff)
			}
			if bad := firstValue.ReplaceAll(b, []byte(`$1 1$2`)); !bytes.Equal(bad, b) {
				if _, err := model.Parse(bad); err == nil || !strings.Contains(err.Error(), "does not follow from scaled_weights") {
					t.Error(err)
				}
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	if good, err := os.ReadFile("testdata/linear.json"); err == nil {
		f.Add(good)
	}
	v := of(kinds.Logistic, "two levels")
	if b, err := v.model(f, make([]float64, 6)).Marshal(); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := model.Parse(b)
		if err != nil {
			return
		}
		out, err := m.Marshal()
		if err != nil {
			return // a weight in original units that no float holds
		}
		if _, err := model.Parse(out); err != nil {
			t.Fatalf("a marshalled model does not parse: %v", err)
		}
	})
}

// FuzzSums reads decrypted sums of any content. What is accepted must encode to the same values again and be safe to use.
func FuzzSums(f *testing.F) {
	numbers := func(values []*big.Int) (out []byte) {
		for _, v := range values {
			out = append(out, byte(v.Sign()+1))
			out = append(out, new(big.Int).Abs(v).FillBytes(make([]byte, 12))...)
		}
		return out
	}
	r := rand.New(rand.NewPCG(1, 1))
	var all []variant
	for _, v := range variants(f) {
		o := v.objective(f, tables.Legal(r, v.schema, 20), model.ObjectiveOptions{})
		w := v.weights(r)
		if u, err := o.GradientUpdate(w, 24); err == nil {
			values, _ := u.Encode(64)
			f.Add(numbers(values))
		}
		f.Add(numbers(o.Evaluate(w, 64).Encode()))
		all = append(all, v)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var values []*big.Int
		for ; len(b) >= 13; b = b[13:] {
			v := new(big.Int).SetBytes(b[1:13])
			if b[0] == 0 {
				v.Neg(v)
			}
			values = append(values, v)
		}
		for _, v := range all {
			if e, err := v.arch.DecodeEvaluation(values); err == nil {
				if diff := cmp.Diff(values, e.Encode(), cmp.Comparer(func(x, y *big.Int) bool { return x.Cmp(y) == 0 })); diff != "" {
					t.Error(diff)
				}
				_, _ = v.arch.Quality(e)
			}
		}
		if m, err := model.DecodeMeans(values, 24); err == nil && m.Rows <= 0 {
			t.Error("means over no rows")
		}
	})
}
