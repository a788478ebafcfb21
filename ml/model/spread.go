package model

import (
	"errors"
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// ErrNoErrors means that a model has no covariance of its estimates.
var ErrNoErrors = errors.New("the model has no standard errors, so that its predictions have no intervals")

// Spread is the uncertainty of the predictions for one row.
type Spread struct {
	// Output is the first output, and Error its standard error, both on the link's scale.
	Output, Error float64
	// Probabilities are the standard errors of the probabilities of more than two levels, by the delta method.
	Probabilities []float64
}

// Mean returns the prediction for an output on the link's scale: a mean, or the probability of the second of two levels. It is
// NaN where the link has none.
func (m *Model) Mean(output float64) float64 {
	family := m.Architecture().Family()
	link := family.Link()
	p := make([]float64, kinds.Width(family))
	z := make([]float64, family.Outputs())
	z[0] = (output - link.Shift) / link.Scale
	family.Predict(z, p)
	return p[len(p)-1]
}

// Spreads returns the uncertainty of the predictions for the rows of a table that the model's schema read for prediction and in
// which Predict has filled in missing values. The error is ErrNoErrors if the model has no covariance.
func (m *Model) Spreads(t *schema.Table) ([]Spread, error) {
	if m.Inference == nil || m.Inference.Covariance == nil || m.Approximation() != "" && m.Metric != m.Architecture().Family().Metric() {
		return nil, ErrNoErrors
	}
	arch := m.Architecture()
	family, d := arch.Family(), arch.Inputs
	s := spreader{m, family, family.Blocks(d), m.termsKept(), m.Inference.Covariance}
	out := make([]Spread, t.Rows)
	for i := range out {
		row := t.Real[i*d : (i+1)*d]
		z := arch.outputs(m.Weights, row)
		if t.Offset != nil {
			z[0] += t.Offset[i] / family.Link().Scale
		}
		x := m.inUnits(row)
		if width := kinds.Width(family); width > 2 {
			out[i].Probabilities = s.probabilities(z, x, width)
			continue
		}
		link := family.Link()
		out[i] = Spread{Output: link.Shift + link.Scale*z[0], Error: s.error(s.gradient(x, func(output int) float64 {
			if output == 0 {
				return 1
			}
			return 0
		}))}
	}
	return out, nil
}

// termsKept returns the terms that have covariances, in their order.
func (m *Model) termsKept() (out []kinds.Term) {
	for j, e := range m.Estimates() {
		if !m.Inference.Terms[j].Excluded {
			out = append(out, e.Term)
		}
	}
	return out
}

// inUnits returns the values of encoded columns in original units: 1 for the constant.
func (m *Model) inUnits(row []float64) []float64 {
	out := make([]float64, len(row))
	for j, c := range m.Schema.Columns() {
		switch c.Role {
		case schema.RoleIntercept:
			out[j] = 1
		case schema.RoleValue:
			center, width := m.Schema.Features[c.Feature].Scale()
			out[j] = center + width*row[j]
		default:
			out[j] = row[j] + 0.5
		}
	}
	return out
}

// spreader computes standard errors of predictions.
type spreader struct {
	*Model
	family     kinds.Family
	blocks     []kinds.Block
	terms      []kinds.Term
	covariance Covariance
}

// gradient returns the derivatives by the terms of a function of the outputs, of which by gives the derivative by each, for a
// row in original units.
func (s spreader) gradient(x []float64, by func(output int) float64) []float64 {
	out := make([]float64, len(s.terms))
	for i, t := range s.terms {
		for _, b := range s.blocks {
			if t.Column < b.From || t.Column >= b.To || b.On[t.Output] == 0 {
				continue
			}
			for k, on := range b.On { // outputs may share a weight
				if on != 0 {
					out[i] += by(k) * on / (t.Sign * b.On[t.Output]) * x[t.Column]
				}
			}
		}
	}
	return out
}

// error returns the standard error of a function of the terms with this gradient.
func (s spreader) error(g []float64) float64 {
	sum := 0.0
	for i, a := range g {
		for j, b := range g {
			sum += a * b * s.covariance.At(i, j)
		}
	}
	return math.Sqrt(max(sum, 0))
}

// probabilities returns the standard errors of the probabilities of levels. Their derivatives by the outputs are differences.
func (s spreader) probabilities(z, x []float64, width int) []float64 {
	const step = 1e-5
	slopes := make([][]float64, len(z))
	for k := range z {
		high, low := make([]float64, width), make([]float64, width)
		at := z[k]
		z[k] = at + step
		s.family.Predict(z, high)
		z[k] = at - step
		s.family.Predict(z, low)
		z[k] = at
		for l := range high {
			high[l] = (high[l] - low[l]) / (2 * step)
		}
		slopes[k] = high
	}
	out := make([]float64, width)
	for l := range out {
		out[l] = s.error(s.gradient(x, func(k int) float64 { return slopes[k][l] }))
	}
	return out
}
