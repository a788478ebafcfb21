package tables

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/blindfit/blindfit/ml/model"
)

// coefficients lists the estimates in original units with their uncertainty, as far as it is known. Terms that were set
// aside have empty cells.
func coefficients(s Source) *Table {
	estimates := s.Model.Estimates()
	if estimates == nil {
		return nil
	}
	t := &Table{Columns: []string{"term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"}}
	several := estimates[0].Outcome != ""
	if several {
		t.Columns = append([]string{"outcome"}, t.Columns...)
	}
	for j, e := range estimates {
		row := []Cell{Text(e.Name), Empty, Empty, Empty, Empty, Empty, Empty}
		fillTerm(row[1:], e, s.Model, j)
		if several {
			row = append([]Cell{Text(e.Outcome)}, row...)
		}
		t.Add(row...)
	}
	addRates(t, s.Model)
	return t
}

// RatePrefix begins the names of terms that are log rates.
const RatePrefix = "time="

// Interval writes the bin of times of a rate, such as (30,60]. The first holds time 0.
func Interval(rates []model.Rate, k int) string {
	edge := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	if k == 0 {
		return "[0," + edge(rates[0].Until) + "]"
	}
	return "(" + edge(rates[k-1].Until) + "," + edge(rates[k].Until) + "]"
}

// addRates adds the log rates of piecewise exponential regression, by bins of times. Bins without an event have none.
func addRates(t *Table, m *model.Model) {
	if m.Inference == nil || m.Inference.Likelihood == nil {
		return
	}
	for k, r := range m.Inference.Likelihood.Rates {
		row := []Cell{Text(RatePrefix + Interval(m.Inference.Likelihood.Rates, k)), Empty, Empty, Empty, Empty, Empty, Empty}
		if r.Events > 0 {
			d := DistributionOf(m.Inference)
			reach := d.Reach(m.Confidence()) * r.Error
			for i, x := range []float64{r.Log, r.Error, r.Log / r.Error, d.P(r.Log / r.Error), r.Log - reach, r.Log + reach} {
				row[1+i] = Number(x)
			}
		}
		t.Add(row...)
	}
}

// fillTerm writes an estimate with its errors and tests.
func fillTerm(row []Cell, e model.Estimate, m *model.Model, j int) {
	if m.IsAside(e.Name) {
		return
	}
	row[0] = Number(e.Value)
	inference := m.Inference
	if inference == nil || len(inference.Terms) == 0 || !known(m) {
		return
	}
	term := inference.Terms[j]
	if term.Excluded {
		row[0] = Empty
		return
	}
	if !(term.Error > 0) {
		return
	}
	d := DistributionOf(inference)
	reach := d.Reach(m.Confidence()) * term.Error
	row[1], row[2], row[3] = Number(term.Error), Number(term.T), Number(d.P(term.T))
	row[4], row[5] = Number(e.Value-reach), Number(e.Value+reach)
}

// known reports whether the standard errors of a model are those of its estimates: those of a fit that approximates it are not.
func known(m *model.Model) bool { return m.Metric == m.Architecture().Family().Metric() }

// Distribution is that of an estimate over its standard error if the true value is 0: Student's t, or the normal
// distribution if Freedom is infinite.
type Distribution struct{ Freedom float64 }

// DistributionOf returns the distribution of the statistics of an inference.
func DistributionOf(i *model.Inference) Distribution {
	if i.Likelihood == nil || i.Likelihood.Student {
		return Distribution{i.Freedom}
	}
	return Distribution{math.Inf(1)}
}

// P returns the probability of a statistic at least as far from 0. It is NaN without degrees of freedom.
func (d Distribution) P(statistic float64) float64 {
	if math.IsInf(d.Freedom, 1) {
		return math.Erfc(math.Abs(statistic) / math.Sqrt2)
	}
	if !(d.Freedom > 0) {
		return math.NaN()
	}
	return 2 * distuv.StudentsT{Sigma: 1, Nu: d.Freedom}.CDF(-math.Abs(statistic))
}

// Reach returns how many standard errors a confidence interval of a level reaches to each side. It is NaN
// without degrees of freedom.
func (d Distribution) Reach(level float64) float64 {
	if math.IsInf(d.Freedom, 1) {
		return distuv.UnitNormal.Quantile((1 + level) / 2)
	}
	if !(d.Freedom > 0) {
		return math.NaN()
	}
	t := distuv.StudentsT{Sigma: 1, Nu: d.Freedom}
	q := t.Quantile((1 + level) / 2)
	return q + (t.Survival(q)-(1-level)/2)/t.Prob(q) // a step of Newton's method corrects the last digits
}
