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
	{"model.kind", []string{Linear}, []string{Logistic, Softmax, MLP}},
	{"model.weights", []string{Encrypted}, []string{Shared}},
	{"model.method", []string{Rounds}, []string{OneRound}},
	{"missing", []string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator}, []string{schema.MissingMean, schema.MissingMode}},
	{"scaling", []string{ScalingRange}, []string{ScalingFederated}},
	{"training.optimizer", []string{"auto", "cg", "sgd"}, []string{"lbfgs", "momentum", "adam"}},
	{"training.schedule", []string{ScheduleConstant, ScheduleCosine, ScheduleInverse}, nil},
	{"training.stop", []string{"auto", StopFixed}, nil},
}

// Limits on numbers of this version, in the same spirit: widen them here.
const (
	maxLocalSteps = 1 // more needs weights that owners can read
	maxEpsilon    = 0 // differential privacy
)

// targetKinds are the target types that each kind of model predicts.
var targetKinds = map[string][]schema.Kind{
	Linear:   {schema.Continuous, schema.Discrete},
	Logistic: {schema.Ordinal, schema.Nominal},
	Softmax:  {schema.Ordinal, schema.Nominal},
	MLP:      {schema.Continuous, schema.Discrete, schema.Ordinal, schema.Nominal},
}

// laterFields are fields of the format that belong to machinery of later versions.
var laterFields = map[string]string{
	"model.hidden":        "belongs to the kind mlp, which this version does not train",
	"model.class_weights": "belong to shared weights, which this version does not train",
	"holdout":             "is not available in this version",
}

// gate refuses a field that is present and belongs to a later version.
func (r reader) gate(v strictjson.Value, path string) {
	if rule, later := laterFields[path]; later && v.Present() && !r.all {
		v.Fail("%s", rule)
	}
}

// word reads the field at path as one of the words in choices.
func (r reader) word(v strictjson.Value, path string) string {
	i := slices.IndexFunc(choices, func(c choice) bool { return c.field == path })
	c := choices[i]
	text := v.String(c.now[0])
	switch {
	case slices.Contains(c.now, text), r.all && slices.Contains(c.later, text):
		return text
	case slices.Contains(c.later, text):
		v.Fail("%q is not available in this version; accepted: %s", text, strings.Join(c.now, ", "))
	default:
		accepted := c.now
		if r.all {
			accepted = append(slices.Clone(c.now), c.later...)
		}
		v.Fail("must be one of %s", strings.Join(accepted, ", "))
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
