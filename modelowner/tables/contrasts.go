package tables

import (
	"fmt"
	"math"

	"github.com/blindfit/blindfit/ml/contrast"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// Estimates are those of a fit, from which combinations of them follow.
type Estimates struct {
	Of     []contrast.Coefficient
	Values []float64
	// Absent are the estimates that were set aside.
	Absent []bool
	// Covariance returns that of two estimates that are not absent; nil if it is not known.
	Covariance func(i, j int) float64
	Distribution
	Level float64  // of intervals
	Ratio bool     // exponentials are ratios
	Zero  []string // the names of reference levels
}

// Ratio names the exponential of an estimate of a model, or returns "" if that is no ratio.
func Ratio(m *model.Model) string {
	switch {
	case m.Description != nil || len(m.Hidden) > 0:
		return ""
	case m.Kind == kinds.Cox, m.Kind == kinds.PiecewiseExponential:
		return "Hazard ratio"
	}
	switch m.Architecture().Family().Link().Name {
	case kinds.LogitLink, kinds.SoftmaxLink:
		return "Odds ratio"
	case kinds.CloglogLink:
		return "Hazard ratio"
	case kinds.LogLink:
		if m.Kind == kinds.Gamma {
			return "Ratio of means"
		}
		return "Rate ratio"
	}
	return ""
}

// EstimatesOf returns the estimates of a model; nil if it has none.
func EstimatesOf(m *model.Model) *Estimates {
	all := m.Estimates()
	if all == nil {
		return nil
	}
	e := &Estimates{Level: m.Confidence(), Ratio: Ratio(m) != "", Zero: contrast.References(m.Schema)}
	at, next := make([]int, len(all)), 0 // rows of the covariance
	for j, x := range all {
		absent := m.IsAside(x.Name)
		if i := m.Inference; i != nil && j < len(i.Terms) && i.Terms[j].Excluded {
			absent = true
		} else {
			at[j] = next
			next++
		}
		e.Of, e.Values, e.Absent = append(e.Of, contrast.Coefficient{Outcome: x.Outcome, Name: x.Name}), append(e.Values, x.Value), append(e.Absent, absent)
	}
	if i := m.Inference; i != nil && i.Covariance != nil && known(m) {
		e.Distribution = DistributionOf(i)
		e.Covariance = func(a, b int) float64 { return i.Covariance.At(at[a], at[b]) }
	}
	return e
}

// contrasts is the table of the combinations that a training file asks for.
func contrasts(s Source) *Table {
	e := EstimatesOf(s.Model)
	if e == nil || len(s.Model.Contrasts) == 0 {
		return nil
	}
	t, err := e.Contrasts(s.Model.Contrasts)
	if err != nil { // of a file that no training made
		return nil
	}
	return t
}

// Contrasts is the table of combinations of estimates, with their errors as far as covariances are known, and their exponentials
// where those are ratios. The error wraps problem.ErrInput and names the combination.
func (e *Estimates) Contrasts(texts []string) (*Table, error) {
	t := &Table{Name: "contrasts", Columns: []string{"term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "ratio", "ratio_low", "ratio_high"}}
	several := len(e.Of) > 0 && e.Of[0].Outcome != ""
	if several {
		t.Columns = append([]string{"outcome"}, t.Columns...)
	}
	for i, text := range texts {
		combinations, err := contrast.Parse(text, e.Of, e.Zero)
		if err != nil {
			return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid contrast %d: %w", i+1, err))
		}
		for _, c := range combinations {
			row := append([]Cell{Text(text)}, e.combined(c.Weights)...)
			if several {
				row = append([]Cell{Text(c.Outcome)}, row...)
			}
			t.Add(row...)
		}
	}
	return t, nil
}

// combined returns the cells of a combination after its name.
func (e *Estimates) combined(weights []float64) []Cell {
	row := make([]Cell, 9)
	estimate, variance := 0.0, 0.0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		if e.Absent[i] {
			return row
		}
		estimate += w * e.Values[i]
		for j, v := range weights {
			if v != 0 && e.Covariance != nil && !e.Absent[j] {
				variance += w * v * e.Covariance(i, j)
			}
		}
	}
	row[0] = Number(estimate)
	if e.Ratio {
		row[6] = Number(math.Exp(estimate))
	}
	if !(variance > 0) {
		return row
	}
	err := math.Sqrt(variance)
	reach := e.Reach(e.Level) * err
	row[1], row[2], row[3] = Number(err), Number(estimate/err), Number(e.P(estimate/err))
	row[4], row[5] = Number(estimate-reach), Number(estimate+reach)
	if e.Ratio {
		row[7], row[8] = Number(math.Exp(estimate-reach)), Number(math.Exp(estimate+reach))
	}
	return row
}
