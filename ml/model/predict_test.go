package model_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

func TestPredict(t *testing.T) {
	m := fitted(t)
	read := func(text string) *schema.Table {
		table, _, err := m.Schema.ReadCSV(strings.NewReader(text), schema.ReadOptions{Real: true})
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	weights := m.Original()[0].Weights
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
	if !p.HasCost || p.Metric != kinds.MSE || math.Abs(p.Cost-cost) > 1e-12*cost {
		t.Errorf("%s %v, by hand %v", p.Metric, p.Cost, cost)
	}
	quantised, _, err := m.Schema.ReadCSV(strings.NewReader("weight,cylinders,grade,origin\n5000,8,low,usa\n"), schema.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Predict(quantised); err == nil {
		t.Error("a table without its real values was accepted")
	}
}

// A missing number counts as the middle of its range, as Original documents.
func TestMissingValuesInOriginalUnits(t *testing.T) {
	s := cars(schema.MissingIndicator)
	m, err := model.New(economy(s), nil, []float64{0.25, -0.5, 0.2, 0.125, 0.3, 0.0625, -0.1, 0.03125, -1e-3, 0.7})
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
	for _, weight := range m.Original()[0].Weights {
		w[weight.Name] = weight.Value
	}
	all := w["(intercept)"] + 3500*w["weight"] + w["weight missing"] + 5.5*w["cylinders"] + w["cylinders missing"] +
		1*w["grade"] + w["grade missing"] + w["origin missing"]
	some := all - 1500*w["weight"] - w["weight missing"] - w["grade missing"]
	if diff := cmp.Diff([]float64{all, some}, p.Values, cmpopts.EquateApprox(1e-13, 0)); diff != "" {
		t.Error(diff)
	}
}

// onRows returns the model's predictions for records of x, k, r and p.
func onRows(t *testing.T, m *model.Model, rows ...[]string) *model.Prediction {
	t.Helper()
	table, _, err := m.Schema.ReadRecords(schema.Records{Header: []string{"x", "k", "r", "p"}, Rows: rows}, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Weights in original units are the log odds of rows in original units.
func TestOriginalLogOdds(t *testing.T) {
	m := of(kinds.Logistic, "two levels").model(t, []float64{0.5, 1, -2, 0.25, 3, -1})
	p := onRows(t, m, []string{"3.5", "7", "high", "c"}, []string{"0", "0", "low", "a"})
	original := m.Original()[0]
	o := original.Weights
	var want [][]float64
	for _, z := range []float64{o[0].Value + 3.5*o[1].Value + 7*o[2].Value + 2*o[3].Value + o[5].Value, o[0].Value} {
		want = append(want, []float64{1 / (1 + math.Exp(z)), 1 / (1 + math.Exp(-z))})
	}
	if diff := cmp.Diff(want, p.Probabilities, cmpopts.EquateApprox(1e-12, 0)); diff != "" || original.Level != "q" || o[1].Unit != "" {
		t.Errorf("level %q, unit %q\n%s", original.Level, o[1].Unit, diff)
	}
}

// Missing values are filled in when a model predicts.
func TestPredictFillsIn(t *testing.T) {
	v := of(kinds.Logistic, "two levels")
	v.schema.Missing = schema.MissingMean
	m := v.model(t, []float64{0.5, 1, -2, 0.25, 3, -1})
	m.Fill = []int32{schema.Half, -schema.Half, 0, 2}
	p := onRows(t, m, []string{"", "", "", ""}, []string{"6", "0", "mid", "c"})
	if diff := cmp.Diff(p.Probabilities[1], p.Probabilities[0]); diff != "" {
		t.Error(diff)
	}
}
