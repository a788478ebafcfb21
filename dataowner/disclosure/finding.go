// Package disclosure checks an owner's own rows before an exact sum over them leaves: that there are enough of them, that
// no row stands alone in a combination of columns, and that no column names the owner. These are checks against
// accident. They do not stop a model owner that is determined to read a row, and they are no substitute for noise.
//
// The checks run on the owner's machine, on the rows as the sums have them, and nothing is sent. A finding is a question
// that the owner may answer with yes; it names rules, columns and row numbers, never a value.
package disclosure

import (
	"fmt"
	"strings"
)

// Rule is one check, and the word with which an owner agrees to its findings.
type Rule string

// The rules, in the order in which they are asked.
const (
	Rows     Rule = "rows"     // a sum over fewer rows than the minimum
	Alone    Rule = "alone"    // one or two rows that a combination of columns singles out
	Constant Rule = "constant" // a column that has one value in all of the owner's rows
)

// DefaultRows is the smallest number of rows of an owner in a sum; a training file can only raise it.
const DefaultRows = 10

// Finding is the result of one rule in one class of rows.
type Finding struct {
	Rule Rule `json:"rule"`
	// Has and Needs are numbers of rows for Rows, the rows that stand alone and 0 for Alone, the constant columns and 0 for
	// Constant.
	Has   int `json:"has"`
	Needs int `json:"needs"`
	// Columns are the constant columns of the file.
	Columns []string `json:"columns,omitempty"`
	// Lone are the sets of rows that stand alone: at most 100 of them.
	Lone []Lone `json:"lone,omitempty"`
	// Class are the rows that the rule looked at.
	Class Class `json:"class"`
}

// Lone is a set of one or two rows that stands alone.
type Lone struct {
	Rows []int `json:"rows"` // their numbers, as Table.Line has them
	// Share is how much of a combination of columns these rows alone make up: from 0.95 to 1.
	Share float64 `json:"share"`
	// Columns are the columns of that combination which matter most, at most four.
	Columns []string `json:"columns"`
}

// Class are rows that are in the same sums, so that no combination of those sums treats them differently.
type Class struct {
	Sums []int `json:"sums"` // indices into Table.Sums, ascending
	Rows int   `json:"rows"`
}

// String returns the finding as a sentence.
func (f Finding) String() string {
	switch f.Rule {
	case Rows:
		return fmt.Sprintf("A sum, or the difference of two, would be over %s of yours; at least %d are asked for.", count(f.Has, "row"), f.Needs)
	case Alone:
		text := fmt.Sprintf("%s: a sum, or the difference of two, would tell of one or two of them alone.", alone(f.Has))
		if len(f.Lone) == 0 || len(f.Lone[0].Columns) == 0 {
			return text
		}
		rows, columns := f.Lone[0].Rows, strings.Join(f.Lone[0].Columns, ", ")
		if len(rows) == 1 {
			return text + fmt.Sprintf(" See line %d: %s.", rows[0], columns)
		}
		return text + fmt.Sprintf(" See lines %d and %d: %s.", rows[0], rows[1], columns)
	case Constant:
		return fmt.Sprintf("Your rows have one value only in %s: the sums then tell your part from the others'. "+
			"A training that adjusts for its data owners can do without such a column: with \"site\": \"fixed\" your means stay with you.", strings.Join(f.Columns, ", "))
	}
	return string(f.Rule)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func alone(n int) string {
	if n == 1 {
		return "1 row stands alone"
	}
	return fmt.Sprintf("%d rows stand alone", n)
}

// Refusal is a question without a yes, in the form that programs print: {"rule","has","needs"}.
type Refusal struct {
	Rule  string `json:"rule"`
	Has   any    `json:"has"`
	Needs any    `json:"needs"`
}

// Refusals returns one entry for each rule among findings: the smallest class for Rows, the numbers added up for the
// others.
func Refusals(findings []Finding) []Refusal {
	var out []Refusal
	for _, rule := range []Rule{Rows, Alone, Constant} {
		var all *Finding
		for _, f := range findings {
			switch {
			case f.Rule != rule:
			case all == nil:
				all = &Finding{Has: f.Has, Needs: f.Needs}
			case rule == Rows:
				all.Has, all.Needs = min(all.Has, f.Has), max(all.Needs, f.Needs)
			default:
				all.Has += f.Has
			}
		}
		if all != nil {
			out = append(out, Refusal{string(rule), all.Has, all.Needs})
		}
	}
	return out
}
