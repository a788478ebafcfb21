package kinds_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

func number(x float64) *float64 { return &x }

var targets = []schema.Feature{
	{Name: "number", Type: schema.Continuous, Min: number(-2), Max: number(6)},
	{Name: "count", Type: schema.Discrete, Min: number(0), Max: number(9)},
	{Name: "two levels", Type: schema.Nominal, Levels: []string{"p", "q"}},
	{Name: "three levels", Type: schema.Ordinal, Levels: []string{"p", "q", "r"}},
	{Name: "amount", Type: schema.Continuous, Min: number(1), Max: number(9)},
}

// families calls try with every family of every kind, and with targets that the family accepts.
func families(t *testing.T, try func(t *testing.T, f kinds.Family, targets []float64)) {
	for _, kind := range kinds.All() {
		tried := !kinds.Targeted(kind) // what has no target is tried elsewhere
		for _, target := range targets {
			if field, _ := kind.Check(target); field != "" {
				continue
			}
			tried = true
			y := []float64{-0.5, -0.125, 0.5}
			switch {
			case target.Type == schema.Discrete:
				y = []float64{-0.5, 1.0/9 - 0.5, 0.5}
			case target.Levels != nil:
				y = []float64{0, 1, 2}[:len(target.Levels)]
			}
			for _, link := range kind.Links() {
				f := kind.Family(target, link)
				t.Run(kind.Name()+" of "+target.Name+" with "+link, func(t *testing.T) { try(t, f, y) })
			}
		}
		if !tried {
			t.Errorf("%s accepts no target", kind.Name())
		}
	}
}

// draw returns outputs that the family can have.
func draw(r *rand.Rand, f kinds.Family) []float64 {
	z := make([]float64, f.Outputs())
	for i := range z {
		switch f.Link().Name {
		case kinds.IdentityLink, kinds.SqrtLink, kinds.InverseLink:
			z[i] = 0.1 + 0.3*r.Float64()
		default:
			z[i] = 1.5 * r.NormFloat64()
		}
	}
	slices.Sort(z) // as the outputs of ranked levels
	return z
}

// The gradient is that of central differences of the loss, and the observed information is that of the gradient.
func TestDerivatives(t *testing.T) {
	const h = 1e-5
	families(t, func(t *testing.T, f kinds.Family, targets []float64) {
		r := rand.New(rand.NewPCG(1, 2))
		n := f.Outputs()
		for range 50 {
			z := draw(r, f)
			g, above, below, hessian := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n*n)
			for _, y := range targets {
				f.Information(z, y, kinds.Observed, hessian)
				if loss := f.Loss(z, g, y); !(loss >= 0) {
					t.Fatalf("loss %v", loss)
				}
				for i := range z {
					up, down := slices.Clone(z), slices.Clone(z)
					up[i] += h
					down[i] -= h
					slope := (f.Loss(up, above, y) - f.Loss(down, below, y)) / (2 * h)
					if math.Abs(slope-g[i]) > 1e-7*(1+math.Abs(slope)) {
						t.Errorf("gradient %d is %v, differences give %v", i, g[i], slope)
					}
					for j := range z {
						if bend := (above[j] - below[j]) / (2 * h); math.Abs(bend-hessian[j*n+i]) > 1e-7*(1+math.Abs(bend)) {
							t.Errorf("curvature %d,%d is %v, differences give %v", j, i, hessian[j*n+i], bend)
						}
					}
				}
			}
			for _, y := range targets {
				bound := f.Bend()
				if bound == 0 {
					break
				}
				f.Information(z, y, kinds.Observed, hessian)
				v, square, length := draw(r, f), 0.0, 0.0
				for i := range v {
					length += v[i] * v[i]
					for j := range v {
						square += v[i] * hessian[i*n+j] * v[j]
					}
				}
				if square > bound*length*(1+1e-12) {
					t.Errorf("curvature %v is past its bound %v", square/length, bound)
				}
			}
		}
	})
}

// The loss is least at the outputs whose prediction is the target, so that nothing but the target is fitted.
func TestPredictionsAreWhereTheLossIsLeast(t *testing.T) {
	families(t, func(t *testing.T, f kinds.Family, targets []float64) {
		r := rand.New(rand.NewPCG(3, 2))
		for range 50 {
			z, g, p := draw(r, f), make([]float64, f.Outputs()), make([]float64, kinds.Width(f))
			f.Predict(z, p)
			if f.Levels() == nil {
				continue
			}
			sum := 0.0
			for level, probability := range p {
				sum += probability
				if loss := f.Loss(z, g, float64(level)); math.Abs(loss+math.Log(probability)) > 1e-9*(1+loss) {
					t.Errorf("loss %v of a level of probability %v", loss, probability)
				}
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("probabilities add up to %v", sum)
			}
		}
		if f.Metric() == kinds.MSE {
			p := make([]float64, 1)
			f.Predict([]float64{-0.5}, p)
			low := p[0]
			f.Predict([]float64{0.5}, p)
			if cost := f.Cost(0.5); math.Abs(cost-(p[0]-low)*(p[0]-low)) > 1e-12*cost {
				t.Errorf("an error of the whole range costs %v", cost)
			}
		}
	})
}

// Measures of no rows are none, and a row more is accepted.
func TestMeasuresAcceptRows(t *testing.T) {
	families(t, func(t *testing.T, f kinds.Family, targets []float64) {
		m, r := f.Measures(), rand.New(rand.NewPCG(4, 2))
		sums := make([]*big.Int, m.Values())
		for i := range sums {
			sums[i] = new(big.Int)
		}
		if rule := m.Check(0, sums); rule != "" {
			t.Errorf("no rows: %s", rule)
		}
		p := make([]float64, kinds.Width(f))
		for rows := range int64(30) {
			f.Predict(draw(r, f), p)
			y := int32(targets[r.IntN(len(targets))])
			if f.Levels() == nil {
				y = schema.Quantise(targets[r.IntN(len(targets))])
			}
			if !kinds.Accepts(f, y) {
				t.Fatal("a legal target is refused")
			}
			m.Add(sums, p, y)
			if rule := m.Check(rows+1, sums); rule != "" {
				t.Fatalf("%d rows: %s", rows+1, rule)
			}
			if q := m.Quality(rows+1, 0.5, sums); q.Rows != rows+1 || q.Loss != 0.5/float64(rows+1) {
				t.Errorf("%+v", q)
			}
		}
		if kinds.Accepts(f, schema.Half+1) {
			t.Error("a target past its range is accepted")
		}
	})
}

func TestRegistry(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds.All() {
		if seen[k.Name()] || kinds.Lookup(k.Name()) != k || k.Title() == "" {
			t.Errorf("%s is registered wrongly", k.Name())
		}
		seen[k.Name()] = true
	}
	if kinds.Lookup("forest") != nil || len(kinds.Names()) != len(seen) {
		t.Error("an unknown kind is known")
	}
	for i, want := range []string{kinds.Linear, kinds.Linear, kinds.Logistic, kinds.Multinomial} {
		if got := kinds.For(targets[i]); got[0].Name() != want {
			t.Errorf("%s is proposed for %s, want %s", got[0].Name(), targets[i].Name, want)
		}
	}
}

// A target of the wrong type is refused by the field of its type, one of the wrong levels by that of its levels.
func TestTargetsAreRefused(t *testing.T) {
	for kind, wants := range map[string][4]string{
		kinds.Linear:       {"", "", "target.type", "target.type"},
		kinds.Logistic:     {"target.type", "target.type", "", "target.levels"},
		kinds.Multinomial:  {"target.type", "target.type", "", ""},
		kinds.Discriminant: {"target.type", "target.type", "", "target.levels"},
		kinds.Poisson:      {"target.type", "", "target.type", "target.type"},
		kinds.MLP:          {"", "", "", ""},

		kinds.Proportional:     {"target.type", "target.type", "target.type", ""},
		kinds.NegativeBinomial: {"target.type", "", "target.type", "target.type"},
		kinds.Gamma:            {"target.min", "target.min", "target.type", "target.type"},
	} {
		for i, want := range wants {
			if field, rule := kinds.Lookup(kind).Check(targets[i]); field != want || (rule == "") != (want == "") {
				t.Errorf("%s of %s: field %q, rule %q", kind, targets[i].Name, field, rule)
			}
		}
	}
}

func TestLabelsOfLeastSquares(t *testing.T) {
	fit := kinds.Lookup(kinds.Discriminant).LeastSquares(targets[2])
	got, err := fit.Encode([]int32{0, 1})
	if err != nil || !slices.Equal(got, []int32{-schema.Half, schema.Half}) {
		t.Error(got, err)
	}
	if _, err := fit.Encode([]int32{2}); err == nil {
		t.Error("a third level is accepted")
	}
	for want, at := range map[string]kinds.Fit{
		"":                             {Rows: 9, Mean: 0.25, Penalised: 0.1},
		"more than two rows":           {Rows: 2, Penalised: 0.1},
		"every row has the same level": {Rows: 9, Mean: 0.5, Penalised: 0.1},
		"tell the two levels apart":    {Rows: 9, Mean: 0.25},
	} {
		if err := fit.Weights([]float64{1, 2}, at); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// The exact area counts pairs, ties half.
func TestJudgeLevels(t *testing.T) {
	m := kinds.Lookup(kinds.Logistic).Family(targets[2], "").Measures()
	p := [][]float64{{0.9, 0.1}, {0.4, 0.6}, {0.4, 0.6}, {0.2, 0.8}}
	got := m.Judge(p, []float64{0, 0, 1, 1})
	if got.Accuracy == nil || *got.Accuracy != 0.75 || len(got.AUC) != 1 || got.AUC[0].Level != "q" || got.AUC[0].Area != 3.5/4 {
		t.Errorf("%+v", got)
	}
	if got := m.Judge(p[:2], []float64{0, 0}); got.AUC != nil {
		t.Error("an area without rows of one level")
	}
	if list := got.List(); len(list) != 2 || list[1].Name != "area under the ROC curve of q" {
		t.Errorf("%+v", list)
	}
}

// Where a level is rare, bins of log odds still tell the scores of its rows apart, and the area is near the exact one.
func TestBinsOfRareLevels(t *testing.T) {
	m := kinds.Lookup(kinds.Logistic).Family(targets[2], "").Measures()
	sums := make([]*big.Int, m.Values())
	for i := range sums {
		sums[i] = new(big.Int)
	}
	r := rand.New(rand.NewPCG(6, 2))
	var p [][]float64
	var y []float64
	for range 20_000 {
		z := -4.5 + r.NormFloat64()
		row, level := []float64{1 / (1 + math.Exp(z)), 1 / (1 + math.Exp(-z))}, 0
		if r.Float64() < row[1] {
			level = 1
		}
		p, y = append(p, row), append(y, float64(level))
		m.Add(sums, row, int32(level))
	}
	exact := m.Judge(p, y).AUC[0].Area
	got := m.Quality(20_000, 1, sums).AUC[0]
	if got.Bound > 0.01 || math.Abs(got.Area-exact) > 0.0005 {
		t.Errorf("area %v ± %v, exact %v", got.Area, got.Bound, exact)
	}
	for _, edge := range []float64{0, 1} { // probabilities at both ends have a bin
		m.Add(sums, []float64{1 - edge, edge}, 0)
	}
	if rule := m.Check(20_002, sums); rule != "" {
		t.Error(rule)
	}
}
