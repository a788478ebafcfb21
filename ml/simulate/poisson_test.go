package simulate

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// near compares to six digits, relative to a scale.
func near(t *testing.T, what string, got, want, scale float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*scale {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// The data of A. Dobson, An Introduction to Generalized Linear Models, 1990, p. 93, with the numbers of R's
// glm(counts ~ outcome + treatment, family = poisson()).
func TestPoissonIsRs(t *testing.T) {
	const rows = "counts,outcome,treatment\n18,1,1\n17,2,1\n15,3,1\n20,1,2\n10,2,2\n20,3,2\n25,1,3\n13,2,3\n12,3,3\n"
	f, err := spec.Parse([]byte(`{"model": {"kind": "poisson_regression", "weights": "shared"},
		"features": [{"name": "outcome", "type": "nominal", "levels": ["1", "2", "3"]}, {"name": "treatment", "type": "nominal", "levels": ["1", "2", "3"]}],
		"target": {"name": "counts", "type": "discrete", "min": 0, "max": 100}, "training": {"tolerance": 1e-9}}`))
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Train(f, []*schema.Table{table}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"(intercept)": 3.04452243772342, "outcome=2": -0.454255272277594, "outcome=3": -0.292987124681473, "treatment=2": 0, "treatment=3": 0,
	}
	for _, w := range r.Model.Original()[0].Weights {
		near(t, w.Name, w.Value, want[w.Name], 1)
		if w.Unit != "" {
			t.Errorf("%s has the unit %s: it is a log", w.Name, w.Unit)
		}
	}
	q := r.Model.Quality
	near(t, "deviance", *q.Deviance, 5.1291410769, 5)
	near(t, "null deviance", *q.NullDeviance, 10.5814455516, 5)
	near(t, "cost", r.Model.Cost, 5.1291410769/9, 1)
	p, err := r.Model.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "first prediction", p.Values[0], 21, 21)
	near(t, "deviance of the rows", *p.Deviance, *q.Deviance, 5)
	near(t, "null deviance of the rows", *p.NullDeviance, *q.NullDeviance, 5)
}

// The federated fit is that of Newton's method on the rows as they are written, within the tolerance of its rounds.
func TestPoissonAgainstNewton(t *testing.T) {
	for _, l2 := range []float64{0, 0.05} {
		f := parseKind(t, countTarget, fmt.Sprintf(`"model": {"kind": "poisson_regression", "weights": "shared", "l2": %v}, "training": {"tolerance": 1e-9}`, l2))
		owners, pooled := kindTables(t, f, false)
		r, err := Train(f, owners, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Warnings) > 0 || r.Cut > 0 {
			t.Errorf("warnings %q, %d cut", r.Warnings, r.Cut)
		}
		want := newton(t, f, pooled, l2)
		for i, w := range r.Model.Weights {
			near(t, fmt.Sprintf("l2 %v: weight %d", l2, i), w, want[i], 10)
		}
	}
}

// newton fits counts by iterated weighted least squares on the encoded columns.
func newton(t *testing.T, f *spec.File, table *schema.Table, l2 float64) []float64 {
	t.Helper()
	center, width := f.Target.Scale()
	d, n := len(table.Columns), table.Rows
	x, b := mat.NewDense(n, d, table.Real), mat.NewVecDense(d, nil)
	for range 50 {
		h, g := mat.NewDense(d, d, nil), mat.NewVecDense(d, nil)
		for i := range n {
			row := x.RowView(i)
			mean := math.Exp(mat.Dot(row, b))
			y := center + width*table.RealY[i]
			g.AddScaledVec(g, y-mean, row)
			var outer mat.Dense
			outer.Outer(mean, row, row)
			h.Add(h, &outer)
		}
		for j := 1; j < d; j++ {
			g.SetVec(j, g.AtVec(j)-float64(n)*l2*b.AtVec(j))
			h.Set(j, j, h.At(j, j)+float64(n)*l2)
		}
		var step mat.VecDense
		if err := step.SolveVec(h, g); err != nil {
			t.Fatal(err)
		}
		b.AddVec(b, &step)
	}
	return b.RawVector().Data
}

// Noise hides counts as it hides other targets: the model is still one.
func TestPoissonWithNoise(t *testing.T) {
	f := parseKind(t, countTarget, `"model": {"kind": "poisson_regression", "weights": "shared"}, "cohort": {"min": 3},
		"privacy": {"epsilon": 8, "unit": "record"}`)
	owners, _ := kindTables(t, f, false)
	r, err := Train(f, owners, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Model.Metric != "poisson_deviance" || !(r.Model.Cost > 0) || r.Model.Quality.Deviance != nil {
		t.Errorf("%+v", r.Model.Summary)
	}
}
