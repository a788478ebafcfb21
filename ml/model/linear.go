package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Linear is a fitted linear model. Its weights are kept on the scaled columns,
// where they were found, and told in original units, where people read them.
type Linear struct {
	Name   string
	Schema *schema.Schema
	Scaled []float64 // one weight per column of Schema.Columns()
	Cost   float64   // mean squared error in the target's unit, squared
	Rounds int
	Rows   int64 // rows of all owners together
	Extras
	columns []schema.Column
}

// Extras are what not every model has.
type Extras struct {
	// Fill stands for missing values, see schema.Moments.Fill; nil unless the
	// schema fills them in.
	Fill      []int32    `json:"fill,omitempty"`
	Quality   *Quality   `json:"quality,omitempty"`   // on rows that owners kept back
	Inference *Inference `json:"inference,omitempty"` // of a fit from exact sums
}

// Metric is the name of the cost of linear regression.
const Metric = "mse"

// NewLinear checks and gives a fitted model. cost is the mean squared error on
// the scaled target.
func NewLinear(name string, s *schema.Schema, scaled []float64, cost float64, rounds int, rows int64) (*Linear, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	weights := make([]float64, len(scaled))
	for i, w := range scaled {
		weights[i] = w + 0 // no minus zero: it would not survive the model file
	}
	m := &Linear{
		Name: name, Schema: s, Scaled: weights, Cost: CostInUnits(cost, s.Target),
		Rounds: rounds, Rows: rows, columns: s.Columns(),
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Linear) check() error {
	if !m.Schema.Target.Type.Numeric() {
		return errors.New("invalid model: a linear model needs a numeric target")
	}
	if len(m.Scaled) != len(m.columns) {
		return fmt.Errorf("invalid model: %d weights for %d columns", len(m.Scaled), len(m.columns))
	}
	for i, w := range m.Scaled {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return fmt.Errorf("invalid model: weight %d is not finite", i)
		}
	}
	if !(m.Cost >= 0) || math.IsInf(m.Cost, 0) {
		return errors.New("invalid model: the cost must be finite and not negative")
	}
	if m.Rounds < 0 || m.Rows < 0 {
		return errors.New("invalid model: rounds and rows must not be negative")
	}
	return nil
}

// CostInUnits turns a mean squared error on the scaled target into one in the
// square of the target's unit.
func CostInUnits(scaled float64, target schema.Feature) float64 {
	_, width := target.Scale()
	return scaled * width * width
}

// Weight is one term of the model in original units.
type Weight struct {
	Name  string  `json:"name"` // a column's name, "(intercept)" for the constant
	Unit  string  `json:"unit,omitempty"`
	Value float64 `json:"value"`
}

// Weights gives the model in original units: the prediction is the first value,
// the intercept, plus each weight times the feature's value (a number in its
// unit, the rank of an ordinal level counted from 0, 1 in rows of a nominal
// level or with a missing value). With missing values counted as mid-range, a
// missing number stands for the middle of its declared range. The change of
// variables is exact; only its result is rounded.
func (m *Linear) Weights() []Weight {
	center, width := exactScale(m.Schema.Target)
	return original(m.Schema, m.columns, m.Scaled, center, width)
}

// original gives weights on the scaled columns in original units, for a target
// that is center + width·(weighted sum).
func original(s *schema.Schema, columns []schema.Column, scaled []float64, center, width *big.Rat) []Weight {
	intercept := new(big.Rat).Mul(rat(scaled[0]), big.NewRat(1, 2))
	out := make([]Weight, len(columns))
	for j := 1; j < len(columns); j++ {
		column := columns[j]
		feature := s.Features[column.Feature]
		weight := rat(scaled[j])
		if column.Role == schema.RoleValue {
			c, w := exactScale(feature)
			weight.Quo(weight, w)
			intercept.Sub(intercept, new(big.Rat).Mul(weight, c))
		} else { // 0 and 1 are encoded as −1/2 and 1/2
			intercept.Sub(intercept, new(big.Rat).Mul(weight, big.NewRat(1, 2)))
		}
		weight.Mul(weight, width)
		value, _ := weight.Float64()
		out[j] = Weight{Name: column.Name, Unit: perUnit(s.Target, feature, column), Value: value}
	}
	intercept.Mul(intercept, width)
	intercept.Add(intercept, center)
	value, _ := intercept.Float64()
	out[0] = Weight{Name: columns[0].Name, Unit: s.Target.Unit, Value: value}
	return out
}

func rat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

// exactScale is Feature.Scale without rounding.
func exactScale(f schema.Feature) (center, width *big.Rat) {
	if !f.Type.Numeric() {
		last := int64(len(f.Levels) - 1)
		return big.NewRat(last, 2), big.NewRat(last, 1)
	}
	low, high := rat(*f.Min), rat(*f.Max)
	center = new(big.Rat).Add(low, high)
	return center.Quo(center, big.NewRat(2, 1)), new(big.Rat).Sub(high, low)
}

// perUnit names the unit of a weight, for example "mpg per lb"; empty where the
// target has none.
func perUnit(target, feature schema.Feature, column schema.Column) string {
	switch {
	case target.Unit == "":
		return ""
	case column.Role == schema.RoleValue && feature.Type == schema.Ordinal:
		return target.Unit + " per rank"
	case column.Role == schema.RoleValue && feature.Unit != "":
		return target.Unit + " per " + feature.Unit
	}
	return target.Unit
}
