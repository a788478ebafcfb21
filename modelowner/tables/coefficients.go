package tables

import (
	"math"

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
	return t
}

// fillTerm writes an estimate and its known properties.
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
