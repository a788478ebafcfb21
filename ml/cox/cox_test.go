package cox_test

import (
	"fmt"
	"math"
	"math/rand/v2"
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
