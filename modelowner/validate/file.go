package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// own are the fields of a training file that the model decides.
var own = []string{"model", "formula", "site", "survival", "privacy", "scaling", "holdout", "inference", "training"}

// File returns the training file of a validation of a model. text is a JSON object with fields of a training file besides the
// columns, such as cohort and name; columns that it declares must be those of the model. The error wraps problem.ErrInput and
// names the field.
func File(m *model.Model, text []byte) (*spec.File, error) {
	if m.Description != nil {
		return nil, problem.As(problem.ErrInput, errNoModel)
	}
	lp, err := predictor(m)
	if err != nil {
		return nil, err
	}
	fields := map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&fields); err != nil || d.More() {
		return nil, invalid("malformed validation file: it must be one JSON object")
	}
	for _, name := range own {
		if _, given := fields[name]; given {
			return nil, invalid("invalid validation file: %s: the model decides it, so that it cannot be set", name)
		}
	}
	inputs := schema.Inputs(m.Schema)
	if err := declared(fields, inputs, m.Schema.Target); err != nil {
		return nil, err
	}
	group, err := groupOf(fields, inputs)
	if err != nil {
		return nil, err
	}
	put := func(name string, value any) {
		fields[name], err = json.Marshal(value)
		if err != nil { // values of a parsed model always can be
			panic(fmt.Sprintf("internal error: %v", err))
		}
	}
	by := ""
	if group != nil {
		if !slices.ContainsFunc(inputs, func(f schema.Feature) bool { return f.Name == group.Name }) {
			inputs = append(slices.Clone(inputs), *group)
		}
		name, ok := quote(group.Name)
		if !ok {
			return nil, invalid("invalid validation file: group: its name has a backtick, which formulas cannot write")
		}
		by = " * " + name
	}
	put("features", inputs)
	put("target", m.Schema.Target)
	target, ok := quote(m.Schema.Target.Name)
	if !ok {
		return nil, invalid("the name of the target has a backtick, which formulas cannot write")
	}
	put("formula", target+" ~ "+lp+by)
	if _, given := fields["name"]; !given {
		put("name", "Validation of "+m.Name)
	}
	if _, given := fields["missing"]; !given {
		put("missing", m.Schema.Missing)
	}
	kind := kinds.Logistic
	if m.Kind == kinds.Linear {
		kind = kinds.Linear
	}
	if kind == kinds.Linear && group == nil {
		put("model", map[string]string{"kind": kind, "method": spec.OneRound})
	} else {
		fit := map[string]string{"kind": kind, "weights": spec.Shared, "method": spec.Newton}
		if group != nil {
			fit["group"] = group.Name
		}
		put("model", fit)
		put("circle", true)
	}
	whole, err := json.Marshal(fields)
	if err != nil {
		return nil, invalid("malformed validation file: %w", err)
	}
	f, err := spec.Parse(whole)
	if err != nil {
		return nil, invalid("invalid validation file: %w", err)
	}
	return f, nil
}

// groupOf takes the column that divides a validation by its levels out of the fields of its file: the name of a column of the model, or
// the declaration of a further one. It returns nil if there is none.
func groupOf(fields map[string]json.RawMessage, inputs []schema.Feature) (*schema.Feature, error) {
	text, given := fields["group"]
	if !given {
		return nil, nil
	}
	delete(fields, "group")
	var name string
	if json.Unmarshal(text, &name) == nil {
		at := slices.IndexFunc(inputs, func(f schema.Feature) bool { return f.Name == name })
		if at < 0 {
			return nil, invalid("invalid validation file: group: the model has no column %s: declare it, as {\"name\": …, \"type\": \"nominal\", \"levels\": […]}", name)
		}
		if inputs[at].Type != schema.Nominal {
			return nil, invalid("invalid validation file: group: %s must be nominal, so that its levels divide the rows", name)
		}
		return &inputs[at], nil
	}
	var f schema.Feature
	if err := json.Unmarshal(text, &f); err != nil || f.Name == "" || f.Type != schema.Nominal {
		return nil, invalid("invalid validation file: group: must be the name of a nominal column, or declare one")
	}
	for _, x := range inputs {
		if x.Name == f.Name {
			if err := alike(f, x); err != nil {
				return nil, err
			}
			return &x, nil
		}
	}
	return &f, nil
}

// declared refuses columns in a validation file that differ from the model's.
func declared(fields map[string]json.RawMessage, inputs []schema.Feature, target schema.Feature) error {
	var features []schema.Feature
	if text, given := fields["features"]; given {
		if err := json.Unmarshal(text, &features); err != nil {
			return invalid("invalid validation file: features: must be a list of columns")
		}
	}
	var y *schema.Feature
	if text, given := fields["target"]; given {
		y = &schema.Feature{}
		if err := json.Unmarshal(text, y); err != nil {
			return invalid("invalid validation file: target: must be a column")
		}
	}
	for _, f := range features {
		i := slices.IndexFunc(inputs, func(o schema.Feature) bool { return o.Name == f.Name })
		if i < 0 {
			return invalid("invalid validation file: features: the model has no column %s", f.Name)
		}
		if err := alike(f, inputs[i]); err != nil {
			return err
		}
	}
	for _, f := range inputs {
		if features != nil && !slices.ContainsFunc(features, func(o schema.Feature) bool { return o.Name == f.Name }) {
			return invalid("invalid validation file: features: the model also has the column %s", f.Name)
		}
	}
	if y == nil {
		return nil
	}
	if y.Name != target.Name {
		return invalid("invalid validation file: target: the model predicts %s", target.Name)
	}
	return alike(*y, target)
}

// alike refuses a column that is not the model's.
func alike(f, of schema.Feature) error {
	same := func(a, b *float64) bool { return a == nil || b != nil && *a == *b }
	switch {
	case f.Type != of.Type:
		return invalid("invalid validation file: %s: type must be %s, as in the model", f.Name, of.Type)
	case f.Levels != nil && !slices.Equal(f.Levels, of.Levels):
		return invalid("invalid validation file: %s: levels must be those of the model, in their order: %s", f.Name, strings.Join(of.Levels, ", "))
	case !same(f.Min, of.Min) || !same(f.Max, of.Max):
		return invalid("invalid validation file: %s: min and max must be those of the model", f.Name)
	}
	return nil
}
