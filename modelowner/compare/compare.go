// Package compare owns the tests whether groups of rows differ, from the counts and sums of a description.
package compare

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// The names of tests.
const (
	ChiSquared = "chi_squared" // Pearson's, without Yates' correction
	Welch      = "welch"       // of two means, with a variance of each group
	T          = "t"           // of two means, with one variance
	ANOVA      = "anova"       // of all means, with one variance
	LogRank    = "log_rank"    // of all curves of times to an event
)

// Test is one test of one column between the groups. Its error is that of the first kind: P is the probability of a statistic
// at least as far out if the groups do not differ.
type Test struct {
	Variable, Group, Name string
	Statistic             float64
	DF, DF2               float64 // DF2 is NaN if the distribution has one number of degrees of freedom
	P                     float64
	// Sparse means that an expected count is below 5, so that the χ² distribution is a poor approximation.
	Sparse bool
}

// Tests returns the tests of every column between the levels of the group, and of the curves, as far as a view shows them and
// the rows allow. Rows without a group are left out. There are none under noise, which would pass for differences.
func Tests(v *publish.View) []Test {
	if v.Group < 0 || v.Noisy {
		return nil
	}
	group := v.Schema.Features[v.Group].Name
	var out []Test
	for f, feature := range v.Features() {
		if f == v.Group || !v.Tested(f) {
			continue
		}
		var counts []describe.Counts
		for c := 1; c < v.Columns(); c++ {
			counts = append(counts, v.Cell(c).Features[f])
		}
		for _, t := range ofColumn(feature, counts) {
			t.Variable, t.Group = feature.Name, group
			out = append(out, t)
		}
	}
	if v.Survival == nil || !v.Tested(v.Group) {
		return out
	}
	var curves []survival.Counts
	for c := 1; c < v.Columns(); c++ {
		curves = append(curves, v.Cell(c).Survival)
	}
	if statistic, df, ok := survival.LogRank(curves); ok {
		out = append(out, Test{v.Survival.Time, group, LogRank, statistic, float64(df), math.NaN(), UpperChiSquared(statistic, float64(df)), false})
	}
	return out
}

func ofColumn(f schema.Feature, groups []describe.Counts) []Test {
	if !f.Type.Numeric() {
		if t, ok := chiSquared(groups); ok {
			return []Test{t}
		}
		return nil
	}
	var with []describe.Moments
	for _, g := range groups {
		if m := describe.MomentsOf(f, g); m.N > 0 {
			with = append(with, m)
		}
	}
	var out []Test
	if len(with) == 2 && with[0].N > 1 && with[1].N > 1 {
		out = append(out, welch(with[0], with[1]), studentsT(with[0], with[1]))
	}
	if t, ok := anova(with); ok {
		out = append(out, t)
	}
	kept := out[:0]
	for _, t := range out {
		if !math.IsNaN(t.Statistic) && !math.IsInf(t.Statistic, 0) { // as without any variance
			kept = append(kept, t)
		}
	}
	return kept
}

// chiSquared is K. Pearson's test (1900) of a table of levels by groups. Levels and groups without rows are left out.
func chiSquared(groups []describe.Counts) (Test, bool) {
	total, byGroup, byLevel := 0.0, make([]float64, len(groups)), make([]float64, len(groups[0].Bins))
	for g, c := range groups {
		for l, n := range c.Bins {
			byGroup[g] += float64(n)
			byLevel[l] += float64(n)
			total += float64(n)
		}
	}
	t := Test{Name: ChiSquared, DF2: math.NaN()}
	for g, c := range groups {
		for l, n := range c.Bins {
			if expected := byGroup[g] * byLevel[l] / total; expected > 0 {
				d := float64(n) - expected
				t.Statistic += d * d / expected
				t.Sparse = t.Sparse || expected < 5
			}
		}
	}
	t.DF = float64((positive(byGroup) - 1) * (positive(byLevel) - 1))
	t.P = UpperChiSquared(t.Statistic, t.DF)
	return t, t.DF > 0
}

func positive(x []float64) int {
	n := 0
	for _, v := range x {
		if v > 0 {
			n++
		}
	}
	return n
}

// welch compares two means with a variance of each (B. L. Welch, Biometrika 34, 1947).
func welch(a, b describe.Moments) Test {
	u, v := a.Variance()/float64(a.N), b.Variance()/float64(b.N)
	t := (a.Mean - b.Mean) / math.Sqrt(u+v)
	df := (u + v) * (u + v) / (u*u/float64(a.N-1) + v*v/float64(b.N-1))
	return Test{Name: Welch, Statistic: t, DF: df, DF2: math.NaN(), P: twoSidedT(t, df)}
}

// studentsT compares two means with one variance.
func studentsT(a, b describe.Moments) Test {
	df := float64(a.N + b.N - 2)
	pooled := (a.Variance()*float64(a.N-1) + b.Variance()*float64(b.N-1)) / df
	t := (a.Mean - b.Mean) / math.Sqrt(pooled*(1/float64(a.N)+1/float64(b.N)))
	return Test{Name: T, Statistic: t, DF: df, DF2: math.NaN(), P: twoSidedT(t, df)}
}

// anova compares the means of all groups with one variance.
func anova(groups []describe.Moments) (Test, bool) {
	n, sum := 0.0, 0.0
	for _, g := range groups {
		n += float64(g.N)
		sum += float64(g.N) * g.Mean
	}
	between, within := 0.0, 0.0
	for _, g := range groups {
		d := g.Mean - sum/n
		between += float64(g.N) * d * d
		if g.N > 1 {
			within += float64(g.N-1) * g.Variance()
		}
	}
	df, df2 := float64(len(groups)-1), n-float64(len(groups))
	if df < 1 || df2 < 1 {
		return Test{}, false
	}
	f := between / df / (within / df2)
	return Test{Name: ANOVA, Statistic: f, DF: df, DF2: df2, P: UpperF(f, df, df2)}, true
}

// UpperChiSquared returns the probability that a variable of the χ² distribution is above x.
func UpperChiSquared(x, df float64) float64 {
	if !(df > 0) {
		return math.NaN()
	}
	return mathext.GammaIncRegComp(df/2, max(0, x)/2)
}

// UpperF returns the probability that a variable of the F distribution is above x.
func UpperF(x, df, df2 float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	return mathext.RegIncBeta(df2/2, df/2, df2/(df2+df*x))
}

// twoSidedT returns the probability that a variable of Student's t distribution is farther from 0 than t.
func twoSidedT(t, df float64) float64 {
	if math.IsNaN(t) || !(df > 0) {
		return math.NaN()
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
}
