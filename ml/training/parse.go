package training

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/blindfit/blindfit/ml/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

const (
	maxOwners     = 1024
	maxRounds     = 100000
	maxKeyBits    = 8192
	maxRows       = 1 << 30
	maxWeight     = 1 << 24
	maxL2         = 1e6
	maxNameLength = 200 // bytes
	maxWait       = 365 * 24 * time.Hour
)

// Parse reads a training file, fills in the defaults and checks it whole. The
// error names the field's path and the rule, or the line and column where the
// text stops being JSON; where a field is to blame it wraps a *schema.FieldError.
func Parse(b []byte) (*File, error) {
	v, doc, err := strictjson.Parse(b, MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse training file: %w", err)
	}
	f := read(v)
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid training file: %w", err)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("invalid training file: %w", err)
	}
	if rows := v.Field("predict"); rows.Present() {
		f.predict = f.readPredict(rows)
		if err := doc.Err(); err != nil {
			return nil, fmt.Errorf("invalid training file: %w", err)
		}
	}
	return f, nil
}

// read gives the file with its defaults; failures stick to the document.
func read(v strictjson.Value) *File {
	v.Known("name", "model", "features", "target", "missing", "scaling", "training",
		"bounds", "cohort", "privacy", "key_bits", "predict")
	f := &File{
		Name:     v.Field("name").String("Untitled training"),
		Model:    readModel(v.Field("model")),
		Features: schema.ParseFeatures(required(v, "features")),
		Target:   schema.ParseFeature(required(v, "target")),
		Missing:  word(v.Field("missing"), "missing"),
		Scaling:  word(v.Field("scaling"), "scaling"),
		Training: readTraining(v.Field("training")),
		Bounds:   readBounds(v.Field("bounds")),
		Cohort:   readCohort(v.Field("cohort")),
		Privacy:  readPrivacy(v.Field("privacy")),
		KeyBits:  int(v.Field("key_bits").Int(3072, minKeyBits, maxKeyBits)),
	}
	if f.KeyBits%64 != 0 {
		v.Field("key_bits").Fail("must be a multiple of 64")
	}
	name := v.Field("name")
	if f.Name == "" || len(f.Name) > maxNameLength || f.Name != strings.TrimSpace(f.Name) || hasControl(f.Name) {
		name.Fail("must be 1 to %d bytes of text without control characters or spaces at its ends", maxNameLength)
	}
	return f
}

func required(v strictjson.Value, name string) strictjson.Value {
	field := v.Field(name)
	if !field.Present() {
		field.Fail("is needed")
	}
	return field
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func readModel(v strictjson.Value) Model {
	v.Known("kind", "weights", "method", "l2", "hidden")
	for _, name := range v.Names() {
		if rule, later := laterFields["model."+name]; later {
			v.Field(name).Fail("%s", rule)
		}
	}
	return Model{
		Kind:    word(v.Field("kind"), "model.kind"),
		Weights: word(v.Field("weights"), "model.weights"),
		Method:  word(v.Field("method"), "model.method"),
		L2:      between(v.Field("l2"), 0, 0, maxL2),
	}
}

func readTraining(v strictjson.Value) Training {
	v.Known("rounds", "optimizer", "learning_rate", "local_steps")
	t := Training{
		Rounds:     int(v.Field("rounds").Int(50, 1, maxRounds)),
		Optimizer:  word(v.Field("optimizer"), "training.optimizer"),
		LocalSteps: int(v.Field("local_steps").Int(1, 1, 1<<20)),
	}
	if t.LocalSteps > maxLocalSteps {
		v.Field("local_steps").Fail("must be 1: owners cannot step on weights that they cannot read")
	}
	rate := v.Field("learning_rate")
	switch {
	case rate.IsString():
		if rate.Text() != "auto" {
			rate.Fail(`must be "auto" or a number greater than 0`)
		}
	case rate.Present():
		t.LearningRate = Rate(rate.Float(0))
		if !(t.LearningRate > 0) || t.LearningRate > 1e6 {
			rate.Fail(`must be "auto" or a number greater than 0, at most 1e6`)
		}
	}
	return t
}

func readBounds(v strictjson.Value) Bounds {
	v.Known("rows", "weight")
	return Bounds{
		Rows:   v.Field("rows").Int(1<<20, 1, maxRows),
		Weight: v.Field("weight").Int(256, 1, maxWeight),
	}
}

func readCohort(v strictjson.Value) Cohort {
	v.Known("min", "max", "start", "join_timeout")
	c := Cohort{Min: int(v.Field("min").Int(3, 1, maxOwners))}
	if c.Min < 3 {
		v.Field("min").Fail("must be at least 3: with fewer owners a sum gives single ones away")
	}
	c.Max = int(v.Field("max").Int(int64(max(64, c.Min)), 1, maxOwners))
	if c.Max < c.Min {
		v.Field("max").Fail("must be at least cohort.min (%d)", c.Min)
	}
	c.Start = int(v.Field("start").Int(int64(c.Min), 1, maxOwners))
	if c.Start < c.Min || c.Start > c.Max {
		v.Field("start").Fail("must be from cohort.min (%d) to cohort.max (%d)", c.Min, c.Max)
	}
	timeout := v.Field("join_timeout")
	span, err := time.ParseDuration(timeout.String("168h"))
	if err != nil || span < time.Second || span > maxWait || span%time.Millisecond != 0 {
		timeout.Fail(`must be a time span like "168h" or "90m", from 1s to 8760h`)
	}
	c.JoinTimeout = Duration(span)
	return c
}

func readPrivacy(v strictjson.Value) Privacy {
	v.Known("epsilon", "delta")
	p := Privacy{
		Epsilon: between(v.Field("epsilon"), 0, 0, 1e6),
		Delta:   between(v.Field("delta"), 0, 0, 1),
	}
	const rule = "must be 0: differential privacy is not available in this version"
	if p.Epsilon > maxEpsilon {
		v.Field("epsilon").Fail(rule)
	}
	if p.Delta > maxDelta {
		v.Field("delta").Fail(rule)
	}
	return p
}

func between(v strictjson.Value, fallback, low, high float64) float64 {
	x := v.Float(fallback)
	if x < low || x > high || math.IsNaN(x) {
		v.Fail("must be a number from %v to %v", low, high)
	}
	return x
}

// check holds the rules between fields.
func (f *File) check() error {
	if err := f.Schema().Validate(); err != nil {
		return err
	}
	if accepted := targetKinds[f.Model.Kind]; !slices.Contains(accepted, f.Target.Type) {
		return &strictjson.FieldError{
			Path: "target.type",
			Rule: fmt.Sprintf("%s predicts a %s target", f.Model.Kind, joinKinds(accepted)),
		}
	}
	if _, err := f.Packing(f.KeyBits); err != nil {
		return &strictjson.FieldError{Path: "bounds", Rule: err.Error()}
	}
	return nil
}

func joinKinds(kinds []schema.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " or ")
}
