package optim

import "math/big"

// fixed runs another method for all its rounds: once that is done, it requests the sums at the solution again and
// ignores them. The number of rounds then does not disclose when the training converged.
type fixed struct {
	Method
	limit, rounds int
}

// Products is that of the other method.
func (f *fixed) Products() (a [][]*big.Int, b []*big.Int, yy *big.Int, n int64, ok bool) {
	if s, spanning := f.Method.(Spanning); spanning {
		return s.Products()
	}
	return nil, nil, nil, 0, false
}

func (f *fixed) Next() ([]float64, bool) {
	if f.rounds >= f.limit {
		return nil, true
	}
	if point, done := f.Method.Next(); !done {
		return point, false
	}
	return f.Weights(), false
}

func (f *fixed) Observe(point []*big.Int, s Sums) error {
	if _, done := f.Method.Next(); done {
		if err := s.check(point); err != nil {
			return err
		}
	} else if err := f.Method.Observe(point, s); err != nil {
		return err
	}
	f.rounds++
	return nil
}
