package tables

import (
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/compare"
)

// fit lists the statistics of the whole model that are known, by the names of R's broom::glance.
func fit(s Source) *Table {
	if s.Model.Description != nil {
		return nil
	}
	t := &Table{Columns: []string{"statistic", "value"}}
	if s.Model.Meta != nil { // there is no likelihood of all rows
		t.Add(Text("nobs"), Count(s.Model.Rows))
		t.Add(Text("owners"), Count(int64(s.Model.Meta[0].Owners)))
		return t
	}
	if i := s.Model.Inference; i != nil && i.Likelihood != nil && i.Likelihood.Events > 0 {
		hazards(t, i.Likelihood)
		t.Add(Text("nobs"), Count(s.Model.Rows))
		t.Add(Text("events"), Count(i.Likelihood.Events))
		return t
	}
	if i := s.Model.Inference; i != nil && known(s.Model) && !i.Noisy() {
		f := fitOf(s.Model, i)
		if s.Model.Metric == kinds.MSE {
			f.squares(t)
		}
		f.likelihood(t)
		addStatistic(t, "deviance", f.deviance)
		addStatistic(t, "null_deviance", f.null)
		addStatistic(t, "df_residual", f.freedom)
		if l := i.Likelihood; l != nil && s.Model.Metric != kinds.MSE && l.Student {
			addStatistic(t, "dispersion", l.Dispersion)
		}
		if l := i.Likelihood; l != nil && l.Theta > 0 {
			addStatistic(t, "theta", l.Theta)
			if l.L1 == 0 {
				addStatistic(t, "theta_std_error", l.ThetaError)
			}
		}
	}
	t.Add(Text("nobs"), Count(s.Model.Rows))
	return t
}

// hazards adds the statistics of Cox's regression: the likelihood-ratio test against hazards that depend on no column, and the
// criteria of R, which count events.
func hazards(t *Table, l *model.Likelihood) {
	statistic, parameters := l.NullDeviance-l.Deviance, float64(l.Parameters)
	tested := parameters // those beside the rates of piecewise exponential regression
	for _, r := range l.Rates {
		if r.Events > 0 {
			tested--
		}
	}
	if l.L1 == 0 { // a lasso chooses columns by the same rows
		addStatistic(t, "statistic", statistic)
		addStatistic(t, "p_value", compare.UpperChiSquared(statistic, tested))
		addStatistic(t, "df", tested)
	}
	addStatistic(t, "log_lik", -l.Deviance/2)
	addStatistic(t, "aic", l.Deviance+2*parameters)
	if l.Rates == nil { // R's glm counts a row once for each bin
		addStatistic(t, "bic", l.Deviance+math.Log(float64(l.Events))*parameters)
	}
	if c := l.Concordance; c != nil {
		addStatistic(t, "concordance", c.Index)
		addStatistic(t, "concordance_std_error", c.Error)
	}
}

func addStatistic(t *Table, name string, x float64) {
	if !math.IsNaN(x) && !math.IsInf(x, 0) {
		t.Add(Text(name), Number(x))
	}
}

// fitStatistics are the numbers that the statistics of a fit follow from.
type fitStatistics struct {
	rows, freedom  float64
	intercepts     float64 // 0 or 1
	whole          bool    // the degrees of freedom are those of a fit without a penalty
	deviance, null float64
	logLik         float64
	parameters     float64 // that AIC counts
}

func fitOf(m *model.Model, i *model.Inference) fitStatistics {
	f := fitStatistics{rows: float64(m.Rows), freedom: i.Freedom, whole: i.Whole(), intercepts: 1, logLik: math.NaN()}
	if !m.Schema.Formula.Intercept() {
		f.intercepts = 0
	}
	if l := i.Likelihood; l != nil {
		f.whole = f.whole && l.L1 == 0
		f.deviance, f.null, f.parameters = l.Deviance, l.NullDeviance, float64(l.Parameters)
		if l.LogLik != nil {
			f.logLik = *l.LogLik
		}
		return f
	}
	f.deviance = m.Cost * f.rows // the sum of squared residuals
	if f.null = f.deviance / (1 - i.R2); m.Site != "" {
		f.null = math.NaN() // with an intercept for each owner the variance between owners is not known
	}
	f.logLik = -f.rows / 2 * (math.Log(2*math.Pi*f.deviance/f.rows) + 1)
	f.parameters = f.rows - f.freedom + 1 // with the variance
	return f
}

// Sigma returns the residual standard error of a fit by least squares; NaN if it is not known.
func Sigma(m *model.Model) float64 {
	if m.Inference == nil || m.Metric != kinds.MSE || !known(m) || m.Inference.Noisy() {
		return math.NaN()
	}
	f := fitOf(m, m.Inference)
	return math.Sqrt(f.deviance / f.freedom)
}

// squares adds the statistics of least squares.
func (f fitStatistics) squares(t *Table) {
	r2, terms := 1-f.deviance/f.null, f.rows-f.intercepts-f.freedom
	addStatistic(t, "r_squared", r2)
	addStatistic(t, "adj_r_squared", 1-(1-r2)*(f.rows-f.intercepts)/f.freedom)
	addStatistic(t, "sigma", math.Sqrt(f.deviance/f.freedom))
	if f.whole && terms > 0 {
		statistic := (f.null - f.deviance) / terms / (f.deviance / f.freedom)
		addStatistic(t, "statistic", statistic)
		addStatistic(t, "p_value", compare.UpperF(statistic, terms, f.freedom))
	}
	addStatistic(t, "df", terms)
}

func (f fitStatistics) likelihood(t *Table) {
	addStatistic(t, "log_lik", f.logLik)
	addStatistic(t, "aic", 2*f.parameters-2*f.logLik)
	addStatistic(t, "bic", math.Log(f.rows)*f.parameters-2*f.logLik)
}

// covariance lists the covariances of the estimates that are not set aside.
func covariance(s Source) *Table {
	i := s.Model.Inference
	if i == nil || i.Covariance == nil || !known(s.Model) {
		return nil
	}
	var names []string
	for j, e := range s.Model.Estimates() {
		name := e.Name
		if e.Outcome != "" {
			name = e.Outcome + ":" + name
		}
		if !i.Terms[j].Excluded {
			names = append(names, name)
		}
	}
	t := &Table{Columns: []string{"variable", "other", "value"}}
	for a, variable := range names {
		for b, other := range names {
			t.Add(Text(variable), Text(other), Number(i.Covariance.At(a, b)))
		}
	}
	return t
}
