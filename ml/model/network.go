package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/schema"
)

// Network is a fitted model of any kind but linear regression: layers of weights
// on the encoded columns, see Shape.
type Network struct {
	Name    string
	Schema  *schema.Schema
	Shape   Shape
	Weights []float64
	Metric  string
	Cost    float64
	Rounds  int
	Rows    int64 // rows of all owners together
	Extras
}

// The names of costs; Metric is that of linear regression.
const (
	LogLoss = "log_loss"
	MSE     = Metric
)

// MetricOf gives the name of the cost of a shape trained on shared weights.
func (s Shape) MetricOf() string {
	if s.Classes == 0 {
		return MSE
	}
	return LogLoss
}

// NewNetwork checks and gives a fitted model. cost is the mean squared error in
// the target's unit, squared, or the mean loss of a target with levels.
func NewNetwork(name string, s *schema.Schema, shape Shape, weights []float64, metric string, cost float64, rounds int, rows int64) (*Network, error) {
	m := &Network{
		Name: name, Schema: s, Shape: shape, Weights: slices.Clone(weights), Metric: metric,
		Cost: cost + 0, Rounds: rounds, Rows: rows,
	}
	for i := range m.Weights {
		m.Weights[i] += 0 // no minus zero: it would not survive the model file
	}
	return m, m.check()
}

func (m *Network) check() error {
	if err := m.Schema.Validate(); err != nil {
		return fmt.Errorf("invalid model: %w", err)
	}
	if err := m.Shape.check(); err != nil {
		return fmt.Errorf("invalid model: %w", err)
	}
	switch {
	case m.Shape.Kind == KindLinear:
		return errors.New("invalid model: a linear model has its own file")
	case m.Shape.Inputs != m.Schema.Width() || m.Shape.Classes != len(m.Schema.Target.Levels):
		return errors.New("invalid model: the shape does not fit the features and the target")
	case len(m.Weights) != m.Shape.Parameters():
		return fmt.Errorf("invalid model: %d weights, want %d", len(m.Weights), m.Shape.Parameters())
	case !slices.Contains([]string{MSE, LogLoss, TaylorMetric}, m.Metric):
		return errors.New("invalid model: unknown metric")
	case math.IsNaN(m.Cost) || math.IsInf(m.Cost, 0) || m.Rounds < 0 || m.Rows < 0:
		return errors.New("invalid model: the cost must be finite, rounds and rows not negative")
	}
	for i, w := range m.Weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return fmt.Errorf("invalid model: weight %d is not finite", i)
		}
	}
	return nil
}

func (e Extras) check(s *schema.Schema) error {
	fills := s.Missing == schema.MissingMean || s.Missing == schema.MissingMode
	if fills != (e.Fill != nil) || fills && len(e.Fill) != len(s.Features) {
		return errors.New("invalid model: what stands for missing values does not fit the features")
	}
	for i, x := range e.Fill {
		f := s.Features[i]
		if f.Type == schema.Nominal && (x < 0 || int(x) >= len(f.Levels)) || x < -schema.Half || x > schema.Half {
			return fmt.Errorf("invalid model: what stands for missing values of feature %d is out of range", i)
		}
	}
	return nil
}

// OriginalWeights gives a logistic or softmax model in original units, level by
// level: the log odds are the first value plus each weight times the feature's
// value, as in Linear.Weights. nil for a perceptron, whose weights say nothing
// one by one.
func (m *Network) OriginalWeights() [][]Weight {
	if len(m.Shape.Hidden) > 0 {
		return nil
	}
	var out [][]Weight
	d := m.Shape.Inputs
	for k := range m.Shape.Outputs() {
		out = append(out, original(m.Schema, m.Schema.Columns(), m.Weights[k*d:(k+1)*d], new(big.Rat), big.NewRat(1, 1)))
	}
	return out
}

// Predict gives the predictions for a table that the model's schema read with
// ReadOptions.Real. It fills in missing values in the table where the schema does.
func (m *Network) Predict(t *schema.Table) (*Prediction, error) {
	d := m.Shape.Inputs
	if len(t.Columns) != d || len(t.Real) != t.Rows*d {
		return nil, errors.New("invalid table: it was not read for prediction by this model's schema")
	}
	if err := t.Fill(m.Schema, m.Fill); err != nil {
		return nil, err
	}
	p := &Prediction{Lines: t.Lines, HasCost: t.Rows > 0 && len(t.RealY) == t.Rows}
	center, width := 0.0, 0.0
	if m.Shape.Classes == 0 {
		center, width = m.Schema.Target.Scale()
	}
	right := 0
	for i := range t.Rows {
		scores := make([]float64, max(1, m.Shape.Classes))
		m.Shape.scores(scores, m.Shape.outputs(m.Weights, t.Real[i*d:(i+1)*d]))
		if slices.ContainsFunc(scores, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
			return nil, errors.New("invalid model: a prediction is not finite")
		}
		if m.Shape.Classes == 0 {
			p.Values = append(p.Values, center+width*scores[0])
			if p.HasCost {
				p.Cost += CostInUnits((scores[0]-t.RealY[i])*(scores[0]-t.RealY[i]), m.Schema.Target)
			}
			continue
		}
		level := argmax(scores)
		p.Levels = append(p.Levels, m.Schema.Target.Levels[level])
		p.Probabilities = append(p.Probabilities, scores)
		if p.HasCost {
			y := int(t.RealY[i])
			p.Cost -= math.Log(math.Max(scores[y], math.SmallestNonzeroFloat64))
			if y == level {
				right++
			}
		}
	}
	if p.HasCost {
		p.Cost /= float64(t.Rows)
		if m.Shape.Classes > 0 {
			p.Accuracy = float64(right) / float64(t.Rows)
			p.AUC = exactAUC(m.Schema.Target.Levels, p.Probabilities, t.RealY)
		}
	}
	return p, nil
}

// outputs runs one row through the layers.
func (s Shape) outputs(w, x []float64) []float64 {
	at, layers := 0, s.layers()
	for i, l := range layers {
		hidden := i < len(layers)-1
		out := make([]float64, l[1])
		affine(out, w[at:at+l[0]*l[1]], x)
		at += l[0] * l[1]
		if x = out; hidden {
			x = append([]float64{0.5}, out...)
			for k := range out {
				x[k+1] = tanh(out[k])
			}
		}
	}
	return x
}

// exactAUC gives the area under the ROC curve per level from ranks, ties counting
// half (Mann and Whitney); for two levels that of the second.
func exactAUC(levels []string, p [][]float64, y []float64) []AUC {
	var out []AUC
	for level := range levels {
		if len(levels) == 2 && level == 0 {
			continue
		}
		order := make([]int, len(p))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			switch {
			case p[a][level] < p[b][level]:
				return -1
			case p[a][level] > p[b][level]:
				return 1
			}
			return 0
		})
		var below, positive, negative float64
		for i := 0; i < len(order); {
			var pos, neg float64
			j := i
			for ; j < len(order) && p[order[j]][level] == p[order[i]][level]; j++ {
				if int(y[order[j]]) == level {
					pos++
				} else {
					neg++
				}
			}
			below += pos*negative + pos*neg/2
			positive, negative, i = positive+pos, negative+neg, j
		}
		if positive > 0 && negative > 0 {
			out = append(out, AUC{Level: levels[level], Area: below / (positive * negative)})
		}
	}
	return out
}
