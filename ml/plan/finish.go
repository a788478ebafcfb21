package plan

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// finishEncrypted makes the model from weights and their measured error.
func (c *Plan) finishEncrypted(point []*big.Int, mse float64, rows int64) (err error) {
	extras := model.Extras{}
	if rows > 0 {
		extras.Quality = c.quality(mse, rows)
	}
	if err = c.fit(optim.Real(point, spec.WeightBits), mse, c.rows, extras); err == nil {
		c.point, c.stage, c.measured = point, atEnd, true
		c.warnings = append(c.warnings, c.method.Warnings()...)
	}
	return err
}

// warnRare adds a warning where one of two levels is so rare that the expansion
// of the logistic loss misjudges it. half is the sum of halved labels of ±1/2.
func (c *Plan) warnRare(half float64, rows int64) {
	const rare = 0.1
	share := 0.5 + 2*half/float64(rows) // of the second level
	if taylor(c.file) && math.Min(share, 1-share) < rare {
		c.warnings = append(c.warnings, "fewer than a tenth of the rows are of one level: the second-order expansion behind "+
			"encrypted logistic regression is poor for it; compare with shared weights")
	}
}

// quality says how the model does on the rows it is evaluated on: at weight 0 the
// sums are those of the target alone.
func (c *Plan) quality(mse float64, rows int64) *model.Quality {
	q := &model.Quality{Rows: rows, Loss: mse / 2}
	if taylor(c.file) {
		q.Loss = cost(c.file, mse)
		return q
	}
	inUnits := cost(c.file, mse)
	q.MSE = &inUnits
	if c.zero == nil {
		return q
	}
	total, err := c.zero.Cost(make0(len(c.zero.G)), spec.WeightBits) // mean of y²
	half := new(big.Float).SetInt(c.zero.G[0])                       // −Σ y/2 in steps of 2^-(48+f)
	mean, _ := half.SetMantExp(half, 1-2*schema.QuantBits-spec.WeightBits).Float64()
	mean /= float64(rows)
	if variance := total - mean*mean; err == nil && variance > 0 {
		r2 := 1 - mse/variance
		q.R2 = &r2
	}
	return q
}

func make0(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}

// fit makes the model of a least-squares fit on the declared ranges.
func (c *Plan) fit(w []float64, mse float64, rows int64, extras model.Extras) error {
	f := c.file
	if !taylor(f) {
		m, err := model.NewLinear(f.Name, f.Schema(), w, mse, c.steps, rows)
		if err != nil {
			return err
		}
		m.Extras, c.result = extras, m
		return nil
	}
	for i := range w {
		w[i] *= model.TaylorFactor
	}
	m, err := model.NewNetwork(f.Name, f.Schema(), shapeWithoutWeights(f), w, model.TaylorMetric, cost(f, mse), c.steps, rows)
	if err != nil {
		return err
	}
	m.Extras, c.result = extras, m
	return nil
}

func shapeWithoutWeights(f *spec.File) model.Shape {
	s := ShapeOf(f)
	s.ClassWeights = nil // they matter for learning, not for the model
	return s
}

func (c *Plan) finishShared(q *model.Quality) error {
	f, shape := c.file, shapeWithoutWeights(c.file)
	w := shape.Unscale(c.shared.Weights(), c.scale)
	extras := model.Extras{Fill: c.fill}
	if q.Rows > 0 {
		extras.Quality = q
	}
	if f.Model.Kind == spec.Linear {
		m, err := model.NewLinear(f.Name, f.Schema(), w, 2*q.Loss, c.steps, c.rows)
		if err != nil {
			return err
		}
		m.Extras, c.result = extras, m
	} else {
		value := q.Loss
		if q.MSE != nil {
			value = *q.MSE
		}
		m, err := model.NewNetwork(f.Name, f.Schema(), shape, w, shape.MetricOf(), value, c.steps, c.rows)
		if err != nil {
			return err
		}
		m.Extras, c.result = extras, m
	}
	c.stage, c.measured = atEnd, true
	if !c.file.Private() { // with noise no weights stand still
		c.warnings = append(c.warnings, c.shared.Warnings()...)
	}
	return nil
}

// finishUnmeasured ends a training in which no owner had rows to keep back: its
// cost is then what the method knows of the rows learned from.
func (c *Plan) finishUnmeasured() (err error) {
	if c.method != nil {
		var point []*big.Int
		if point, err = optim.Quantise(c.method.Weights(), spec.WeightBits); err == nil {
			err = c.finishEncrypted(point, c.method.Cost(), 0)
		}
	} else {
		q := &model.Quality{Loss: c.shared.Loss()}
		if c.file.Target.Type.Numeric() {
			inUnits := model.CostInUnits(2*q.Loss, c.file.Target)
			q.MSE = &inUnits
		}
		err = c.finishShared(q)
	}
	if err == nil {
		c.measured = false
		c.warnings = append(c.warnings, "no owner had rows enough to keep any back: the cost is not measured on other rows")
	}
	return err
}

// Partial gives the model of a training that stops before its end, its cost as
// the method infers it; nil where the rounds so far give none.
func (c *Plan) Partial() (model.Model, error) {
	if c.result != nil || c.steps == 0 {
		return c.result, nil
	}
	k := *c // finishing changes no more than the fields of the course itself
	if k.method != nil {
		cost := k.method.Cost()
		if math.IsNaN(cost) || math.IsInf(cost, 0) {
			return nil, nil
		}
		// The exact cost is never negative; its float can be, by a rounding, where the fit is perfect.
		err := k.fit(k.method.Weights(), max(cost, 0), k.rows, model.Extras{})
		return k.result, err
	}
	if loss := k.shared.Loss(); math.IsNaN(loss) || math.IsInf(loss, 0) {
		return nil, nil
	}
	err := k.finishUnmeasured()
	return k.result, err
}
