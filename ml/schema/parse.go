package schema

import "github.com/blindfit/blindfit/internal/strictjson"

// ParseFeature reads one feature of a training or model file. Failures are recorded in the document. The result has
// the right types and is not validated.
func ParseFeature(v strictjson.Value) Feature {
	v.Known("name", "type", "min", "max", "step", "levels", "unit", "missing_values", "other", "bins", "site", "role")
	f := Feature{
		Name:          v.Field("name").String(""),
		Type:          Kind(v.Field("type").String("")),
		Levels:        v.Field("levels").Strings(),
		Unit:          v.Field("unit").String(""),
		Other:         v.Field("other").String(""),
		MissingValues: v.Field("missing_values").Strings(),
		Site:          v.Field("site").String(""),
		Role:          v.Field("role").String(""),
		Bins:          int(v.Field("bins").Int(0, 2, MaxBins)),
	}
	if low := v.Field("min"); low.Present() {
		x := low.Float(0)
		f.Min = &x
	}
	if high := v.Field("max"); high.Present() {
		x := high.Float(0)
		f.Max = &x
	}
	if step := v.Field("step"); step.Present() {
		x := step.Float(0)
		f.Step = &x
	}
	return f
}

// ParseFeatures reads a list of features like ParseFeature.
func ParseFeatures(v strictjson.Value) []Feature {
	var out []Feature
	for _, item := range v.List() {
		out = append(out, ParseFeature(item))
	}
	return out
}
