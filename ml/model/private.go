package model

import (
	"errors"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/schema"
)

// PrivateUpdate gives the values of a gradient round, of which no unit adds more than c.UpdateBound: the sum of clipped
// gradients, of losses and of ones, the last two on the scale of c.Beside. Rows whose gradient is not finite add none:
// a failure would tell of them. local is nil for gradients; the change of weights of an owner that steps by itself has no
// bound per row. cut counts the units that were clipped.
func (o *Objective) PrivateUpdate(w []float64, c dp.Clipping, local *Local) (values []*big.Int, cut int, err error) {
	if c.Unit == dp.RecordUnit {
		if local != nil {
			return nil, 0, errors.New("invalid update: local steps have no bound for each row")
		}
		values, cut = o.clippedRows(w, c)
		return values, cut, nil
	}
	values = make([]*big.Int, len(w)+2)
	for i := range values {
		values[i] = new(big.Int)
	}
	beside := c.Beside()
	values[len(w)+1].SetInt64(beside)
	values[len(w)].SetInt64(beside)
	u, err := o.unclipped(w, c.Bits, local)
	if err != nil {
		return values, 1, nil // as the largest loss and no gradient
	}
	rows := big.NewInt(max(1, u.Rows))
	for i, v := range u.Sum {
		values[i].Quo(v, rows)
	}
	if dp.Clip(values[:len(w)], c.Steps()) {
		cut = 1
	}
	values[len(w)].SetInt64(c.LossSteps(real(u.Loss, c.Bits)/float64(max(1, u.Rows)), beside))
	return values, cut, nil
}

func (o *Objective) unclipped(w []float64, bits uint, local *Local) (*Update, error) {
	if local == nil {
		return o.GradientUpdate(w, bits)
	}
	return o.LocalUpdate(w, *local, bits)
}

// clippedRows sums the rows' gradients, each clipped by itself.
func (o *Objective) clippedRows(w []float64, c dp.Clipping) (values []*big.Int, cut int) {
	p := len(w)
	g, z := make([]float64, p), make([]int64, p)
	sums := make([]int64, p+2)
	bound := c.Steps().Int64()
	values = make([]*big.Int, p+2)
	for i := range values {
		values[i] = new(big.Int)
	}
	flush := func() {
		for i, v := range sums {
			values[i].Add(values[i], big.NewInt(v))
		}
		clear(sums)
	}
	beside, room := c.Beside(), math.MaxInt64/(bound+1)
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
		sums[p] += c.LossSteps(loss, beside)
		sums[p+1] += beside
		if int64(r+1)%room == 0 {
			flush()
		}
	}
	flush()
	return values, cut
}

// DecodePrivateMeans reads the sum of PrivateUpdate over owners, noise included. units is the number of units where it is
// public (owners), 0 where the sum itself must tell; then it gives at least 1.
func DecodePrivateMeans(values []*big.Int, c dp.Clipping, units int) (*Means, error) {
	if len(values) < 3 || c.Beside() < 1 {
		return nil, errors.New("invalid update: too few values")
	}
	p := len(values) - 2
	beside := float64(c.Beside())
	count := real(values[p+1], 0) / beside
	if units > 0 {
		count = float64(units)
	}
	count = max(1, count)
	m := &Means{Update: make([]float64, p), Rows: int64(math.Round(count))}
	for i := range m.Update {
		m.Update[i] = real(values[i], c.Bits) / count
	}
	m.Loss = min(c.Loss, max(0, real(values[p], 0)/beside/count*c.Loss))
	return m, nil
}

// PrivateEvaluationValues gives the number of values of an evaluation with noise: rows, loss, and of a numeric target sum
// and squares, of levels the rows predicted right. Histograms would drown.
func (s Shape) PrivateEvaluationValues() int {
	if s.Classes == 0 {
		return 4
	}
	return 3
}

// PrivateEvaluation gives the values of an evaluation in which no unit adds more than c.EvaluationBound: in steps of
// 2^-24 the rows, the losses over c.Loss, then sum and squares of the scaled target, or the rows predicted right. An owner
// as a unit gives means over its rows.
func (o *Objective) PrivateEvaluation(w []float64, c dp.Clipping) []*big.Int {
	sums := make([]int64, o.shape.PrivateEvaluationValues())
	rows := int64(0)
	const one = 1 << schema.QuantBits
	o.Scores(w, func(row int, p []float64) {
		y := o.table.Y[row]
		rows++
		sums[0] += one
		if o.shape.Classes == 0 {
			r := p[0] - float64(y)/one
			sums[1] += c.LossSteps(r*r/2, one)
			sums[2] += int64(y)
			sums[3] += int64(y) * int64(y) >> schema.QuantBits
			return
		}
		sums[1] += c.LossSteps(-log(p[y]), one)
		if argmax(p) == int(y) {
			sums[2] += one
		}
	})
	values := make([]*big.Int, len(sums))
	for i, v := range sums {
		if values[i] = big.NewInt(v); c.Unit == dp.OwnerUnit && rows > 0 {
			values[i].Quo(values[i], big.NewInt(rows))
		}
	}
	if c.Unit == dp.OwnerUnit {
		dp.Clip(values, c.EvaluationBound(o.shape.Classes == 0))
	}
	return values
}

// PrivateQuality reads the sum of PrivateEvaluation over owners, noise included, which has the given standard deviation in
// steps; units as in DecodePrivateMeans. Shares that noise took out of their range are put back to its ends. A loss is
// no less than the noise in it, which is given too, as a loss.
func (s Shape) PrivateQuality(values []*big.Int, c dp.Clipping, units int, target schema.Feature, deviation float64) (q *Quality, noise float64, err error) {
	if len(values) != s.PrivateEvaluationValues() {
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
	mean := func(i int) float64 { return real(values[i], schema.QuantBits) / count }
	q = &Quality{Rows: int64(math.Round(count)), Loss: max(noise, c.Loss*min(1, mean(1)))}
	if s.Classes > 0 {
		accuracy := min(1, max(0, mean(2)))
		q.Accuracy = &accuracy
		return q, noise, nil
	}
	mse := CostInUnits(2*q.Loss, target)
	q.MSE = &mse
	if variance := mean(3) - mean(2)*mean(2); variance > 0 {
		r2 := 1 - 2*q.Loss/variance
		q.R2 = &r2
	}
	return q, noise, nil
}
