package model

import (
	"math"
	"math/big"
	"strconv"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Weight is one term of a model in original units.
type Weight struct {
	Name  string  `json:"name"` // a column's name, "(intercept)" for the constant
	Unit  string  `json:"unit,omitempty"`
	Value float64 `json:"value"`
}

// LevelWeights are the terms of one output in original units.
type LevelWeights struct {
	Level   string   `json:"level"` // these are the log odds of this level; empty if the target has no levels
	Weights []Weight `json:"weights"`
}

// Original returns the model in original units, output by output, or nil if it has hidden layers or is a description. An output is the first
// value, the intercept, plus each weight times the feature's value: a number in its unit, the rank of an ordinal level
// counted from 0, 1 in rows of a nominal level or with a missing value. If missing values count as mid-range, a missing
// number stands for the middle of its declared range. The outputs are in the target's unit if the link is the identity.
// The change of variables is exact; only its result is rounded.
func (m *Model) Original() []LevelWeights {
	if len(m.Hidden) > 0 || m.Description != nil {
		return nil
	}
	family, columns := m.Architecture().Family(), m.Schema.Columns()
	levels := family.Levels()
	var out []LevelWeights
	for k := range family.Outputs() {
		w := LevelWeights{Weights: m.original(family.Link(), columns, m.Weights[k*len(columns):(k+1)*len(columns)])}
		switch {
		case family.Outputs() == len(levels):
			w.Level = levels[k]
		case len(levels) == 2: // one output for two levels
			w.Level = levels[1]
		}
		out = append(out, w)
	}
	if family.Outputs() > 1 && family.Outputs() != len(levels) { // outputs that share weights
		return []LevelWeights{{Weights: shared(family, columns, out)}}
	}
	return out
}

// shared returns the terms of a family whose outputs share weights, from the weights of its outputs.
func shared(family kinds.Family, columns []schema.Column, outputs []LevelWeights) []Weight {
	var out []Weight
	for _, t := range family.Terms(columnNames(columns)) {
		w := outputs[t.Output].Weights[t.Column]
		w.Value *= t.Sign
		if t.Name != kinds.Intercept {
			w.Name = t.Name
		}
		out = append(out, w)
	}
	return out
}

func columnNames(columns []schema.Column) []string {
	names := make([]string, len(columns))
	for j, c := range columns {
		names[j] = c.Name
	}
	return names
}

// original converts the weights of one output.
func (m *Model) original(link kinds.Link, columns []schema.Column, scaled []float64) []Weight {
	target, center, width := schema.Feature{}, rat(link.Shift), rat(link.Scale)
	if link.Name == kinds.IdentityLink {
		target = m.Schema.Target
		center, width = exactScale(target)
	}
	intercept := new(big.Rat).Mul(rat(scaled[0]), big.NewRat(1, 2))
	out := make([]Weight, len(columns))
	for j := 1; j < len(columns); j++ {
		column := columns[j]
		feature := m.Schema.Features[column.Feature]
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
		out[j] = Weight{Name: column.Name, Unit: perUnit(target, feature, column), Value: value}
	}
	intercept.Mul(intercept, width)
	intercept.Add(intercept, center)
	if m.Site != "" {
		intercept.SetInt64(0)
	}
	value, _ := intercept.Float64()
	out[0] = Weight{Name: columns[0].Name, Unit: target.Unit, Value: value}
	return out
}

func rat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

// exactScale is Feature.Scale without rounding: of a step as it is written in decimals.
func exactScale(f schema.Feature) (center, width *big.Rat) {
	if g, ok := f.Grid(); ok {
		unit, _ := new(big.Rat).SetString(strconv.FormatFloat(g.Step, 'g', -1, 64))
		return new(big.Rat).Mul(rat(g.Middle), unit), new(big.Rat).Mul(rat(math.Ldexp(1, g.Bits)), unit)
	}
	if !f.Type.Numeric() {
		last := int64(len(f.Levels) - 1)
		return big.NewRat(last, 2), big.NewRat(last, 1)
	}
	low, high := rat(*f.Min), rat(*f.Max)
	center = new(big.Rat).Add(low, high)
	return center.Quo(center, big.NewRat(2, 1)), new(big.Rat).Sub(high, low)
}

// perUnit names the unit of a weight, for example "mpg per lb". It is empty if the target has none.
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
