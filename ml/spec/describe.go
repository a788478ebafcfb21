package spec

import (
	"fmt"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
)

// readTargets reads what the kind learns about: a target, or times to an event. Kind and features of f are already read.
func readTargets(v strictjson.Value, f *File) {
	if kinds.Targeted(f.Kind()) {
		f.Target = schema.ParseFeature(required(v, "target"))
	} else if target := v.Field("target"); target.Present() {
		target.Fail("%s has no target: list the column under features, or leave it out", f.Model.Kind)
	}
	times := v.Field("survival")
	switch {
	case !times.Present():
	case kinds.Targeted(f.Kind()):
		times.Fail("belongs to the kind %s", kinds.Describe)
	default:
		f.Survival = survival.Parse(times)
	}
	if !f.Describes() {
		if group := v.Field("model").Field("group"); group.Present() {
			group.Fail("belongs to the kind %s", kinds.Describe)
		}
		return
	}
	readDescription(v, f)
}

// readDescription sets what follows from a description: one round, and a column that marks missing values for each feature.
func readDescription(v strictjson.Value, f *File) {
	for _, name := range []string{"weights", "method", "l2", "hidden", "class_weights"} {
		if field := v.Field("model").Field(name); field.Present() && !f.repeats(name) {
			field.Fail("belongs to a model; %s fits none", kinds.Describe)
		}
	}
	f.Model.Weights, f.Model.Method = Encrypted, OneRound
	if missing := v.Field("missing"); missing.Present() && f.Missing != schema.MissingIndicator {
		missing.Fail("must be %s for %s, which counts missing values and keeps their rows: leave it out", schema.MissingIndicator, kinds.Describe)
	}
	f.Missing = schema.MissingIndicator
}

// repeats reports whether a field of the model has the value that Canonical writes for a description.
func (f *File) repeats(name string) bool {
	switch name {
	case "weights":
		return f.Model.Weights == Encrypted
	case "method":
		return f.Model.Method == OneRound
	case "l2":
		return f.Model.L2 == 0
	}
	return false
}

// describeRule returns the field and the rule that a description breaks, or "".
func (f *File) describeRule() (path, rule string) {
	if !f.Describes() {
		return "", ""
	}
	if f.Privacy.Epsilon > 0 {
		return "privacy", kinds.Describe + " has exact sums only: a bound on the part of one row in counts by group and bin would drown them in noise"
	}
	d, err := f.Design()
	if err != nil {
		return "model.group", err.Error()
	}
	if n := d.Values(); n > describe.MaxValues {
		return "features", fmt.Sprintf("they have %d counts and sums; at most %d are accepted: declare fewer bins, features or levels of the group", n, describe.MaxValues)
	}
	return "", ""
}
