// Package consent owns the questions about a training that an owner is asked before it takes part. Each has one word: a
// tick in the page, --agree WORD in programs, for one training. A yes to a question that a training does not ask changes
// nothing.
package consent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/spec"
)

// The words.
const (
	Rows     = string(disclosure.Rows)     // fewer rows than the minimum
	Alone    = string(disclosure.Alone)    // rows that stand alone
	Constant = string(disclosure.Constant) // columns that name the owner
	Again    = "again"                     // rows that were in other sums
	Others   = "others"                    // the people of an earlier sum are other people
	Limit    = "limit"                     // a training that passes the owner's limit of ε
	Shared   = "shared"                    // exact sums on weights that owners read
	Consent  = "consent"                   // a sentence of the model owner
)

// Words lists them all.
var Words = []string{Rows, Alone, Constant, Again, Others, Limit, Shared, Consent}

// Question is one that an owner is asked.
type Question struct {
	Rule string `json:"rule"` // one of Words
	// Word is the word for a yes: Rule or, if the question is about one of several earlier sums or sentences, Rule, a hyphen
	// and the sum's line in the ledger or the number of the sentence, from 1. A yes to Rule answers all of these.
	Word  string `json:"word"`
	Text  string `json:"text"` // the meaning of a yes
	Has   any    `json:"has"`
	Needs any    `json:"needs"`
	// Needed means that the owner takes no part without a yes.
	Needed bool `json:"needed"`
}

// Agreed reports whether words hold a yes to a question.
func (q Question) Agreed(words []string) bool {
	return slices.Contains(words, q.Rule) || slices.Contains(words, q.Word)
}

// Known reports whether a word can answer a question.
func Known(word string) bool {
	rule, line, found := strings.Cut(word, "-")
	if found {
		return (rule == Others || rule == Consent) && line != "" && strings.Trim(line, "0123456789") == ""
	}
	return slices.Contains(Words, rule)
}

// OfTraining returns the questions of a training to every owner.
func OfTraining(f *spec.File) []Question {
	var out []Question
	for i, sentence := range f.Consent() {
		out = append(out, Question{Rule: Consent, Word: fmt.Sprintf("%s-%d", Consent, i+1), Needed: true, Has: "no yes", Needs: "yes", Text: sentence})
	}
	if f.Private() || f.Model.Weights != spec.Shared {
		return out
	}
	text := "The model owner sees sums over all of you in each round. " +
		"If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose."
	if f.Inference.Errors == spec.ErrorsCluster {
		text += " Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you."
	}
	return append(out, Question{Rule: Shared, Word: Shared, Needed: true, Has: "no privacy", Needs: "privacy", Text: text})
}

// OfLimit returns the question of a training that would pass the owner's limit, none if r is nil.
func OfLimit(r *disclosure.Refusal) []Question {
	if r == nil {
		return nil
	}
	text := fmt.Sprintf("You limit what trainings disclose of you to ε = %.4g. ", r.Needs)
	if total, noisy := r.Has.(float64); noisy {
		text += fmt.Sprintf("With this training it may be %.4g.", total)
	} else {
		text += "The sums of this training have no noise, so no ε bounds what they disclose."
	}
	return []Question{{Rule: Limit, Word: Limit, Text: text, Has: r.Has, Needs: r.Needs, Needed: true}}
}

// mostNamed bounds how many findings of one rule a question describes.
const mostNamed = 3

// OfFindings returns one question for each rule among findings about the owner's rows.
func OfFindings(findings []ledger.Finding) []Question {
	var plain []disclosure.Finding
	texts := map[string][]string{}
	for _, f := range findings {
		plain = append(plain, f.Finding)
		rule := string(f.Rule)
		if n := len(texts[rule]); n < mostNamed && !slices.Contains(texts[rule], f.String()) {
			texts[rule] = append(texts[rule], f.String())
		}
	}
	var out []Question
	for _, r := range disclosure.Refusals(plain) {
		out = append(out, Question{Rule: r.Rule, Word: r.Rule, Text: strings.Join(texts[r.Rule], " "), Has: r.Has, Needs: r.Needs, Needed: true})
	}
	return out
}

// OfPeople returns the questions whether the people in the file are others than those of earlier sums. Without a yes an
// owner does not vouch for its rows, and every data owner is asked whether the training may go on.
func OfPeople(questions []ledger.Question) []Question {
	var out []Question
	for _, q := range questions {
		day := q.When.Format("2006-01-02")
		text := fmt.Sprintf("The people in this file are others than the %d of %q, a sum that you gave on %s: none of its rows is in the file.", q.Rows, q.Name, day)
		switch {
		case q.Gap != "":
			text = fmt.Sprintf("Your account of what you gave lost lines by %s. The people in this file were in none of the sums that it may lack.", day)
		case q.Missing:
			text = fmt.Sprintf("The people in this file are others than the %d of %q, a sum that you gave on %s: the file lacks a column of it.", q.Rows, q.Name, day)
		}
		out = append(out, Question{Rule: Others, Word: fmt.Sprintf("%s-%d", Others, q.Line), Text: text, Has: "unknown", Needs: "other people"})
	}
	return out
}

// OfFacts returns the question whether rows are summed again that were in other sums, in the words of a text.
func OfFacts(f ledger.Facts, text string) Question {
	r := f.Refusal()
	return Question{Rule: Again, Word: Again, Text: text, Has: r.Has, Needs: r.Needs, Needed: true}
}

// Answers returns the answers about the people of earlier sums that the words hold.
func Answers(questions []ledger.Question, words []string) ledger.Answers {
	a := ledger.Answers{}
	for _, q := range questions {
		a[q.Line] = Question{Rule: Others, Word: fmt.Sprintf("%s-%d", Others, q.Line)}.Agreed(words)
	}
	return a
}

// Check returns a problem that names every question without a yes that needs one.
func Check(questions []Question, agreed []string) error {
	var texts, words []string
	var refused []problem.Refusal
	for _, q := range questions {
		if !q.Needed || q.Agreed(agreed) {
			continue
		}
		texts, words = append(texts, q.Text), append(words, q.Word)
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
