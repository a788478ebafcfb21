package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// fileText is a training file with a feature of each type.
const fileText = `{
  "name": "Test",
  "model": {"l2": %v},
  "features": [
    {"name": "a", "type": "continuous", "min": -20, "max": 380},
    {"name": "b", "type": "continuous", "min": 0, "max": 1},
    {"name": "k", "type": "discrete", "min": 0, "max": 12},
    {"name": "rank", "type": "ordinal", "levels": ["low", "mid", "high", "top"]},
    {"name": "place", "type": "nominal", "levels": ["n", "e", "s", "w"]}
  ],
  "target": {"name": "y", "type": "continuous", "min": -1000, "max": 3000},
  "missing": "%s",
  "training": {"rounds": %d, "optimizer": "%s"},
  "bounds": {"weight": %d}
}`

func parse(t *testing.T, l2 float64, missing string, rounds int, optimizer string, weight int) *spec.File {
	t.Helper()
	f, err := spec.Parse(fmt.Appendf(nil, fileText, l2, missing, rounds, optimizer, weight))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// row is one generated record, before it is written as text.
type row struct {
	a, b        float64
	k           int
	rank, place string
	noise       float64
	missing     int // column left empty, -1 for none
}

// shape makes tables of a certain difficulty: it may change every row.
type shape func(r *rand.Rand, owner int, v *row)

func text(r *rand.Rand, owner, rows int, change shape) string {
	var out strings.Builder
	out.WriteString("a,b,k,rank,place,y\n")
	ranks, places := []string{"low", "mid", "high", "top"}, []string{"n", "e", "s", "w"}
	for range rows {
		v := row{
			a: 380 * r.Float64(), b: r.Float64(), k: r.IntN(13), rank: ranks[r.IntN(4)], place: places[r.IntN(4)],
			noise: 60 * r.NormFloat64(), missing: -1,
		}
		change(r, owner, &v)
		y := 200 + 2.5*v.a - 300*v.b + 11*float64(v.k) + 40*float64(strings.Index("lmht", v.rank[:1])) + v.noise
		if v.place == "s" {
			y += 120
		}
		cells := []string{fmt.Sprint(v.a), fmt.Sprint(v.b), fmt.Sprint(v.k), v.rank, v.place, fmt.Sprint(y)}
		if v.missing >= 0 {
			cells[v.missing] = ""
		}
		out.WriteString(strings.Join(cells, ",") + "\n")
	}
	return out.String()
}

// tables reads generated tables of the given sizes through the schema.
func tables(t *testing.T, f *spec.File, seed uint64, sizes []int, change shape) []*schema.Table {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var out []*schema.Table
	for owner, rows := range sizes {
		table, report, err := f.Schema().ReadCSV(strings.NewReader(text(r, owner, rows, change)), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			t.Fatalf("%v %+v", err, report)
		}
		out = append(out, table)
	}
	return out
}

func plain(*rand.Rand, int, *row) {}

var shapes = []struct {
	name    string
	missing string
	sizes   []int
	weight  int
	change  shape
}{
	{"well conditioned", "reject", []int{200, 200, 200}, 256, plain},
	{"uneven owners", "reject", []int{1, 900, 7}, 256, plain},
	{"owners of different kinds", "reject", []int{100, 150, 200}, 256, func(_ *rand.Rand, owner int, v *row) {
		v.a, v.place = 100*float64(owner)+v.a/10, []string{"n", "e", "s"}[owner]
	}},
	{"ill conditioned", "reject", []int{100, 100, 100}, 1 << 20, func(r *rand.Rand, _ int, v *row) {
		v.b = v.a/400 + 1e-5*r.Float64()
	}},
	{"collinear", "reject", []int{80, 90, 100}, 256, func(_ *rand.Rand, _ int, v *row) {
		v.rank = []string{"low", "mid", "high", "top"}[v.k/4]
		v.k = v.k / 4 * 4 // the rank again
	}},
	{"constant columns", "reject", []int{50, 60, 70}, 256, func(_ *rand.Rand, _ int, v *row) {
		v.b, v.k, v.place = 0.3, 12, "w"
	}},
	{"fewer rows than columns", "reject", []int{1, 2, 1}, 1 << 12, plain},
	{"one row each", "reject", []int{1, 1, 1}, 1 << 12, func(_ *rand.Rand, _ int, v *row) { v.place = "n" }},
	{"no noise", "reject", []int{100, 100, 100}, 256, func(_ *rand.Rand, _ int, v *row) { v.noise = 0 }},
	{"a corner of the range", "reject", []int{60, 60, 60}, 1 << 16, func(_ *rand.Rand, _ int, v *row) {
		v.a, v.b = -20+v.a/4000, v.b/1000
	}},
	{"missing values", "indicator", []int{90, 80, 100}, 256, func(r *rand.Rand, _ int, v *row) { v.missing = r.IntN(12) - 7 }},
	{"dropped rows", "drop_row", []int{90, 80, 100}, 256, func(r *rand.Rand, _ int, v *row) { v.missing = r.IntN(12) - 6 }},
}

// fit is a simulation with the cost after each gradient round, and the pooled optimum.
type fit struct {
	*Result
	Costs   []float64
	optimum *Optimum
}

func run(t *testing.T, f *spec.File, tables []*schema.Table) fit {
	t.Helper()
	var out fit
	var err error
	out.Result, err = Train(f, tables, func(s Step) {
		if s.Kind == wire.RoundGradient {
			out.Costs = append(out.Costs, s.Cost)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.optimum, err = Pooled(f, tables); err != nil {
		t.Fatal(err)
	}
	return out
}

// within reports whether a cost is within 1e-9 of the pooled optimum, relative to it.
// floor is what rounding weights can add to a cost of zero.
func within(cost, optimum, floor float64) bool {
	return math.Abs(cost-optimum) <= 1e-9*optimum+floor
}

func TestConjugateGradientReachesThePooledOptimum(t *testing.T) {
	for i, s := range shapes {
		for _, l2 := range []float64{0, 0.02} {
			t.Run(fmt.Sprintf("%s, l2 %v", s.name, l2), func(t *testing.T) {
				f := parse(t, l2, s.missing, 50, "auto", s.weight)
				data := tables(t, f, uint64(i), s.sizes, s.change)
				r := run(t, f, data)
				d := float64(f.Budget().Columns)
				floor := d * d * math.Ldexp(1, -2*spec.WeightBits-4) * 4000 * 4000
				if !within(r.Model.Cost, r.optimum.Cost, floor) {
					t.Errorf("cost %v, optimum %v (relative %g), rank %d, %d rounds, %q",
						r.Model.Cost, r.optimum.Cost, r.Model.Cost/r.optimum.Cost-1, r.optimum.Rank, r.Model.Rounds, r.Warnings)
				}
				aside := 0
				for _, w := range r.Warnings {
					switch {
					case strings.Contains(w, "has no coefficient"):
						aside++
					case !strings.Contains(w, "nearly depend") && !strings.Contains(w, "too few rows for standard errors"):
						t.Error(w)
					}
				}
				if aside != f.Budget().Columns-r.optimum.Rank || len(r.Model.Aside) != aside || r.Model.Rounds > f.Budget().Columns+1 {
					t.Errorf("%d rounds, %d columns of rank %d, warnings %q", r.Model.Rounds, f.Budget().Columns, r.optimum.Rank, r.Warnings)
				}
			})
		}
	}
}

// Against ordinary least squares in float64 on the values as they stand in the
// files: quantisation may cost 1e-6 of the cost and 1e-9 of the target's variance.
func TestOptimumAgreesWithFloatsOnRawRows(t *testing.T) {
	for i, s := range shapes[:3] {
		f := parse(t, 0, s.missing, 50, "auto", s.weight)
		data := tables(t, f, uint64(i), s.sizes, s.change)
		r := run(t, f, data)
		want, variance := floatOptimum(t, data)
		want, variance = want*4000*4000, variance*4000*4000
		if math.Abs(r.Model.Cost-want) > 1e-6*want+1e-9*variance {
			t.Errorf("%s: %v, floats give %v", s.name, r.Model.Cost, want)
		}
	}
}

// floatOptimum is the mean squared error of a least-squares fit by singular
// values, on the scaled rows before they were quantised, and the target's variance.
func floatOptimum(t *testing.T, data []*schema.Table) (cost, variance float64) {
	t.Helper()
	var x, y []float64
	for _, table := range data {
		x, y = append(x, table.Real...), append(y, table.RealY...)
	}
	d, n := len(data[0].Columns), len(y)
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(n, d, x), mat.SVDThin) {
		t.Fatal("no singular values")
	}
	var w, fit mat.VecDense
	target := mat.NewVecDense(n, y)
	svd.SolveVecTo(&w, target, svd.Rank(1e-9))
	fit.MulVec(mat.NewDense(n, d, x), &w)
	fit.SubVec(&fit, target)
	mean := mat.Sum(target) / float64(n)
	for _, v := range y {
		variance += (v - mean) * (v - mean) / float64(n)
	}
	return mat.Dot(&fit, &fit) / float64(n), variance
}

// Sums of owners are sums of rows: how rows are spread over owners changes nothing.
func TestOwnersDoNotMatter(t *testing.T) {
	for _, optimizer := range []string{"cg", "sgd"} {
		f := parse(t, 0.01, "reject", 60, optimizer, 256)
		split := tables(t, f, 9, []int{30, 200, 70}, plain)
		pooled := &schema.Table{Columns: split[0].Columns}
		for _, table := range split {
			pooled.X, pooled.Y, pooled.Rows = append(pooled.X, table.X...), append(pooled.Y, table.Y...), pooled.Rows+table.Rows
		}
		first := run(t, f, split)
		second := run(t, f, []*schema.Table{pooled})
		if diff := cmp.Diff(first.Costs, second.Costs); diff != "" {
			t.Errorf("%s: %s", optimizer, diff)
		}
		for i := range first.Point {
			if first.Point[i].Cmp(second.Point[i]) != 0 {
				t.Errorf("%s: weight %d differs", optimizer, i)
			}
		}
	}
}

// Gradient descent on exact sums follows gradient descent in floats on the rows.
func TestGradientDescentFollowsFloats(t *testing.T) {
	f := parse(t, 0.01, "reject", 1000, "sgd", 256)
	data := tables(t, f, 10, []int{40, 60, 100}, plain)
	r := run(t, f, data)
	if r.Model.Rounds != 1000 || len(r.Costs) != 1000 {
		t.Fatalf("%d rounds, %d costs", r.Model.Rounds, len(r.Costs))
	}
	var x, y []float64
	for _, table := range data {
		for _, v := range table.X {
			x = append(x, math.Ldexp(float64(v), -24))
		}
		for _, v := range table.Y {
			y = append(y, math.Ldexp(float64(v), -24))
		}
	}
	d, n := len(data[0].Columns), len(y)
	matrix, target := mat.NewDense(n, d, x), mat.NewVecDense(n, y)
	w, rate := mat.NewVecDense(d, nil), 1/(float64(d)/4+0.01)
	for round := range 1000 {
		var e, g mat.VecDense
		e.MulVec(matrix, w)
		e.SubVec(&e, target)
		cost := mat.Dot(&e, &e) / float64(n) * 4000 * 4000
		if math.Abs(cost-r.Costs[round]) > 1e-6*cost {
			t.Fatalf("round %d: %v, floats give %v", round+1, r.Costs[round], cost)
		}
		g.MulVec(matrix.T(), &e)
		g.ScaleVec(1/float64(n), &g)
		for i := 1; i < d; i++ {
			g.SetVec(i, g.AtVec(i)+0.01*w.AtVec(i))
		}
		w.AddScaledVec(w, -rate, &g)
	}
	if r.Model.Cost > r.Costs[999] {
		t.Error("the measured cost is above that of the round before")
	}
}

// The weights in original units predict what the scaled ones do.
func TestModelInOriginalUnits(t *testing.T) {
	f := parse(t, 0, "reject", 50, "auto", 256)
	r := run(t, f, tables(t, f, 11, []int{100, 100, 100}, plain))
	names := []string{"a", "b", "k", "rank", "place"}
	records := schema.Records{Header: names, Rows: [][]string{{"33.5", "0.25", "7", "high", "s"}, {"0", "1", "0", "low", "n"}}}
	table, _, err := f.Schema().ReadRecords(records, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Model.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	w := map[string]float64{}
	for _, weight := range r.Model.Original()[0].Weights {
		w[weight.Name] = weight.Value
	}
	want := []float64{
		w["(intercept)"] + 33.5*w["a"] + 0.25*w["b"] + 7*w["k"] + 2*w["rank"] + w["place=s"],
		w["(intercept)"] + w["b"],
	}
	for i := range want {
		if math.Abs(p.Values[i]-want[i]) > 1e-9*math.Abs(want[i]) {
			t.Errorf("row %d: %v, by hand %v", i, p.Values[i], want[i])
		}
	}
	// The rows were generated with these weights and noise of 60 on 300 rows.
	for name, truth := range map[string]float64{"a": 2.5, "b": -300, "k": 11, "rank": 40, "place=s": 120} {
		if math.Abs(w[name]-truth) > 60 {
			t.Errorf("weight of %s: %v, generated with %v", name, w[name], truth)
		}
	}
}

func TestQuantiseAgreesWithPack(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	for range 2000 {
		x := (r.Float64() - 0.5) * math.Ldexp(1, r.IntN(60)-40)
		got, err := optim.Quantise([]float64{x}, spec.WeightBits)
		if err != nil {
			t.Fatal(err)
		}
		want, err := pack.Encode(x, spec.WeightBits)
		if err != nil || got[0].Cmp(want) != 0 {
			t.Fatalf("%v: %v and %v, %v", x, got[0], want, err)
		}
	}
}

func TestTablesAreRefused(t *testing.T) {
	f := parse(t, 0, "reject", 50, "auto", 256)
	if _, err := Train(f, nil, nil); err == nil {
		t.Error("no tables accepted")
	}
	if _, err := Train(f, []*schema.Table{{Columns: make([]schema.Column, 2), Rows: 1, X: []int32{1, 1}, Y: []int32{1}}}, nil); err == nil {
		t.Error("a table of another schema accepted")
	}
}
