package model

import (
	"errors"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// ClippedUpdate returns the values of a gradient round, to which no unit adds more than c.UpdateBound: the sum of
// clipped gradients, of losses and of ones, the last two on the scale of c.TailSteps. If a row's gradient is not finite
// it adds none, since a failure would disclose the row. local is nil for gradients; a change of weights has no bound
// for each row, so it is refused for records. cut is the number of units that were clipped.
func (o *Objective) ClippedUpdate(w []float64, c dp.Clipping, local *Local) (values []*big.Int, cut int, err error) {
	if c.Unit == dp.RecordUnit {
		if local != nil {
			return nil, 0, errors.New("invalid update: local steps have no bound for each row")
		}
		values, cut = o.clippedRows(w, c)
		return values, cut, nil
	}
	values = zeros(len(w) + 2)
	tail := c.TailSteps()
	values[len(w)+1].SetInt64(tail)
	values[len(w)].SetInt64(tail)
	u, err := o.unclipped(w, c.Bits, local)
	if err != nil {
		return values, 1, nil //nolint:nilerr // rows that cannot be summed count as the largest loss and no gradient
	}
	rows := big.NewInt(max(1, u.Rows))
	for i, v := range u.Sum {
		values[i].Quo(v, rows)
	}
	if dp.Clip(values[:len(w)], c.Steps()) {
		cut = 1
	}
	values[len(w)].SetInt64(c.LossSteps(real(u.Loss, c.Bits)/float64(max(1, u.Rows)), tail))
	return values, cut, nil
}

func (o *Objective) unclipped(w []float64, bits uint, local *Local) (*Update, error) {
	if local == nil {
		return o.GradientUpdate(w, bits)
	}
	return o.LocalUpdate(w, *local, bits)
}

// clippedRows sums the rows' gradients, each clipped on its own.
func (o *Objective) clippedRows(w []float64, c dp.Clipping) (values []*big.Int, cut int) {
	p := len(w)
	g, z := make([]float64, p), make([]int64, p)
	sums := make([]int64, p+2)
	bound := c.Steps().Int64()
	values = zeros(p + 2)
	flush := func() {
		for i, v := range sums {
			values[i].Add(values[i], big.NewInt(v))
		}
		clear(sums)
	}
	tail, room := c.TailSteps(), math.MaxInt64/(bound+1)
	for r := range o.table.Rows {
		o.forward(w, r)
		loss := o.outputLoss(r)
		clear(g)
		o.backward(w, g, 0)
		for i := range g {
			g[i] = math.Ldexp(g[i], int(c.Bits))
		}
		clipped, err := dp.Record(z, g, bound)
		if err != nil {
			clear(z)
		}
		if clipped || err != nil {
			cut++
		}
		for i, v := range z {
			sums[i] += v
		}
		sums[p] += c.LossSteps(loss, tail)
		sums[p+1] += tail
		if int64(r+1)%room == 0 {
			flush()
		}
	}
	flush()
	return values, cut
}

// DecodeClippedMeans reads the sum of ClippedUpdate over owners, with its noise. units is the number of units if it is
// public, as that of owners is. If it is 0, the number is estimated from the sums, as at least 1.
func DecodeClippedMeans(values []*big.Int, c dp.Clipping, units int) (*Means, error) {
	if len(values) < 3 || c.TailSteps() < 1 {
		return nil, errors.New("invalid update: too few values")
	}
	p := len(values) - 2
	tail := float64(c.TailSteps())
	count := real(values[p+1], 0) / tail
	if units > 0 {
		count = float64(units)
	}
	count = max(1, count)
	m := &Means{Update: make([]float64, p), Rows: int64(math.Round(count))}
	for i := range m.Update {
		m.Update[i] = real(values[i], c.Bits) / count
	}
	m.Loss = min(c.Loss, max(0, real(values[p], 0)/tail/count*c.Loss))
	return m, nil
}

// ClippedEvaluationValues returns the number of values of an evaluation with noise: rows, loss, and the measures that do
// not drown in it.
func (a Architecture) ClippedEvaluationValues() int { return 2 + a.Family().Measures().NoisyValues() }

// ClippedEvaluationBound returns the L2 norm, in steps of 2^-c.Bits, of the part of a unit in an evaluation: a count
// of 1, at most 1 for its loss, and its measures.
func (a Architecture) ClippedEvaluationBound(c dp.Clipping) *big.Int {
	return c.BoundOf(16 + 16 + a.Family().Measures().NoisySixteenths())
}

// ClippedEvaluation returns the values of an evaluation to which no unit adds more than ClippedEvaluationBound: in steps of
// 2^-24 the rows, the losses over c.Loss, and the measures. An owner as a unit sends means over its rows.
func (o *Objective) ClippedEvaluation(w []float64, c dp.Clipping) []*big.Int {
	const one = 1 << schema.QuantBits
	measures := o.family.Measures()
	sums := make([]int64, o.arch.ClippedEvaluationValues())
	rows := int64(0)
	o.score(w, func(row int, p []float64, loss float64) {
		rows++
		sums[0] += one
		sums[1] += c.LossSteps(loss, one)
		measures.AddNoisy(sums[2:], p, o.table.Y[row])
	})
	values := make([]*big.Int, len(sums))
	for i, v := range sums {
		if values[i] = big.NewInt(v); c.Unit == dp.OwnerUnit && rows > 0 {
			values[i].Quo(values[i], big.NewInt(rows))
		}
	}
	if c.Unit == dp.OwnerUnit {
		dp.Clip(values, o.arch.ClippedEvaluationBound(c))
	}
	return values
}

// ClippedQuality reads the sum of ClippedEvaluation over owners, with noise of the given standard deviation in steps.
// units is as in DecodeClippedMeans. The loss is at least the noise in it, which is returned too, as a loss.
func (a Architecture) ClippedQuality(values []*big.Int, c dp.Clipping, units int, deviation float64) (q *kinds.Quality, noise float64, err error) {
	if len(values) != a.ClippedEvaluationValues() {
		return nil, 0, errors.New("invalid evaluation: wrong number of values")
	}
	count := real(values[0], schema.QuantBits)
	if units > 0 {
		count = float64(units)
	}
	if count < 1 {
		return nil, 0, ErrNoEvaluation
	}
	noise = c.Loss * min(1, math.Ldexp(deviation, -schema.QuantBits)/count)
	means := make([]float64, len(values))
	for i, v := range values {
		means[i] = real(v, schema.QuantBits) / count
	}
	q = &kinds.Quality{Rows: int64(math.Round(count)), Loss: max(noise, c.Loss*min(1, means[1]))}
	a.Family().Measures().NoisyQuality(q, means[2:])
	return q, noise, nil
}
