package tables

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/blindfit/blindfit/ml/model"
)

// Level is the level of confidence intervals.
const Level = 0.95

// coefficients lists the weights in original units with their uncertainty, as far as it is known. Terms that were set aside
// have empty cells.
func coefficients(s Source) *Table {
	outputs := s.Model.Original()
	if outputs == nil {
		return nil
	}
	t := &Table{Columns: []string{"term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"}}
	levels := s.Model.Architecture().Family().Levels()
	several := len(outputs) > 1
	if several {
		t.Columns = append([]string{"outcome"}, t.Columns...)
	}
	for k, out := range outputs {
		if several && k == 0 {
			continue // the level that others are compared with
		}
		for j, w := range out.Weights {
			row := []Cell{Text(termName(w, j)), Empty, Empty, Empty, Empty, Empty, Empty}
			value := w.Value
			if several {
				value -= outputs[0].Weights[j].Value
			}
			fillTerm(row[1:], value, s.Model, j)
			if several {
				row = append([]Cell{Text(levels[k])}, row...)
			}
			t.Add(row...)
		}
	}
	return t
}

// termName returns the name of a term as statisticians write it.
func termName(w model.Weight, j int) string {
	if j == 0 {
		return "(Intercept)"
	}
	return w.Name
}

// fillTerm writes an estimate and what is known of it.
func fillTerm(row []Cell, value float64, m *model.Model, j int) {
	row[0] = Number(value)
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
	p := 2 * distuv.StudentsT{Sigma: 1, Nu: inference.Freedom}.CDF(-math.Abs(term.T))
	reach := quantileOfT(inference.Freedom) * term.Error
	row[1], row[2], row[3] = Number(term.Error), Number(term.T), Number(p)
	row[4], row[5] = Number(value-reach), Number(value+reach)
}

// known reports whether the standard errors of a model are those of its estimates: those of the expansion of a loss are not.
func known(m *model.Model) bool { return m.Metric == m.Architecture().Family().Metric() }

// quantileOfT returns the quantile of Student's t that leaves half of 1 − Level above it. One step of Newton's method
// corrects the last digits.
func quantileOfT(freedom float64) float64 {
	t := distuv.StudentsT{Sigma: 1, Nu: freedom}
	q := t.Quantile((1 + Level) / 2)
	return q + (t.Survival(q)-(1-Level)/2)/t.Prob(q)
}
