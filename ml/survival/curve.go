package survival

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Counts are the rows of one group by bins of times. A row censored in a bin is at risk there.
type Counts struct {
	Events   []int64
	Censored []int64
}

// Rows returns the number of rows.
func (c Counts) Rows() int64 {
	n := int64(0)
	for i := range c.Events {
		n += c.Events[i] + c.Censored[i]
	}
	return n
}

// Add returns the counts of two sets of rows together.
func (c Counts) Add(other Counts) Counts {
	out := Counts{make([]int64, len(c.Events)), make([]int64, len(c.Events))}
	for i := range c.Events {
		out.Events[i] = c.Events[i] + other.Events[i]
		out.Censored[i] = c.Censored[i] + other.Censored[i]
	}
	return out
}

// Point is one bin of a curve.
type Point struct {
	AtRisk   int64 // at the left edge
	Events   int64
	Censored int64
	Survival float64 // the estimated share without the event at the right edge
	Low      float64 // of the confidence band; NaN where no row is left
	High     float64
}

// Curve returns the product-limit estimate (E. L. Kaplan and P. Meier, JASA 53, 1958) up to the last bin with a row at
// risk. The band has the variance of M. Greenwood (1926) on the log scale and holds for each time by itself; z is the
// quantile of the normal distribution that belongs to its level, such as 1.96.
func (c Counts) Curve(z float64) []Point {
	risk, estimate := c.Rows(), NewEstimate(z)
	var out []Point
	for i, d := range c.Events {
		if risk == 0 {
			break
		}
		out = append(out, estimate.Next(risk, d, c.Censored[i]))
		risk -= d + c.Censored[i]
	}
	return out
}

// Estimate is the product-limit estimate from one bin to the next.
type Estimate struct{ survival, variance, z float64 }

// NewEstimate returns the estimate at time 0, with z as in Counts.Curve.
func NewEstimate(z float64) *Estimate { return &Estimate{survival: 1, z: z} }

// Next returns the point of the next bin, which has so many rows at risk, more than 0, and so many of them with the event.
func (e *Estimate) Next(risk, events, censored int64) Point {
	n, k := float64(risk), float64(events)
	e.survival *= (n - k) / n
	e.variance += k / (n * (n - k)) // infinite if all had the event
	p := Point{AtRisk: risk, Events: events, Censored: censored, Survival: e.survival, Low: math.NaN(), High: math.NaN()}
	if e.survival > 0 {
		half := e.z * math.Sqrt(e.variance)
		p.Low, p.High = e.survival*math.Exp(-half), min(1, e.survival*math.Exp(half))
	}
	return p
}

// LogRank tests whether all groups have one curve (N. Mantel, Cancer Chemotherapy Reports 50, 1966; ties by the
// hypergeometric variance): it returns the statistic and its degrees of freedom under a χ² distribution. ok is false
// with fewer than two groups that have rows, or without events.
func LogRank(groups []Counts) (statistic float64, df int, ok bool) {
	var with []Counts
	for _, g := range groups {
		if g.Rows() > 0 {
			with = append(with, g)
		}
	}
	df = len(with) - 1
	if df < 1 {
		return 0, 0, false
	}
	risk := make([]float64, len(with))
	total := 0.0
	for g, counts := range with {
		risk[g] = float64(counts.Rows())
		total += risk[g]
	}
	difference := mat.NewVecDense(df, nil)
	variance := mat.NewSymDense(df, nil)
	for bin := range with[0].Events {
		events := 0.0
		for _, g := range with {
			events += float64(g.Events[bin])
		}
		for a := range df {
			if total == 0 {
				break
			}
			share := risk[a] / total
			difference.SetVec(a, difference.AtVec(a)+float64(with[a].Events[bin])-events*share)
			if total < 2 {
				continue
			}
			spread := events * (total - events) / (total - 1)
			for b := a; b < df; b++ {
				v := -share * risk[b] / total
				if a == b {
					v += share
				}
				variance.SetSym(a, b, variance.At(a, b)+spread*v)
			}
		}
		for g, counts := range with {
			left := float64(counts.Events[bin] + counts.Censored[bin])
			risk[g] -= left
			total -= left
		}
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(variance) {
		return 0, df, false
	}
	var solved mat.VecDense
	if err := cholesky.SolveVecTo(&solved, difference); err != nil {
		return 0, df, false
	}
	return mat.Dot(difference, &solved), df, true
}
