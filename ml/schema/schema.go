// Package schema owns rows: the features and the target of a training, their types, ranges and levels, the checks of
// every value, and the encoding of rows to the quantised matrix on which all later arithmetic is exact.
//
// Nothing in this package sends anything. Its errors and reports name the row, the column and the rule, never a value.
package schema

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/formula"
)

// Kind is the type of a feature.
type Kind string

// The four types. A continuous feature takes any number in its range, a discrete
// one whole numbers; an ordinal feature takes levels that have a rank, lowest
// first; a nominal one takes levels without.
const (
	Continuous Kind = "continuous"
	Discrete   Kind = "discrete"
	Ordinal    Kind = "ordinal"
	Nominal    Kind = "nominal"
)

// Numeric reports whether values of this kind are numbers with a declared range.
func (k Kind) Numeric() bool { return k == Continuous || k == Discrete }

// Kinds are all types, in the order they are documented.
var Kinds = []Kind{Continuous, Discrete, Ordinal, Nominal}

// Rules for a row where a value is missing.
const (
	MissingReject    = "reject"    // the file is refused
	MissingDropRow   = "drop_row"  // the row is left out and counted
	MissingIndicator = "indicator" // the value counts as mid-range and a further column marks it
	// These two fill in statistics over all owners, never those of one owner: see Moments.Fill.
	MissingMean = "mean" // the mean of a number or rank, the most frequent nominal level
	MissingMode = "mode" // the most frequent value, of a continuous feature the mean
)

// Limits on a schema. They bound the work of an owner.
const (
	MaxFeatures   = 4096
	MaxLevels     = 1024
	MaxColumns    = formula.MaxColumns
	MaxNameLength = 128 // bytes, also of units and levels
	MaxBins       = 256 // in which values or times are counted

	maxMissingValues = 32
)

// Feature is one column that a training reads.
type Feature struct {
	Name string `json:"name"`
	Type Kind   `json:"type"`
	// Min and Max are the declared range of a numeric feature, in its unit.
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
	// Step is the granularity of a numeric feature: its values are whole multiples of it, and are then encoded without rounding.
	// Of an ordinal feature it is 1, in ranks. If it is nil, values are rounded to 2^-QuantBits of the range.
	Step *float64 `json:"step,omitempty"`
	// Origin encodes a numeric or ordinal feature about 0 and not about the middle of its range, for a formula without an intercept.
	Origin bool `json:"origin,omitempty"`
	// Levels are those of an ordinal or nominal feature; of a nominal one the
	// first is the reference, which gets no column of its own.
	Levels []string `json:"levels,omitempty"`
	// Unit is shown, and may stand in cells before or behind a number.
	Unit string `json:"unit,omitempty"`
	// Help is shown to people in a form.
	Help string `json:"help,omitempty"`
	// MissingValues are texts that stand for a missing value, besides an empty cell and the words that always do. A number
	// stands for all ways to write it.
	MissingValues []string `json:"missing_values,omitempty"`
	// Other names the level that a nominal feature's unknown values count as.
	// Empty means that unknown values are refused.
	Other string `json:"other,omitempty"`
	// Bins is the number of equal parts of the declared range in which a description counts a number; 0 leaves the choice
	// to it.
	Bins int `json:"bins,omitempty"`
	// Site is empty, or SiteFixed for a feature that is expected to have one value in all rows of a data owner.
	Site string `json:"site,omitempty"`
	// Role is empty for a feature of the model; see Schema.Roles.
	Role string `json:"role,omitempty"`
}

// SiteFixed declares that a feature has one value in all rows of a data owner, as the number of beds of a hospital has.
const SiteFixed = "fixed"

// Schema is everything needed to read one owner's rows.
type Schema struct {
	Features []Feature `json:"features"`
	Target   Feature   `json:"target,omitzero"` // the zero value if nothing is predicted
	Missing  string    `json:"missing"`
	// Roles are columns that are no features: OffsetRole and WeightRole, each once at most.
	Roles []Feature `json:"roles,omitempty"`
	// Timed means that the last two features are the time of a row and whether it has the event, as a level that is not
	// the first. A row with the event needs its time.
	Timed bool `json:"timed,omitempty"`
	// Formula derives the features from columns of the file. If it is nil, they are such columns.
	Formula *Derivation `json:"formula,omitempty"`
}

// HasTarget reports whether rows have a target.
func (s *Schema) HasTarget() bool { return s.Target.Name != "" || s.Target.Type != "" }

// All returns the features and, after them, the target if there is one.
func (s *Schema) All() []Feature {
	all := s.Features[:len(s.Features):len(s.Features)]
	if s.HasTarget() {
		all = append(all, s.Target)
	}
	return all
}

// Read returns the columns that are read from the file: Inputs and, after them, the target if there is one.
func (s *Schema) Read() []Feature {
	all := Inputs(s)
	all = all[:len(all):len(all)]
	if s.HasTarget() {
		all = append(all, s.Target)
	}
	return all
}

// FieldError names the field of a schema or training file that breaks a rule. It
// never carries the field's value.
type FieldError = strictjson.FieldError

func fieldError(path, format string, args ...any) error {
	return &FieldError{Path: path, Rule: fmt.Sprintf(format, args...)}
}

// Validate checks the whole schema. The error is a *FieldError with the path of
// the field, for example features[2].levels.
func (s *Schema) Validate() error {
	if len(s.Features) == 0 {
		return fieldError("features", "at least one feature is needed")
	}
	if len(s.Features) > MaxFeatures {
		return fieldError("features", "at most %d features are accepted", MaxFeatures)
	}
	seen := map[string]string{}
	for i, feature := range s.Features {
		path := fmt.Sprintf("features[%d]", i)
		if err := feature.validate(path); err != nil {
			return err
		}
		if first, twice := seen[feature.Name]; twice {
			return fieldError(path+".name", "the same name as %s", first)
		}
		seen[feature.Name] = path
	}
	if err := s.validateTarget(seen); err != nil {
		return err
	}
	if n := len(s.Features); s.Timed && (n < 2 || !s.Features[n-2].Type.Numeric() || s.Features[n-1].Type != Nominal) {
		return fieldError("features", "the last two must be a time and an event")
	}
	switch s.Missing {
	case MissingReject, MissingDropRow, MissingIndicator, MissingMean, MissingMode:
	default:
		return fieldError("missing", "must be one of reject, drop_row, indicator, mean, mode")
	}
	if n := s.Width(); n > MaxColumns {
		return fieldError("features", "they encode to %d columns; at most %d are accepted", n, MaxColumns)
	}
	return nil
}

// validateTarget checks the target, if there is one. seen holds the paths of the features by name.
func (s *Schema) validateTarget(seen map[string]string) error {
	if !s.HasTarget() {
		return nil
	}
	if err := s.Target.validate("target"); err != nil {
		return err
	}
	if first, twice := seen[s.Target.Name]; twice {
		return fieldError("target.name", "the same name as %s", first)
	}
	if s.Target.Other != "" {
		return fieldError("target.other", "only a feature can map unknown levels")
	}
	if s.HasTarget() {
		seen[s.Target.Name] = "target"
	}
	return s.validateRoles(seen)
}

// Validate checks one feature. The error is a *FieldError.
func (f Feature) Validate() error { return f.validate("feature") }

func (f Feature) validate(path string) error {
	if rule := textRule(f.Name); rule != "" {
		return fieldError(path+".name", "%s", rule)
	}
	if f.Unit != "" {
		if rule := textRule(f.Unit); rule != "" {
			return fieldError(path+".unit", "%s", rule)
		}
	}
	if f.Help != "" {
		if rule := helpRule(f.Help); rule != "" {
			return fieldError(path+".help", "%s", rule)
		}
	}
	if f.Site != "" && f.Site != SiteFixed {
		return fieldError(path+".site", "must be fixed, or absent")
	}
	if len(f.MissingValues) > maxMissingValues {
		return fieldError(path+".missing_values", "at most %d are accepted", maxMissingValues)
	}
	for i, text := range f.MissingValues {
		here := fmt.Sprintf("%s.missing_values[%d]", path, i)
		if rule := textRule(text); rule != "" {
			return fieldError(here, "%s", rule)
		}
		if slices.Contains(f.Levels, text) {
			return fieldError(here, "the same text as a level")
		}
	}
	if !slices.Contains(Kinds, f.Type) {
		return fieldError(path+".type", "must be one of continuous, discrete, ordinal, nominal")
	}
	check := f.validateLevels
	if f.Type.Numeric() {
		check = f.validateRange
	}
	if err := check(path); err != nil {
		return err
	}
	if rule := f.stepRule(); rule != "" {
		return fieldError(path+".step", "%s", rule)
	}
	return nil
}

func (f Feature) validateRange(path string) error {
	if len(f.Levels) > 0 {
		return fieldError(path+".levels", "%s features have min and max, no levels", f.Type)
	}
	if f.Other != "" {
		return fieldError(path+".other", "only a nominal feature can map unknown levels")
	}
	if f.Min == nil {
		return fieldError(path+".min", "%s features need min and max", f.Type)
	}
	if f.Max == nil {
		return fieldError(path+".max", "%s features need min and max", f.Type)
	}
	low, high := *f.Min, *f.Max
	const limit = math.MaxFloat64 / 8 // so that no difference in scale overflows
	if !(math.Abs(low) <= limit) {
		return fieldError(path+".min", "must be a finite number")
	}
	if !(math.Abs(high) <= limit) {
		return fieldError(path+".max", "must be a finite number")
	}
	if low >= high {
		return fieldError(path+".max", "must be greater than min")
	}
	// A narrower range has too few float64 values in it to be cut into 2^24 steps.
	if f.Type == Continuous && high-low < math.Ldexp(max(math.Abs(low), math.Abs(high)), -26) {
		return fieldError(path+".max", "too close to min for numbers of this size")
	}
	if high-low < 1e-300 {
		return fieldError(path+".max", "too close to min")
	}
	if f.Type == Discrete {
		if low != math.Trunc(low) || math.Abs(low) > 1<<53 {
			return fieldError(path+".min", "must be a whole number below 2^53")
		}
		if high != math.Trunc(high) || math.Abs(high) > 1<<53 {
			return fieldError(path+".max", "must be a whole number below 2^53")
		}
	}
	return nil
}

func (f Feature) validateLevels(path string) error {
	if f.Min != nil {
		return fieldError(path+".min", "%s features have levels, no range", f.Type)
	}
	if f.Max != nil {
		return fieldError(path+".max", "%s features have levels, no range", f.Type)
	}
	if f.Bins != 0 {
		return fieldError(path+".bins", "%s features have levels, which are counted one by one", f.Type)
	}
	if len(f.Levels) < 2 {
		return fieldError(path+".levels", "%s features need at least two levels", f.Type)
	}
	if len(f.Levels) > MaxLevels {
		return fieldError(path+".levels", "at most %d levels are accepted", MaxLevels)
	}
	seen := map[string]int{}
	for i, level := range f.Levels {
		here := fmt.Sprintf("%s.levels[%d]", path, i)
		if rule := textRule(level); rule != "" {
			return fieldError(here, "%s", rule)
		}
		if first, twice := seen[level]; twice {
			return fieldError(here, "the same level as levels[%d]", first)
		}
		seen[level] = i
	}
	if f.Other == "" {
		return nil
	}
	if f.Type != Nominal {
		return fieldError(path+".other", "only a nominal feature can map unknown levels")
	}
	if _, ok := seen[f.Other]; !ok {
		return fieldError(path+".other", "must be one of the levels")
	}
	return nil
}

// textRule returns the rule that a name, unit or level breaks, or "".
func textRule(text string) string { return boundedRule(text, MaxNameLength) }

// MaxHelp bounds Feature.Help, in bytes.
const MaxHelp = 500

func helpRule(text string) string { return boundedRule(text, MaxHelp) }

func boundedRule(text string, most int) string {
	switch {
	case text == "":
		return "must not be empty"
	case len(text) > most:
		return fmt.Sprintf("at most %d bytes are accepted", most)
	case !utf8.ValidString(text):
		return "must be UTF-8 text"
	case text != strings.TrimSpace(text):
		return "must not begin or end with a space"
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return "must not hold control characters"
	}
	return ""
}

// Describe describes the values of the feature, for example "whole number from 3 to 8" or "one of low, mid, high
// (ranked)".
func (f Feature) Describe() string {
	unit := ""
	if f.Unit != "" {
		unit = " " + f.Unit
	}
	switch f.Type {
	case Continuous:
		return fmt.Sprintf("number from %s to %s%s", formatNumber(*f.Min), formatNumber(*f.Max), unit)
	case Discrete:
		return fmt.Sprintf("whole number from %s to %s%s", formatNumber(*f.Min), formatNumber(*f.Max), unit)
	case Ordinal:
		return "one of " + strings.Join(f.Levels, ", ") + " (ranked, lowest first)"
	}
	text := "one of " + strings.Join(f.Levels, ", ")
	if f.Other != "" {
		text += "; anything else counts as " + f.Other
	}
	return text
}

// ParseFeature reads one feature of a training or model file. Failures are recorded in the document. The result has
// the right types and is not validated.
func ParseFeature(v strictjson.Value) Feature {
	v.Known("name", "type", "min", "max", "step", "levels", "unit", "help", "missing_values", "other", "bins", "site", "role")
	f := Feature{
		Name:          v.Field("name").String(""),
		Type:          Kind(v.Field("type").String("")),
		Levels:        v.Field("levels").Strings(),
		Unit:          v.Field("unit").String(""),
		Help:          v.Field("help").String(""),
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
