// Package report owns the report of a training: one HTML file, without scripts and without anything from elsewhere, with
// the model, its quality, its data owners, its costs, and the consequences for the people in the rows.
package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/modelowner/words"
	"github.com/blindfit/blindfit/protocol/wire"
)

//go:embed report.html
var page string

// layout is cloned for every report, with the numbers of its language.
var layout = template.Must(template.New("report").Funcs(functions(words.English())).Parse(page))

// functions are those of the page. Numbers are in the notation of the language.
func functions(w *words.Words) template.FuncMap {
	local := w.Numbers
	return template.FuncMap{
		"number":  func(x float64) string { return local(number(x)) },
		"short":   func(x float64) string { return local(short(x)) },
		"cost":    func(x *float64) string { return local(costText(x)) },
		"size":    func(n int64) string { return local(size(n)) },
		"seconds": func(x float64) string { return local(seconds(x)) },
		"p":       func(p float64) string { return local(pValue(p)) },
		"brief":   func(text string) string { return briefly(text, local) },
		"local":   local,
		"values":  func(f schema.Feature) string { return valueRange(f, local) },
		"kind":    kindTitle, "test": testTitle, "capital": capital, "heading": heading,
	}
}

// Report is the content of a report. It holds no key, link, secret or row.
type Report struct {
	Status  *modelowner.Status
	File    *spec.File
	Release string // of the program that writes it
	Words   *words.Words
	// ModelOwner are the words of the model owner's identity, which a data owner's program shows too.
	ModelOwner string
	Written    time.Time

	Model        *model.Summary // nil before there is a model
	Coefficients []Coefficient  // none for models that are not linear in their columns
	Fit          *tables.Table  // nil without standard errors
	Contrasts    *tables.Table  // combinations of coefficients that the training file asks for; nil without any
	Effects      *tables.Table  // average marginal effects; nil without any
	Egger        *tables.Table  // Egger's test of the terms of a meta-analysis; nil without it
	RatioName    string         // of exponentials of coefficients; empty if they are no ratios
	Curve        *Curve         // nil with fewer than two costs
	Figures      []Figure       // with their text alternatives
	Description  *Description   // of a training without a model; nil before it is there
	Validation   *Validation    // by group; nil of other trainings
	Totals       Totals
	Sheet        Sheet
}

// Coefficient is one estimate in original units.
type Coefficient struct {
	Level string // of the target that it belongs to, if it has levels
	model.Weight
	Term         *model.Term // its uncertainty, if it is known
	Slope        bool        // it is no constant
	P, Low, High float64     // probability of a statistic as far from 0, and the ends of the confidence interval
	// Aside is the reason why the column has no coefficient. It is empty if it has one.
	Aside string
}

// Meaning describes the sum of the coefficients. It returns "" if that is the target itself.
func (r *Report) Meaning() string { return r.File.Architecture().Family().Link().Meaning }

// HasLevels reports whether the coefficients belong to levels of the target.
func (r *Report) HasLevels() bool {
	return slices.ContainsFunc(r.Coefficients, func(c Coefficient) bool { return c.Level != "" })
}

// HasErrors reports whether the uncertainty of coefficients is known.
func (r *Report) HasErrors() bool {
	return slices.ContainsFunc(r.Coefficients, func(c Coefficient) bool { return c.Term != nil })
}

// Totals add the rounds up.
type Totals struct {
	Rounds   int
	Attempts int
	Bytes    int64 // in uploads of all owners
	Seconds  float64
	Owners   int   // in the newest sum
	Rows     int64 // in the newest sum that the model learns from
}

// New gathers the report of a training from its folder. It is in English.
func New(t *modelowner.Training, release string, now time.Time, rule publish.Rule) (*Report, error) {
	s, err := t.Status()
	if err != nil {
		return nil, err
	}
	r := &Report{Status: s, File: t.File, Release: release, ModelOwner: t.ModelOwnerWords(), Written: now.UTC(), Words: words.English(), Sheet: newSheet(t.File, words.English()), Curve: newCurve(s.Curve())}
	for _, x := range s.Rounds {
		r.Totals.Attempts += x.Attempts
		r.Totals.Bytes += x.Bytes
		r.Totals.Seconds += x.Seconds
		if x.Finished {
			r.Totals.Rounds++
			r.Totals.Owners = x.Owners
			if s.Holdout == 0 || x.Kind != wire.RoundEvaluation { // which is over the rows kept back
				r.Totals.Rows = x.Rows
			}
		}
	}
	if s.State != modelowner.StateFinished {
		return r, nil
	}
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	r.use(m)
	r.Validation = newValidation(m, rule)
	if r.Figures, err = figures(m, rule); err != nil {
		return nil, err
	}
	if m.Description != nil {
		d, err := m.Describe()
		if err != nil {
			return nil, err
		}
		r.Description = newDescription(d, rule)
	}
	return r, nil
}

// use takes the report's facts from the model.
func (r *Report) use(m *model.Model) {
	if r.Model = &m.Summary; m.Judgement != nil { // the coefficients are lines of groups, which may be left out
		return
	}
	r.Coefficients, r.RatioName = coefficients(m), tables.Ratio(m)
	if len(m.Contrasts) > 0 {
		r.Contrasts, _ = tables.Of(tables.Source{Model: m}, "contrasts") // the training file asks for them
	}
	if len(m.Meta) > 0 && m.Meta[0].Egger != nil {
		r.Egger, _ = tables.Of(tables.Source{Model: m}, "egger")
	}
	if m.Inference != nil && len(m.Inference.Effects) > 0 {
		r.Effects, _ = tables.Of(tables.Source{Model: m}, "effects")
	}
	if m.Inference != nil {
		r.Fit, _ = tables.Of(tables.Source{Model: m}, "fit") // every model has one
	}
}

// Speak puts the labels and the sheet into another language. What goes into papers stays in English.
func (r *Report) Speak(w *words.Words) { r.Words, r.Sheet = w, newSheet(r.File, w) }

// T returns a label in the language of the report.
func (r *Report) T(label string) string { return r.Words.Say(label) }

// Hazards reports whether the model is one of hazards with known errors.
func (r *Report) Hazards() bool {
	return r.Model != nil && r.Model.Inference != nil && r.Model.Inference.Likelihood != nil && r.Model.Inference.Likelihood.Events > 0
}

// Compared is how much the estimates of one term differ between data owners.
type Compared struct {
	meta.Term
	P, Interval string
}

// Heterogeneity compares the estimates of data owners; there is nothing to compare but in a meta-analysis.
func (r *Report) Heterogeneity() (out []Compared) {
	if r.Model == nil {
		return nil
	}
	for _, t := range r.Model.Meta {
		low, high := tables.PredictionInterval(t, r.Model.Confidence())
		out = append(out, Compared{t, pValue(compare.UpperChiSquared(t.Q, float64(t.DF()))), fmt.Sprintf("%s to %s", number(low), number(high))})
	}
	return out
}

// RateLine is a line of the table of rates of piecewise exponential regression.
type RateLine struct {
	Interval    string
	Events      int64
	Rate, Reach string // empty without an event
}

// Rates are the rates of piecewise exponential regression; none of other kinds.
func (r *Report) Rates() (out []RateLine) {
	i := r.Model.Inference
	reach := tables.DistributionOf(i).Reach(r.Model.Confidence())
	for k, x := range i.Likelihood.Rates {
		line := RateLine{Interval: tables.Interval(i.Likelihood.Rates, k), Events: x.Events}
		if x.Events > 0 {
			line.Rate = number(math.Exp(x.Log))
			line.Reach = fmt.Sprintf("%s to %s", number(math.Exp(x.Log-reach*x.Error)), number(math.Exp(x.Log+reach*x.Error)))
		}
		out = append(out, line)
	}
	return out
}

// ProportionalP is the p value of the test whether hazards are proportional, which the model has.
func (r *Report) ProportionalP() string {
	t := r.Model.Inference.Likelihood.Proportional
	return pValue(compare.UpperChiSquared(t.Statistic, float64(t.DF)))
}

// Ratio is the exponential of the coefficient with its interval.
func (c Coefficient) Ratio() string {
	if c.Aside != "" || !c.Slope {
		return ""
	}
	text := short(math.Exp(c.Value))
	if c.Term != nil && c.Term.Error > 0 {
		text += fmt.Sprintf(" (%s to %s)", short(math.Exp(c.Low)), short(math.Exp(c.High)))
	}
	return text
}

// EffectOf names the quantity that average marginal effects change.
func (r *Report) EffectOf() string {
	switch t := r.Model.Schema.Target; len(t.Levels) {
	case 0:
		return "the expected " + t.Name
	case 2:
		return "the probability of " + t.Levels[1]
	}
	return "the probability of each level"
}

// Statistic names the statistic of coefficients.
func (r *Report) Statistic() string {
	if l := r.Model.Inference.Likelihood; l != nil && !l.Student {
		return "z"
	}
	return "t"
}

// Level is the level of intervals in per cent.
func (r *Report) Level() string {
	return strconv.FormatFloat(math.Round(r.Model.Confidence()*1e6)/1e4, 'f', -1, 64) + " %"
}

// Errors is the basis of standard errors, or "" if that is the model itself.
func (r *Report) Errors() string {
	if r.Model == nil || r.Model.Inference == nil || r.Model.Inference.Likelihood == nil {
		return ""
	}
	if r.Model.Inference.Likelihood.L1 > 0 {
		return "The estimates have a lasso penalty, which leaves some at 0. They have no standard errors, tests or intervals: those of the columns that are kept would be too small, as the same rows chose them. The criteria AIC and BIC count the estimates that are not 0."
	}
	if r.Model.Inference.Likelihood.Firth {
		return "The estimates have Firth's penalty, which is finite where columns separate the targets; the log likelihood and what follows from it have none."
	}
	return map[string]string{
		spec.ErrorsRobust:  "Standard errors are robust to a wrong variance of rows (HC0).",
		spec.ErrorsCluster: "Standard errors take the rows of one data owner to depend on each other.",
		model.ErrorsNoise:  "Standard errors are of the rows and of the noise in the sums together, to first order in the noise.",
	}[r.Model.Inference.Likelihood.Errors]
}

// coefficients lists the estimates of a model that is linear in its columns.
func coefficients(m *model.Model) []Coefficient {
	var out []Coefficient
	level := ""
	if levels := m.Schema.Target.Levels; len(levels) == 2 {
		level = levels[1]
	}
	for i, e := range m.Estimates() {
		c := Coefficient{Level: cmp.Or(e.Outcome, level), Weight: model.Weight{Name: e.Name, Unit: e.Unit, Value: e.Value}, Slope: e.Column > 0}
		for _, a := range m.Aside {
			if a.Name == e.Name {
				c.Aside = a.Reason
			}
		}
		if m.Inference != nil && i < len(m.Inference.Terms) {
			c.Term = &m.Inference.Terms[i]
			d := tables.DistributionOf(m.Inference)
			reach := d.Reach(m.Confidence()) * c.Term.Error
			c.P, c.Low, c.High = d.P(c.Term.T), e.Value-reach, e.Value+reach
		}
		out = append(out, c)
	}
	return out
}

// capital returns text with a capital first letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// headings are the words for columns of tables.
var headings = map[string]string{
	"term": "Term", "std_error": "Standard error", "p_value": "p", "conf_low": "From", "conf_high": "To", "df": "Degrees of freedom", "ratio_low": "Ratio from", "ratio_high": "Ratio to",
}

// heading returns the word for a column of a table.
func heading(column string) string { return cmp.Or(headings[column], capital(column)) }

// kindTitle names the kind of a model in a sentence.
func kindTitle(name string) string {
	if kind := kinds.Lookup(name); kind != nil {
		return kind.Title()
	}
	return name
}

// Write writes the report as HTML.
func (r *Report) Write(w io.Writer) error {
	page, err := layout.Clone()
	if err == nil {
		err = page.Funcs(functions(r.Words)).Execute(w, r)
	}
	if err != nil {
		return fmt.Errorf("failed to write report: %w", err)
	}
	return nil
}

// brief rounds a number in full to the digits of a report. Other texts stay as they are.
func brief(text string) string { return briefly(text, plain) }

// briefly is brief with numbers as local writes them; names stay as they are.
func briefly(text string, local func(string) string) string {
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return local(number(x))
	}
	return text
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

func costText(x *float64) string {
	if x == nil {
		return "–"
	}
	return number(*x)
}

func seconds(x float64) string {
	if x < 60 {
		return strconv.FormatFloat(x, 'f', 1, 64) + " s"
	}
	return time.Duration(x * float64(time.Second)).Round(time.Second).String()
}

func size(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1_000_000:
		return strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}

// valueRange returns the values that a feature may have, with its numbers as local writes them.
func valueRange(f schema.Feature, local func(string) string) string {
	if f.Type.Numeric() && f.Min != nil && f.Max != nil {
		text := local(number(*f.Min)) + " to " + local(number(*f.Max))
		if f.Step != nil {
			text += " in steps of " + local(number(*f.Step))
		}
		return strings.TrimSpace(text + " " + f.Unit)
	}
	text := strings.Join(f.Levels, ", ")
	if f.Type == schema.Nominal {
		text += "; " + f.Levels[0] + " is the reference"
	}
	return text
}
