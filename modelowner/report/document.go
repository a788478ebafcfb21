package report

import (
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/modelowner/document"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Document returns the part of the report that a paper and its supplement are made of, without costs of rounds and the
// data-protection sheet, which the page has.
func (r *Report) Document() *document.Document {
	d := &document.Document{Title: r.Status.Name, Author: "Blindfit, modelowner " + r.Release, Written: r.Written}
	d.Paragraph(fmt.Sprintf("Report of a training with Blindfit, written %s UTC by modelowner %s. Training %s (%s).", r.Written.Format("2 January 2006, 15:04"), r.Release, r.Status.ID, r.Status.Words))
	d.Heading(1, "Methods")
	d.Paragraph(r.Methods())
	d.Heading(1, "Result")
	d.Table(document.Table{Head: []string{"", "Value"}, Rows: r.summary()})
	if x := r.Description; x != nil {
		r.describe(d, x)
	}
	if r.Validation != nil {
		r.validation(d, r.Validation)
	}
	if len(r.Coefficients) > 0 {
		r.coefficients(d)
	}
	if len(r.Figures) > 0 {
		d.Heading(1, "Figures")
		for _, f := range r.Figures {
			d.Figure(f.Figure)
		}
	}
	d.Heading(1, "Columns")
	columns := document.Table{Head: []string{"Column", "Type", "Values"}}
	for _, f := range r.File.Schema().Features {
		columns.Rows = append(columns.Rows, []string{f.Name, string(f.Type), valueRange(f, plain)})
	}
	if r.File.Schema().HasTarget() {
		columns.Rows = append(columns.Rows, []string{r.File.Target.Name + " (target)", string(r.File.Target.Type), valueRange(r.File.Target, plain)})
	}
	d.Table(columns)
	c := r.Checklist()
	d.Heading(1, "Checklist ("+c.Name+")")
	d.Paragraph(fmt.Sprintf("Items of %s (%s), filled in where the training knows. Topics are in short words: the statement itself has the whole text.", c.Name, c.Source))
	items := document.Table{Head: []string{"Item", "Topic", "Known"}}
	for _, x := range c.Items {
		items.Rows = append(items.Rows, []string{x.Number, x.Topic, x.Answer()})
	}
	d.Table(items)
	return d
}

// summary lists the first facts of the report.
func (r *Report) summary() [][]string {
	out := [][]string{{"State", r.Status.State}}
	add := func(name, value string) { out = append(out, []string{name, value}) }
	if m := r.Model; m != nil {
		if m.Description == nil {
			add("Model", kindTitle(m.Kind))
			add("Cost ("+m.Metric+")", number(m.Cost))
		}
		if a := m.Approximation(); a != "" {
			add("An approximation", capital(a)+".")
		}
		if q := m.Quality; q != nil {
			of := " rows that were kept back"
			switch {
			case m.Judgement != nil:
				of = " rows that the model was not fitted to"
			case q.Apparent:
				of = " rows, the ones that the model was fitted to"
			}
			add("Measured on", fmt.Sprint(q.Rows, of))
			for _, s := range q.List() {
				value := number(s.Value)
				if s.Bound > 0 {
					value += " ± " + number(s.Bound)
				}
				add(capital(s.Name), value)
			}
		}
	}
	add("Data owners", fmt.Sprint(len(r.Status.Members)))
	add("Rows", fmt.Sprint(r.Totals.Rows))
	if p := r.Status.Privacy; p != nil {
		add("Differential privacy", fmt.Sprintf("%s, for every %s: ε = %s spent of %s, δ = %s", p.Mechanism, p.Unit, number(p.Spent), number(p.Epsilon), number(p.Delta)))
	}
	if r.Fit != nil {
		for _, row := range r.Fit.Rows {
			add(row[0].String(), brief(row[1].String()))
		}
	}
	return out
}

// right returns that all columns but the first are numbers.
func right(columns int) []bool {
	out := make([]bool, columns)
	for i := 1; i < columns; i++ {
		out[i] = true
	}
	return out
}

func (r *Report) describe(d *document.Document, x *Description) {
	d.Heading(1, "Table 1")
	if len(x.Widths) > 0 {
		d.Paragraph("Quantiles come from counts in parts of the declared range, and may be off by one part: " + strings.Join(x.Widths, ", ") + ".")
	}
	if x.Noise != "" {
		d.Paragraph(x.Noise)
	}
	if x.Rule.Below > 0 {
		d.Paragraph(fmt.Sprintf("Counts below %d, and those that would tell them, are not shown (–).", x.Rule.Below))
	}
	t := document.Table{Head: append([]string{""}, x.Groups...), Numbers: right(len(x.Groups) + 1)}
	for _, l := range x.Table {
		if name := l.Name; l.Head {
			t.Rows = append(t.Rows, []string{name})
		} else {
			t.Rows = append(t.Rows, append([]string{"\u2003" + name}, l.Cells...))
		}
	}
	d.Table(t)
	if len(x.Tests) == 0 {
		return
	}
	d.Heading(2, "Tests between groups")
	tests := document.Table{Head: []string{"Column", "Test", "Statistic", "Degrees of freedom", "p"}, Numbers: []bool{false, false, true, true, true}}
	for _, test := range x.Tests {
		df := short(test.DF)
		if test.DF2 > 0 {
			df += ", " + short(test.DF2)
		}
		tests.Rows = append(tests.Rows, []string{test.Variable, testTitle(test.Name), number(test.Statistic), df, pValue(test.P)})
	}
	d.Table(tests)
}

func (r *Report) coefficients(d *document.Document) {
	d.Heading(1, "Coefficients")
	text := "In original units: of a number for one unit more, of a level against the level left out."
	if m := r.Meaning(); m != "" {
		text = "They add up to " + m + ". " + text
	}
	d.Paragraph(text)
	t := document.Table{Head: []string{"Column"}}
	if r.HasLevels() {
		t.Head = append(t.Head, "Level")
	}
	first := len(t.Head)
	t.Head = append(t.Head, "Coefficient")
	if r.HasErrors() {
		t.Head = append(t.Head, "Standard error", r.Statistic(), "p", r.Level()+" interval")
	}
	t.Numbers = make([]bool, len(t.Head))
	for i := first; i < len(t.Head); i++ {
		t.Numbers[i] = true
	}
	for _, c := range r.Coefficients {
		row := []string{c.Name}
		if r.HasLevels() {
			row = append(row, c.Level)
		}
		switch {
		case c.Aside != "":
			row = append(row, "none: "+c.Aside)
		case c.Term == nil || !(c.Term.Error > 0):
			row = append(row, number(c.Value))
		default:
			row = append(row, number(c.Value), number(c.Term.Error), number(c.Term.T), pValue(c.P), number(c.Low)+" to "+number(c.High))
		}
		t.Rows = append(t.Rows, row)
	}
	d.Table(t)
	d.Paragraph(r.Errors())
	r.compared(d)
	if r.Contrasts != nil {
		d.Heading(1, "Contrasts")
		d.Paragraph("Linear combinations of coefficients that the training file asks for.")
		d.Table(plainTable(r.Contrasts))
	}
	if r.Effects != nil {
		d.Heading(1, "Average marginal effects")
		d.Paragraph("Means over all rows: of a number by how much " + r.EffectOf() + " changes for one unit more, of a level by how much it differs from the level left out. Standard errors take the rows as they are.")
		d.Table(plainTable(r.Effects))
	}
}

// eggerText explains Egger's test.
const eggerText = "The intercept of the regression of estimates over their standard errors on the inverse of these, over data owners: 0 if small data owners have no other effects than large ones. Estimates were not sent: the regression follows from sums."

// EggerText explains Egger's test, for the page.
func (r *Report) EggerText() string { return eggerText }

// compared writes how much the estimates of data owners differ, of a meta-analysis.
func (r *Report) compared(d *document.Document) {
	terms := r.Heterogeneity()
	if len(terms) == 0 {
		return
	}
	d.Heading(1, "Data owners compared")
	d.Paragraph("The coefficients above are mean effects over data owners (random effects by DerSimonian and Laird). Nobody has seen the estimates of one data owner. The prediction interval (" + r.Level() + ") is that of the effect at one further data owner.")
	t := document.Table{Head: []string{"Column", "One effect (standard error)", "Q", "p", "I²", "τ²", "Prediction interval"}, Numbers: right(7)}
	for _, x := range terms {
		t.Rows = append(t.Rows, []string{x.Name, short(x.Fixed.Estimate) + " (" + short(x.Fixed.Error) + ")", short(x.Q), x.P, short(x.I2()) + " %", short(x.Tau2), x.Interval})
	}
	d.Table(t)
	if r.Egger != nil {
		d.Heading(1, "Small data owners (Egger’s test)")
		d.Paragraph(eggerText)
		d.Table(plainTable(r.Egger))
	}
}

// plainTable returns a table of results for people. Its first column has texts.
func plainTable(t *tables.Table) document.Table {
	out := document.Table{Numbers: right(len(t.Columns))}
	for _, c := range t.Columns {
		out.Head = append(out.Head, heading(c))
	}
	for _, cells := range t.Rows {
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = brief(c.String())
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Tables returns the numbers behind the report: of the result, and of each figure under its name.
func (r *Report) Tables(source tables.Source) []*tables.Table {
	out := tables.All(source)
	for _, f := range r.Figures {
		if f.Data.Name == f.Name && f.Name == "forest" { // others are drawn from a table of the result
			out = append(out, f.Data)
		}
	}
	checklist := &tables.Table{Name: "checklist", Columns: []string{"item", "topic", "known"}}
	for _, x := range r.Checklist().Items {
		checklist.Add(tables.Text(x.Number), tables.Text(x.Topic), tables.Text(x.Answer()))
	}
	return append(out, checklist)
}

// plain leaves numbers as they are in papers, which are in English.
func plain(text string) string { return text }
