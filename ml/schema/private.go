package schema

import (
	"fmt"
	"math"
	"math/big"
)

// momentKind is the kind of a value of Moments.
type momentKind int

const (
	countMoment momentKind = iota
	sumMoment
	squareMoment
)

// momentKinds returns the kind of every value of Moments, in order.
func (s *Schema) momentKinds() []momentKind {
	kinds := []momentKind{countMoment}
	for _, f := range s.All() {
		kinds = append(kinds, countMoment)
		if s.summed(f) {
			kinds = append(kinds, sumMoment, squareMoment)
		}
		for range s.counted(f) {
			kinds = append(kinds, countMoment)
		}
	}
	return kinds
}

// MomentSixteenths returns sixteen times the largest squared L2 norm of the part of a row in PrivateMoments, in units:
// 1 for the row and for every present value, 1/4 and 1/16 for a number and its square, 1 for a counted level.
func (s *Schema) MomentSixteenths() int64 {
	total := int64(16)
	for _, f := range s.All() {
		total += 16
		if s.summed(f) {
			total += 4 + 1
		}
		if s.counted(f) > 0 {
			total += 16
		}
	}
	return total
}

// PrivateMoments returns Moments on one grid, so that an L2 norm has a meaning: all in steps of 2^-24, squares rounded
// down. With means every value is divided by the number of rows, toward zero.
func (s *Schema) PrivateMoments(t *Table, means bool) ([]*big.Int, error) {
	values, err := s.Moments(t)
	if err != nil {
		return nil, err
	}
	out := make([]*big.Int, len(values))
	for i, kind := range s.momentKinds() {
		switch v := values[i]; kind {
		case countMoment:
			out[i] = new(big.Int).Lsh(v, QuantBits)
		case squareMoment:
			out[i] = new(big.Int).Rsh(v, QuantBits)
		default:
			out[i] = new(big.Int).Set(v)
		}
		if means && t.Rows > 0 {
			out[i].Quo(out[i], big.NewInt(int64(t.Rows)))
		}
	}
	return out, nil
}

// leastSpread is the least deviation of a column in noisy moments, as a share of its declared range: a smaller one may
// be noise.
const leastSpread = 1.0 / 32

// ReadPrivateMoments reads a sum of PrivateMoments over owners, with its noise, and returns the moments of possible
// rows near it. units is the number of units if it is public (if the means of owners are summed), and 0 if it is not.
func (s *Schema) ReadPrivateMoments(values []*big.Int, units int) (*Moments, error) {
	kinds := s.momentKinds()
	if len(values) != len(kinds) {
		return nil, fmt.Errorf("%w: %d values, want %d", ErrInvalidMoments, len(values), len(kinds))
	}
	near := make([]*big.Int, len(values))
	rows := max(1, wholeRows(values[0]))
	if units > 0 {
		// Means of an owner are shares: each stands for many rows, so that they stay shares as whole numbers.
		const stands = 16
		rows = int64(units) << stands
		scaled := make([]*big.Int, len(values))
		for i, v := range values {
			scaled[i] = new(big.Int).Lsh(v, stands)
		}
		values = scaled
	}
	near[0] = big.NewInt(rows)
	at := 1
	for _, f := range s.All() {
		present := min(rows, max(1, wholeRows(values[at])))
		near[at] = big.NewInt(present)
		at++
		if s.summed(f) {
			near[at], near[at+1] = nearSums(values[at], values[at+1], present)
			at += 2
		}
		counted := s.counted(f)
		nearCounts(near[at:at+counted], values[at:at+counted], present)
		at += counted
	}
	return s.ReadMoments(near)
}

// wholeRows rounds a noisy count to a possible one, from 0 to 2^50.
func wholeRows(v *big.Int) int64 {
	x, _ := new(big.Float).SetInt(v).Float64()
	return int64(math.Round(min(1<<50, max(0, x/(1<<QuantBits)))))
}

// nearSums returns a possible sum and sum of squares of present values near the noisy ones.
func nearSums(sum, squares *big.Int, present int64) (s, q *big.Int) {
	n := big.NewInt(present)
	limit := new(big.Int).Mul(n, big.NewInt(Half))
	s = new(big.Int).Set(sum)
	if s.CmpAbs(limit) > 0 {
		s.Mul(limit, big.NewInt(int64(s.Sign())))
	}
	// Σx² is at least (Σx)²/n and the least spread, at most n/4.
	least := new(big.Int).Mul(s, s)
	least.Add(least, new(big.Int).Sub(n, big.NewInt(1))).Div(least, n)
	spread := int64(leastSpread * leastSpread * (1 << (2 * QuantBits)))
	least.Add(least, new(big.Int).Mul(n, big.NewInt(spread)))
	most := new(big.Int).Mul(n, big.NewInt(MomentSteps))
	q = new(big.Int).Lsh(squares, QuantBits)
	if q.Cmp(least) < 0 {
		q.Set(least)
	}
	if q.Cmp(most) > 0 {
		q.Set(most)
	}
	return s, q
}

// nearCounts divides present among levels in the proportions of the noisy counts, or equally if none of them is
// positive.
func nearCounts(near, values []*big.Int, present int64) {
	if len(values) == 0 {
		return
	}
	total, shares := 0.0, make([]float64, len(values))
	for i, v := range values {
		x, _ := new(big.Float).SetInt(v).Float64()
		shares[i] = max(0, x)
		total += shares[i]
	}
	left, best := present, 0
	for i := range shares {
		if total == 0 {
			shares[i] = 1
		}
		if shares[i] > shares[best] {
			best = i
		}
	}
	if total == 0 {
		total = float64(len(shares))
	}
	for i := range near {
		c := min(left, int64(float64(present)*(shares[i]/total)))
		near[i] = big.NewInt(c)
		left -= c
	}
	near[best].Add(near[best], big.NewInt(left))
}
