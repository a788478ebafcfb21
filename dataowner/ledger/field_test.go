package ledger

import (
	"math/bits"
	"slices"
)

// prime is 2^61-1. Linear algebra modulo a large prime is exact, and finds the rank over the rationals unless the prime
// divides a minor, which small integers as here do not reach.
const prime = 1<<61 - 1

// number is a residue modulo prime.
type number uint64

func residue(x int) number {
	if x < 0 {
		return prime - number(-x)%prime
	}
	return number(x) % prime
}

// integer returns the residue of least magnitude.
func (a number) integer() int {
	if a > prime/2 {
		return -int(prime - a)
	}
	return int(a)
}

func (a number) add(b number) number {
	s := a + b
	if s >= prime {
		return s - prime
	}
	return s
}

func (a number) neg() number {
	if a == 0 {
		return 0
	}
	return prime - a
}

func (a number) mul(b number) number {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	s := lo&prime + (lo>>61 | hi<<3)
	for s >= prime {
		s -= prime
	}
	return number(s)
}

func (a number) inverse() number { // by Fermat
	result, e := number(1), uint64(prime-2)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			result = result.mul(a)
		}
		a = a.mul(a)
	}
	return result
}

// eliminate returns the rank of rows and a basis of the combinations of rows that vanish.
func eliminate(rows [][]number) (rank int, null [][]number) {
	type pivot struct {
		row, combination []number
		at               int
	}
	var pivots []pivot
	for k, r := range rows {
		r = slices.Clone(r)
		c := make([]number, len(rows))
		c[k] = 1
		for _, p := range pivots {
			if f := r[p.at]; f != 0 {
				f = f.neg()
				for j, x := range p.row {
					r[j] = r[j].add(f.mul(x))
				}
				for j, x := range p.combination {
					c[j] = c[j].add(f.mul(x))
				}
			}
		}
		at := slices.IndexFunc(r, func(x number) bool { return x != 0 })
		if at < 0 {
			null = append(null, c)
			continue
		}
		inverse := r[at].inverse()
		for j := range r {
			r[j] = r[j].mul(inverse)
		}
		for j := range c {
			c[j] = c[j].mul(inverse)
		}
		pivots = append(pivots, pivot{r, c, at})
	}
	return len(pivots), null
}

func rank(rows [][]number) int { r, _ := eliminate(rows); return r }

// combine returns the sum of rows with these coefficients.
func sumOf(coefficients []number, rows [][]number) []number {
	out := make([]number, len(rows[0]))
	for k, c := range coefficients {
		for j, x := range rows[k] {
			out[j] = out[j].add(c.mul(x))
		}
	}
	return out
}

// columns returns the given columns of rows.
func columns(rows [][]number, at []int) [][]number {
	out := make([][]number, len(rows))
	for k, r := range rows {
		for _, j := range at {
			out[k] = append(out[k], r[j])
		}
	}
	return out
}

// subsets calls f with every ascending choice of k numbers below n, until f returns false.
func subsets(n, k int, f func([]int) bool) {
	choice := make([]int, k)
	var from func(at, least int) bool
	from = func(at, least int) bool {
		if at == k {
			return f(choice)
		}
		for x := least; x <= n-(k-at); x++ {
			choice[at] = x
			if !from(at+1, x+1) {
				return false
			}
		}
		return true
	}
	from(0, 0)
}
