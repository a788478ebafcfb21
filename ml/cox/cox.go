// Package cox owns Cox's regression of times to an event with a stratum for each data owner (D. R. Cox, JRSS B 34, 1972):
// the partial likelihood of an owner's rows with its derivatives, as sums that add up over owners.
package cox

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"sort"

	"github.com/blindfit/blindfit/ml/schema"
)

// How events at the same time are counted.
const (
	Efron   = "efron"   // B. Efron, JASA 72, 1977
	Breslow = "breslow" // N. E. Breslow, JRSS B 34, 1972, discussion
)

// Ties lists them, the default first.
func Ties() []string { return []string{Efron, Breslow} }

// Stratum is the rows among which risks are compared: those of one owner. It holds them, and has no printed form of them.
type Stratum struct {
	ties string
	d    int
	rows []row // the longest time first
}

type row struct {
	time  int32
	event bool
	x     []float64
}

// New takes the rows of a timed schema that lacks no value, see schema.Schema.Timed. d is the number of columns of the
// covariates: those after the constant.
func New(s *schema.Schema, t *schema.Table, d int, ties string) (*Stratum, error) {
	columns := s.Columns()
	last := len(columns) - 1
	if !s.Timed || len(t.Columns) != len(columns) || d != last-2 || columns[last].Role != schema.RoleLevel {
		return nil, errors.New("invalid table: it has not the columns of this training")
	}
	out := &Stratum{ties: ties, d: d, rows: make([]row, t.Rows)}
	for i := range out.rows {
		x := t.Row(i)
		r := row{time: x[last-1], event: x[last] > 0, x: make([]float64, d)}
		for j := range r.x {
			r.x[j] = float64(x[1+j]) / (1 << schema.QuantBits)
		}
		out.rows[i] = r
	}
	sort.SliceStable(out.rows, func(a, b int) bool { return out.rows[a].time > out.rows[b].time })
	return out, nil
}

// Clear overwrites the rows.
func (s *Stratum) Clear() {
	for _, r := range s.rows {
		clear(r.x)
	}
	clear(s.rows)
	s.rows = nil
}

// String returns the number of rows.
func (s *Stratum) String() string { return fmt.Sprintf("stratum of %d rows", len(s.rows)) }

// GoString is String: rows never print.
func (s *Stratum) GoString() string { return s.String() }

// Sums are the partial likelihood at some weights, of one stratum or added up over several.
type Sums struct {
	Score       []float64   // the derivatives of LogLik by the weights
	Information [][]float64 // the lower triangle of minus the second derivatives
	LogLik      float64
	Events      int64
	Rows        int64
	// Only with proportional: the score, and the information with it, of weights that grow with the time over its maximum.
	Trend          []float64
	Cross, Squared [][]float64
	Pairs          Concordance
}

func newSums(d int, proportional bool) *Sums {
	s := &Sums{Score: make([]float64, d), Information: triangle(d)}
	if proportional {
		s.Trend, s.Cross, s.Squared = make([]float64, d), triangle(d), triangle(d)
	}
	return s
}

func triangle(d int) [][]float64 {
	out := make([][]float64, d)
	for i := range out {
		out[i] = make([]float64, i+1)
	}
	return out
}

// risk is a sum over rows at risk: of their hazards, and of those times their columns and the products of two columns.
type risk struct {
	s0 float64
	s1 []float64
	s2 [][]float64
}

func newRisk(d int) *risk { return &risk{s1: make([]float64, d), s2: triangle(d)} }

func (r *risk) add(hazard float64, x []float64) {
	r.s0 += hazard
	for j, a := range x {
		r.s1[j] += hazard * a
		for k := 0; k <= j; k++ {
			r.s2[j][k] += hazard * a * x[k]
		}
	}
}

func (r *risk) clear() {
	r.s0 = 0
	clear(r.s1)
	for _, row := range r.s2 {
		clear(row)
	}
}

// At returns the partial likelihood at weights w, one for each column of the covariates. With proportional it has the sums
// that test whether hazards are proportional. A large weight may make some sums infinite or no numbers.
func (s *Stratum) At(w []float64, proportional bool) *Sums {
	out := newSums(s.d, proportional)
	out.Rows = int64(len(s.rows))
	linear := make([]float64, len(s.rows))
	highest := math.Inf(-1)
	for i, r := range s.rows {
		for j, x := range r.x {
			linear[i] += w[j] * x
		}
		highest = math.Max(highest, linear[i])
	}
	all, tied := newRisk(s.d), newRisk(s.d)
	for from := 0; from < len(s.rows); {
		to := from
		tied.clear()
		deaths := 0
		time := float64(s.rows[from].time+schema.Half) / (1 << schema.QuantBits)
		for ; to < len(s.rows) && s.rows[to].time == s.rows[from].time; to++ {
			r := s.rows[to]
			hazard := math.Exp(linear[to] - highest)
			all.add(hazard, r.x)
			if !r.event {
				continue
			}
			deaths++
			tied.add(hazard, r.x)
			out.LogLik += linear[to] - highest
			for j, x := range r.x {
				out.Score[j] += x
				if proportional {
					out.Trend[j] += time * x
				}
			}
		}
		for l := range deaths {
			share := 0.0
			if s.ties == Efron {
				share = float64(l) / float64(deaths)
			}
			out.subtract(all, tied, share, time, 1)
		}
		out.Events += int64(deaths)
		from = to
	}
	if proportional {
		out.Pairs = s.concordance(linear)
	}
	return out
}

// subtract takes the expectation over the rows at risk from the sums, with a share of the tied events left out, as often as there are
// such events.
func (s *Sums) subtract(all, tied *risk, share, time, events float64) {
	if tied == nil {
		tied = all // of which nothing is left out
	}
	s0 := all.s0 - share*tied.s0
	s.LogLik -= events * math.Log(s0)
	mean := make([]float64, len(s.Score))
	for j := range mean {
		mean[j] = (all.s1[j] - share*tied.s1[j]) / s0
		s.Score[j] -= events * mean[j]
		for k := 0; k <= j; k++ {
			v := events * ((all.s2[j][k]-share*tied.s2[j][k])/s0 - mean[j]*mean[k])
			s.Information[j][k] += v
			if s.Trend != nil {
				s.Cross[j][k] += time * v
				s.Squared[j][k] += time * time * v
			}
		}
		if s.Trend != nil {
			s.Trend[j] -= events * time * mean[j]
		}
	}
}

// Bits is the fixed point of sums: they are sent in steps of 2^-Bits.
const Bits = 40

// Values returns the number of values of sums over d columns: the score, the lower triangle of the information row by row, the
// log partial likelihood, with proportional also Trend, Cross, Squared and the pairs of rows, and at the end the events and the rows.
func Values(d int, proportional bool) int {
	pairs := d * (d + 1) / 2
	n := d + pairs + 3
	if proportional {
		n += d + 2*pairs + len((&Concordance{}).list())
	}
	return n
}

// Most bounds the magnitude of the part of a row in a sum, for weights of at most this magnitude: a difference of two log hazards and
// the logarithm of a number of rows below 2^32.
func Most(d int, weight int64) int64 { return int64(d)*weight + 32 }

// Encode returns the values of an upload. A sum that is past the bound for this many rows, or no number, is cut to it, so that
// an owner answers whatever its rows and the weights are.
func (s *Sums) Encode(most int64) []*big.Int {
	limit := float64(most) * float64(max(1, s.Rows))
	var out []*big.Int
	for _, x := range s.list() {
		if math.IsNaN(x) {
			x = limit
		}
		x = math.Max(-limit, math.Min(limit, x))
		v, _ := big.NewFloat(math.RoundToEven(math.Ldexp(x, Bits))).Int(nil)
		out = append(out, v)
	}
	if s.Trend != nil {
		for _, n := range s.Pairs.list() {
			v, _ := big.NewFloat(*n).Int(nil)
			out = append(out, v)
		}
	}
	return append(out, big.NewInt(s.Events), big.NewInt(s.Rows))
}

func (s *Sums) list() []float64 {
	out := append([]float64(nil), s.Score...)
	for _, row := range s.Information {
		out = append(out, row...)
	}
	out = append(out, s.LogLik)
	if s.Trend == nil {
		return out
	}
	out = append(out, s.Trend...)
	for _, m := range [][][]float64{s.Cross, s.Squared} {
		for _, row := range m {
			out = append(out, row...)
		}
	}
	return out
}

// Decode reads totals of Encode over owners. It fails if no rows can have them.
func Decode(values []*big.Int, d int, proportional bool) (*Sums, error) {
	if want := Values(d, proportional); len(values) != want {
		return nil, fmt.Errorf("invalid sums: %d values, want %d", len(values), want)
	}
	at := 0
	next := func() float64 {
		x, _ := new(big.Float).SetInt(values[at]).Float64()
		at++
		return math.Ldexp(x, -Bits)
	}
	s := newSums(d, proportional)
	fill := func(m [][]float64) {
		for _, row := range m {
			for k := range row {
				row[k] = next()
			}
		}
	}
	for j := range s.Score {
		s.Score[j] = next()
	}
	fill(s.Information)
	s.LogLik = next()
	if proportional {
		for j := range s.Trend {
			s.Trend[j] = next()
		}
		fill(s.Cross)
		fill(s.Squared)
		for _, n := range s.Pairs.list() {
			*n = math.Ldexp(next(), Bits)
		}
	}
	events, rows := values[at], values[at+1]
	if p := s.Pairs; p.Pairs < 0 || p.Scores < 0 || p.Scores > 2*p.Pairs {
		return nil, errors.New("invalid sums: pairs of rows fit no rows")
	}
	if !events.IsInt64() || !rows.IsInt64() || events.Sign() < 0 || rows.Cmp(events) < 0 || rows.Sign() == 0 {
		return nil, errors.New("invalid sums: events and rows fit no rows")
	}
	s.Events, s.Rows = events.Int64(), rows.Int64()
	for j := range d {
		if s.Information[j][j] < 0 {
			return nil, errors.New("invalid sums: an information is negative")
		}
	}
	return s, nil
}
