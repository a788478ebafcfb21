package model

import (
	"errors"
	"fmt"
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
