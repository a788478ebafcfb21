package training

import (
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// choice is one field that takes a word. What a training file may say and what
// this version can do are both here and nowhere else: to add machinery, move its
// word from later to now.
type choice struct {
	field string   // path in the training file
	now   []string // accepted; the first is the default
	later []string // part of the format, refused by this version
}

var choices = []choice{
	{"model.kind", []string{"linear_regression"}, []string{"logistic_regression", "softmax_regression", "mlp"}},
	{"model.weights", []string{"encrypted"}, []string{"shared"}},
	{"model.method", []string{"rounds"}, []string{"one_round"}},
	{"missing", []string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator}, []string{"mean", "mode"}},
	{"scaling", []string{"range"}, []string{"federated"}},
	{"training.optimizer", []string{"auto", "cg", "sgd"}, []string{"momentum", "adam"}},
}

// Limits on numbers of this version, in the same spirit: widen them here.
const (
	maxLocalSteps = 1 // more needs weights that owners can read
	maxEpsilon    = 0 // differential privacy
	maxDelta      = 0
)

// targetKinds are the target types that each kind of model predicts.
var targetKinds = map[string][]schema.Kind{
	"linear_regression": {schema.Continuous, schema.Discrete},
}

// laterFields are fields of the format that belong to machinery of later versions.
var laterFields = map[string]string{
	"model.hidden": "belongs to the kind mlp, which this version does not train",
}

// word reads the field at path as one of the words in choices.
func word(v strictjson.Value, path string) string {
	i := slices.IndexFunc(choices, func(c choice) bool { return c.field == path })
	c := choices[i]
	text := v.String(c.now[0])
	switch {
	case slices.Contains(c.now, text):
		return text
	case slices.Contains(c.later, text):
		v.Fail("%q is not available in this version; accepted: %s", text, strings.Join(c.now, ", "))
	default:
		v.Fail("must be one of %s", strings.Join(c.now, ", "))
	}
	return c.now[0]
}

// Accepted gives the words that this version accepts for a field, the default
// first; nil for a field that takes no word.
func Accepted(field string) []string {
	for _, c := range choices {
		if c.field == field {
			return slices.Clone(c.now)
		}
	}
	return nil
}
