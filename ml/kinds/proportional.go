package kinds

import (
	"math"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Proportional is proportional-odds regression: the log odds of being at most at each level (P. McCullagh, J. R. Statist.
// Soc. B 42, 1980).
const Proportional = "proportional_odds"

type proportional struct{}

func (proportional) Name() string  { return Proportional }
func (proportional) Title() string { return "proportional-odds regression" }
func (proportional) Hidden() bool  { return false }
func (proportional) Shares() bool  { return true }

func (proportional) Check(target schema.Feature) (field, rule string) {
	switch {
	case target.Type != schema.Ordinal:
		return "target.type", Proportional + " predicts an ordinal target"
	case len(target.Levels) < 3:
		return "target.levels", Proportional + " predicts three or more levels; " + Logistic + " takes two"
	}
	return "", ""
}

func (proportional) Links() []string { return []string{LogitLink} }

func (proportional) Family(target schema.Feature, _ string) Family {
	return cumulative{levels: target.Levels}
}

func (proportional) LeastSquares(schema.Feature) *LeastSquares { return nil }

// cumulative is a target of ranked levels. Output k is the log odds of a level up to k: a threshold, less a weighted sum
// that all outputs share.
type cumulative struct {
	exact
	levels []string
}

func (cumulative) Link() Link {
	return Link{Name: LogitLink, Meaning: "the log odds of a higher level", Scale: 1}
}
func (f cumulative) Outputs() int     { return len(f.levels) - 1 }
func (f cumulative) Levels() []string { return f.levels }
func (cumulative) Metric() string     { return LogLoss }

// Bend has no bound: two thresholds may be as close as they like.
func (cumulative) Bend() float64 { return 0 }

func (cumulative) Cost(loss float64) float64       { return loss }
func (cumulative) Penalty(l2 float64) float64      { return l2 }
func (cumulative) Grid() (update, evaluation uint) { return levelGrid() }
func (cumulative) Clip() (norm, loss float64)      { return levelClip() }
func (f cumulative) Measures() Measures            { return countLevels(f.levels) }

func (f cumulative) Blocks(columns int) []Block {
	k := f.Outputs()
	var out []Block
	slopes := Block{1, columns, make([]float64, k)}
	for i := range k {
		on := make([]float64, k)
		on[i], slopes.On[i] = 1, -1
		out = append(out, Block{0, 1, on})
	}
	return append(out, slopes)
}

func (f cumulative) Terms(columns []string) []Term {
	out := termsOf("", columns, 0, -1)[1:]
	for k := range f.Outputs() {
		out = append(out, Term{"", f.levels[k] + "|" + f.levels[k+1], k, 0, 1})
	}
	return out
}

// cut is one end of a level's interval: the probability of being below, that of being above, and their product.
type cut struct{ below, above, density float64 }

// interval returns the ends of a level's interval and its probability.
func (f cumulative) interval(z []float64, level int) (low, high cut, p float64) {
	high = cut{below: 1}
	low = cut{above: 1}
	if level < len(z) {
		high = newCut(z[level])
	}
	if level > 0 {
		low = newCut(z[level-1])
	}
	p = high.below * low.above
	if level > 0 && level < len(z) {
		p *= -math.Expm1(z[level-1] - z[level])
	}
	return low, high, p
}

func newCut(z float64) cut {
	below, above := sigmoid(z), sigmoid(-z)
	return cut{below, above, below * above}
}

func (f cumulative) Loss(z, g []float64, y float64) float64 {
	clear(g)
	level := int(y)
	low, high, p := f.interval(z, level)
	if !(p > 0) {
		return math.Inf(1) // thresholds out of order
	}
	if level < len(z) {
		g[level] = -high.density / p
	}
	if level > 0 {
		g[level-1] = low.density / p
	}
	return max(-portable.Log(p), 0)
}

// Information is the observed one for every purpose, as the loss is convex and as R's polr has it.
func (f cumulative) Information(z []float64, y float64, _ Information, h []float64) {
	clear(h)
	level, k := int(y), len(z)
	low, high, p := f.interval(z, level)
	if !(p > 0) {
		return
	}
	if level < k {
		first := high.density / p
		h[level*k+level] = first*first - first*(high.above-high.below)
	}
	if level > 0 {
		first := low.density / p
		h[(level-1)*k+level-1] = first*first + first*(low.above-low.below)
		if level < k {
			cross := -first * high.density / p
			h[(level-1)*k+level], h[level*k+level-1] = cross, cross
		}
	}
}

func (f cumulative) Predict(z, p []float64) {
	for level := range f.levels {
		_, _, p[level] = f.interval(z, level)
	}
}
