package cox_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/cox"
	"github.com/blindfit/blindfit/ml/schema"
)

func read(t testing.TB, csv string) (*schema.Schema, *schema.Table) {
	t.Helper()
	zero, ten, one := 0.0, 16.0, 1.0
	s := &schema.Schema{Missing: schema.MissingReject, Timed: true, Features: []schema.Feature{
		{Name: "x", Type: schema.Continuous, Min: &zero, Max: &one},
		{Name: "g", Type: schema.Nominal, Levels: []string{"a", "b", "c"}},
		{Name: "time", Type: schema.Continuous, Min: &zero, Max: &ten},
		{Name: "event", Type: schema.Nominal, Levels: []string{"-", "1"}, Other: "-"},
	}}
	table, _, err := s.ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return s, table
}

// stratum takes rows of x and the level of g, of which the first stands for all in the small example.
func stratum(t testing.TB, csv, ties string) *cox.Stratum {
	t.Helper()
	s, table := read(t, csv)
	out, err := cox.New(s, table, 3, ties)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The six rows with which R's survival is validated: at coxph's estimate the score is 0, the information is that of its standard
// error, and log likelihoods are its own.
func TestPartialLikelihoodEqualsR(t *testing.T) {
	const rows = "x,g,time,event\n1,a,1,1\n1,a,1,0\n1,a,6,1\n0,a,6,1\n0,a,8,0\n0,a,9,1\n"
	for ties, want := range map[string]struct{ estimate, err, null, logLik float64 }{
		cox.Breslow: {1.475284914829001, 1.255734393010546, -4.564348191467836, -3.824749505002865},
		cox.Efron:   {1.676857485592897, 1.277615576278834, -4.276666119016055, -3.358974840263348},
	} {
		s := stratum(t, rows, ties)
		if at := s.At([]float64{0, 0, 0}, false); math.Abs(at.LogLik-want.null) > 1e-12 || at.Events != 4 || at.Rows != 6 {
			t.Errorf("%s at 0: %+v", ties, at)
		}
		at := s.At([]float64{want.estimate, 0, 0}, false)
		if math.Abs(at.Score[0]) > 1e-10 || math.Abs(at.LogLik-want.logLik) > 1e-12 || math.Abs(1/math.Sqrt(at.Information[0][0])-want.err) > 1e-9 {
			t.Errorf("%s: score %v, log likelihood %v, error %v", ties, at.Score[0], at.LogLik, 1/math.Sqrt(at.Information[0][0]))
		}
	}
}

func random(r *rand.Rand, rows int) string {
	var b strings.Builder
	b.WriteString("x,g,time,event\n")
	for range rows {
		fmt.Fprintf(&b, "%.4f,%c,%d,%d\n", r.Float64(), 'a'+r.IntN(3), 1+r.IntN(9), r.IntN(2))
	}
	return b.String()
}

// The score is that of central differences of the log likelihood, and the information that of the score.
func TestDerivatives(t *testing.T) {
	const h = 1e-5
	r := rand.New(rand.NewPCG(1, 5))
	for _, ties := range []string{cox.Efron, cox.Breslow} {
		s := stratum(t, random(r, 60), ties)
		w := []float64{0.7, -1.2, 0.4}
		at := s.At(w, true)
		for j := range w {
			step := func(by float64) *cox.Sums {
				moved := append([]float64(nil), w...)
				moved[j] += by
				return s.At(moved, false)
			}
			up, down := step(h), step(-h)
			if got, want := at.Score[j], (up.LogLik-down.LogLik)/(2*h); math.Abs(got-want) > 1e-6 {
				t.Errorf("%s: score %d is %v, want %v", ties, j, got, want)
			}
			for k := 0; k <= j; k++ {
				if got, want := at.Information[j][k], -(up.Score[k]-down.Score[k])/(2*h); math.Abs(got-want) > 1e-6 {
					t.Errorf("%s: information %d %d is %v, want %v", ties, j, k, got, want)
				}
			}
		}
	}
}

// What is decoded is what was encoded, up to the fixed point, and totals add up.
func TestSumsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	w := []float64{0.3, 0.1, -0.8}
	one, two := stratum(t, random(r, 20), cox.Efron).At(w, true), stratum(t, random(r, 30), cox.Efron).At(w, true)
	values := one.Encode(cox.Most(3, 64))
	for i, v := range two.Encode(cox.Most(3, 64)) {
		values[i].Add(values[i], v)
	}
	got, err := cox.Decode(values, 3, true)
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != 50 || got.Events != one.Events+two.Events || math.Abs(got.LogLik-one.LogLik-two.LogLik) > 1e-11 ||
		math.Abs(got.Squared[2][1]-one.Squared[2][1]-two.Squared[2][1]) > 1e-11 || math.Abs(got.Trend[1]-one.Trend[1]-two.Trend[1]) > 1e-11 {
		t.Errorf("decoded %+v", got)
	}
	if _, err := cox.Decode(values[1:], 3, true); err == nil {
		t.Error("too few values are decoded")
	}
	values[len(values)-1].SetInt64(3)
	if _, err := cox.Decode(values, 3, true); err == nil {
		t.Error("more events than rows are decoded")
	}
}

// Whatever the weights are, an owner answers, within the bound.
func TestExtremeWeights(t *testing.T) {
	s := stratum(t, random(rand.New(rand.NewPCG(3, 5)), 40), cox.Efron)
	most := cox.Most(3, 64)
	for _, w := range [][]float64{{1e308, -1e308, 1e308}, {64, 64, -64}, {math.Inf(1), 0, 0}, {math.NaN(), 0, 0}} {
		for i, v := range s.At(w, true).Encode(most) {
			if v.BitLen() > 70 {
				t.Errorf("weights %v: value %d has %d bits", w, i, v.BitLen())
			}
		}
	}
}

// split deals rows out to owners.
func split(csv string, owners int) []string {
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	out := make([]string, owners)
	for i := range out {
		out[i] = lines[0] + "\n"
	}
	for i, line := range lines[1:] {
		out[i%owners] += line + "\n"
	}
	return out
}

// edges are those of bins of a quarter of the longest time.
func edges() []int32 {
	return []int32{-schema.Half / 2, 0, schema.Half / 2, schema.Half}
}

// binned returns the sums of rows dealt out to owners, sent and added up.
func binned(t testing.TB, csv string, owners int, ties string, w []float64) *cox.BinSums {
	t.Helper()
	g := cox.Grid{Columns: 3, Edges: edges(), Ties: ties}
	var total []*big.Int
	for _, part := range split(csv, owners) {
		s, table := read(t, part)
		b, err := cox.NewBinned(s, table, g)
		if err != nil {
			t.Fatal(err)
		}
		values := b.At(w, true).Encode()
		if len(values) != g.Values(true) {
			t.Fatalf("%d values, want %d", len(values), g.Values(true))
		}
		for i, v := range values {
			if total == nil || i == len(total) {
				total = append(total, new(big.Int))
			}
			total[i].Add(total[i], v)
		}
	}
	out, err := g.Decode(total, true)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onGrid rounds the times of rows up to the edges.
func onGrid(csv string) string {
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	for i, line := range lines[1:] {
		cells := strings.Split(line, ",")
		time, _ := strconv.Atoi(cells[2])
		cells[2] = strconv.Itoa((time + 3) / 4 * 4)
		lines[1+i] = strings.Join(cells, ",")
	}
	return strings.Join(lines, "\n") + "\n"
}

// Whoever holds the rows, the likelihood by bins is that of one stratum of all rows with times on the grid, whatever the constant.
func TestBinsArePooledRows(t *testing.T) {
	rows := random(rand.New(rand.NewPCG(7, 5)), 90)
	w := []float64{0.6, -0.9, 0.3}
	for _, ties := range cox.Ties() {
		want := stratum(t, onGrid(rows), ties).At(w, true)
		for _, constant := range []float64{0, 0.7} {
			for _, owners := range []int{1, 4} {
				got, _ := binned(t, rows, owners, ties, append([]float64{constant}, w...)).Likelihood(append([]float64{constant}, w...))
				if got.Events != want.Events || got.Rows != 90 || math.Abs(got.LogLik-want.LogLik) > 1e-8 {
					t.Errorf("%s, %d owners: %v, want %v", ties, owners, got.LogLik, want.LogLik)
				}
				for j := range w {
					if math.Abs(got.Score[j]-want.Score[j]) > 1e-8 || math.Abs(got.Trend[j]-want.Trend[j]) > 1e-8 {
						t.Errorf("%s: score %d is %v, want %v", ties, j, got.Score[j], want.Score[j])
					}
					for k := 0; k <= j; k++ {
						if math.Abs(got.Information[j][k]-want.Information[j][k]) > 1e-8 || math.Abs(got.Squared[j][k]-want.Squared[j][k]) > 1e-8 {
							t.Errorf("%s: information %d %d is %v, want %v", ties, j, k, got.Information[j][k], want.Information[j][k])
						}
					}
				}
			}
		}
	}
}

// The score of rates is that of central differences of their likelihood.
func TestRates(t *testing.T) {
	const h = 1e-5
	rows := random(rand.New(rand.NewPCG(8, 5)), 60)
	w := []float64{0.1, 0.6, -0.9, 0.3}
	at := func(j int, by float64) *cox.Sums {
		moved := append([]float64(nil), w...)
		moved[j] += by
		s, _ := binned(t, rows, 3, cox.Exposed, moved).Likelihood(moved)
		return s
	}
	s, rates := binned(t, rows, 3, cox.Exposed, w).Likelihood(w)
	for j := range 3 {
		if want := (at(1+j, h).LogLik - at(1+j, -h).LogLik) / (2 * h); math.Abs(s.Score[j]-want) > 1e-5 {
			t.Errorf("score %d is %v, want %v", j, s.Score[j], want)
		}
	}
	if got := at(0, 1).LogLik; math.Abs(got-s.LogLik) > 1e-9 {
		t.Errorf("the constant changes the likelihood from %v to %v", s.LogLik, got)
	}
	if len(rates) != 4 || rates[0] == nil || rates[3] != nil { // no time is beyond 9 of 16
		t.Errorf("rates %v", rates)
	}
}

// A hazard far from the mean row's is cut and counted, whatever the weights are; counts that fit no rows are refused.
func TestBinsAreBounded(t *testing.T) {
	rows := random(rand.New(rand.NewPCG(9, 5)), 40)
	s, table := read(t, rows)
	g := cox.Grid{Columns: 3, Edges: edges(), Ties: cox.Efron}
	b, err := cox.NewBinned(s, table, g)
	if err != nil {
		t.Fatal(err)
	}
	limit := new(big.Int).Lsh(big.NewInt(40*cox.GridMost), cox.GridBits)
	for _, w := range [][]float64{{1e308, -1e308, 1e308, 0}, {64, 64, 64, -64}, {math.Inf(1), 0, 0, 0}, {math.NaN(), 0, 0, 0}} {
		sums := b.At(w, true)
		if sums.Cut == 0 {
			t.Errorf("weights %v: no hazard was cut", w)
		}
		for i, v := range sums.Encode() {
			if v.CmpAbs(limit) > 0 {
				t.Errorf("weights %v: value %d is past the bound", w, i)
			}
		}
	}
	values := b.At([]float64{0, 0, 0, 0}, false).Encode()
	if _, err := g.Decode(values[1:], false); err == nil {
		t.Error("too few values are decoded")
	}
	values[len(values)-1].SetInt64(1)
	if _, err := g.Decode(values, false); err == nil {
		t.Error("more events than rows are decoded")
	}
}

// Pairs are those that are counted one by one.
func TestPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 5))
	rows := random(r, 50)
	w := []float64{0, 0.7, -0.4} // few different log hazards, so that some are tied
	got := stratum(t, rows, cox.Efron).At(w, true).Pairs
	type row struct {
		time         int
		event        bool
		score        float64
		pairs, value float64
	}
	var all []row
	for _, line := range strings.Split(strings.TrimSpace(rows), "\n")[1:] {
		c := strings.Split(line, ",")
		time, _ := strconv.Atoi(c[2])
		score := map[string]float64{"a": -0.15, "b": 0.55, "c": -0.55}[c[1]] // half the weights with signs
		all = append(all, row{time: time, event: c[3] == "1", score: score})
	}
	pairs, value := 0.0, 0.0
	for i := range all {
		for j := range all {
			a, b := &all[i], &all[j]
			if !a.event || !(a.time < b.time || a.time == b.time && !b.event) {
				continue
			}
			v := 0.0
			if a.score > b.score {
				v = 2
			} else if a.score == b.score {
				v = 1
			}
			pairs, value = pairs+1, value+v
			a.pairs, b.pairs, a.value, b.value = a.pairs+1, b.pairs+1, a.value+v, b.value+v
		}
	}
	squares := 0.0
	for _, x := range all {
		squares += x.value * x.pairs
	}
	if got.Pairs != pairs || got.Scores != value || got.ScorePair != squares {
		t.Errorf("%+v, want %v pairs, %v, %v", got, pairs, value, squares)
	}
	if _, _, ok := (cox.Concordance{}).Index(); ok {
		t.Error("an index without pairs")
	}
}
