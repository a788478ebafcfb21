package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/words"
	"github.com/blindfit/blindfit/protocol/wire"
)

const hostile = `<script>alert(1)</script>`

func parse(t *testing.T, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"name": "` + hostile + `",
		"features": [{"name": "age", "type": "continuous", "min": 0, "max": 100, "unit": "a"}, {"name": "town", "type": "nominal", "levels": ["Ulm", "Bonn"]}]` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const numeric = `, "target": {"name": "pay", "type": "continuous", "min": 0, "max": 50, "unit": "EUR"}`

func costs(values ...float64) []modelowner.RoundStatus {
	var out []modelowner.RoundStatus
	for i := range values {
		out = append(out, modelowner.RoundStatus{Round: i + 1, Kind: wire.RoundGradient, Attempts: 1, Finished: true, Cost: &values[i], Bytes: 1500, Seconds: 61})
	}
	return out
}

func write(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func of(f *spec.File) *Report {
	return &Report{
		Status: &modelowner.Status{Name: f.Name, State: modelowner.StateFinished, Metric: kinds.MSE, Rounds: costs(900, 30, 3)},
		File:   f, Written: time.Unix(0, 0).UTC(), ModelOwner: "votok-fadot-lulij-zuvam", Words: words.English(), Sheet: newSheet(f, words.English()), Curve: newCurve(costs(900, 30, 3)),
	}
}

func TestReportOfAFittedModel(t *testing.T) {
	f := parse(t, numeric)
	m, err := model.New(model.Summary{
		Kind: kinds.Linear, Name: f.Name, Schema: f.Schema(), Metric: kinds.MSE, Cost: kinds.CostInUnits(0.01, f.Target), Rounds: 3, Rows: 40,
	}, nil, []float64{0.1, 0.2, 0.3})
	if err != nil {
		t.Fatal(err)
	}
	m.Inference = &model.Inference{R2: 0.875, Condition: 12, Freedom: 37, Terms: []model.Term{{Error: 0.125, T: 2}, {Error: 0.25, T: 3}, {Excluded: true}}}
	r := of(f)
	r.use(m)
	page := write(t, r)
	for _, want := range []string{"0.875", "EUR per a", "town", "0.125", "left out", "0.0528", "adj_r_squared", "<th class=\"n\">t</th>", "1 min", "1.5 kB", "by powers of ten", "linear regression of pay", "Standard error", "pay (target)", "0 to 100 a", "Ulm, Bonn", "Data-protection sheet"} {
		if want = strings.ReplaceAll(want, "1 min", "1m1s"); !strings.Contains(page, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(page, "<th>Level</th>") {
		t.Error("the report has a column of levels for a target without any")
	}
	for tag, want := range map[string]string{"de": "0,875", "ja": "0.875", "pl": "0,875"} {
		w, err := words.In(tag)
		if err != nil {
			t.Fatal(err)
		}
		r.Speak(w)
		page := write(t, r)
		for _, text := range []string{"<dd>" + want + "</dd>", want[:2] + "125</td>", "0 to 100 a", "1" + want[1:2] + "5 kB"} {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the report lacks %q", tag, text)
			}
		}
	}
	r.Speak(words.English())
	m.Inference = nil
	r.Coefficients = coefficients(m)
	if page := write(t, r); strings.Contains(page, "Standard error") {
		t.Error("the report has a column of errors that nobody knows")
	}
	// Names come from other people, and the file is opened in a browser.
	for _, bad := range []string{"<script", "javascript:", "http://", "https://", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
}

// A maximum of a likelihood is described by z, its deviances and what its errors rest on.
func TestReportOfALikelihood(t *testing.T) {
	f := parse(t, `, "target": {"name": "ill", "type": "nominal", "levels": ["no", "yes"]}, "model": {"kind": "logistic_regression"}, "circle": true, "inference": {"errors": "robust"}`)
	logLik := -17.5
	m, err := model.New(model.Summary{Kind: kinds.Logistic, Name: f.Name, Schema: f.Schema(), Metric: kinds.LogLoss, Cost: 0.5, Rounds: 6, Rows: 40,
		Extras: model.Extras{Inference: &model.Inference{
			Freedom: 37, Terms: []model.Term{{Error: 0.125, T: 1.96}, {Error: 0.25, T: 3}, {Excluded: true}},
			Likelihood: &model.Likelihood{Errors: "robust", LogLik: &logLik, Deviance: 35, NullDeviance: 48, Dispersion: 1, Parameters: 2},
		}}}, nil, []float64{0.1, 0.2, 0.3})
	if err != nil {
		t.Fatal(err)
	}
	r := of(f)
	r.use(m)
	page := write(t, r)
	for _, want := range []string{"log odds of the level", "<td>yes</td>", "<th class=\"n\">z</th>", "0.0499958", "HC0", "null_deviance", "48", "-17.5", "Newton&#39;s rounds, at most 25", "weighted products", "Ulm is the reference"} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "&#39;", "'")) {
			t.Errorf("the report lacks %q", want)
		}
	}
}

// Estimates with a lasso have no errors, and the report tells why and how they were penalised.
func TestReportOfALasso(t *testing.T) {
	f := parse(t, `, "target": {"name": "ill", "type": "nominal", "levels": ["no", "yes"]}, "model": {"kind": "logistic_regression", "l1": 0.125, "l2": 0.25}, "circle": true`)
	m, err := model.New(model.Summary{Kind: kinds.Logistic, Name: f.Name, Schema: f.Schema(), Metric: kinds.LogLoss, Cost: 0.5, Rounds: 6, Rows: 40, Extras: model.Extras{Inference: &model.Inference{
		Freedom: 38, Likelihood: &model.Likelihood{Errors: "model", L1: 0.125, Deviance: 35, NullDeviance: 48, Dispersion: 1, Parameters: 2},
	}}}, nil, []float64{0.1, 0, 0.3})
	if err != nil {
		t.Fatal(err)
	}
	r := of(f)
	r.use(m)
	page := write(t, r)
	for _, want := range []string{"lasso penalty, which leaves some at 0", "An elastic net penalty (0.125 for magnitudes, 0.25 for half the squares of coefficients) was added, on standardised columns", "null_deviance"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(page, "Standard error") {
		t.Error("the report has standard errors")
	}
}

// The sheet is true for each mode.
func TestSheets(t *testing.T) {
	const classes = `, "target": {"name": "ill", "type": "nominal", "levels": ["no", "yes"]}`
	for fields, want := range map[string][]string{
		numeric: {"rows, updates, sums or the model: its weights travel encrypted", "sums of squares and products of all columns", "Without differential privacy", "at least 3 data owners", "how many rows one data owner has: sums hold", "the model, and the number of all rows", "votok-fadot-lulij-zuvam", "masked and encrypted</li>"},
		numeric + `, "model": {"method": "one_round"}`:                             {"the sums of squares and products of the columns, once"},
		classes + `, "model": {"kind": "softmax_regression", "weights": "shared"}`: {"the model after each round", "softmax regression", "at least 5 data owners"},
		numeric + `, "model": {"method": "one_round"}, "privacy": {"epsilon": 3}`:  {"ε = 3 and δ = 1e-05 for every single row", "ε = 2.5 spent of 3, δ = 1e-05, over 1 of 1 sums", "distributed discrete Gaussian noise, for every record", "with the number of all rows, all of it with noise"},
		numeric + `, "scaling": "federated", "model": {"weights": "shared"}`:       {"counts, sums and sums of squares of the columns, once"},
	} {
		r := of(parse(t, fields))
		if p := r.File.Privacy; p.Epsilon > 0 {
			r.Status.Privacy = &modelowner.Privacy{Mechanism: modelowner.Mechanism, Unit: p.Unit, Epsilon: p.Epsilon, Delta: p.Delta, Spent: 2.5, Sums: 1, Of: 1}
		}
		page := write(t, r)
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the sheet lacks %q", fields, text)
			}
		}
	}
}

// The explanation of coefficients follows from the target, the treatment of missing values, and the noise.
func TestCoefficientsAreExplained(t *testing.T) {
	for fields, want := range map[string]string{
		numeric + `, "missing": "indicator", "circle": true, "model": {"weights": "shared"}`:                                "the middle of its range.",
		numeric + `, "missing": "indicator", "model": {"method": "one_round"}, "privacy": {"epsilon": 3}`:                   "a part of the intercept, or noise.",
		`, "target": {"name": "ill", "type": "nominal", "levels": ["no", "yes"]}, "model": {"kind": "logistic_regression"}`: "They add up to the log odds of the level.",
	} {
		r := of(parse(t, fields))
		r.Coefficients = []Coefficient{{Weight: model.Weight{Name: "a", Value: 1}}}
		if r.File.Target.Levels != nil {
			r.Coefficients[0].Level = "yes"
		}
		if r.File.Private() {
			r.Status.Privacy = &modelowner.Privacy{}
		}
		if page := write(t, r); !strings.Contains(page, want) {
			t.Errorf("%s: the report lacks %q", fields, want)
		}
	}
}

func TestCurves(t *testing.T) {
	if newCurve(costs(1)) != nil || newCurve(nil) != nil {
		t.Error("a curve of fewer than two points")
	}
	for name, c := range map[string]*Curve{"flat": newCurve(costs(2, 2, 2)), "linear": newCurve(costs(3, 2)), "with zero": newCurve(costs(300, 0))} {
		if c == nil || c.Logarithmic || strings.Contains(c.Points, "NaN") || strings.Contains(c.Points, "Inf") {
			t.Errorf("%s: %+v", name, c)
		}
	}
	c := newCurve(costs(1000, 1))
	if !c.Logarithmic || c.Points != "8.0,8.0 712.0,232.0" {
		t.Errorf("falling cost: %+v", c)
	}
}

// TestLanguages: the sheet and the labels of every kind of training are in the language that was asked for, and are the English
// ones by default.
func TestLanguages(t *testing.T) {
	files := map[string]*spec.File{
		"sums":     parse(t, numeric),
		"shared":   parse(t, numeric+`, "model": {"weights": "shared"}, "training": {"rounds": 5}`),
		"describe": parse(t, `, "model": {"kind": "describe"}`),
		"private":  parse(t, numeric+`, "model": {"method": "one_round"}, "privacy": {"epsilon": 1, "delta": 1e-6, "unit": "record"}`),
	}
	for _, tag := range words.Languages() {
		w, err := words.In(tag)
		if err != nil {
			t.Fatal(err)
		}
		w.Watch(func(format string) {
			if tag != "en" {
				t.Errorf("%s lacks %q", tag, format)
			}
		})
		for name, f := range files {
			r := of(f)
			english := write(t, r)
			r.Speak(w)
			page := write(t, r)
			if (page == english) != (tag == "en") || !strings.Contains(page, `<html lang="`+tag+`">`) {
				t.Errorf("%s, %s: the report is in another language", tag, name)
			}
			for _, label := range []string{"Data-protection sheet", "Risks that remain", "discloses much about them", "What was asked for", "Data owners"} {
				if tag != "en" && strings.Contains(page, label) {
					t.Errorf("%s, %s: the report says %q", tag, name, label)
				}
			}
		}
	}
}
