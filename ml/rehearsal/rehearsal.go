// Package rehearsal owns the training in the clear: the same rows, the same
// quantised points, the same method and the same sums as between three parties,
// in one process and without encryption. What it gives is what a federated
// training of the same file must give.
package rehearsal

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/training"
)

// Method gives the optimisation method that a training file asks for. The model
// owner's side of a federated training and the rehearsal both take it from here.
func Method(f *training.File) (optim.Method, error) {
	b := f.Budget()
	return optim.New(f.Training.Optimizer, b.Columns, optim.Options{
		Rounds:       f.Training.Rounds,
		FractionBits: b.FractionBits,
		L2:           f.Model.L2,
		LearningRate: float64(f.Training.LearningRate),
		WeightBound:  float64(b.WeightBound),
	})
}

// Result is what a rehearsal ends with. Costs are mean squared errors in the
// target's unit, squared.
type Result struct {
	Model    *model.Linear
	Cost     float64   // of the model, measured at its quantised weights
	Costs    []float64 // after each round, see optim.Method.Cost
	Rounds   int       // the closing evaluation not counted
	Warnings []string
	Point    []*big.Int // the quantised weights, in steps of 2^-training.WeightBits
	Optimum  float64    // the exact pooled solution's cost; the same l2
	Rank     int        // of the columns over all rows
}

// Run trains on the tables, one per owner, in the clear. observe, which may be
// nil, is told the cost after each round, in the target's unit, squared.
func Run(f *training.File, tables []*schema.Table, observe func(round int, cost float64)) (*Result, error) {
	owners, err := accumulate(f, tables)
	if err != nil {
		return nil, err
	}
	method, err := Method(f)
	if err != nil {
		return nil, err
	}
	bits := f.Budget().FractionBits
	r := &Result{}
	for {
		point, done := method.Next()
		if done {
			break
		}
		w, err := optim.Quantise(point, bits)
		if err != nil {
			return nil, err
		}
		r.Rounds++
		if err := method.Observe(w, sum(owners, w, bits)); err != nil {
			return nil, fmt.Errorf("failed to step after round %d: %w", r.Rounds, err)
		}
		r.Costs = append(r.Costs, model.CostInUnits(method.Cost(), f.Target))
		if observe != nil {
			observe(r.Rounds, r.Costs[r.Rounds-1])
		}
	}
	if err := r.finish(f, method, owners); err != nil {
		return nil, err
	}
	return r, nil
}

// finish evaluates the quantised weights and solves the pooled problem beside them.
func (r *Result) finish(f *training.File, method optim.Method, owners []*model.Statistics) error {
	bits := f.Budget().FractionBits
	point, err := optim.Quantise(method.Weights(), bits)
	if err != nil {
		return err
	}
	last := sum(owners, point, bits)
	cost, err := last.Cost(point, bits)
	if err != nil {
		return err
	}
	r.Point, r.Warnings = point, method.Warnings()
	r.Model, err = model.NewLinear(f.Name, f.Schema(), optim.Real(point, bits), cost, r.Rounds, last.N)
	if err != nil {
		return err
	}
	r.Cost = r.Model.Cost
	pooled := model.NewStatistics(len(point))
	for _, s := range owners {
		pooled.Add(s)
	}
	solution, err := pooled.Solve(f.Model.L2)
	if err != nil {
		return err
	}
	r.Optimum, r.Rank = model.CostInUnits(solution.Cost, f.Target), solution.Rank
	return nil
}

// Cost gives the cost of quantised weights, such as Result.Point, on the rows of
// the tables, in the target's unit, squared: what one owner's own model is worth
// on everybody's rows, for instance.
func Cost(f *training.File, point []*big.Int, tables []*schema.Table) (float64, error) {
	owners, err := accumulate(f, tables)
	if err != nil {
		return 0, err
	}
	b := f.Budget()
	if len(point) != b.Columns {
		return 0, fmt.Errorf("invalid weights: %d for %d columns", len(point), b.Columns)
	}
	cost, err := sum(owners, point, b.FractionBits).Cost(point, b.FractionBits)
	return model.CostInUnits(cost, f.Target), err
}

func accumulate(f *training.File, tables []*schema.Table) ([]*model.Statistics, error) {
	if len(tables) == 0 {
		return nil, errors.New("invalid rehearsal: no tables")
	}
	b := f.Budget()
	owners := make([]*model.Statistics, len(tables))
	for i, t := range tables {
		if int64(t.Rows) > b.Rows {
			return nil, fmt.Errorf("invalid table %d: more rows than bounds.rows (%d)", i+1, b.Rows)
		}
		s, err := model.Accumulate(t)
		if err != nil {
			return nil, fmt.Errorf("failed to sum table %d: %w", i+1, err)
		}
		if len(s.B) != b.Columns {
			return nil, fmt.Errorf("invalid table %d: %d columns for %d of the training", i+1, len(s.B), b.Columns)
		}
		owners[i] = s
	}
	return owners, nil
}

// sum adds what each owner would upload for the point w.
func sum(owners []*model.Statistics, w []*big.Int, bits uint) optim.Sums {
	total := optim.Sums{L: new(big.Int)}
	for i, s := range owners {
		g, l := s.Gradient(w, bits)
		if i == 0 {
			total.G = g
		} else {
			for j := range g {
				total.G[j].Add(total.G[j], g[j])
			}
		}
		total.L.Add(total.L, l)
		total.N += s.N
	}
	return total
}
