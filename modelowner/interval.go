package modelowner

import (
	"fmt"
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Interval are the ends of an interval; absent where the link has no value.
type Interval struct {
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
}

// RowIntervals are the intervals of the predictions for one row. They are the zero value for a row without a prediction.
type RowIntervals struct {
	// Mean is that of the expected target, of a numeric target; Next that of the target of one further row, of least squares.
	Mean *Interval `json:"mean,omitempty"`
	Next *Interval `json:"next,omitempty"`
	// Probabilities are those of the probability of each level.
	Probabilities []Interval `json:"probabilities,omitempty"`
}

// checkLevel fails if a level of intervals is none.
func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return problem.As(ErrInput, fmt.Errorf("the level of intervals must be above 0 and below 1, such as 0.95"))
	}
	return nil
}

// addIntervals adds the intervals of predictions for the rows of a table: confidence intervals of expected values and
// probabilities, from the standard errors of the model's estimates, and for least squares prediction intervals.
func (p *Prediction) addIntervals(m *model.Model, t *schema.Table, level float64) error {
	spreads, err := m.Spreads(t)
	if err != nil {
		return problem.WithHint(problem.As(ErrInput, err), "standard errors come from Newton's rounds, or from least squares in one round or on encrypted weights")
	}
	reach := tables.DistributionOf(m.Inference).Reach(level)
	levels := len(m.Schema.Target.Levels)
	p.Level = level
	for i, s := range spreads {
		var row RowIntervals
		switch {
		case levels > 2:
			for l, e := range s.Probabilities {
				row.Probabilities = append(row.Probabilities, probable(p.Probabilities[i][l], reach*e))
			}
		case levels == 2:
			second := between(m.Mean(s.Output-reach*s.Error), m.Mean(s.Output+reach*s.Error))
			row.Probabilities = []Interval{between(1-value(second.High), 1-value(second.Low)), second}
		default:
			mean := between(m.Mean(s.Output-reach*s.Error), m.Mean(s.Output+reach*s.Error))
			row.Mean = &mean
			if sigma := tables.Sigma(m); m.Metric == kinds.MSE && sigma > 0 {
				half := reach * math.Hypot(s.Error, sigma)
				next := between(s.Output-half, s.Output+half)
				row.Next = &next
			}
		}
		p.Intervals = append(p.Intervals, row)
	}
	return nil
}

// probable returns the interval of a probability with a half width, on the scale of its log odds.
func probable(p, half float64) Interval {
	logit, width := math.Log(p/(1-p)), half/(p*(1-p))
	of := func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
	return between(of(logit-width), of(logit+width))
}

// between orders two ends.
func between(a, b float64) Interval {
	if a > b {
		a, b = b, a
	}
	return Interval{finite(a), finite(b)}
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func value(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
