package describe

import (
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// Moments are the number, mean and standard deviation of a feature's values. The deviation has the denominator n − 1 and is
// NaN below two values; the mean is NaN without any.
type Moments struct {
	N        int64
	Mean, SD float64
}

// Variance returns the square of the standard deviation.
func (m Moments) Variance() float64 { return m.SD * m.SD }

// MomentsOf returns the moments of a numeric feature from its counts, in its unit.
func MomentsOf(f schema.Feature, c Counts) Moments {
	m := Moments{N: c.Present(), Mean: math.NaN(), SD: math.NaN()}
	if m.N == 0 {
		return m
	}
	center, width := f.Scale()
	sum, sq := c.Sum, c.Squares
	bits := schema.QuantBits
	if sum == nil { // whole numbers, counted from the least
		sum, sq = new(big.Int), new(big.Int)
		center, width, bits = *f.Min, 1, 0
		for k, count := range c.Bins {
			weighted := new(big.Int).Mul(big.NewInt(count), big.NewInt(int64(k)))
			sum.Add(sum, weighted)
			sq.Add(sq, weighted.Mul(weighted, big.NewInt(int64(k))))
		}
	}
	n := big.NewInt(m.N)
	mean, _ := new(big.Rat).SetFrac(sum, new(big.Int).Lsh(n, uint(bits))).Float64()
	m.Mean = center + width*mean
	if m.N > 1 {
		freedom := new(big.Int).Mul(n, big.NewInt(m.N-1))
		variance, _ := new(big.Rat).SetFrac(squares(m.N, sum, sq), freedom.Lsh(freedom, uint(2*bits))).Float64()
		m.SD = width * math.Sqrt(variance)
	}
	return m
}

// Quantile returns the quantile of a numeric feature's values for a share p in [0, 1]. Where each bin is a value, it is that
// of type 7 (R. J. Hyndman and Y. Fan, The American Statistician 50, 1996). Otherwise values are taken to lie evenly in their
// bin, so that it may be off by as much as the bin is wide. It is NaN without values.
func Quantile(f schema.Feature, c Counts, p float64) float64 {
	n := c.Present()
	if n == 0 {
		return math.NaN()
	}
	if c.Sum == nil {
		place := p * float64(n-1)
		low := math.Floor(place)
		a, b := valueAt(f, c, int64(low)), valueAt(f, c, int64(math.Ceil(place)))
		return a + (place-low)*(b-a)
	}
	left := p * float64(n)
	for k, count := range c.Bins {
		x := float64(count)
		if count > 0 && left <= x {
			from, to := edge(f, len(c.Bins), k), edge(f, len(c.Bins), k+1)
			return from + left/x*(to-from)
		}
		left -= x
	}
	return *f.Max // by rounding only
}

// valueAt returns the i-th smallest value, from 0, where bins are values.
func valueAt(f schema.Feature, c Counts, i int64) float64 {
	for k, count := range c.Bins {
		if i < count {
			return *f.Min + float64(k)
		}
		i -= count
	}
	return *f.Max
}

// BinWidth returns how wide the bins of a feature are in its unit, or 0 if each is one value or level.
func (d *Design) BinWidth(f schema.Feature) float64 {
	b := d.BinsOf(f)
	if b.Exact {
		return 0
	}
	return (*f.Max - *f.Min) / float64(b.N)
}

// Sums returns the sums of both numbers, of their squares and of their products, over the rows that have both, in steps of 2^-24
// and 2^-48 of their declared ranges.
func (p Pair) Sums() (a, b, aa, bb, ab *big.Int) {
	return p.sums[0], p.sums[1], p.sums[2], p.sums[3], p.sums[4]
}

// Correlation returns the correlation of two numbers (Pearson's) over the rows that have both. It is NaN if one is constant.
func (p Pair) Correlation() float64 {
	x, y := squares(p.Rows, p.sums[0], p.sums[2]), squares(p.Rows, p.sums[1], p.sums[3])
	product := new(big.Int).Mul(big.NewInt(p.Rows), p.sums[4])
	product.Sub(product, new(big.Int).Mul(p.sums[0], p.sums[1]))
	ratio := new(big.Float).SetInt(product)
	scale := new(big.Float).SetInt(new(big.Int).Mul(x, y))
	if scale.Sign() <= 0 {
		return math.NaN()
	}
	r, _ := ratio.Quo(ratio, scale.Sqrt(scale)).Float64()
	return max(-1, min(1, r))
}
