// Package simulate owns the training in the clear: the same rows, the same
// quantised points, the same method and the same sums as between three parties,
// in one process and without encryption. What it gives is what a federated
// training of the same file must give.
package simulate

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

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

// Run trains on the tables, one per owner, in the clear: a linear regression on
// encrypted weights, beside its exact pooled optimum. observe, which may be nil,
// is told the cost after each round, in the target's unit, squared. Train takes
// every kind of training.
func Run(f *spec.File, tables []*schema.Table, observe func(round int, cost float64)) (*Result, error) {
	if f.Model.Kind != spec.Linear || f.Model.Weights != spec.Encrypted || f.Model.Method != spec.Rounds {
		return nil, errors.New("invalid rehearsal: Run takes linear regression on encrypted weights")
	}
	r := &Result{}
	t, err := Train(f, tables, func(s Step) {
		if s.Kind != wire.RoundGradient {
			return
		}
		r.Costs = append(r.Costs, s.Cost)
		if observe != nil {
			observe(len(r.Costs), s.Cost)
		}
	})
	if err != nil {
		return nil, err
	}
	r.Model, r.Point, r.Warnings = t.Model.(*model.Linear), t.Point, t.Warnings
	r.Cost, r.Rounds = r.Model.Cost, r.Model.Rounds
	owners, err := accumulate(f, tables)
	if err != nil {
		return nil, err
	}
	pooled := model.NewStatistics(f.Budget().Columns)
	for _, s := range owners {
		pooled.Add(s)
	}
	var deviation []float64
	if f.Scaling == spec.ScalingFederated {
		deviation = pooled.Standard().Deviation
	}
	solution, err := pooled.SolveScaled(f.Model.L2, deviation)
	if err != nil {
		return nil, err
	}
	r.Optimum, r.Rank = model.CostInUnits(solution.Cost, f.Target), solution.Rank
	return r, nil
}

// Cost gives the cost of quantised weights, such as Result.Point, on the rows of
// the tables, in the target's unit, squared: what one owner's own model is worth
// on everybody's rows, for instance.
func Cost(f *spec.File, point []*big.Int, tables []*schema.Table) (float64, error) {
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

func accumulate(f *spec.File, tables []*schema.Table) ([]*model.Statistics, error) {
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
