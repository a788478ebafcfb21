package cox

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"sort"

	"github.com/blindfit/blindfit/ml/schema"
)

// Exposed is the rule of ties of piecewise exponential regression, which has none: in each bin a row counts with the share of
// the bin for which it was followed.
const Exposed = ""

// GridBits is the fixed point of sums by bins: they are sent in steps of 2^-GridBits.
const GridBits = 40

// most bounds the hazard of a row in sums by bins, relative to that of a mean row: 2^mostBits. A larger one is cut to it and
// counted.
const mostBits = 16

// GridMost bounds the magnitude of the part of a row in a sum by bins.
const GridMost = 1 << mostBits

// ScoreBins is the number of bins of the log hazard by which rows are counted for the index of concordance. They are
// 1/scoreSteps wide about the mean row.
const (
	ScoreBins  = 64
	scoreSteps = 8
)

// Grid is the form of sums over bins of times: the risks of all owners' rows are compared with each other.
type Grid struct {
	Columns int     // of the covariates
	Edges   []int32 // the right edges of the bins as rows have times, the last that of the longest time
	Ties    string  // Efron, Breslow or Exposed
}

// sums is the number of sums of a risk: of hazards, of those times columns, and of those times the products of two.
func (g Grid) sums() int { return 1 + g.Columns + g.Columns*(g.Columns+1)/2 }

// twice reports whether each bin has a second set of sums: over rows with the event, or over shares of the bin.
func (g Grid) twice() bool { return g.Ties != Breslow }

// Values returns the number of values of an upload. closing is the closing round, which tests whether hazards are proportional.
func (g Grid) Values(closing bool) int {
	bins := len(g.Edges)
	n := bins*g.sums() + g.Columns + bins + 2
	if g.twice() {
		n += bins * g.sums()
	}
	if closing {
		n += g.Columns + 1 + 2*bins*ScoreBins
	}
	return n
}

// width returns the width of a bin as a share of the longest time.
func (g Grid) width(bin int) float64 {
	left := int32(-schema.Half)
	if bin > 0 {
		left = g.Edges[bin-1]
	}
	return float64(g.Edges[bin]-left) / (1 << schema.QuantBits)
}

// right returns the right edge of a bin as a share of the longest time.
func (g Grid) right(bin int) float64 {
	return float64(g.Edges[bin]+schema.Half) / (1 << schema.QuantBits)
}

// bin returns the bin of a time: the first whose right edge is not before it.
func (g Grid) bin(time int32) int {
	return min(len(g.Edges)-1, sort.Search(len(g.Edges), func(b int) bool { return g.Edges[b] >= time }))
}

// Share returns for how much of its last bin a row was followed, at least the resolution of times.
func (g Grid) Share(time int32) float64 {
	b := g.bin(time)
	const cell = 1.0 / (1 << schema.QuantBits)
	return math.Max(g.width(b)-float64(g.Edges[b]-time)*cell, cell) / g.width(b)
}

// Bin returns the bin of a time.
func (g Grid) Bin(time int32) int { return g.bin(time) }

// Binned is the rows of one owner for sums by bins. It holds them, and has no printed form of them.
type Binned struct {
	Stratum
	grid Grid
}

// NewBinned takes the rows of a timed schema that lacks no value, see New.
func NewBinned(s *schema.Schema, t *schema.Table, g Grid) (*Binned, error) {
	rows, err := New(s, t, g.Columns, g.Ties)
	if err != nil {
		return nil, err
	}
	return &Binned{*rows, g}, nil
}

// BinSums are sums over the rows of each bin at some weights, of one owner or added up over several.
type BinSums struct {
	Grid
	Events []int64 // by bin
	Rows   int64
	Cut    int64 // rows with a hazard that was cut

	left   []*risk   // rows with a time in the bin
	second []*risk   // of those the ones with the event, or all with the shares of the bin
	x      []float64 // the columns of rows with the event
	// Only of the closing round: x times the right edge of the bin, the logarithms of exposures of rows with the event, and how
	// many rows with and without the event a bin of times has in each bin of scores.
	timed       []float64
	logExposure float64
	scores      [2][][]int64
}

func (g Grid) empty(closing bool) *BinSums {
	s := &BinSums{Grid: g, Events: make([]int64, len(g.Edges)), x: make([]float64, g.Columns)}
	for range g.Edges {
		s.left = append(s.left, newRisk(g.Columns))
		if g.twice() {
			s.second = append(s.second, newRisk(g.Columns))
		}
	}
	if closing {
		s.timed = make([]float64, g.Columns)
		for k := range s.scores {
			s.scores[k] = make([][]int64, len(g.Edges))
			for b := range s.scores[k] {
				s.scores[k][b] = make([]int64, ScoreBins)
			}
		}
	}
	return s
}

// At returns the sums at weights w: the constant that is added to log hazards, and one weight for each column.
func (s *Binned) At(w []float64, closing bool) *BinSums {
	g := s.grid
	out := g.empty(closing)
	out.Rows = int64(len(s.rows))
	for _, r := range s.rows {
		score := w[0]
		for j, x := range r.x {
			score += w[1+j] * x
		}
		hazard := math.Exp(score)
		if !(hazard <= GridMost) { // also no number
			hazard = GridMost
			out.Cut++
		}
		b := g.bin(r.time)
		out.left[b].add(hazard, r.x)
		if g.Ties == Exposed {
			out.second[b].add(hazard*g.Share(r.time), r.x)
		}
		if closing {
			kind := 0
			if r.event {
				kind = 1
			}
			out.scores[kind][b][scoreBin(score)]++
		}
		if !r.event {
			continue
		}
		out.Events[b]++
		if g.Ties == Efron {
			out.second[b].add(hazard, r.x)
		}
		for j, x := range r.x {
			out.x[j] += x
			if closing {
				out.timed[j] += g.right(b) * x
			}
		}
		if closing && g.Ties == Exposed {
			out.logExposure += math.Log(g.Share(r.time) * g.width(b))
		}
	}
	return out
}

// scoreBin returns the bin of a log hazard relative to the mean row's.
func scoreBin(score float64) int {
	at := math.Floor(score*scoreSteps) + ScoreBins/2
	if !(at > 0) {
		return 0
	}
	return int(math.Min(at, ScoreBins-1))
}

// numbers visits all sums that are no counts, in the order of an upload.
func (s *BinSums) numbers(visit func(x *float64)) {
	for _, set := range [][]*risk{s.left, s.second} {
		for _, r := range set {
			visit(&r.s0)
			for j := range r.s1 {
				visit(&r.s1[j])
			}
			for j := range r.s2 {
				for k := range r.s2[j] {
					visit(&r.s2[j][k])
				}
			}
		}
	}
	for j := range s.x {
		visit(&s.x[j])
	}
	if s.timed != nil {
		for j := range s.timed {
			visit(&s.timed[j])
		}
		visit(&s.logExposure)
	}
}

// counts visits all counts, in the order of an upload.
func (s *BinSums) counts(visit func(n *int64)) {
	for k := range s.scores {
		for _, bin := range s.scores[k] {
			for i := range bin {
				visit(&bin[i])
			}
		}
	}
	for b := range s.Events {
		visit(&s.Events[b])
	}
	visit(&s.Cut)
	visit(&s.Rows)
}

// Encode returns the values of an upload.
func (s *BinSums) Encode() []*big.Int {
	var out []*big.Int
	s.numbers(func(x *float64) {
		v, _ := big.NewFloat(math.RoundToEven(math.Ldexp(*x, GridBits))).Int(nil)
		out = append(out, v)
	})
	s.counts(func(n *int64) { out = append(out, big.NewInt(*n)) })
	return out
}

// Decode reads totals of Encode over owners. It fails if no rows can have them.
func (g Grid) Decode(values []*big.Int, closing bool) (*BinSums, error) {
	if want := g.Values(closing); len(values) != want {
		return nil, fmt.Errorf("invalid sums: %d values, want %d", len(values), want)
	}
	s, at := g.empty(closing), 0
	s.numbers(func(x *float64) {
		f, _ := new(big.Float).SetInt(values[at]).Float64()
		*x = math.Ldexp(f, -GridBits)
		at++
	})
	invalid := errors.New("invalid sums: events and rows fit no rows")
	good := true
	s.counts(func(n *int64) {
		good = good && values[at].IsInt64() && values[at].Sign() >= 0
		*n = values[at].Int64()
		at++
	})
	events := int64(0)
	for _, n := range s.Events {
		good = good && n <= s.Rows-events // before the sum, which cannot overflow then
		if !good {
			return nil, invalid
		}
		events += n
	}
	if !good || s.Rows == 0 || s.Cut > s.Rows {
		return nil, invalid
	}
	for b, r := range s.left {
		if r.s0 < 0 || s.second != nil && s.second[b].s0 < 0 {
			return nil, errors.New("invalid sums: a hazard is negative")
		}
	}
	return s, nil
}

// Constant returns what LogLik of Exposed has that does not depend on weights; it is known in the closing round.
func (s *BinSums) Constant() float64 { return s.logExposure }

// Mean returns the mean row: the means of columns over all rows weighted by their hazards, with which the log hazards of the next
// round are centred.
func (s *BinSums) Mean() []float64 {
	mean, all := make([]float64, s.Columns), 0.0
	for _, r := range s.left {
		all += r.s0
		for j, x := range r.s1 {
			mean[j] += x
		}
	}
	for j := range mean {
		mean[j] /= all
	}
	return mean
}

// Rate is the hazard of a bin.
type Rate struct {
	Events int64
	// Log is the log of the rate for each of the longest times, of a row whose columns are all encoded as 0.
	Log float64
	// Mean are the means of columns over all exposures weighted by hazards: minus the derivative of Log by the weights.
	Mean []float64
}

// Likelihood returns the partial likelihood of all rows together at the weights of the sums, which begin with the constant: each bin
// is one time. With Exposed it is the likelihood of rates that are constant in each bin, at those that are best for the
// weights; LogLik is then that of counts as Poisson's in R's glm, and rates are those of the bins with events.
func (s *BinSums) Likelihood(w []float64) (out *Sums, rates []*Rate) {
	out = newSums(s.Columns, s.timed != nil)
	out.Rows, out.LogLik = s.Rows, 0
	rates = make([]*Rate, len(s.Edges))
	for j, x := range s.x {
		out.Score[j] = x
		out.LogLik += w[1+j] * x
	}
	copy(out.Trend, s.timed)
	later := newRisk(s.Columns) // rows that are followed beyond the bin
	for b := len(s.Edges) - 1; b >= 0; b-- {
		at, deaths := newRisk(s.Columns), s.Events[b]
		at.include(later)
		if s.Ties == Exposed {
			at.include(s.second[b])
		} else {
			at.include(s.left[b])
		}
		later.include(s.left[b])
		out.Events += deaths
		out.LogLik += w[0] * float64(deaths)
		if deaths == 0 {
			continue
		}
		if s.Ties == Efron {
			for l := range deaths {
				out.subtract(at, s.second[b], float64(l)/float64(deaths), s.right(b), 1)
			}
			continue
		}
		d := float64(deaths)
		out.subtract(at, nil, 0, s.right(b), d)
		if s.Ties == Exposed {
			out.LogLik += d*(math.Log(d)-math.Log(s.width(b))) - d
			r := &Rate{Events: deaths, Log: math.Log(d) - math.Log(s.width(b)*at.s0) + w[0], Mean: make([]float64, s.Columns)}
			for j := range r.Mean {
				r.Mean[j] = at.s1[j] / at.s0
			}
			rates[b] = r
		}
	}
	out.LogLik += s.logExposure
	if s.timed != nil {
		out.Pairs = s.concordance()
	}
	return out, rates
}

// include adds another sum.
func (r *risk) include(other *risk) {
	r.s0 += other.s0
	for j := range r.s1 {
		r.s1[j] += other.s1[j]
		for k := range r.s2[j] {
			r.s2[j][k] += other.s2[j][k]
		}
	}
}
