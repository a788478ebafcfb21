package describe

import (
	"math"

	"github.com/blindfit/blindfit/ml/schema"
)

// The standard errors below are those of noise alone, to first order in it; rows are taken as they are. They are NaN where a value is
// not known, and of exact totals 0.

// CountError returns the standard error of a count over some cells: that of the noise as it was added. A count near 0, or one that has
// to fit others, is closer.
func (d *Description) CountError(cells int) float64 {
	return d.Noise.Deviation * math.Sqrt(float64(cells))
}

// RowsError returns that of the number of rows of some cells. The number of all data owners is known.
func (d *Description) RowsError(cells int) float64 {
	if d.Noise.Units > 0 && cells == d.CellCount() {
		return 0
	}
	return d.CountError(cells)
}

// ShareError returns that of the share of a count among n values.
func (d *Description) ShareError(share float64, n int64, cells int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return d.CountError(cells) * math.Sqrt(1+share*share) / float64(n)
}

// MomentErrors returns those of the mean and the standard deviation of a feature.
func (d *Description) MomentErrors(f schema.Feature, c Counts, cells int) (mean, sd float64) {
	m, noise := MomentsOf(f, c), d.CountError(cells)
	if m.N < 2 {
		return math.NaN(), math.NaN()
	}
	n := float64(m.N)
	if c.Sum == nil { // by counts of values
		square, fourth := 0.0, 0.0
		for k := range c.Bins {
			x := *f.Min + float64(k) - m.Mean
			square += x * x
			fourth += (x*x - m.Variance()) * (x*x - m.Variance())
		}
		return noise * math.Sqrt(square) / n, noise * math.Sqrt(fourth) / n / (2 * m.SD)
	}
	// With x̄ = S/n and v = Q/n − x̄², and noise in S, Q and, by about √2 times as much, in n.
	center, width := f.Scale()
	x, v := (m.Mean-center)/width, m.Variance()/(width*width)
	mean = width * noise / n * math.Sqrt(1+2*x*x)
	by := x*x - v // the derivative of v by n is this over n
	sd = width * noise / n * math.Sqrt(1+4*x*x+2*by*by) / (2 * math.Sqrt(v))
	return mean, sd
}

// QuantileError returns that of a quantile of a feature that is counted in parts of its range, from the counts below it and the density
// of values around it.
func (d *Description) QuantileError(f schema.Feature, c Counts, p float64, cells int) float64 {
	if c.Sum == nil || c.Present() == 0 {
		return math.NaN()
	}
	left := p * float64(c.Present())
	for k, count := range c.Bins {
		x := float64(count)
		if count > 0 && left <= x {
			width := edge(f, len(c.Bins), k+1) - edge(f, len(c.Bins), k)
			return d.CountError(cells) * math.Sqrt(float64(len(c.Bins))*p*(1-p)) * width / x
		}
		left -= x
	}
	return math.NaN()
}
