package plan

import (
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// solve fits the model to the exact sums of a single round. The arithmetic is
// long enough that the model is the pooled solution, bit for bit.
func (c *Plan) solve(values []*big.Int) error {
	f := c.file
	s, err := model.ParseVector(f.Budget().Columns, values)
	if err != nil {
		return err
	}
	var deviation []float64
	if f.Scaling == spec.ScalingFederated {
		deviation = s.Standard().Deviation
	}
	fit, err := s.SolveScaled(l2(f), deviation)
	if err != nil {
		return err
	}
	w := make([]float64, len(fit.Weights))
	for i := range w {
		w[i], _ = fit.Weights[i].Float64()
	}
	c.steps = 1
	if err := c.fit(w, fit.Cost, s.N, model.Extras{}); err != nil {
		c.steps = 0
		return err
	}
	var weights []model.Weight
	var extras *model.Extras
	switch m := c.result.(type) {
	case *model.Linear:
		weights, extras = m.Weights(), &m.Extras
	case *model.Network:
		weights, extras = m.OriginalWeights()[0], &m.Extras
	}
	extras.Inference, c.warnings = s.Infer(f.Schema(), fit, l2(f), deviation, weights)
	half := new(big.Float).SetInt(s.B[0])
	sum, _ := half.SetMantExp(half, -2*schema.QuantBits).Float64()
	c.warnRare(sum, s.N)
	c.stage, c.measured = atEnd, true
	return nil
}
