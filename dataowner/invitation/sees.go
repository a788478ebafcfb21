package invitation

import (
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/ml/spec"
)

// Sees describes the data that each role learns from a training, in sentences derived from the
// training file.
type Sees struct {
	DataOwners  string `json:"dataOwners"`
	ModelOwner  string `json:"modelOwner"`
	Facilitator string `json:"facilitator"`
}

// describes lists the counts and sums of a description.
func describes(f *spec.File) []string {
	by := ""
	if f.Model.Group != "" {
		by = fmt.Sprintf(", by %s", f.Model.Group)
	}
	what := []string{
		"how often each level and each range of numbers occurs and how many values are missing, with sums and squares of numbers" + by,
	}
	if !f.Private() {
		what = append(what, "the products of every two numbers")
	}
	if s := f.Survival; s != nil {
		what = append(what, fmt.Sprintf("how many rows have the event or are followed no longer, in steps of %v of %s", s.Grid, s.Time)+by)
	}
	return what
}

// Sees returns the sentences for these terms.
func (t *Terms) Sees() Sees {
	f := t.File
	s := Sees{
		DataOwners:  "Data owners see neither the model nor any sum.",
		Facilitator: "The facilitator sees who takes part, when, and how much is sent; no column name, row, sum or model.",
	}
	what, then := []string{}, ""
	if f.NeedsStatistics() {
		what = append(what, "counts, sums and squares of each column and how often each level occurs")
	}
	switch {
	case f.Model.Method == spec.Meta:
		s.DataOwners = "Data owners see no estimate: in the second of two rounds they read how much estimates vary between data owners."
		what = append(what, fmt.Sprintf("of each of %d estimates that every data owner's program makes of its own rows, the sum of precisions, and of estimates and their squares times precisions, in two rounds; no estimate of one data owner", f.MetaTerms()),
			"how well these fits do on average")
		if f.Inference.Egger {
			what = append(what, "the sum of estimates over their standard errors, which tells if small data owners have other effects than large ones")
		}
	case f.Pooled():
		s.DataOwners = "Data owners see the model while it is trained, and from one round to the next the step that the sums lead to."
		what = append(what, fmt.Sprintf("in each round the hazards of the rows whose %s is in each step of %v, and their products with every column and every two columns", f.Survival.Time, f.Survival.Grid),
			"how many rows have the event in each step, and at the end how many of them the model gives each range of hazards")
	case f.Hazards():
		s.DataOwners = "Data owners see the model while it is trained, and from one round to the next the step that the sums lead to."
		what = append(what, "the score and the information of the partial likelihood in each round, added up over the data owners, of whom each compares its own rows",
			"how many rows have the event", "what tests whether hazards are proportional")
	case f.Model.Method == spec.Newton:
		s.DataOwners = "Data owners see the model while it is trained, and from one round to the next the step that the sums lead to."
		what = append(what, "the score and the weighted products of every two columns in each round", "a measure of the finished model and what its standard errors need")
		if f.Inference.Residuals {
			what = append(what, "how many rows have each range of fitted values and of residuals")
		}
		if f.Judges() {
			what = append(what, fmt.Sprintf("how well a prediction agrees with the rows of each level of %s", f.Model.Group))
		}
	case f.Describes():
		s.DataOwners = "Data owners see no sum. There is no model."
		what = append(what, describes(f)...)
	case f.Model.Weights == spec.Shared:
		s.DataOwners = "Data owners see the model while it is trained, and from one round to the next the sum of all updates."
		what = append(what, "the update of each round", "a measure of the finished model")
	case f.Model.Method == spec.OneRound:
		what = append(what, "the products of every two columns with the target among them")
		if f.Folds > 0 {
			what = append(what, fmt.Sprintf("the same over each of %d parts of the rows", f.Folds))
		}
	default:
		what = append(what, "the gradient of each round")
		then = " Over as many rounds as there are columns these tell the products of every two columns, the target included."
	}
	sums := "sums"
	if f.Private() {
		sums = "sums with noise"
	}
	together := "together, never one owner's part"
	if n := len(f.Trustees); n > 0 {
		s.Facilitator += " It keeps what you send, and cannot open it."
		together = fmt.Sprintf("together, as long as one of the %d trustees keeps its key to itself", n)
		if n == 1 {
			together = "together, as long as the trustee keeps its key to itself"
		}
	}
	if f.Model.Weights == spec.Shared && !f.Private() {
		together = "together, as long as it follows the method"
	}
	s.ModelOwner = fmt.Sprintf("The model owner sees %s over at least %d data owners %s: %s, and the number of rows.%s",
		sums, f.Cohort.Min, together, strings.Join(what, ", "), then)
	return s
}
