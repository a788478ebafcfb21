package spec

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/schema"
)

const small = `{"features":[{"name":"x","type":"continuous","min":0,"max":1}],"target":{"name":"y","type":"continuous","min":0,"max":1}%s}`

// with gives the smallest training file with further fields.
func with(fields string) []byte {
	if fields != "" {
		fields = "," + fields
	}
	return []byte(strings.Replace(small, "%s", fields, 1))
}

func TestDefaultsAndCanonicalForm(t *testing.T) {
	f, err := Parse(with(""))
	if err != nil {
		t.Fatal(err)
	}
	// Changing this form changes the fingerprint of every manifest.
	want := `{"name":"Untitled training","model":{"kind":"linear_regression","weights":"encrypted","method":"rounds","l2":0},` +
		`"features":[{"name":"x","type":"continuous","min":0,"max":1}],"target":{"name":"y","type":"continuous","min":0,"max":1},` +
		`"missing":"reject","scaling":"range","training":{"rounds":50,"optimizer":"auto","learning_rate":"auto","local_steps":1},` +
		`"bounds":{"rows":1048576,"weight":256},"cohort":{"min":3,"max":64,"start":3,"join_timeout":"168h"},` +
		fmt.Sprintf(`"privacy":{"epsilon":0,"delta":0},"key_bits":%d}`, phe.DefaultBits)
	if diff := cmp.Diff(want, string(f.Canonical())); diff != "" {
		t.Error(diff)
	}
}

func TestParseReadsEveryField(t *testing.T) {
	text, err := os.ReadFile("testdata/full.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	low, high, one, three, eight, five, fifty := 1500.0, 5500.0, 1.0, 3.0, 8.0, 5.0, 50.0
	want := &File{
		Name:  "Fuel <economy> & more",
		Model: Model{Kind: "linear_regression", Weights: "encrypted", Method: "rounds", L2: 0.25},
		Features: []schema.Feature{
			{Name: "weight", Type: "continuous", Min: &low, Max: &high, Unit: "lb"},
			{Name: "cylinders", Type: "discrete", Min: &three, Max: &eight, Step: &one},
			{Name: "grade", Type: "ordinal", Step: &one, Levels: []string{"low", "mid", "high"}},
			{Name: "origin", Type: "nominal", Levels: []string{"usa", "europe", "japan"}, Other: "usa"},
		},
		Target:   schema.Feature{Name: "mpg", Type: "continuous", Min: &five, Max: &fifty},
		Missing:  "indicator",
		Scaling:  "range",
		Training: Training{Rounds: 1000, Optimizer: "sgd", LearningRate: 0.125, LocalSteps: 1},
		Bounds:   Bounds{Rows: 1000, Weight: 16},
		Cohort:   Cohort{Min: 4, Max: 8, Start: 5, JoinTimeout: Duration(5400e9)},
		KeyBits:  2048,
	}
	if diff := cmp.Diff(want, f, cmpopts.IgnoreUnexported(File{})); diff != "" {
		t.Error(diff)
	}
	wantRows := &schema.Records{
		Header: []string{"weight", "cylinders", "grade", "origin", "mpg"},
		Rows:   [][]string{{"3500", "8", "low", "usa", "18.5"}, {"", "4", "high", "peru", ""}},
	}
	if diff := cmp.Diff(wantRows, f.Predict()); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(f.Canonical()), "predict") || strings.Contains(string(f.Canonical()), "18.5") {
		t.Error("rows for prediction are in the canonical form")
	}
	again, err := Parse(f.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, again, cmpopts.IgnoreUnexported(File{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(string(f.Canonical()), string(again.Canonical())); diff != "" {
		t.Error(diff)
	}
}

func TestParseNamesFieldAndRule(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"not JSON", `{"features": oops}`, "malformed JSON at line 1, column 14"},
		{"a list", `[]`, "must be an object, not a list"},
		{"nothing", `{}`, "features: is needed"},
		{"no target", `{"features":[{"name":"x","type":"continuous","min":0,"max":1}]}`, "target: is needed"},
		{"unknown", string(with(`"epochs":5`)), "epochs: unknown field"},
		{"unknown below", string(with(`"training":{"epochs":5}`)), "training.epochs: unknown field; known here: rounds,"},
		{"twice", string(with(`"key_bits":3072,"key_bits":2048`)), "key_bits: given twice"},
		{"type", string(with(`"training":{"rounds":"50"}`)), "training.rounds: must be a number, not a string"},
		{"null", string(with(`"name":null`)), "name: must be a string, not null"},
		{"name", string(with(`"name":"a\nb"`)), "name: must be 1 to 200 bytes"},
		{"feature", `{"features":[{"name":"x","type":"continuous","min":3,"max":1}],"target":{"name":"y","type":"continuous","min":0,"max":1}}`, "features[0].max: must be greater than min"},
		{"feature field", `{"features":[{"name":"x","range":[1,2]}],"target":{}}`, "features[0].range: unknown field"},
		{"nominal target", `{"features":[{"name":"x","type":"continuous","min":0,"max":1}],"target":{"name":"y","type":"nominal","levels":["a","b"]}}`, "target.type: linear_regression predicts a continuous or discrete target"},
		{"kind", string(with(`"model":{"kind":"forest"}`)), "model.kind: must be one of linear_regression"},
		{"kind without its fields", string(with(`"model":{"kind":"mlp","weights":"shared"}`)), "model.hidden: mlp needs at least one hidden layer"},
		{"hidden", string(with(`"model":{"hidden":[32]}`)), "model.hidden: belongs to the kind mlp"},
		{"weights", string(with(`"model":{"weights":"open"}`)), "model.weights: must be one of encrypted, shared"},
		{"method", string(with(`"model":{"method":"two_rounds"}`)), "model.method: must be one of rounds, newton, one_round"},
		{"scaling", string(with(`"scaling":"pooled"`)), "scaling: must be one of range, federated"},
		{"adam", string(with(`"training":{"optimizer":"adam"}`)), "training.optimizer: adam belongs to shared weights"},
		{"mean", string(with(`"missing":"mean"`)), "missing: mean needs shared weights"},
		{"local steps", string(with(`"training":{"local_steps":2}`)), "training.local_steps: must be 1"},
		{"epsilon", string(with(`"privacy":{"epsilon":1}`)), "model.method: encrypted weights in rounds cannot be differentially private"},
		{"delta", string(with(`"privacy":{"delta":1e-6}`)), "privacy.delta: belongs to an epsilon"},
		{"l2", string(with(`"model":{"l2":-1}`)), "model.l2: must be a number from 0"},
		{"rate word", string(with(`"training":{"learning_rate":"fast"}`)), `training.learning_rate: must be "auto" or a number`},
		{"rate zero", string(with(`"training":{"learning_rate":0}`)), `training.learning_rate: must be "auto" or a number`},
		{"rounds", string(with(`"training":{"rounds":0}`)), "training.rounds: must be a whole number from 1"},
		{"rows", string(with(`"bounds":{"rows":2e9}`)), "bounds.rows: must be a whole number from 1"},
		{"small cohort", string(with(`"cohort":{"min":2}`)), "cohort.min: must be at least 3"},
		{"cohort order", string(with(`"cohort":{"min":5,"max":4}`)), "cohort.max: must be at least cohort.min (5)"},
		{"cohort start", string(with(`"cohort":{"start":2}`)), "cohort.start: must be from cohort.min (3) to cohort.max (64)"},
		{"timeout", string(with(`"cohort":{"join_timeout":"a week"}`)), "cohort.join_timeout: must be a time span"},
		{"key bits", string(with(`"key_bits":2050`)), "key_bits: must be a multiple of 64"},
		{"key bits range", string(with(`"key_bits":100`)), "key_bits: must be a whole number from"},
		{"predict field", string(with(`"predict":[{"x":0.5},{"z":1}]`)), "predict[1].z: unknown field; known here: x, y"},
		{"predict range", string(with(`"predict":[{"x":0.5},{"x":7}]`)), "predict[1].x: above the declared maximum 1"},
		{"predict missing", string(with(`"predict":[{}]`)), "predict[0].x: a value is missing"},
		{"predict type", string(with(`"predict":[{"x":[1]}]`)), "predict[0].x: must be a number or a string"},
		{"predict list", string(with(`"predict":{"x":1}`)), "predict: must be a list, not an object"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := Parse([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, %v, want %q", f, err, test.want)
			}
			var field *schema.FieldError
			if named := errors.As(err, &field); named != (test.name != "not JSON") {
				t.Errorf("a field is named: %v", named)
			}
		})
	}
}

// The budget's bounds are what the worst rows and weights reach, and no less.
func TestBudgetHoldsAtTheWorstRows(t *testing.T) {
	f, err := Parse(with(`"bounds":{"rows":1000,"weight":256}`))
	if err != nil {
		t.Fatal(err)
	}
	b := f.Budget()
	if b.Columns != 2 || b.Values != 4 {
		t.Fatalf("%+v", b)
	}
	entry := new(big.Int).Mul(big.NewInt(1000), new(big.Int).Lsh(big.NewInt(1), 46)) // rows·(2^23)²
	if entry.BitLen() > int(b.ScalarBits) {
		t.Error("an entry of XᵀX has more bits than a scalar")
	}
	weight := new(big.Int).Lsh(big.NewInt(256), b.FractionBits)
	worst := new(big.Int).Mul(entry, weight)
	worst.Mul(worst, big.NewInt(2))                           // two columns, all signs against the row
	worst.Add(worst, new(big.Int).Lsh(entry, b.FractionBits)) // and the target
	if worst.Cmp(b.Bound) != 0 {
		t.Errorf("bound %v, worst value %v", b.Bound, worst)
	}
	p, err := f.Packing(3072)
	if err != nil {
		t.Fatal(err)
	}
	if p.Literal().Bound.Cmp(b.Bound) != 0 || p.Ciphertexts() != 1 {
		t.Error("packing does not follow the budget")
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]string{"168h": "168h", "90m": "1h30m", "10m": "10m", "45s": "45s", "100m": "1h40m", "1h0m5s": "1h0m5s", "20h": "20h"} {
		f, err := Parse(with(`"cohort":{"join_timeout":"` + text + `"}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Cohort.JoinTimeout.String(); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

func TestAccepted(t *testing.T) {
	if diff := cmp.Diff([]string{"auto", "cg", "lbfgs", "sgd", "momentum", "adam"}, Accepted("training.optimizer")); diff != "" {
		t.Error(diff)
	}
	if Accepted("name") != nil {
		t.Error("a free text has accepted words")
	}
}

// Whatever parses has a canonical form that parses to the same file and bytes.
func FuzzParse(f *testing.F) {
	if text, err := os.ReadFile("testdata/full.json"); err == nil {
		f.Add(text)
	}
	f.Add(with(""))
	f.Add(with(`"predict":[{"x":0.5,"y":null}],"cohort":{"join_timeout":"1h0m5s"}`))
	f.Add(classesWith(`"model":{"kind":"mlp","weights":"shared","hidden":[8]},"training":{"rounds":"fixed","proximal":1,"local_steps":2}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Parse(file.Canonical())
		if err != nil {
			t.Fatalf("the canonical form does not parse: %v", err)
		}
		if string(again.Canonical()) != string(file.Canonical()) {
			t.Fatal("two canonical forms")
		}
		if _, err := file.Packing(file.KeyBits); err != nil {
			t.Fatal(err)
		}
	})
}
