package report

import (
	"fmt"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/document"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Validation is the agreement of a prediction with rows that it was not fitted to, by group.
type Validation struct {
	Group string
	Head  []string // "All", and the levels of the group
	Rows  [][]string
	Note  string // about groups that are left out; empty if all are shown
}

// newValidation returns the section on a validation by group; nil of other trainings.
func newValidation(m *model.Model, rule publish.Rule) *Validation {
	j := m.Judgement
	if j == nil {
		return nil
	}
	hidden := tables.HiddenGroups(tables.Source{Model: m, Rule: rule})
	v := &Validation{Group: j.Group, Head: []string{"All"}}
	columns, any := []kinds.Judged{j.All}, false
	for k, x := range j.By {
		v.Head = append(v.Head, x.Level)
		if hidden[k] {
			x, any = kinds.Judged{}, true
		}
		columns = append(columns, x)
	}
	if any {
		v.Note = fmt.Sprintf("Groups of fewer than %d rows, or of very few rows with one of the levels, and those that would tell their numbers, are not shown (–).", max(tables.LeastGroup, rule.Below))
	}
	numbers := m.Kind == kinds.Linear
	v.add("Rows", columns, func(x kinds.Judged) string { return fmt.Sprint(x.Quality.Rows) })
	if numbers {
		v.add("R²", columns, func(x kinds.Judged) string { return optional(x.Quality.R2) })
		v.add("Mean squared error", columns, func(x kinds.Judged) string { return optional(x.Quality.MSE) })
	} else {
		v.add("Area under the ROC curve", columns, func(x kinds.Judged) string {
			if len(x.Quality.AUC) != 1 {
				return "–"
			}
			return short(x.Quality.AUC[0].Area) + " ± " + brief(fmt.Sprintf("%.1g", x.Quality.AUC[0].Bound))
		})
		v.add("Brier score", columns, func(x kinds.Judged) string { return optional(x.Brier) })
		v.add("Log loss", columns, func(x kinds.Judged) string { return short(x.Quality.Loss) })
	}
	line := func(of func(*kinds.Line) (value, err float64)) func(kinds.Judged) string {
		return func(x kinds.Judged) string {
			if x.Line == nil {
				return "–"
			}
			value, err := of(x.Line)
			return short(value) + " (" + brief(fmt.Sprintf("%.2g", err)) + ")"
		}
	}
	v.add("Calibration slope (standard error)", columns, line(func(l *kinds.Line) (float64, float64) { return l.Slope, l.SlopeError }))
	v.add("Calibration intercept (standard error)", columns, line(func(l *kinds.Line) (float64, float64) { return l.Intercept, l.InterceptError }))
	return v
}

func (v *Validation) add(name string, columns []kinds.Judged, value func(kinds.Judged) string) {
	row := []string{name}
	for _, x := range columns {
		if x.Quality == nil {
			row = append(row, "–")
		} else {
			row = append(row, value(x))
		}
	}
	v.Rows = append(v.Rows, row)
}

func optional(x *float64) string {
	if x == nil {
		return "–"
	}
	return short(*x)
}

// validation writes the section.
func (r *Report) validation(d *document.Document, v *Validation) {
	d.Heading(1, "Validation by "+v.Group)
	d.Paragraph(validationText)
	d.Table(document.Table{Head: append([]string{""}, v.Head...), Rows: v.Rows, Numbers: right(len(v.Head) + 1)})
	d.Paragraph(v.Note)
}

// ValidationText explains the numbers of a validation, for the page.
func (r *Report) ValidationText() string { return validationText }

// validationText explains the numbers of a validation.
const validationText = "How far the predictions of the model, as they stand, agree with rows that it was not fitted to. A calibration slope of 1 with an intercept of 0 would be ideal; a slope below 1 means that predictions are too extreme."
