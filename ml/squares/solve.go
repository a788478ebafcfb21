package squares

import (
	"math/big"

	"github.com/blindfit/blindfit/ml/internal/longfloat"
)

// Solution is the pooled optimum of a least-squares fit.
type Solution struct {
	Weights []*big.Float // on the scaled columns, 1024 bits
	Rank    int          // of the columns
	Aside   []Aside      // columns that follow from others or are the same in every row, in their order
	Cost    float64      // mean squared error on the scaled target
}

// Solve returns the weights that minimise the mean squared error plus l2 times the sum of squared weights without the
// intercept, on the scaled columns. Columns that are the same in every row get weight 0, and without a penalty those that
// follow from others before them. The arithmetic is long enough that the result does not depend on the platform or on the order
// of the rows.
func (s *Statistics) Solve(l2 float64) (*Solution, error) { return s.SolveScaled(l2, nil) }

// SolveScaled is Solve with the penalty on standardised columns: weight j counts deviation[j] times. The target stays on
// its declared range. nil is Solve.
func (s *Statistics) SolveScaled(l2 float64, deviation []float64) (*Solution, error) {
	if s.N <= 0 {
		return nil, ErrNoRows
	}
	s.checkRounded()
	aside := s.dependent(l2 == 0)
	kept := make([]int, 0, len(s.B))
	for j, rest := 0, aside; j < len(s.B); j++ {
		if len(rest) > 0 && rest[0].Column == j {
			rest = rest[1:]
			continue
		}
		if j == 0 && s.Origin {
			continue
		}
		kept = append(kept, j)
	}
	m, b := make([][]*big.Float, len(kept)), make([]*big.Float, len(kept))
	ridge := Ridge(l2, s.N)
	for i, row := range kept {
		m[i] = make([]*big.Float, len(kept))
		for j, column := range kept {
			m[i][j] = longfloat.FromInt(s.A[row][column])
		}
		if row > 0 {
			term := longfloat.New().Set(ridge)
			if deviation != nil {
				scale := longfloat.FromFloat(deviation[row])
				term.Mul(term, scale.Mul(scale, scale))
			}
			m[i][i].Add(m[i][i], term)
		}
		b[i] = longfloat.FromInt(s.B[row])
	}
	solved, rank, err := longfloat.Solve(m, b)
	if err != nil {
		return nil, err
	}
	x := make([]*big.Float, len(s.B))
	for j := range x {
		x[j] = longfloat.New()
	}
	for i, column := range kept {
		x[column] = solved[i]
	}
	return &Solution{Weights: x, Rank: rank, Aside: aside, Cost: s.Cost(x)}, nil
}

// Ridge returns the term of a penalty of l2 in the diagonal of XᵀX, in steps of 2^-48.
func Ridge(l2 float64, rows int64) *big.Float {
	r := longfloat.FromFloat(l2)
	r.Mul(r, longfloat.New().SetInt64(rows))
	return r.SetMantExp(r, costBits)
}

// costBits is the scale of a squared error: two quantised factors.
const costBits = 48

// Cost returns the mean squared error on the scaled target for weights on the scaled columns: (wᵀAw − 2bᵀw + yᵀy)/n.
func (s *Statistics) Cost(w []*big.Float) float64 {
	sum := longfloat.FromInt(s.YY)
	two := longfloat.FromFloat(2)
	for i := range w {
		row := longfloat.New()
		for j := range w {
			term := longfloat.FromInt(s.A[i][j])
			row.Add(row, term.Mul(term, w[j]))
		}
		row.Sub(row, longfloat.New().Mul(two, longfloat.FromInt(s.B[i])))
		sum.Add(sum, row.Mul(row, w[i]))
	}
	sum.Quo(sum, longfloat.New().SetInt64(s.N))
	cost, _ := sum.SetMantExp(sum, -costBits).Float64()
	return max(cost, 0)
}
