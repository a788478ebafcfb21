package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/schema"
)

// Model is a fitted model of any kind.
type Model struct {
	Summary
	Hidden  []int     // units of each hidden layer
	Weights []float64 // on the encoded columns, see Architecture
}

// Summary describes a fitted model without its weights.
type Summary struct {
	Kind   string
	Link   string // one of the kind's; "" is the usual one
	Name   string
	Site   string // schema.SiteFixed if every data owner has an intercept of its own, which the model has not; else empty
	Schema *schema.Schema
	Metric string
	Cost   float64 // in Metric
	Rounds int
	Rows   int64 // of all owners together
	Extras
}

// DefaultLevel is the level of confidence intervals if the training file names none.
const DefaultLevel = 0.95

// Confidence returns the level of confidence intervals.
func (e *Extras) Confidence() float64 {
	if e.Level == 0 {
		return DefaultLevel
	}
	return e.Level
}

// Extras are the parts that only some models have.
type Extras struct {
	// Level is that of confidence intervals; 0 stands for DefaultLevel.
	Level float64 `json:"confidence,omitempty"`
	// Contrasts are the linear combinations of coefficients that the training file asks for.
	Contrasts []string `json:"contrasts,omitempty"`
	// Fill replaces missing values, see schema.Moments.Fill. It is nil if the schema does not fill them in.
	Fill      []int32        `json:"fill,omitempty"`
	Quality   *kinds.Quality `json:"quality,omitempty"`   // on rows that owners held back, or on all
	Inference *Inference     `json:"inference,omitempty"` // of a fit from exact sums
	// Aside are the columns that no coefficient belongs to. Their weights are 0.
	Aside []Aside `json:"set_aside,omitempty"`
	// Description is the result of a training without a model.
	Description *describe.Result `json:"description,omitempty"`
	// Meta are the terms of a model that combines the estimates of data owners; the weights are those of the mean effects.
	Meta []meta.Term `json:"meta,omitempty"`
	// Residuals are counted if the training file asks for them.
	Residuals *kinds.Residuals `json:"residuals,omitempty"`
	// Judgement is the result of a validation by group.
	Judgement *kinds.Judgement `json:"judgement,omitempty"`
}

// Aside is a column that no coefficient belongs to, because the rows do not determine any.
type Aside struct {
	Name   string `json:"name"`
	Reason string `json:"reason"` // a clause: lower case, no period
}

// IsAside reports whether the column of that name has no coefficient.
func (e *Extras) IsAside(name string) bool {
	return slices.ContainsFunc(e.Aside, func(a Aside) bool { return a.Name == name })
}

// Inference is determined by exact sums: everything about a fit except its weights.
type Inference struct {
	R2 float64 `json:"r2"` // 1 − SSE/SST on the rows of the fit; 0 if the target has levels
	// Condition is the condition number of the columns' correlation matrix with the penalty. Beyond 1e8 single weights
	// mean little. It is 0 of a fit by Newton's rounds.
	Condition float64 `json:"condition"`
	Freedom   float64 `json:"freedom"`         // rows less the effective number of weights
	Terms     []Term  `json:"terms,omitempty"` // one for each column; empty if there are no standard errors
	// Likelihood belongs to a fit by Newton's rounds; nil of least squares from sums of squares.
	Likelihood *Likelihood `json:"likelihood,omitempty"`
	// Covariance of the terms that are not excluded; nil if there are no standard errors or more than MaxCovariance terms.
	Covariance Covariance `json:"covariance,omitempty"`
	// Effects are average marginal effects, if the training file asks for them.
	Effects []Effect `json:"effects,omitempty"`
}

// Whole reports whether the degrees of freedom are a whole number, as they are without a penalty.
func (i *Inference) Whole() bool { return i.Freedom == math.Trunc(i.Freedom) }

// ErrorsNoise is the basis of standard errors of a fit to sums with noise: rows, and the noise.
const ErrorsNoise = "noise"

// Noisy reports whether the estimates are those of a fit to sums with noise, of which no likelihood is known.
func (i *Inference) Noisy() bool { return i.Likelihood != nil && i.Likelihood.Errors == ErrorsNoise }

// MaxCovariance is the most terms that a model file has a covariance matrix of.
const MaxCovariance = 500

// Covariance is a symmetric matrix: its lower triangle, row by row.
type Covariance []float64

// At returns the entry of row i and column j.
func (c Covariance) At(i, j int) float64 {
	if j > i {
		i, j = j, i
	}
	return c[i*(i+1)/2+j]
}

// Size returns the number of rows, or -1 if the length is that of no triangle.
func (c Covariance) Size() int {
	n := 0
	for n*(n+1)/2 < len(c) {
		n++
	}
	if n*(n+1)/2 > len(c) {
		return -1
	}
	return n
}

// Without returns the matrix without its first row and column.
func (c Covariance) Without() Covariance {
	var out Covariance
	for i := 1; i < c.Size(); i++ {
		for j := 1; j <= i; j++ {
			out = append(out, c.At(i, j))
		}
	}
	return out
}

// Likelihood describes a maximum of a likelihood.
type Likelihood struct {
	Errors string `json:"errors"`          // the basis of standard errors, see spec.Inference
	Firth  bool   `json:"firth,omitempty"` // the estimates have Firth's penalty
	// L1 is the lasso penalty of the estimates, which have no standard errors with it; 0 if there is none.
	L1      float64 `json:"l1,omitempty"`
	Student bool    `json:"student_t,omitempty"` // T follows Student's t, not the normal distribution
	// LogLik is absent if it is infinite, as of a perfect fit to numbers.
	LogLik       *float64 `json:"log_lik,omitempty"`
	Deviance     float64  `json:"deviance"`
	NullDeviance float64  `json:"null_deviance"` // of a model with a constant alone
	Dispersion   float64  `json:"dispersion"`    // variance over that of the family; 1 if it is not estimated
	Parameters   int      `json:"parameters"`    // that AIC counts
	// Theta of negative binomial regression; 0 of others.
	Theta      float64 `json:"theta,omitempty"`
	ThetaError float64 `json:"theta_error,omitempty"`
	// Events of Cox's regression, and the test whether hazards are proportional, which may be unknown; 0 and nil of others.
	Events       int64      `json:"events,omitempty"`
	Proportional *ScoreTest `json:"proportional,omitempty"`
	// Terms are the same test of each term, in their order.
	Terms []ScoreTest `json:"proportional_terms,omitempty"`
	// Concordance of hazards with events; nil of others, and if there are no pairs of rows.
	Concordance *Concordance `json:"concordance,omitempty"`
	// Rates of piecewise exponential regression, one for each bin of times; nil of others.
	Rates []Rate `json:"rates,omitempty"`
}

// Concordance is the share of pairs of rows that a model orders as their events (Harrell's C), with its standard error.
type Concordance struct {
	Index float64 `json:"index"`
	Error float64 `json:"error"`
}

// Rate is the hazard in a bin of times, of a row whose columns are all 0 in their units.
type Rate struct {
	Until  float64 `json:"until"` // the right edge of the bin; the left one is that of the bin before, or 0
	Events int64   `json:"events"`
	Log    float64 `json:"log"`   // of the rate for each unit of time; 0 without events, as there is none
	Error  float64 `json:"error"` // standard error of Log; 0 without events
}

// ScoreTest is a statistic that follows a χ² distribution if a hypothesis holds.
type ScoreTest struct {
	Name      string  `json:"name,omitempty"` // of a term; empty for all together
	Statistic float64 `json:"statistic"`
	DF        int     `json:"df"`
}

// Term is the uncertainty of one weight in original units.
type Term struct {
	Name     string  `json:"name"`
	Error    float64 `json:"error"` // standard error
	T        float64 `json:"t"`     // weight / error; 0 if the error is 0
	Excluded bool    `json:"excluded,omitempty"`
}

// New checks a fitted model. hidden are the units of its hidden layers.
func New(s Summary, hidden []int, weights []float64) (*Model, error) {
	m := &Model{Summary: s, Hidden: hidden, Weights: slices.Clone(weights)}
	m.Cost += 0 // no minus zero: the model file has none
	for i := range m.Weights {
		m.Weights[i] += 0
	}
	return m, m.check()
}

// Architecture returns the model's form.
func (m *Model) Architecture() Architecture {
	return Architecture{Kind: kinds.Lookup(m.Kind), Link: m.Link, Inputs: m.Schema.Width(), Hidden: m.Hidden, Target: m.Schema.Target}
}

// Approximation is a sentence about how far the model may be from the fit that its kind names. It is empty if it is that fit.
func (s *Summary) Approximation() string {
	if fit := kinds.Lookup(s.Kind).LeastSquares(s.Schema.Target); fit != nil {
		return fit.Approximates
	}
	return ""
}

// Predicts returns the reason why the model predicts no rows, or "".
func (s *Summary) Predicts() string {
	if s.Site != "" {
		return "every data owner has an intercept of its own (\"site\": \"fixed\"), which no party knows, so that only coefficients can be told"
	}
	return ""
}

// Scores returns the scores of the model: on the rows of an evaluation, with the R² of the fit if that measured none.
func (s *Summary) Scores() kinds.Scores {
	var out kinds.Scores
	if s.Quality != nil {
		out = s.Quality.Scores
	}
	if out.R2 == nil && s.Inference != nil && s.Inference.Likelihood == nil && s.Site == "" && s.Schema.Target.Type.Numeric() {
		out.R2 = &s.Inference.R2
	}
	return out
}

func (m *Model) check() error {
	if err := m.Schema.Validate(); err != nil {
		return fmt.Errorf("invalid model: %w", err)
	}
	a := m.Architecture()
	if err := a.check(); err != nil {
		return err
	}
	if !kinds.Models(a.Kind) {
		return m.checkDescription()
	}
	if want := a.Parameters(); len(m.Weights) != want {
		return fmt.Errorf("invalid model: %d weights, want %d", len(m.Weights), want)
	}
	for i, w := range m.Weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return fmt.Errorf("invalid model: weight %d is not finite", i)
		}
	}
	switch metrics := a.metrics(); {
	case !slices.Contains(metrics, m.Metric):
		return fmt.Errorf("invalid model: metric: must be %s", strings.Join(metrics, " or "))
	case !(m.Cost >= 0) || math.IsInf(m.Cost, 0):
		return errors.New("invalid model: the cost must be finite and not negative")
	case m.Site != "" && m.Site != schema.SiteFixed:
		return errors.New("invalid model: site must be fixed, or absent")
	case m.Rounds < 0 || m.Rows < 0:
		return errors.New("invalid model: rounds and rows must not be negative")
	}
	return nil
}

// checkDescription checks the fields of a description, which is no model. Who made its sums has read them, see Describe; a model file's are
// read by Parse. Data owners' programs make models and no descriptions, and need nothing that reads them.
func (m *Model) checkDescription() error {
	if len(m.Weights) > 0 || m.Metric != "" || m.Cost != 0 || m.Rows < 0 || m.Rounds < 0 {
		return errors.New("invalid model: a description has no weights and no cost")
	}
	return nil
}

// ErrNoModel means that a training made a description.
var ErrNoModel = errors.New("the training describes rows and has no model")

// Describe returns the description in a model file. It fails if the file holds a model instead.
func (s *Summary) Describe() (*describe.Description, error) {
	r := s.Description
	if r == nil {
		return nil, errors.New("invalid model: it is no description")
	}
	d, err := describe.NewDesign(s.Schema.Features, r.Group, r.Survival)
	if err != nil {
		return nil, fmt.Errorf("invalid model: description.group: %w", err)
	}
	var read *describe.Description
	if r.Noise != nil {
		if d.Noisy = true; r.Survival != nil {
			return nil, errors.New("invalid model: description.survival: a description with noise has no times")
		}
		read, err = d.ReadNoisy(r.Sums, *r.Noise)
	} else {
		read, err = d.Read(r.Sums)
	}
	if err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	return read, nil
}

// metrics returns the metrics that the cost of such a model may be in.
func (a Architecture) metrics() []string {
	out := []string{a.Family().Metric()}
	if fit := a.Kind.LeastSquares(a.Target); fit != nil && fit.Metric != out[0] {
		out = append(out, fit.Metric)
	}
	return out
}

// checkFill checks the values that replace missing ones. Only a complete model has them.
func (s *Summary) checkFill() error {
	fills := s.Schema.Missing == schema.MissingMean || s.Schema.Missing == schema.MissingMode
	if fills != (s.Fill != nil) || fills && len(s.Fill) != len(s.Schema.Features) {
		return errors.New("invalid model: the number of values that replace missing ones does not fit the features")
	}
	for i, x := range s.Fill {
		f := s.Schema.Features[i]
		if f.Type == schema.Nominal && (x < 0 || int(x) >= len(f.Levels)) || x < -schema.Half || x > schema.Half {
			return fmt.Errorf("invalid model: the value that replaces missing ones of feature %d is out of range", i)
		}
	}
	return nil
}
