package spec

import (
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
)

// choice is one field with the words that it accepts; the first is
// the default.
type choice struct {
	field string // path in the training file
	words []string
}

var choices = []choice{
	{"model.kind", kinds.Names()},
	{"model.weights", []string{Encrypted, Shared}},
	{"model.method", []string{Rounds, Newton, OneRound, Meta}},
	{"masking", []string{maskingPairwise, MaskingTrustees}},
	{"contribution", []string{contributionTable, ContributionPerson}},
	{"missing", []string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator, schema.MissingMean, schema.MissingMode}},
	{"disclosure.rare", []string{RareAsk, RareOther}},
	{"site", []string{SiteNone, SiteFixed}},
	{"scaling", []string{ScalingRange, ScalingFederated}},
	{"inference.errors", []string{ErrorsModel, ErrorsRobust, ErrorsCluster}},
	{"training.optimizer", optim.Names()},
	{"training.schedule", optim.Schedules()},
	{"training.stop", []string{stopAuto, StopFixed}},
}

// word reads the field at path as one of the words in choices.
func word(v strictjson.Value, path string) string {
	words := Accepted(path)
	text := v.String(words[0])
	if path == "missing" && (text == "impute" || text == "multiple_imputation") {
		v.Fail("%s is refused: the sums of several completions of the same rows tell the rows that lack a cell (decision 0050); use drop_row, or indicator, "+
			"or on shared weights mean or mode; with privacy.epsilon completions may be trained one after the other", text)
		return words[0]
	}
	if !slices.Contains(words, text) {
		v.Fail("must be one of %s", strings.Join(words, ", "))
		return words[0]
	}
	return text
}

// Accepted returns the words that a training file may hold in a field, the default first, or nil for other fields.
func Accepted(field string) []string {
	for _, c := range choices {
		if c.field == field {
			return slices.Clone(c.words)
		}
	}
	return nil
}
