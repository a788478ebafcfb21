package model

import (
	"errors"
	"math"

	"github.com/blindfit/blindfit/ml/schema"
)

// Prediction is what a model says about a table of rows.
type Prediction struct {
	Values []float64 // one per row, in the target's unit
	Lines  []int     // the line of the file each row came from
	// Cost is the mean squared error in the target's unit, squared; only with
	// HasCost, which needs the target in every row.
	Cost    float64
	HasCost bool
	// Of a target with levels: the predicted level of every row and the
	// probabilities of all levels. Values is then empty, and Cost the mean of minus
	// the log of the right level's probability.
	Levels        []string
	Probabilities [][]float64
	// Accuracy is the share of rows predicted right, with HasCost.
	Accuracy float64
	AUC      []AUC // exact, with HasCost
}

// Predict gives the predictions for a table that the model's schema read with
// ReadOptions.Real.
func (m *Linear) Predict(t *schema.Table) (*Prediction, error) {
	d := len(m.columns)
	if len(t.Columns) != d || len(t.Real) != t.Rows*d {
		return nil, errors.New("invalid table: it was not read for prediction by this model's schema")
	}
	if err := t.Fill(m.Schema, m.Fill); err != nil {
		return nil, err
	}
	center, width := m.Schema.Target.Scale()
	p := &Prediction{Values: make([]float64, t.Rows), Lines: t.Lines, HasCost: t.Rows > 0 && len(t.RealY) == t.Rows}
	sum := 0.0
	for i := range t.Rows {
		y := 0.0
		for j, x := range t.Real[i*d : (i+1)*d] {
			y += float64(m.Scaled[j] * x) // the conversion keeps platforms from fusing the steps
		}
		if p.HasCost {
			r := y - t.RealY[i]
			sum += float64(r * r)
		}
		p.Values[i] = center + float64(width*y)
		if math.IsInf(p.Values[i], 0) || math.IsNaN(p.Values[i]) {
			return nil, errors.New("invalid model: a prediction is not finite")
		}
	}
	if p.HasCost {
		p.Cost = CostInUnits(sum/float64(t.Rows), m.Schema.Target)
	}
	return p, nil
}
