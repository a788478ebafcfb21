package squares_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
)

func number(x float64) *float64 { return &x }

// classSchema has a feature of each type, and a target with these levels or a number without any.
func classSchema(levels ...string) *schema.Schema {
	s := &schema.Schema{
		Features: []schema.Feature{
			{Name: "x", Type: schema.Continuous, Min: number(-2), Max: number(6), Unit: "kg"},
			{Name: "k", Type: schema.Discrete, Min: number(0), Max: number(9)},
			{Name: "r", Type: schema.Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "p", Type: schema.Nominal, Levels: []string{"a", "b", "c"}},
		},
		Target:  schema.Feature{Name: "y", Type: schema.Nominal, Levels: levels},
		Missing: schema.MissingReject,
	}
	if len(levels) == 0 {
		s.Target = schema.Feature{Name: "y", Type: schema.Continuous, Min: number(-2), Max: number(6)}
	}
	return s
}

// Standard errors, t values and R² are those of the textbook formula
// σ²·(XᵀX)⁻¹ on rows in original units, intercept included.
func TestInference(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 5))
	s := classSchema()
	table := tables.Legal(r, s, 200)
	stats, err := squares.Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	vector, err := squares.ParseVector(s.Width(), stats.Vector())
	if err != nil {
		t.Fatal(err)
	}
	fit, err := vector.Solve(0)
	if err != nil {
		t.Fatal(err)
	}
	terms := original(t, s, fit)
	got, warnings := vector.Infer(s, fitOf(0), fit, 0, nil, terms)
	if len(warnings) > 0 {
		t.Error(warnings)
	}
	d := s.Width()
	x, y := mat.NewDense(200, d, nil), mat.NewVecDense(200, nil)
	center, width := s.Target.Scale()
	for i := range 200 {
		for j, c := range table.Columns {
			v := table.Real[i*d+j]
			switch c.Role {
			case schema.RoleIntercept:
				v = 1
			case schema.RoleValue:
				mid, w := s.Features[c.Feature].Scale()
				v = mid + w*v
			default:
				v += 0.5
			}
			x.Set(i, j, v)
		}
		y.SetVec(i, center+width*table.RealY[i])
	}
	var gram, inverse mat.Dense
	gram.Mul(x.T(), x)
	if err := inverse.Inverse(&gram); err != nil {
		t.Fatal(err)
	}
	var right, beta, residual mat.VecDense
	right.MulVec(x.T(), y)
	beta.MulVec(&inverse, &right)
	residual.MulVec(x, &beta)
	residual.SubVec(y, &residual)
	sse := mat.Dot(&residual, &residual)
	mean, sst := mat.Sum(y)/200, 0.0
	for i := range 200 {
		sst += (y.AtVec(i) - mean) * (y.AtVec(i) - mean)
	}
	if math.Abs(got.R2-(1-sse/sst)) > 1e-9 || math.Abs(got.Freedom-float64(200-d)) > 1e-6 || !(got.Condition >= 1) {
		t.Errorf("%+v, want R² %v", got, 1-sse/sst)
	}
	for j := range d {
		want := math.Sqrt(sse / float64(200-d) * inverse.At(j, j))
		if math.Abs(got.Terms[j].Error-want) > 1e-6*want || math.Abs(got.Terms[j].T-beta.AtVec(j)/want) > 1e-5*math.Abs(beta.AtVec(j)/want) {
			t.Errorf("%s: %+v, want error %v and t %v", got.Terms[j].Name, got.Terms[j], want, beta.AtVec(j)/want)
		}
	}
	// A penalty shrinks weights and errors; the standardised one likewise.
	shrunk, err := vector.SolveScaled(0.5, vector.Standard().Deviation)
	if err != nil {
		t.Fatal(err)
	}
	ridge, _ := vector.Infer(s, fitOf(0), shrunk, 0.5, vector.Standard().Deviation, terms)
	if !(ridge.Terms[1].Error < got.Terms[1].Error) || !(ridge.Freedom > got.Freedom) || !(ridge.Condition < got.Condition) {
		t.Errorf("with a penalty %+v, without %+v", ridge, got)
	}
}

// original returns the weights of a linear regression in original units.
func original(t *testing.T, s *schema.Schema, fit *squares.Solution) []model.Weight {
	t.Helper()
	m, err := model.New(model.Summary{Kind: kinds.Linear, Schema: s, Metric: kinds.MSE, Cost: 1}, nil, floats(fit.Weights))
	if err != nil {
		t.Fatal(err)
	}
	return m.Original()[0].Weights
}

func floats(v []*big.Float) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i], _ = v[i].Float64()
	}
	return out
}

// Columns that follow from others are named and get no errors.
func TestInferenceOfDependentColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 5))
	s := classSchema()
	table := tables.Legal(r, s, 100)
	d := s.Width()
	for i := range 100 {
		table.X[i*d+2] = -table.X[i*d+1]
	}
	stats, err := squares.Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := stats.Solve(0)
	if err != nil {
		t.Fatal(err)
	}
	got, warnings := stats.Infer(s, fitOf(0), fit, 0, nil, original(t, s, fit))
	aside := stats.Asides(s, fit)
	if len(warnings) != 0 || got.Terms[1].Excluded || !got.Terms[2].Excluded || len(aside) != 1 || aside[0] != (model.Aside{Name: "k", Reason: "it follows from x"}) {
		t.Errorf("%v %v %+v", warnings, aside, got.Terms)
	}
}

func TestParseVectorRefusesImpossibleSums(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 5))
	s := classSchema()
	stats, err := squares.Accumulate(tables.Legal(r, s, 30))
	if err != nil {
		t.Fatal(err)
	}
	good := stats.Vector()
	d := s.Width()
	for name, change := range map[string]func(v []*big.Int){
		"rows":    func(v []*big.Int) { v[len(v)-1] = big.NewInt(31) },
		"none":    func(v []*big.Int) { v[len(v)-1] = new(big.Int) },
		"product": func(v []*big.Int) { v[1] = new(big.Int).Lsh(v[0], 1) },
		"target":  func(v []*big.Int) { v[d*(d+1)/2] = new(big.Int).Lsh(v[0], 2) },
		"square":  func(v []*big.Int) { v[d] = big.NewInt(-1) },
	} {
		bad := append([]*big.Int(nil), good...)
		change(bad)
		if _, err := squares.ParseVector(d, bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := squares.ParseVector(d, good[1:]); err == nil {
		t.Error("too few values are accepted")
	}
}

// FuzzParseVector reads decrypted sums of any content. What is accepted must give the same values again and be safe to use.
func FuzzParseVector(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	s := classSchema()
	stats, err := squares.Accumulate(tables.Legal(r, s, 20))
	if err != nil {
		f.Fatal(err)
	}
	var seed []byte
	for _, v := range stats.Vector() {
		seed = append(seed, byte(v.Sign()+1))
		seed = append(seed, new(big.Int).Abs(v).FillBytes(make([]byte, 12))...)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, b []byte) {
		var values []*big.Int
		for ; len(b) >= 13; b = b[13:] {
			v := new(big.Int).SetBytes(b[1:13])
			if b[0] == 0 {
				v.Neg(v)
			}
			values = append(values, v)
		}
		stats, err := squares.ParseVector(s.Width(), values)
		if err != nil {
			return
		}
		for i, v := range stats.Vector() {
			if v.Cmp(values[i]) != 0 {
				t.Errorf("value %d changed", i)
			}
		}
		if fit, err := stats.Solve(0.1); err == nil {
			stats.Infer(s, fitOf(0), fit, 0.1, nil, make([]model.Weight, s.Width()))
		}
	})
}
