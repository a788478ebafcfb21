package model

import (
	"errors"
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Prediction holds the predictions for a table of rows.
type Prediction struct {
	Lines []int // the line of the file each row came from
	// Values are one for each row, in the target's unit. They are empty if the target has levels.
	Values []float64
	// Levels are the most probable level of every row and Probabilities those of all levels, if the target has levels.
	Levels        []string
	Probabilities [][]float64

	HasCost bool    // every row has its target
	Metric  string  // of Cost
	Cost    float64 // on these rows, as Scores are
	kinds.Scores
}

// Predict returns the predictions for a table that the model's schema read with ReadOptions.Real. It fills in missing
// values in the table if the schema does. It fails on another table, and if a prediction is not finite.
func (m *Model) Predict(t *schema.Table) (*Prediction, error) {
	if m.Description != nil {
		return nil, ErrNoModel
	}
	if reason := m.Predicts(); reason != "" {
		return nil, errors.New("invalid prediction: " + reason)
	}
	arch := m.Architecture()
	family, d := arch.Family(), arch.Inputs
	if len(t.Columns) != d || len(t.Real) != t.Rows*d {
		return nil, errors.New("invalid table: it was not read for prediction by this model's schema")
	}
	if err := t.Fill(m.Schema, m.Fill); err != nil {
		return nil, err
	}
	p := &Prediction{Lines: t.Lines, HasCost: t.Rows > 0 && len(t.RealY) == t.Rows, Metric: family.Metric()}
	sum, g, levels := 0.0, make([]float64, family.Outputs()), family.Levels()
	rows := make([][]float64, t.Rows)
	for i := range rows {
		z := arch.outputs(m.Weights, t.Real[i*d:(i+1)*d])
		if t.Offset != nil {
			z[0] += t.Offset[i] / family.Link().Scale
		}
		row := make([]float64, kinds.Width(family))
		family.Predict(z, row)
		if slices.ContainsFunc(row, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
			return nil, errors.New("invalid model: a prediction is not finite")
		}
		if rows[i] = row; levels == nil {
			p.Values = append(p.Values, row[0])
		} else {
			p.Levels = append(p.Levels, levels[kinds.MostProbable(row)])
		}
		if p.HasCost {
			sum += family.Loss(z, g, t.RealY[i])
		}
	}
	if levels != nil {
		p.Probabilities = rows
	}
	if p.HasCost {
		p.Cost = family.Cost(sum / float64(t.Rows))
		p.Scores = family.Measures().Judge(rows, t.RealY)
	}
	return p, nil
}

// outputs computes the outputs of the layers for one encoded row.
func (a Architecture) outputs(w, x []float64) []float64 {
	at, layers := 0, a.layers()
	for i, l := range layers {
		hidden := i < len(layers)-1
		out := make([]float64, l[1])
		affine(out, w[at:at+l[0]*l[1]], x)
		at += l[0] * l[1]
		if x = out; hidden {
			x = append([]float64{0.5}, out...)
			for k := range out {
				x[k+1] = portable.Tanh(out[k])
			}
		}
	}
	return x
}
