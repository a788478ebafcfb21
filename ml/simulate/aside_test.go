package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/model"
)

// exactMethods are the ways to the pooled fit.
var exactMethods = []string{`"method": "one_round"`, `"method": "rounds"`}

// train fits a training file to rows that are dealt to three owners.
func train(t *testing.T, text, fields, rows string) *Result {
	t.Helper()
	f := parseText(t, text, fields)
	r, err := Train(f, dealt(t, f.Schema(), rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// terms returns a model's weights in original units by name.
func terms(m *model.Model) map[string]float64 {
	out := map[string]float64{}
	for _, w := range m.Original()[0].Weights {
		out[w.Name] = w.Value
	}
	return out
}

// A level that nobody has gets no coefficient, and leaves those of others as they are without it.
func TestLevelsOfNobody(t *testing.T) {
	const text = `{"features": [{"name": "stage", "type": "nominal", "levels": [%s]}, {"name": "age", "type": "continuous", "min": 18, "max": 100, "step": 0.1}],
	  "target": {"name": "los", "type": "continuous", "min": 0, "max": 60, "step": 0.01}, %s}`
	r := rand.New(rand.NewPCG(8, 1))
	rows := "stage,age,los"
	for i := range 120 {
		age := 30 + 50*r.Float64()
		rows += fmt.Sprintf("\n%s,%.1f,%.2f", []string{"I", "II"}[i%2], age, 20+3*float64(i%2)+0.1*age+2*r.NormFloat64())
	}
	for _, l2 := range []float64{0, 0.01} {
		for _, method := range exactMethods {
			fields := fmt.Sprintf(`"model": {%s, "l2": %v}`, method, l2)
			want := terms(train(t, fmt.Sprintf(text, `"I", "II"`, "%s"), fields, rows).Model)
			got := train(t, fmt.Sprintf(text, `"I", "II", "III"`, "%s"), fields, rows)
			for name, w := range terms(got.Model) {
				if math.Abs(w-want[name]) > 1e-10*math.Abs(w) {
					t.Errorf("%s: %s is %v, without the level %v", fields, name, w, want[name])
				}
			}
			if len(got.Model.Aside) != 1 || got.Model.Aside[0] != (model.Aside{Name: "stage=III", Reason: "no row has this level"}) ||
				!strings.Contains(strings.Join(got.Warnings, "\n"), "column stage=III has no coefficient: no row has this level") {
				t.Errorf("%s: %v, warnings %q", fields, got.Model.Aside, got.Warnings)
			}
			file, err := got.Model.Marshal()
			if err != nil || !strings.Contains(string(file), `"set_aside": [`) {
				t.Errorf("%s: the model file does not name it: %v", fields, err)
			}
			if again, err := model.Parse(file); err != nil || !again.IsAside("stage=III") {
				t.Error(err)
			}
		}
	}
}

// The same on shared weights by methods that only see gradients, for every kind without hidden layers.
func TestLevelsOfNobodyByGradients(t *testing.T) {
	const text = `{"features": [{"name": "stage", "type": "nominal", "levels": [%s]}, {"name": "age", "type": "continuous", "min": 18, "max": 100, "step": 0.1},
	  {"name": "year", "type": "discrete", "min": 0, "max": 4}], "target": {"name": "los", %s}, "circle": true, %s}`
	r := rand.New(rand.NewPCG(8, 2))
	targets := map[string]string{
		"linear_regression":   `"type": "continuous", "min": 0, "max": 60`,
		"logistic_regression": `"type": "nominal", "levels": ["no", "yes"]`,
		"softmax_regression":  `"type": "nominal", "levels": ["no", "yes", "both"]`,
		"poisson_regression":  `"type": "discrete", "min": 0, "max": 60`,
	}
	for kind, target := range targets {
		rows := "stage,age,year,los"
		for i := range 120 {
			age := 30 + 50*r.Float64()
			y := fmt.Sprint(math.Round(20 + 3*float64(i%2) + 0.1*age + 2*r.NormFloat64()))
			if strings.Contains(target, "nominal") {
				y = []string{"no", "yes", "both"}[r.IntN(2+strings.Count(target, "both"))]
			}
			rows += fmt.Sprintf("\n%s,%.1f,3,%s", []string{"I", "II"}[i%2], age, y)
		}
		for _, more := range []string{`"training": {"optimizer": "lbfgs"}`, `"training": {"optimizer": "lbfgs"}, "scaling": "federated"`, `"training": {"optimizer": "adam"}`} {
			fields := fmt.Sprintf(`"model": {"kind": %q, "weights": "shared", "method": "rounds"}, %s`, kind, more)
			got := train(t, fmt.Sprintf(text, `"I", "II", "III"`, target, "%s"), fields, rows)
			if len(got.Model.Aside) != 2 || !got.Model.IsAside("stage=III") || !got.Model.IsAside("year") ||
				!strings.Contains(strings.Join(got.Warnings, "\n"), "column stage=III has no coefficient: no row has this level") {
				t.Errorf("%s: %v, warnings %q", fields, got.Model.Aside, got.Warnings)
			}
			without := train(t, fmt.Sprintf(text, `"I", "II"`, target, "%s"), fields, rows)
			for k, w := range got.Model.Original() {
				for _, x := range w.Weights {
					if got.Model.IsAside(x.Name) && x.Value != 0 {
						t.Errorf("%s: %s has the weight %v", fields, x.Name, x.Value)
					}
				}
				if strings.Contains(more, "lbfgs") && kind != "softmax_regression" { // which is flat without a penalty
					want := without.Model.Original()[k].Weights
					if a, b := w.Weights[1].Value, want[1].Value; math.Abs(a-b) > 2e-3*(1+math.Abs(b)) {
						t.Errorf("%s: stage=II is %v, without the level %v", fields, a, b)
					}
				}
			}
		}
	}
}

// A sum of other columns is set aside, as R's lm does with the last of them, also where values are rounded.
func TestDependentColumns(t *testing.T) {
	const text = `{"features": [{"name": "x", "type": "continuous", "min": -10, "max": 10%s}, {"name": "z", "type": "continuous", "min": -10, "max": 10%s},
	  {"name": "s", "type": "continuous", "min": -20, "max": 20%s}], "target": {"name": "y", "type": "continuous", "min": -100, "max": 100%s}, %s}`
	r := rand.New(rand.NewPCG(3, 1))
	rows := "x,z,s,y"
	for range 300 {
		x, z := math.Round(2e4*r.NormFloat64())/1e4, math.Round(2e4*r.NormFloat64())/1e4
		rows += fmt.Sprintf("\n%.4f,%.4f,%.4f,%.4f", x, z, x+z, 1+2*x-z+r.NormFloat64())
	}
	for _, step := range []string{"", `, "step": 0.0001`} {
		for _, method := range exactMethods {
			here := fmt.Sprintf(text, step, step, step, step, "%s")
			got := train(t, here, `"model": {`+method+`}`, rows)
			w := terms(got.Model)
			if len(got.Model.Aside) != 1 || got.Model.Aside[0] != (model.Aside{Name: "s", Reason: "it follows from x, z"}) || w["s"] != 0 {
				t.Fatalf("%s, step %q: %v", method, step, got.Model.Aside)
			}
			if math.Abs(w["x"]-2) > 0.1 || math.Abs(w["z"]+1) > 0.1 {
				t.Errorf("%s, step %q: %v", method, step, w)
			}
			if i := got.Model.Inference; i.Freedom != 297 || !i.Terms[3].Excluded || !(i.Terms[1].Error > 0) {
				t.Errorf("%s, step %q: %+v", method, step, i)
			}
		}
	}
}

// Columns of equal spread, with equal gradients in every round of conjugate gradient, are not taken for one another.
func TestBalancedColumnsAreKept(t *testing.T) {
	const text = `{"features": [{"name": "a", "type": "nominal", "levels": ["0", "1"]}, {"name": "b", "type": "nominal", "levels": ["0", "1"]}],
	  "target": {"name": "y", "type": "discrete", "min": 0, "max": 8}, %s}`
	rows := "a,b,y"
	for i := range 24 {
		rows += fmt.Sprintf("\n%d,%d,%d", i%2, i/2%2, 2+2*(i%2)+2*(i/2%2)+i/4%2)
	}
	for _, method := range exactMethods {
		got := train(t, text, `"model": {`+method+`}`, rows)
		w := terms(got.Model)
		if len(got.Model.Aside) != 0 || math.Abs(w["a=1"]-2) > 1e-12 || math.Abs(w["b=1"]-2) > 1e-12 || len(got.Model.Inference.Terms) != 3 {
			t.Errorf("%s: %v, %v", method, w, got.Model.Aside)
		}
	}
}

// A column that fills little of its range needs a weight past bounds.weight: it is fitted all the same, and only the closing
// evaluation is left out.
func TestWeightsPastTheirBound(t *testing.T) {
	const text = `{"features": [{"name": "x", "type": "continuous", "min": -100000, "max": 100000%s}],
	  "target": {"name": "y", "type": "continuous", "min": -50, "max": 50, "step": 0.001}, %s}`
	r := rand.New(rand.NewPCG(5, 1))
	rows := "x,y"
	for range 200 {
		x := 10*r.Float64() - 5
		rows += fmt.Sprintf("\n%.2f,%.3f", x, 1+2*x+r.NormFloat64())
	}
	here := fmt.Sprintf(text, `, "step": 0.01`, "%s")
	want, got := train(t, here, `"model": {"method": "one_round"}`, rows), train(t, here, `"model": {}`, rows)
	if a, b := terms(want.Model)["x"], terms(got.Model)["x"]; math.Abs(a-b) > 1e-12 || math.Abs(a-2) > 0.1 || math.Abs(want.Model.Cost-got.Model.Cost) > 1e-12 {
		t.Errorf("x is %v, one_round has %v", b, a)
	}
	if warnings := strings.Join(got.Warnings, "\n"); !strings.Contains(warnings, "weights are past bounds.weight, so there was no closing evaluation") {
		t.Error(warnings)
	}
}
