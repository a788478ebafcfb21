package tables

import (
	"math"

	"github.com/blindfit/blindfit/modelowner/compare"
)

// fit lists the statistics of the whole model that are known, by the names of R's broom::glance.
func fit(s Source) *Table {
	if s.Model.Description != nil {
		return nil
	}
	t := &Table{Columns: []string{"statistic", "value"}}
	add := func(name string, x float64) {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			t.Add(Text(name), Number(x))
		}
	}
	if i := s.Model.Inference; i != nil && known(s.Model) {
		n := float64(s.Model.Rows)
		deviance := s.Model.Cost * n // the sum of squared residuals
		terms := n - 1 - i.Freedom
		add("r_squared", i.R2)
		add("adj_r_squared", 1-(1-i.R2)*(n-1)/i.Freedom)
		add("sigma", math.Sqrt(deviance/i.Freedom))
		if statistic := i.R2 / terms / ((1 - i.R2) / i.Freedom); i.Whole() && terms > 0 {
			add("statistic", statistic)
			add("p_value", compare.UpperF(statistic, terms, i.Freedom))
		}
		add("df", terms)
		logLik := -n / 2 * (math.Log(2*math.Pi*deviance/n) + 1)
		parameters := terms + 2 // with the intercept and the variance
		add("log_lik", logLik)
		add("aic", 2*parameters-2*logLik)
		add("bic", math.Log(n)*parameters-2*logLik)
		add("deviance", deviance)
		add("null_deviance", deviance/(1-i.R2))
		add("df_residual", i.Freedom)
	}
	t.Add(Text("nobs"), Count(s.Model.Rows))
	return t
}

// covariance lists the covariances of the estimates that are not set aside.
func covariance(s Source) *Table {
	i := s.Model.Inference
	if i == nil || i.Covariance == nil || !known(s.Model) {
		return nil
	}
	var names []string
	for j, w := range s.Model.Original()[0].Weights {
		if !i.Terms[j].Excluded {
			names = append(names, termName(w, j))
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
