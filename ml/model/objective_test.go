package model_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// Every gradient is that of central differences of the loss. For step h the truncation is of order h²·f”' and the rounding
// of order 1e-16·f/h, so h = 1e-5 leaves errors below 1e-8 of the loss.
func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, v := range variants(t) {
		t.Run(v.name, func(t *testing.T) {
			table := tables.Legal(r, v.schema, 273)
			options := []model.ObjectiveOptions{{}, {Scale: standardOf(t, v.schema, table)}}
			if levels := v.schema.Target.Levels; levels != nil {
				options = append(options, model.ObjectiveOptions{ClassWeights: []float64{0.5, 3, 1, 2}[:len(levels)]})
			}
			for _, opt := range options {
				checkGradient(t, v.objective(t, table, opt), v.weights(r))
			}
		})
	}
}

func checkGradient(t *testing.T, f model.Differentiable, w []float64) {
	t.Helper()
	g := make([]float64, f.Parameters())
	loss := f.Gradient(w, g)
	if again := f.Loss(w); again != loss || !(loss > 0) {
		t.Fatalf("loss %v with the gradient, %v alone", loss, again)
	}
	const h = 1e-5
	for i := range w {
		keep := w[i]
		w[i] = keep + h
		above := f.Loss(w)
		w[i] = keep - h
		below := f.Loss(w)
		w[i] = keep
		if want := (above - below) / (2 * h); math.Abs(g[i]-want) > 1e-7*loss {
			t.Errorf("entry %d is %v, differences give %v (loss %v)", i, g[i], want, loss)
		}
	}
}

func standardOf(t *testing.T, s *schema.Schema, table *schema.Table) *schema.Standard {
	t.Helper()
	values, err := s.Moments(table)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.ReadMoments(values)
	if err != nil {
		t.Fatal(err)
	}
	scale, _ := m.Standard()
	return scale
}

// Weights found on standardised columns have the same loss on the others.
func TestUnscale(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	for _, v := range variants(t) {
		table := tables.Legal(r, v.schema, 40)
		scale, w := standardOf(t, v.schema, table), v.weights(r)
		want := v.objective(t, table, model.ObjectiveOptions{Scale: scale}).Loss(w)
		got := v.objective(t, table, model.ObjectiveOptions{}).Loss(v.arch.Unscale(w, scale))
		if math.Abs(got-want) > 1e-11*want {
			t.Errorf("%s: loss %v, standardised %v", v.name, got, want)
		}
	}
}

// Owners' updates add up to that of the pooled rows, to the fixed point.
func TestUpdatesAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	v := of(kinds.Logistic, "two levels")
	table, w := tables.Legal(r, v.schema, 400), v.weights(r)
	one, two := table.Split(0.3, [32]byte{1})
	if one.Rows+two.Rows != 400 || two.Rows != 120 {
		t.Fatal(one, two)
	}
	total := zeros(len(w) + 2)
	for _, part := range []*schema.Table{one, two} {
		u, err := v.objective(t, part, model.ObjectiveOptions{}).GradientUpdate(w, 24)
		if err != nil {
			t.Fatal(err)
		}
		values, cut := u.Encode(64)
		if cut > 0 {
			t.Error("entries were cut")
		}
		addTo(total, values)
	}
	got, err := model.DecodeMeans(total, 24)
	if err != nil {
		t.Fatal(err)
	}
	pooled := v.objective(t, table, model.ObjectiveOptions{})
	update, err := pooled.GradientUpdate(w, 24)
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := update.Encode(64)
	want, err := model.DecodeMeans(whole, 24)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// An update past the bound is cut to it and counted.
	update.Sum[0] = new(big.Int).Lsh(big.NewInt(-1), 80)
	values, cut := update.Encode(1)
	if cut != 1 || values[0].Cmp(new(big.Int).Lsh(big.NewInt(-400), 24)) != 0 {
		t.Error(cut, values[0])
	}
	// Steps go downhill, and the proximal term holds them back.
	step := func(opt model.Local) (at []float64, length float64) {
		u, err := pooled.LocalUpdate(w, opt, 24)
		if err != nil {
			t.Fatal(err)
		}
		values, _ := u.Encode(64)
		m, err := model.DecodeMeans(values, 24)
		if err != nil || m.Loss != want.Loss {
			t.Fatal(m, err)
		}
		for i, x := range m.Update {
			at, length = append(at, w[i]+x), length+x*x
		}
		return at, length
	}
	at, length := step(model.Local{Steps: 20, Rate: 0.5, L2: 0.01})
	_, held := step(model.Local{Steps: 20, Rate: 0.5, L2: 0.01, Proximal: 1})
	if pooled.Loss(at) >= pooled.Loss(w) || held >= length {
		t.Error("local steps do not behave")
	}
}

func zeros(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}

func addTo(total, values []*big.Int) {
	for i, v := range values {
		total[i].Add(total[i], v)
	}
}

// The quality of owners' evaluations is that of predictions for the pooled rows, to the fixed point and to the bins.
func TestEvaluation(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	for _, v := range variants(t) {
		t.Run(v.name, func(t *testing.T) {
			table, w := tables.Legal(r, v.schema, 500), v.weights(r)
			if v.schema.Target.Levels == nil {
				for i := range w {
					w[i] /= 4 // predictions near the declared range
				}
			}
			one, two := table.Split(0.3, [32]byte{2})
			total := zeros(v.arch.EvaluationValues())
			for _, part := range []*schema.Table{one, two} {
				addTo(total, v.objective(t, part, model.ObjectiveOptions{}).Evaluate(w, 64).Encode())
			}
			e, err := v.arch.DecodeEvaluation(total)
			if err != nil {
				t.Fatal(err)
			}
			q, err := v.arch.Quality(e)
			if err != nil {
				t.Fatal(err)
			}
			p, err := v.model(t, w).Predict(table)
			if err != nil {
				t.Fatal(err)
			}
			if cost := v.arch.Family().Cost(q.Loss); q.Rows != 500 || !(math.Abs(cost-p.Cost) < 1e-5*(1+cost)) {
				t.Errorf("evaluated %+v, cost %v; predicted with cost %v", q, cost, p.Cost)
			}
			if (q.Accuracy != nil) != (p.Levels != nil) || q.Accuracy != nil && *q.Accuracy != *p.Accuracy {
				t.Errorf("evaluated %+v, predicted %+v", q, p.Scores)
			}
			if len(q.AUC) != len(p.AUC) || len(v.schema.Target.Levels) > 2 && len(q.AUC) != len(v.schema.Target.Levels) {
				t.Fatal(q.AUC, p.AUC)
			}
			for i, a := range q.AUC {
				if a.Level != p.AUC[i].Level || math.Abs(a.Area-p.AUC[i].Area) > a.Bound || a.Bound > 0.2 {
					t.Errorf("%+v, exact %+v", a, p.AUC[i])
				}
			}
			refuseSpoilt(t, v.arch, total)
		})
	}
}

// refuseSpoilt changes sums to ones that no rows can have.
func refuseSpoilt(t *testing.T, a model.Architecture, total []*big.Int) {
	t.Helper()
	for name, change := range map[string]func(v []*big.Int) []*big.Int{
		"too few":       func(v []*big.Int) []*big.Int { return v[1:] },
		"negative rows": func(v []*big.Int) []*big.Int { v[0] = big.NewInt(-1); return v },
		"negative loss": func(v []*big.Int) []*big.Int { v[1] = big.NewInt(-1); return v },
		"large":         func(v []*big.Int) []*big.Int { v[2] = new(big.Int).Lsh(big.NewInt(1), 60); return v },
		"negative":      func(v []*big.Int) []*big.Int { v[len(v)-1] = big.NewInt(-4); return v },
	} {
		if name == "large" && len(total) == 2 { // a loss has no bound
			continue
		}
		if _, err := a.DecodeEvaluation(change(append([]*big.Int(nil), total...))); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A measured R² is that of the residuals.
func TestEvaluationOfNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 6))
	v := of(kinds.Linear, "number")
	table, w := tables.Legal(r, v.schema, 300), v.weights(r)
	q, err := v.arch.Quality(v.objective(t, table, model.ObjectiveOptions{}).Evaluate(w, 64))
	if err != nil {
		t.Fatal(err)
	}
	p, err := v.model(t, w).Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	var sse, sst, mean float64
	for i, y := range table.RealY {
		mean += (2 + 8*y) / 300
		sse += (p.Values[i] - 2 - 8*y) * (p.Values[i] - 2 - 8*y)
	}
	for _, y := range table.RealY {
		sst += (2 + 8*y - mean) * (2 + 8*y - mean)
	}
	if math.Abs(*q.R2-(1-sse/sst)) > 1e-9*sse/sst || math.Abs(*q.MSE-sse/300) > 1e-9*sse {
		t.Errorf("R² %v and mse %v, by hand %v and %v", *q.R2, *q.MSE, 1-sse/sst, sse/300)
	}
}

func TestArchitecturesAreChecked(t *testing.T) {
	linear, logistic, mlp := kinds.Lookup(kinds.Linear), kinds.Lookup(kinds.Logistic), kinds.Lookup(kinds.MLP)
	table := &schema.Table{Columns: make([]schema.Column, 3)}
	for _, a := range []model.Architecture{
		{Inputs: 3, Target: targets["number"]},
		{Kind: linear, Inputs: 3, Target: targets["two levels"]},
		{Kind: linear, Inputs: 3, Hidden: []int{2}, Target: targets["number"]},
		{Kind: linear, Inputs: 0, Target: targets["number"]},
		{Kind: logistic, Inputs: 3, Target: targets["three levels"]},
		{Kind: logistic, Inputs: 3, Target: targets["number"]},
		{Kind: mlp, Inputs: 3, Target: targets["number"]},
		{Kind: mlp, Inputs: 3, Hidden: []int{0}, Target: targets["number"]},
	} {
		if _, err := model.NewObjective(a, table, model.ObjectiveOptions{}); err == nil {
			t.Errorf("%+v is accepted", a)
		}
	}
	softmax := model.Architecture{Kind: kinds.Lookup(kinds.Multinomial), Inputs: 3, Target: targets["three levels"]}
	if _, err := model.NewObjective(softmax, table, model.ObjectiveOptions{ClassWeights: []float64{1}}); err == nil {
		t.Error("one class weight for three levels is accepted")
	}
}

// A host with one thread gets its turn while rows are worked on.
func TestPauseIsCalledBetweenRows(t *testing.T) {
	const rows = 3 * model.PauseRows
	table := &schema.Table{Columns: make([]schema.Column, 1), Rows: rows, X: make([]int32, rows), Y: make([]int32, rows)}
	pauses := 0
	a := model.Architecture{Kind: kinds.Lookup(kinds.Linear), Inputs: 1, Target: targets["number"]}
	o, err := model.NewObjective(a, table, model.ObjectiveOptions{Pause: func() { pauses++ }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ExactGradient([]float64{0}, 24); err != nil {
		t.Fatal(err)
	}
	if pauses != 3 {
		t.Errorf("%d pauses in %d rows", pauses, rows)
	}
}

func BenchmarkExactGradient(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 9))
	for _, v := range []variant{of(kinds.Multinomial, "four levels"), of(kinds.MLP, "four levels")} {
		if v.arch.Hidden != nil {
			v.arch.Hidden = []int{64}
		}
		o := v.objective(b, tables.Legal(r, v.schema, 10000), model.ObjectiveOptions{})
		w := v.arch.Initial([32]byte{1})
		b.Run(v.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := o.ExactGradient(w, 24); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10000, "ns/row")
		})
	}
}
