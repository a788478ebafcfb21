package simulate

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
)

// Optimum is the exact least-squares solution over the pooled rows.
type Optimum struct {
	Cost float64 // in the training's metric
	Rank int     // of the columns
}

// Pooled solves the least-squares fit of a training over the rows of all tables. It fails if sums of squares do not decide
// the kind of model.
func Pooled(f *spec.File, tables []*schema.Table) (*Optimum, error) {
	owners, err := accumulate(f, tables)
	if err != nil {
		return nil, err
	}
	all := squares.NewStatistics(f.Budget().Columns)
	for _, s := range owners {
		all.Add(s)
	}
	var deviation []float64
	if f.Scaling == spec.ScalingFederated {
		deviation = all.Standard().Deviation
	}
	fit := f.LeastSquares()
	solution, err := all.SolveScaled(f.Model.L2, deviation)
	if err != nil {
		return nil, err
	}
	return &Optimum{fit.Cost(solution.Cost), solution.Rank}, nil
}

// Cost returns the cost of quantised weights, such as Result.Point, on the rows of all tables, in the training's metric.
func Cost(f *spec.File, point []*big.Int, tables []*schema.Table) (float64, error) {
	owners, err := accumulate(f, tables)
	if err != nil {
		return 0, err
	}
	b := f.Budget()
	if len(point) != b.Columns {
		return 0, fmt.Errorf("invalid weights: %d for %d columns", len(point), b.Columns)
	}
	mse, err := sum(owners, point, b.FractionBits).Cost(point, b.FractionBits)
	return f.LeastSquares().Cost(mse), err
}

func accumulate(f *spec.File, tables []*schema.Table) ([]*squares.Statistics, error) {
	fit := f.LeastSquares()
	switch {
	case fit == nil:
		return nil, fmt.Errorf("invalid fit: %s is not decided by sums of squares", f.Model.Kind)
	case len(tables) == 0:
		return nil, errNoTables
	}
	b := f.Budget()
	owners := make([]*squares.Statistics, len(tables))
	for i, t := range tables {
		if int64(t.Rows) > b.Rows {
			return nil, fmt.Errorf("invalid table %d: more rows than bounds.rows (%d)", i+1, b.Rows)
		}
		s, err := squares.AccumulateFor(fit, t)
		if err != nil {
			return nil, fmt.Errorf("failed to sum table %d: %w", i+1, err)
		}
		if f.Site != "" {
			s.Within()
		}
		if len(s.B) != b.Columns {
			return nil, fmt.Errorf("invalid table %d: %d columns for %d of the training", i+1, len(s.B), b.Columns)
		}
		owners[i] = s
	}
	return owners, nil
}

var errNoTables = errors.New("invalid simulation: no tables")

// sum adds the uploads of all owners for the point w.
func sum(owners []*squares.Statistics, w []*big.Int, bits uint) optim.Sums {
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
