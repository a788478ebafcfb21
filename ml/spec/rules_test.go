package spec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const classes = `{"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"c","type":"nominal","levels":["a","b","c"]}],` +
	`"target":{"name":"y","type":"nominal","levels":["no","yes"]}%s}`

func classesWith(fields string) []byte {
	return []byte(strings.Replace(classes, "%s", ","+fields, 1))
}

// Every kind and method parses to a file whose canonical form parses to the same file.
func TestCanonicalKinds(t *testing.T) {
	shared := `"weights":"shared"`
	tests := []struct {
		name string
		text []byte
	}{
		{"logistic", classesWith(`"model":{"kind":"logistic_regression"}`)},
		{"discriminant", classesWith(`"model":{"kind":"discriminant"}`)},
		{"shared logistic", classesWith(`"model":{"kind":"logistic_regression",` + shared + `,"class_weights":[1,3]},"holdout":0.2`)},
		{"softmax", classesWith(`"model":{"kind":"softmax_regression",` + shared + `},"missing":"mean","training":{"optimizer":"adam","schedule":"cosine"}`)},
		{"mlp", classesWith(`"model":{"kind":"mlp",` + shared + `,"hidden":[8,4]},"training":{"patience":5,"tolerance":1e-5,"local_steps":4,"proximal":0.1}`)},
		{"one round", with(`"model":{"method":"one_round"}`)},
		{"federated", with(`"scaling":"federated"`)},
		{"circle", with(`"circle":true`)},
		{"circle on shared weights", with(`"circle":true,"model":{` + shared + `},"bounds":{"weight":8},"cohort":{"min":3}`)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := Parse(test.text)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(f.Canonical())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(f, again, cmpopts.IgnoreUnexported(File{})); diff != "" {
				t.Error(diff)
			}
			for _, shape := range f.RoundShapes() {
				if shape.Values < 1 || shape.Bound.Sign() <= 0 {
					t.Errorf("%+v", shape)
				}
			}
		})
	}
}

func TestRules(t *testing.T) {
	tests := []struct{ text, want string }{
		{`"circle":true,"privacy":{"epsilon":1}`, "circle: belongs to exact sums"},
		{`"circle":true,"model":{"kind":"logistic_regression","weights":"shared"},"bounds":{"weight":65}`, "bounds.weight: must be a whole number from 1 to 64"},
		{`"circle":"yes"`, "circle: must be"},
		{`"site":"random"`, "site: must be one of none, fixed"},
		{`"site":"fixed","model":{"kind":"discriminant"}`, "site: fixed belongs to linear_regression, where owners can take their own means off; for discriminant add a column that differs between owners"},
		{`"site":"fixed","model":{"kind":"logistic_regression"},"circle":true`, "site: fixed belongs to linear_regression"},
		{`"disclosure":{"rare":"drop"}`, "disclosure.rare: must be one of ask, other"},
		{`"disclosure":{"rare":"other"}`, "disclosure.rare: other needs a nominal feature"},
		{`"disclosure":{"rare":"other"},"privacy":{"epsilon":1}`, "disclosure.rare: must be ask in a training with privacy"},
		{`"model":{"kind":"softmax_regression","weights":"encrypted"}`, "model.weights: softmax_regression needs shared weights, as its gradient is no linear form over encrypted ones: set \"weights\": \"shared\" with \"circle\": true or a privacy.epsilon, or the kind discriminant, an approximation"},
		{`"model":{"kind":"logistic_regression","weights":"encrypted"}`, "model.weights: logistic_regression needs shared weights, as its gradient is no linear form over encrypted ones: set \"weights\": \"shared\" with \"circle\": true or a privacy.epsilon, or the kind discriminant, an approximation"},
		{`"model":{"kind":"logistic_regression","method":"one_round"}`, "model.method: logistic_regression cannot be fitted in one round, as sums of squares do not decide it: use rounds with shared weights, or the kind discriminant, an approximation"},
		{`"model":{"kind":"softmax_regression","method":"one_round"}`, "model.method: softmax_regression cannot be fitted in one round, as sums of squares do not decide it: use rounds with shared weights, or the kind discriminant"},
		{`"model":{"kind":"discriminant","weights":"shared"}`, "model.weights: discriminant belongs to encrypted weights or one round; with shared ones use the kind logistic_regression"},
		{`"model":{"kind":"mlp","weights":"shared"}`, "model.hidden: mlp needs at least one hidden layer"},
		{`"model":{"kind":"logistic_regression","hidden":[3]}`, "model.hidden: belongs to the kind mlp"},
		{`"model":{"kind":"discriminant","class_weights":[1,1]}`, "model.class_weights: need shared weights"},
		{`"model":{"kind":"logistic_regression","weights":"shared","class_weights":[1]}`, "model.class_weights: must be one number for each of the target's 2 levels"},
		{`"model":{"kind":"mlp","weights":"shared","hidden":[4096,4096]}`, "model.hidden: the model has more than"},
		{`"model":{"kind":"discriminant","weights":"shared","method":"one_round"}`, "model.weights: one_round sends no weights"},
		{`"missing":"impute"`, "missing: impute is refused: the sums of several completions of the same rows tell the rows that lack a cell (decision 0050); use drop_row"},
		{`"model":{"kind":"discriminant"},"missing":"mean"`, "missing: mean needs shared weights"},
		{`"model":{"kind":"logistic_regression","weights":"shared"},"cohort":{"min":4}`, "cohort.min: must be at least 5"},
		{`"model":{"kind":"logistic_regression","weights":"shared"},"training":{"optimizer":"cg"}`, "training.optimizer: cg belongs to encrypted"},
		{`"model":{"kind":"discriminant"},"training":{"optimizer":"adam"}`, "training.optimizer: adam belongs to shared"},
		{`"model":{"kind":"discriminant"},"training":{"local_steps":2}`, "training.local_steps: must be 1"},
		{`"model":{"kind":"logistic_regression","weights":"shared"},"training":{"optimizer":"lbfgs","local_steps":2}`, "training.optimizer: lbfgs needs gradients"},
		{`"model":{"kind":"logistic_regression","weights":"shared"},"training":{"proximal":1}`, "training.proximal: belongs to more than one local step"},
		{`"model":{"kind":"logistic_regression","weights":"shared"},"training":{"schedule":"cosine"}`, "training.schedule: belongs to the optimizers"},
		{`"model":{"kind":"discriminant"},"training":{"patience":1}`, "training.patience: belongs to shared weights"},
		{`"model":{"kind":"discriminant","method":"one_round"},"holdout":0.2`, "holdout: belongs to the method rounds"},
		{`"model":{"kind":"discriminant"},"bounds":{"update":1}`, "bounds.update: belongs to shared weights"},
		{`"model":{"kind":"linear_regression"}`, "target.type: linear_regression predicts a continuous or discrete target"},
		{`"model":{"kind":"forest"}`, "model.kind: must be one of linear_regression, logistic_regression, softmax_regression, proportional_odds, poisson_regression, negative_binomial_regression, gamma_regression, discriminant, mlp"},
	}
	for _, test := range tests {
		if f, err := Parse(classesWith(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, %v, want %q", test.text, f, err, test.want)
		}
	}
	for fields, want := range map[string]string{
		`"model":{"weights":"shared"},"circle":true`:             "site: fixed needs sums of squares: set \"weights\": \"encrypted\"",
		`"privacy":{"epsilon":1},"model":{"method":"one_round"}`: "site: fixed belongs to exact sums",
		`"training":{"optimizer":"sgd"}`:                         "training.optimizer: must be cg with",
		`"scaling":"federated"`:                                  "scaling: must be range with",
		`"holdout":0.2`:                                          "holdout: needs an intercept",
	} {
		if _, err := Parse(with(`"site":"fixed",` + fields)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", fields, err, want)
		}
	}
	for fields, want := range map[string]string{
		`"folds":1,"model":{"method":"one_round"}`:  "folds: must be from 2 to 20",
		`"folds":21,"model":{"method":"one_round"}`: "folds: must be a whole number from 0 to 20",
		`"folds":5`: "folds: belong to linear_regression in one round",
		`"folds":5,"model":{"method":"one_round"},"privacy":{"epsilon":1}`: "folds: belong to exact sums",
		`"folds":5,"model":{"method":"one_round"},"site":"fixed"`:          "folds: need an intercept",
		`"folds":5,"model":{"weights":"shared"},"circle":true`:             "folds: belong to linear_regression",
	} {
		if _, err := Parse(with(fields)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", fields, err, want)
		}
	}
	for fields, want := range map[string]string{
		`"min":0,"max":9}`:        "model.weights: poisson_regression needs shared weights, as its gradient is no linear form over encrypted ones: set \"weights\": \"shared\" with \"circle\": true or a privacy.epsilon, or the kind linear_regression",
		`"min":-1,"max":9}`:       "target.min: must not be negative for poisson_regression",
		`"min":0,"max":90000000}`: "target.max: must be at most 8388608 above min for poisson_regression",
	} {
		counts := `{"features":[{"name":"x","type":"continuous","min":0,"max":1}],"target":{"name":"y","type":"discrete",` + fields + `,"model":{"kind":"poisson_regression","weights":"encrypted"%s}}`
		if _, err := Parse([]byte(strings.Replace(counts, "%s", "", 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", fields, err)
		}
		once := strings.Replace(counts, "%s", `,"method":"one_round"`, 1)
		if _, err := Parse([]byte(once)); err == nil || strings.Contains(want, "model.weights") && !strings.Contains(err.Error(), "model.method: poisson_regression cannot be fitted in one round") {
			t.Errorf("%s: %v", fields, err)
		}
	}
	three := strings.Replace(string(classesWith(`"model":{"kind":"logistic_regression"}`)), `["no","yes"]`, `["a","b","c"]`, 1)
	if _, err := Parse([]byte(three)); err == nil || !strings.Contains(err.Error(), "target.levels: logistic_regression predicts two levels") {
		t.Error(err)
	}
}

// Without a word about rounds there are enough for conjugate gradient to end.
func TestDefaultRounds(t *testing.T) {
	var features []string
	for i := range 80 {
		features = append(features, fmt.Sprintf(`{"name":"x%d","type":"continuous","min":0,"max":1}`, i))
	}
	wide := `{"features":[` + strings.Join(features, ",") + `],"target":{"name":"y","type":"continuous","min":0,"max":1}%s}`
	for fields, want := range map[string]int{
		"":                                    82,
		`,"training":{"rounds":7}`:            7,
		`,"training":{"optimizer":"sgd"}`:     50,
		`,"training":{"rounds":"fixed"}`:      82,
		`,"training":{"optimizer":"cg"}`:      82,
		`,"training":{"stop":"fixed"}`:        82,
		`,"notes":["rows of 1998 and later"]`: 82,
	} {
		f, err := Parse([]byte(strings.Replace(wide, "%s", fields, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if f.Training.Rounds != want || strings.Contains(string(f.Canonical()), "notes") {
			t.Errorf("%s: %d rounds, want %d", fields, f.Training.Rounds, want)
		}
	}
}
