package report

import (
	"fmt"
	"strings"
)

// Item is one item of a reporting checklist: known facts, or a blank for the authors.
type Item struct {
	Number, Topic string
	Known         string // empty: to be filled in
}

// authors stands in the checklist where only the authors know.
const authors = "to be filled in by the authors"

// Answer is the answer to an item.
func (i Item) Answer() string {
	if i.Known == "" {
		return authors
	}
	return i.Known
}

// Checklist names the statement that Items follows.
type Checklist struct {
	Name, Source string
	Items        []Item
}

// Checklist fills in the items of TRIPOD for models that predict, and those of STROBE for descriptions and hazards, as far as the
// training knows. Topics are in words of our own.
func (r *Report) Checklist() Checklist {
	f := r.File
	missing := map[string]string{
		"reject": "files with missing values were refused", "drop_row": "rows with a missing value were left out", "indicator": "an indicator for each feature",
		"mean": "replaced by the mean over all owners", "mode": "replaced by the most frequent value over all owners",
	}[f.Missing]
	if f.Describes() {
		missing = "counted for each column; rows were kept for the other columns"
	}
	var features []string
	for _, x := range f.Features {
		features = append(features, fmt.Sprintf("%s (%s, %s)", x.Name, x.Type, valueRange(x, plain)))
	}
	columns := strings.Join(features, "; ")
	rows := fmt.Sprintf("%d rows of %d data owners", r.Totals.Rows, len(r.Status.Members))
	if r.Totals.Rounds == 0 {
		rows = ""
	}
	performance, effects, curves := "", "", ""
	if q := r.quality(); q != nil {
		var scores []string
		for _, s := range q.List() {
			scores = append(scores, s.Name+" "+number(s.Value))
		}
		performance = strings.Join(scores, ", ")
		if q.Apparent {
			performance += " (apparent: on the rows of the fit)"
		}
	}
	if len(r.Coefficients) > 0 {
		effects = "section Coefficients"
		if r.HasErrors() {
			effects += ", with 95 % intervals"
		}
	}
	for _, x := range r.Figures {
		if curves != "" {
			curves += ", "
		}
		curves += x.Name
	}
	limits := "each owner vouches for its own rows, and nobody has seen them; the number of rows of one owner is not known"
	if r.Status.Privacy != nil {
		limits += "; sums have noise"
	}
	again := "a bundle (export --format bundle) from which the report is made again"
	if f.Describes() || f.Hazards() {
		outcome := ""
		if f.Survival != nil {
			outcome = fmt.Sprintf("time %s, up to %s; event %s = %s", f.Survival.Time, number(f.Survival.TimeMax), f.Survival.Event, f.Survival.EventLevel)
		}
		return Checklist{"STROBE", "E. von Elm et al., 2007", []Item{
			{"1", "Title and abstract", ""}, {"2, 3", "Background and aims", ""}, {"4", "Design of the study", ""}, {"5", "Setting, places and dates", ""},
			{"6", "Participants: who was eligible", ""}, {"7", "Variables", join(columns, outcome)}, {"8", "Data sources and measurement", ""},
			{"10", "Size of the study", rows}, {"11", "How numbers were handled", "as declared: " + columns}, {"12a", "Statistical methods", "section Methods"},
			{"12c", "Missing values", missing}, {"13", "Participants: numbers", rows}, {"14", "Descriptive data", map[bool]string{true: "table 1"}[r.Description != nil]},
			{"15", "Outcome data", map[bool]string{true: "curves and their table"}[curves != ""]}, {"16", "Main results", effects}, {"19", "Limitations", limits},
			{"20, 21", "Interpretation", ""}, {"22", "Funding", ""}, {"–", "Data and code", again},
		}}
	}
	return Checklist{"TRIPOD", "G. S. Collins et al., 2015", []Item{
		{"1, 2", "Title and abstract", ""}, {"3", "Background and objectives", ""}, {"4a", "Source of data", fmt.Sprintf("rows of %d institutions or people, which stayed with them", max(len(r.Status.Members), f.Cohort.Min))},
		{"4b", "Dates of the study", ""}, {"5a, 5b", "Setting and eligibility", ""}, {"6a", "Outcome", fmt.Sprintf("%s (%s, %s)", f.Target.Name, f.Target.Type, valueRange(f.Target, plain))},
		{"7a", "Predictors", columns}, {"8", "Sample size", rows}, {"9", "Missing values", missing}, {"10a", "How predictors were handled", join(f.Formula, "encoded on declared ranges; levels against the first declared")},
		{"10b", "Kind of model and how it was built", "section Methods"}, {"10d", "Measures of performance", performance}, {"13a, 13b", "Participants and their characteristics", rows},
		{"14a", "Numbers of participants and outcomes", rows}, {"15a", "The whole model", effects}, {"15b", "How to use the model", "the model file (export --format json or onnx), or predict"},
		{"16", "Performance of the model", join(performance, curves)}, {"18", "Limitations", limits}, {"19, 20", "Interpretation and implications", ""},
		{"21", "Supplementary material", again}, {"22", "Funding", ""},
	}}
}

// join puts a semicolon between the texts that are not empty.
func join(texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, "; ")
}
