// Package consent owns the questions about a training that an owner must have answered with yes before it takes part. Each
// has one word: a tick in the page, --agree WORD in programs, for one training. A yes to a question that a training does
// not ask changes nothing.
package consent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/spec"
)

// The words.
const (
	Rows     = "rows"     // fewer rows than the training's minimum
	Alone    = "alone"    // rows that stand alone
	Constant = "constant" // columns that name the owner
	Again    = "again"    // rows that were in other sums
	Limit    = "limit"    // an exact training, although the owner limits ε
	Shared   = "shared"   // exact sums on weights that owners read
)

// Words lists them all.
var Words = []string{Rows, Alone, Constant, Again, Limit, Shared}

// Question is one that a training asks.
type Question struct {
	Rule  string `json:"rule"` // one of Words
	Text  string `json:"text"` // what a yes means
	Has   any    `json:"has"`
	Needs any    `json:"needs"`
}

// Questions returns what a training asks of an owner with this limit of ε; 0 is none.
func Questions(f *spec.File, limit float64) []Question {
	var out []Question
	if f.Private() {
		return nil
	}
	if limit > 0 {
		out = append(out, Question{Limit, fmt.Sprintf("You limit what trainings disclose of you to ε = %.4g. "+
			"The sums of this training have no noise, so no ε bounds what they disclose.", limit), "no privacy", limit})
	}
	if f.Model.Weights == spec.Shared {
		out = append(out, Question{Shared, "The model owner sees sums over all of you in each round. " +
			"If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.", "no privacy", "privacy"})
	}
	return out
}

// Check returns a problem that names every question without a yes.
func Check(questions []Question, agreed []string) error {
	var texts, words []string
	var refused []problem.Refusal
	for _, q := range questions {
		if slices.Contains(agreed, q.Rule) {
			continue
		}
		texts, words = append(texts, q.Text), append(words, q.Rule)
		refused = append(refused, problem.Refusal{Rule: q.Rule, Has: q.Has, Needs: q.Needs})
	}
	if len(refused) == 0 {
		return nil
	}
	p := problem.Errorf(problem.Agree, "Agree to take part: --agree "+strings.Join(words, " --agree ")+" in the program, a tick in the page.",
		"this training needs a yes of yours: %s", strings.Join(texts, " "))
	p.Refused = refused
	return p
}
