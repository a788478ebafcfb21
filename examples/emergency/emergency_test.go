package emergency

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

// Every training file of the folder trains on the departments' rows, and finds the effect of smoking of the rule that they are made by, within
// its error. A logistic or proportional-odds model of thresholds on normal errors, and estimates with a penalty, have another scale: there the effect is known by its sign.
func TestExamplesTrain(t *testing.T) {
	want := map[string]float64{
		"model": math.Log(1.5), "negative-binomial": math.Log(1.5), "meta": math.Log(1.5), "gamma": math.Log(1.25), "cox-pooled": math.Log(1.5), "piecewise": math.Log(1.5),
		"logistic": 0, "lasso": 0, "proportional-odds": 0,
	}
	names, err := filepath.Glob("*.json")
	if err != nil || len(names) != len(want) {
		t.Fatalf("training files %v: %v", names, err)
	}
	files := Files()
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			f := parse(t, name)
			tables := exampletest.Owners(t, f.Schema(), files)
			trained, err := simulate.Train(f, tables, nil)
			if err != nil {
				t.Fatal(err)
			}
			warnings := slices.DeleteFunc(trained.Warnings, func(w string) bool { return strings.Contains(w, "the data owners' own fits") }) // of meta.json
			if trained.Rounds > 12 || len(warnings) > 0 {
				t.Errorf("%d rounds, warnings %q", trained.Rounds, trained.Warnings)
			}
			m := trained.Model
			estimates := m.Estimates()
			at := slices.IndexFunc(estimates, func(e model.Estimate) bool { return e.Name == "smoker=yes" })
			switch effect := want[strings.TrimSuffix(name, ".json")]; {
			case at < 0:
				t.Errorf("no effect of smoking in %v", estimates)
			case effect == 0 && !(estimates[at].Value > 0.2):
				t.Errorf("smoking has %v", estimates[at].Value)
			case effect > 0 && !(math.Abs(estimates[at].Value-effect) < 3*m.Inference.Terms[at].Error):
				t.Errorf("smoking has %v ± %v, want %v", estimates[at].Value, m.Inference.Terms[at].Error, effect)
			}
		})
	}
}

// Each kind, and each method and form of survival beside, is in a training file of an example.
func TestEveryKindHasAnExample(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("..", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(text) || !strings.Contains(string(text), `"features"`) {
			continue
		}
		f := parse(t, name)
		found[f.Model.Kind] = true
		found["meta"] = found["meta"] || f.Model.Method == spec.Meta
		found["pooled Cox"] = found["pooled Cox"] || f.Pooled() && f.Model.Kind == kinds.Cox
		found["lasso"] = found["lasso"] || f.Model.L1 > 0
	}
	for _, kind := range append(kinds.Names(), "meta", "pooled Cox", "lasso") {
		if !found[kind] {
			t.Errorf("no example has %s", kind)
		}
	}
}

func parse(t *testing.T, name string) *spec.File {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}
