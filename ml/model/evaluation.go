package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/kinds"
)

// Evaluation holds the sums that describe how well a model does on rows of one owner, or of several together.
type Evaluation struct {
	Rows int64
	Loss *big.Int   // sum of losses without class weights, in steps of 2^-Grid()
	Sums []*big.Int // see kinds.Measures
}

// EvaluationValues returns the number of values of an evaluation.
func (a Architecture) EvaluationValues() int { return 2 + a.Family().Measures().Values() }

// Evaluate scores the rows with weights w. A loss counts at most maxLoss and is rounded to the grid of the family, so that
// sums are exact.
func (o *Objective) Evaluate(w []float64, maxLoss float64) *Evaluation {
	measures := o.family.Measures()
	_, bits := o.family.Grid()
	e := &Evaluation{Rows: int64(o.Rows()), Loss: new(big.Int), Sums: zeros(measures.Values())}
	o.score(w, func(row int, p []float64, loss float64) {
		if !(loss < maxLoss) { // or not a number
			loss = maxLoss
		}
		e.Loss.Add(e.Loss, fixedPoint(loss, bits))
		measures.Add(e.Sums, p, o.table.Y[row])
	})
	return e
}

// SquaredErrors returns the sum over rows of (y − p)², p the probability of the second of two levels and y whether the row has it, in
// steps of 2^-24 as losses: Brier's score times the number of rows.
func (o *Objective) SquaredErrors(w []float64) *big.Int {
	_, bits := o.family.Grid()
	sum := new(big.Int)
	o.score(w, func(row int, p []float64, _ float64) {
		miss := float64(o.table.Y[row]) - p[1]
		sum.Add(sum, fixedPoint(float64(miss*miss), bits))
	})
	return sum
}

// Bins of residuals: of fitted values over the target's range, and of residuals to either side of 0. Bins are narrow near 0, where most
// rows are: edge k of n is at (k/n)² of the reach.
const (
	fittedBins    = 20
	residualBins  = 20  // on one side
	pearsonReach  = 8.0 // of residuals over their standard deviation
	identityReach = 1.0 // of residuals in the target's unit, over the width of its range
)

// ResidualValues is the number of counts of Residuals.
const ResidualValues = fittedBins * 2 * residualBins

// residualReach returns how far bins of residuals reach from 0: in widths of the target's range, or in standard deviations.
func (a Architecture) residualReach() float64 {
	if a.Kind.Name() == kinds.Linear {
		return identityReach
	}
	return pearsonReach
}

// Residuals counts the rows by bins of the fitted value and, in each, of the residual. The target is a number.
func (o *Objective) Residuals(w []float64) []*big.Int {
	out, p, last := zeros(ResidualValues), make([]float64, kinds.Width(o.family)), len(o.value)-1
	low, high := *o.arch.Target.Min, *o.arch.Target.Max
	center, width := o.arch.Target.Scale()
	straight := o.arch.Kind.Name() == kinds.Linear
	for r := range o.table.Rows {
		o.forward(w, r)
		z, y := o.value[last], kinds.Target(o.family, o.table.Y[r])
		o.family.Predict(z, p)
		_, square := o.family.Base(z, y)
		share := (p[0] - low) / (high - low)
		if !straight {
			share, square = math.Sqrt(math.Max(share, 0)), square*o.family.Unit()
		}
		fitted := int(math.Max(0, math.Min(fittedBins-1, math.Floor(share*fittedBins))))
		far := math.Sqrt(math.Sqrt(square) / o.arch.residualReach()) // of the residual's magnitude
		k := int(math.Max(0, math.Min(residualBins-1, math.Floor(far*residualBins))))
		bin := residualBins + k
		if center+width*y < p[0] {
			bin = residualBins - 1 - k
		}
		at := fitted*2*residualBins + bin
		out[at].Add(out[at], big.NewInt(1))
	}
	return out
}

// DecodeResiduals reads a sum of Residuals over this many rows. It fails if no rows have these counts.
func (a Architecture) DecodeResiduals(values []*big.Int, rows int64) (*kinds.Residuals, error) {
	low, high := *a.Target.Min, *a.Target.Max
	_, width := a.Target.Scale()
	straight := a.Kind.Name() == kinds.Linear
	out, total := &kinds.Residuals{Pearson: !straight}, int64(0)
	for k := range fittedBins + 1 {
		share := float64(k) / fittedBins
		if !straight {
			share *= share
		}
		out.Fitted = append(out.Fitted, low+share*(high-low))
	}
	reach := a.residualReach()
	if straight {
		reach *= width
	}
	for k := -residualBins; k <= residualBins; k++ {
		share := float64(k) / residualBins
		out.Residual = append(out.Residual, share*math.Abs(share)*reach)
	}
	for _, v := range values {
		if v.Sign() < 0 || !v.IsInt64() || v.Int64() > rows {
			return nil, errors.New("invalid residuals: a bin counts more rows than there are")
		}
		out.Counts, total = append(out.Counts, v.Int64()), total+v.Int64()
	}
	if len(values) != ResidualValues || total != rows {
		return nil, errors.New("invalid residuals: the bins do not add up")
	}
	return out, nil
}

// score calls visit with the prediction and the loss of every row. The prediction is reused.
func (o *Objective) score(w []float64, visit func(row int, p []float64, loss float64)) {
	p, last := make([]float64, kinds.Width(o.family)), len(o.value)-1
	for r := range o.table.Rows {
		o.forward(w, r)
		o.family.Predict(o.value[last], p)
		visit(r, p, o.family.Loss(o.value[last], o.grad[last], kinds.Target(o.family, o.table.Y[r])))
	}
}

// Encode returns the values of an upload: rows, loss, sums.
func (e *Evaluation) Encode() []*big.Int {
	return append([]*big.Int{big.NewInt(e.Rows), e.Loss}, e.Sums...)
}

// DecodeEvaluation reads a sum of evaluations. It fails if no rows can have these sums; sums over no rows are valid, since
// owners may hold nothing back.
func (a Architecture) DecodeEvaluation(values []*big.Int) (*Evaluation, error) {
	if want := a.EvaluationValues(); len(values) != want {
		return nil, fmt.Errorf("invalid evaluation: %d values, want %d", len(values), want)
	}
	if !values[0].IsInt64() || values[0].Sign() < 0 || values[1].Sign() < 0 {
		return nil, errors.New("invalid evaluation: negative rows or loss")
	}
	e := &Evaluation{Rows: values[0].Int64(), Loss: values[1], Sums: values[2:]}
	if rule := a.Family().Measures().Check(e.Rows, e.Sums); rule != "" {
		return nil, errors.New("invalid evaluation: " + rule)
	}
	return e, nil
}

// ErrNoEvaluation is the error of an evaluation over no rows.
var ErrNoEvaluation = errors.New("invalid evaluation: over no rows")

// Quality describes the evaluation. It fails with ErrNoEvaluation if there are no rows.
func (a Architecture) Quality(e *Evaluation) (*kinds.Quality, error) {
	if e.Rows == 0 {
		return nil, ErrNoEvaluation
	}
	family := a.Family()
	_, bits := family.Grid()
	return family.Measures().Quality(e.Rows, real(e.Loss, bits), e.Sums), nil
}

func zeros(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}
