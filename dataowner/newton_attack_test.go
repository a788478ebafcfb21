//go:build testkeys && !js

package dataowner_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// newtonFile is a vouched circle whose file names no method, and so gets Newton's.
var newtonFile = kindFile(two, `"circle":true,"model":{"kind":"logistic_regression"}`)

// angler plays a model owner that chooses the weights of Newton's rounds to read rows. At steep weights a row counts in
// XᵀWX only if it lies near the plane on which both levels are equally likely. If the plane is put beyond most of the
// rows, the outermost one outweighs all others, and XᵀWX is its square.
type angler struct {
	steep  float64 // the largest weight
	random *rand.Rand
	first  [][]float64 // XᵀX, but for a factor: the first round is at weights 0
	read   [][]float64 // the means of the columns of each round, by W
	rounds []catch
}

// catch is a round: its weights, and XᵀWX as it can be solved.
type catch struct {
	w      []float64
	factor *optim.Factor
}

// leverage is the share of a row in what the sums say of its own direction, from 0 to 1.
func (c catch) leverage(x []float64) float64 {
	z, share := 0.0, 0.0
	for j, v := range x {
		z += c.w[j] * v
	}
	for j, v := range c.factor.Solve(x) {
		share += v * x[j]
	}
	e := math.Exp(-math.Abs(z))
	return share * e / (1 + e) / (1 + e)
}

// choose returns weights for the next round: a random direction, and a plane half to two standard deviations from
// the mean, which the first round tells.
func (a *angler) choose() []float64 {
	d := len(a.first)
	w := make([]float64, d+1) // the last one is that of the model with a constant alone
	for j := 1; j < d; j++ {
		w[j] = a.steep * (2*a.random.Float64() - 1)
	}
	mean, square := 0.0, 0.0
	for i := 1; i < d; i++ {
		mean += w[i] * a.first[i][0] / a.first[0][0] / 2
		for j := 1; j < d; j++ {
			square += w[i] * w[j] * a.first[max(i, j)][min(i, j)] / a.first[0][0] / 4
		}
	}
	far := (0.5 + 1.5*a.random.Float64()) * math.Sqrt(square-mean*mean)
	w[0] = -2 * (mean + math.Copysign(far, a.random.Float64()-0.5)) // the constant is 1/2
	if s := a.steep / math.Abs(w[0]); s < 1 {
		for j := range w {
			w[j] *= s
		}
	}
	return w
}

// observe reads what may be a row out of the sums of a round.
func (a *angler) observe(w []float64, information [][]float64) {
	if a.first == nil {
		a.first = information
		return
	}
	x := make([]float64, len(information))
	for j := range x {
		x[j] = information[j][0] / information[0][0] / 2
	}
	a.read = append(a.read, x)
	ridged := make([][]float64, len(information))
	for i := range ridged {
		ridged[i] = slices.Clone(information[i])
		ridged[i][i] += 1e-9
	}
	if f, ok := optim.Factorise(ridged, 0, nil); ok {
		a.rounds = append(a.rounds, catch{slices.Clone(w), f})
	}
}

// right counts the rows of owners of which every column was read to within one hundredth of its range.
func (a *angler) right(p *party) (rows int) {
	for _, m := range p.owners {
		table := p.table(m.rows)
		for r := range table.Rows {
			for _, x := range a.read {
				off := 0.0
				for j, q := range table.Row(r) {
					off = max(off, math.Abs(float64(q)/(1<<24)-x[j]))
				}
				if off < 0.01 {
					rows++
					break
				}
			}
		}
	}
	return rows
}

// alone counts the rows of owners that stand alone in one of the rounds: of which a linear combination of the columns in
// XᵀWX speaks, and to less than a twentieth of any other, as in the checks before an exact sum.
func (a *angler) alone(p *party) (rows int) {
	for _, m := range p.owners {
		table := p.table(m.rows)
		for r := range table.Rows {
			x := make([]float64, len(a.first))
			for j, q := range table.Row(r) {
				x[j] = float64(q) / (1 << 24)
			}
			for _, c := range a.rounds {
				if c.leverage(x) >= 0.95 {
					rows++
					break
				}
			}
		}
	}
	return rows
}

// A model owner alone departs from Newton's method in a vouched circle: it chooses the weights of all rounds but the first,
// within bounds.weight, and the owners answer with their real messages. Some rows stand alone in its sums, and one of them
// can be read off, as every owner was told before it said yes. How many depends on bounds.weight, which a file may lower:
// docs/privacy.md has these numbers. (TestAttackFishingRows has weights past the bound, TestAttackMoreRoundsThanAnnounced
// more rounds.)
func TestAttackFishingWithNewtonsSums(t *testing.T) {
	p := fiveOwners(t, newtonFile, false)
	most := p.Rounds.Of(wire.RoundGradient).Most
	if p.File.Model.Method != spec.Newton || most != spec.MaxNewtonRounds || p.File.Bounds.Weight != spec.MaxCircleWeight {
		t.Fatalf("%s in %d rounds with weights up to %d", p.File.Model.Method, most, p.File.Bounds.Weight)
	}
	if q := consent.OfTraining(p.File); len(q) != 1 || !strings.Contains(q[0].Text, "it can read single rows of somebody among you") {
		t.Fatalf("the owners are asked %+v", q)
	}
	p.begin()
	fish := func(steep float64, seed uint64, ask func(round int, at *plan.Point) []*big.Int) (alone, right int) {
		a := &angler{steep: steep, random: rand.New(rand.NewPCG(1, seed))}
		w := plan.Initial(p.File)
		for round := 1; round <= most; round++ {
			s, err := p.File.Newton().Decode(ask(round, &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: w}}))
			inmemory.Must(t, err)
			a.observe(w, s.Information)
			w = a.choose()
		}
		return a.alone(p), a.right(p)
	}
	inTheClear := func(_ int, at *plan.Point) []*big.Int { return p.want(p.owners, at) }
	for _, c := range []struct {
		steep             float64
		least, most, read int
	}{{1024, 30, 50, 8}, {32, 1, 5, 0}, {16, 0, 1, 0}, {8, 0, 0, 0}} {
		if alone, right := fish(c.steep, 1, inTheClear); alone < c.least || alone > c.most || right < c.read {
			t.Errorf("weights up to %v: %d rows stand alone, %d are read; want %d to %d, at least %d", c.steep, alone, right, c.least, c.most, c.read)
		}
	}
	alone, right := fish(float64(p.File.Bounds.Weight), 1, func(round int, at *plan.Point) []*big.Int {
		return p.Run(wire.Ref{Round: round, Attempt: 1}, at)
	})
	if alone < 5 || alone > 20 || right < 1 || right > 3 {
		t.Errorf("within the bound %d rows stand alone, %d are read", alone, right)
	}
}

// With a log link the outermost rows of any direction outweigh all others at any intercept, so that rows stand alone at smaller
// weights than with two levels: docs/privacy.md has these numbers too.
func TestAttackFishingWithSumsOfCounts(t *testing.T) {
	p := fiveOwners(t, kindFile(count, `"circle":true,"model":{"kind":"poisson_regression"}`), false)
	p.begin()
	most, shape := p.Rounds.Of(wire.RoundGradient).Most, p.File.Newton()
	var rows [][]float64
	for _, m := range p.owners {
		table := p.table(m.rows)
		for r := range table.Rows {
			x := make([]float64, len(table.Row(r)))
			for j, q := range table.Row(r) {
				x[j] = float64(q) / (1 << 24)
			}
			rows = append(rows, x)
		}
	}
	bound := p.File.Architecture().Family().Unit() * p.File.Bounds.Update // at which the part of a row is cut
	ask := func(w []float64) [][]float64 {
		s, err := shape.Decode(p.want(p.owners, &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: w}}))
		inmemory.Must(t, err)
		return s.Information
	}
	first := ask(make([]float64, shape.Weights())) // XᵀX
	fish := func(steep float64) int {
		random, found := rand.New(rand.NewPCG(3, 1)), map[int]bool{}
		for range most - 1 {
			w := make([]float64, shape.Weights())
			for j := 1; j < len(first); j++ {
				w[j] = steep * float64(2*random.IntN(2)-1)
			}
			mean, square := 0.0, 0.0
			for i := 1; i < len(first); i++ {
				mean += w[i] * first[i][0] / first[0][0] / 2
				for j := 1; j < len(first); j++ {
					square += w[i] * w[j] * first[max(i, j)][min(i, j)] / first[0][0] / 4
				}
			}
			// The outermost of so many rows lies two to three deviations out.
			top := mean + 2.2*math.Sqrt(square-mean*mean)
			if w[0] = 2 * (math.Log(bound) - top); w[0] < -steep {
				for j := range w {
					w[j] *= (steep/2 + math.Log(bound)) / top
				}
				w[0] = -steep
			}
			information := ask(w)
			for i := range information {
				information[i][i] *= 1 + 1e-10
			}
			f, ok := optim.Factorise(information, 0, nil)
			if !ok {
				continue
			}
			for i, x := range rows {
				z, share := 0.0, 0.0
				for j, v := range x {
					z += w[j] * v
				}
				for j, v := range f.Solve(x) {
					share += v * x[j]
				}
				if share *= min(math.Exp(z), bound); share >= 0.95 && share < 1.05 {
					found[i] = true
				}
			}
		}
		return len(found)
	}
	for _, c := range []struct {
		steep       float64
		least, most int
	}{{64, 10, 35}, {16, 2, 15}, {8, 0, 3}} {
		if n := fish(c.steep); n < c.least || n > c.most {
			t.Errorf("weights up to %v: %d of %d rows stand alone, want %d to %d", c.steep, n, len(rows), c.least, c.most)
		}
	}
}

// The closing evaluation counts rows in 256 bins of the predictor, by level. At weights of the model owner's choice a bin is a cell of
// a table over all columns at once: most rows are alone in theirs, and the bin says what the row has in each column. Small weights
// suffice, so that bounds.weight hardly limits it.
func TestAttackClosingEvaluation(t *testing.T) {
	p := fiveOwners(t, newtonFile, false)
	p.begin()
	arch := p.File.Architecture()
	for _, c := range []struct {
		most  float64
		alone int
	}{{16, 50}, {8, 40}} {
		// k has ten values, rank and place three each: so many cells, each a few bins wide for the number a.
		cell := min(16.0/90, c.most/81)
		w := make([]float64, p.File.Newton().Weights())
		w[1], w[2], w[3], w[4], w[5] = 0.9*cell, 81*cell, 6*cell, cell, 2*cell
		values := p.want(p.owners, &plan.Point{Kind: wire.RoundEvaluation, Shared: &plan.Parameters{Weights: w}})
		e, err := arch.DecodeEvaluation(values[:arch.EvaluationValues()])
		inmemory.Must(t, err)
		q, err := arch.Quality(e)
		inmemory.Must(t, err)
		alone := 0
		for i := range q.Counts[0].Of {
			for _, n := range []int64{q.Counts[0].Of[i], q.Counts[0].Others[i]} {
				if n == 1 {
					alone++
				}
			}
		}
		if alone < c.alone || slices.ContainsFunc(w, func(x float64) bool { return math.Abs(x) > c.most }) {
			t.Errorf("weights up to %v: %d of %d rows are alone in a bin, want at least %d; %v", c.most, alone, e.Rows, c.alone, w)
		}
	}
}
