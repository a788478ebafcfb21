package model

import (
	"bytes"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/ml/schema"
)

var update = flag.Bool("update", false, "write testdata/linear.json anew; a change of the format needs a reason")

func number(x float64) *float64 { return &x }

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

func fitted(t *testing.T) *Linear {
	t.Helper()
	m, err := NewLinear("Fuel <economy>", cars(schema.MissingReject), []float64{0.25, -0.5, 0.125, 0.0625, 0.03125, -1e-3}, 0.0078125, 7, 398)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWeightsInOriginalUnits(t *testing.T) {
	// By hand: mpg = 27.5 + 45·y and y = 0.25/2 + Σ w·x, with x = (weight − 3500)/4000,
	// (cylinders − 5.5)/5, (rank − 1)/2, and level − 1/2.
	want := []Weight{
		{"(intercept)", "mpg", 27.5 + 45*(0.125+0.5*3500/4000-0.125*5.5/5-0.0625/2-0.03125/2+1e-3/2)},
		{"weight", "mpg per lb", -0.5 * 45 / 4000},
		{"cylinders", "mpg", 0.125 * 45 / 5},
		{"grade", "mpg per rank", 0.0625 * 45 / 2},
		{"origin=europe", "mpg", 0.03125 * 45},
		{"origin=japan", "mpg", -1e-3 * 45},
	}
	if diff := cmp.Diff(want, fitted(t).Weights(), cmpopts.EquateApprox(1e-14, 0)); diff != "" {
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
	m, err := ParseLinear(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fitted(t), m, cmpopts.IgnoreUnexported(Linear{})); diff != "" {
		t.Error(diff)
	}
	again, err := m.Marshal()
	if err != nil || !bytes.Equal(got, again) {
		t.Error("a parsed model marshals to other bytes")
	}
}

func TestParseLinearRefuses(t *testing.T) {
	good, err := fitted(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, from, to, want string }{
		{"version", `"version": 1`, `"version": 2`, "version: must be 1"},
		{"kind", `"kind": "linear_regression"`, `"kind": "mlp"`, "kind: must be linear_regression"},
		{"metric", `"metric": "mse"`, `"metric": "mae"`, "metric: must be mse"},
		{"unknown field", `"rounds": 7`, `"rounds": 7, "extra": 1`, "extra: unknown field"},
		{"schema", `"max": 5500`, `"max": 500`, "features[0].max: must be greater than min"},
		{"fewer scaled", `-0.001
  ]`, `-0.001, 3
  ]`, "invalid model: 7 weights for 6 columns"},
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
			if _, err := ParseLinear([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestNewLinearRefuses(t *testing.T) {
	nominal := cars(schema.MissingReject)
	nominal.Target = schema.Feature{Name: "t", Type: schema.Nominal, Levels: []string{"a", "b"}}
	six := make([]float64, 6)
	tests := map[string]struct {
		schema *schema.Schema
		scaled []float64
		cost   float64
	}{
		"short":    {cars(schema.MissingReject), six[:5], 1},
		"infinite": {cars(schema.MissingReject), []float64{0, 0, 0, math.Inf(1), 0, 0}, 1},
		"nan":      {cars(schema.MissingReject), []float64{0, 0, 0, math.NaN(), 0, 0}, 1},
		"cost":     {cars(schema.MissingReject), six, math.NaN()},
		"target":   {nominal, six, 1},
		"schema":   {cars("ignore"), six, 1},
	}
	for name, test := range tests {
		if _, err := NewLinear("x", test.schema, test.scaled, test.cost, 1, 1); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

func TestPredict(t *testing.T) {
	m := fitted(t)
	read := func(text string) *schema.Table {
		table, _, err := m.Schema.ReadCSV(strings.NewReader(text), schema.ReadOptions{Real: true})
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	weights := m.Weights()
	first := weights[0].Value + 2345.678*weights[1].Value + 4*weights[2].Value + 2*weights[3].Value + weights[5].Value
	second := weights[0].Value + 5000*weights[1].Value + 8*weights[2].Value
	const rows = "2345.678,4,high,japan%s\n5000,8,low,usa%s\n"
	p, err := m.Predict(read("weight,cylinders,grade,origin\n" + strings.ReplaceAll(rows, "%s", "")))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{first, second}, p.Values, cmpopts.EquateApprox(1e-13, 0)); diff != "" {
		t.Error(diff)
	}
	if p.HasCost || !cmp.Equal(p.Lines, []int{2, 3}) {
		t.Errorf("%+v", p)
	}
	p, err = m.Predict(read("weight,cylinders,grade,origin,mpg\n2345.678,4,high,japan,30\n5000,8,low,usa,12\n"))
	if err != nil {
		t.Fatal(err)
	}
	cost := ((first-30)*(first-30) + (second-12)*(second-12)) / 2
	if !p.HasCost || math.Abs(p.Cost-cost) > 1e-12*cost {
		t.Errorf("cost %v, by hand %v", p.Cost, cost)
	}
	quantised, _, err := m.Schema.ReadCSV(strings.NewReader("weight,cylinders,grade,origin\n5000,8,low,usa\n"), schema.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Predict(quantised); err == nil {
		t.Error("a table without its real values was accepted")
	}
}

// A missing number counts as the middle of its range, as Weights documents.
func TestMissingValuesInOriginalUnits(t *testing.T) {
	s := cars(schema.MissingIndicator)
	scaled := []float64{0.25, -0.5, 0.2, 0.125, 0.3, 0.0625, -0.1, 0.03125, -1e-3, 0.7}
	m, err := NewLinear("x", s, scaled, 0, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := s.ReadRecords(schema.Records{
		Header: []string{"weight", "cylinders", "grade", "origin"},
		Rows:   [][]string{{"", "", "", ""}, {"2000", "", "mid", ""}},
	}, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	w := map[string]float64{}
	for _, weight := range m.Weights() {
		w[weight.Name] = weight.Value
	}
	all := w["(intercept)"] + 3500*w["weight"] + w["weight missing"] + 5.5*w["cylinders"] + w["cylinders missing"] +
		1*w["grade"] + w["grade missing"] + w["origin missing"]
	some := all - 1500*w["weight"] - w["weight missing"] - w["grade missing"]
	if diff := cmp.Diff([]float64{all, some}, p.Values, cmpopts.EquateApprox(1e-13, 0)); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseLinear(f *testing.F) {
	if good, err := os.ReadFile("testdata/linear.json"); err == nil {
		f.Add(good)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseLinear(b)
		if err != nil {
			return
		}
		out, err := m.Marshal()
		if err != nil {
			return // a weight in original units that no float holds
		}
		if _, err := ParseLinear(out); err != nil {
			t.Fatalf("a marshalled model does not parse: %v", err)
		}
	})
}
