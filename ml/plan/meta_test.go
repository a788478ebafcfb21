package plan_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

const metaFile = `{"name": "Meta", "model": {"kind": "logistic_regression", "method": "meta"MODEL}, "circle": true, "features": [
	{"name": "x", "type": "continuous", "min": 0, "max": 1}, {"name": "g", "type": "nominal", "levels": ["a", "b", "c"]}],
	"target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}MORE}`

func metaTraining(t *testing.T, model, more string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(strings.NewReplacer("MODEL", model, "MORE", more).Replace(metaFile)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func metaRows(t *testing.T, f *spec.File, csv string) (*plan.Rows, error) {
	t.Helper()
	table, _, err := f.Schema().ReadCSV(strings.NewReader("x,g,y\n"+csv), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return plan.NewRows(f, table, [32]byte{})
}

func metaTable(rows int, levels, line string) string {
	r := rand.New(rand.NewPCG(4, 40))
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "%.3f,%c,%s\n", r.Float64(), levels[i%len(levels)], []string{"no", "yes"}[r.IntN(2)])
	}
	return b.String() + line
}

// An owner whose rows give no estimate of a term is told which, and has nothing to send.
func TestMetaNamesWhatRowsCannotTell(t *testing.T) {
	f := metaTraining(t, "", "")
	if _, err := metaRows(t, f, metaTable(60, "abc", "")); err != nil {
		t.Fatal(err)
	}
	separated := "0.1,a,no\n0.2,b,no\n0.3,c,no\n0.25,a,no\n0.15,b,no\n0.35,c,no\n0.6,a,yes\n0.7,b,yes\n0.8,c,yes\n0.9,a,yes\n0.95,b,yes\n0.85,c,yes\n"
	for name, c := range map[string]struct{ rows, want string }{
		"a level that it lacks": {metaTable(60, "ab", ""), "g=c"},
		"too few rows":          {metaTable(3, "abc", ""), "alone"},
		"separation":            {separated, "x"},
		"one level of all":      {strings.ReplaceAll(metaTable(60, "abc", ""), "yes", "no"), "same level"},
	} {
		_, err := metaRows(t, f, c.rows)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "nothing is sent") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := metaRows(t, metaTraining(t, "", `, "inference": {"firth": true}`), separated); err != nil {
		t.Errorf("Firth's penalty has estimates where columns separate: %v", err)
	}
}

// Owners give the first sums at no variance between them, and none at one below 0; a plan refuses sums that no estimates have.
func TestMetaRefuses(t *testing.T) {
	f := metaTraining(t, "", "")
	rows, err := metaRows(t, f, metaTable(60, "abc", ""))
	if err != nil {
		t.Fatal(err)
	}
	at := func(kind wire.RoundKind, between ...float64) *plan.Point {
		return &plan.Point{Kind: kind, Shared: &plan.Parameters{Weights: between}}
	}
	for name, p := range map[string]*plan.Point{
		"a variance at first": at(wire.RoundGradient, 0, 0, 1, 0), "one below 0": at(wire.RoundEvaluation, 0, -1, 0, 0), "too few": at(wire.RoundEvaluation, 0),
		"no number": at(wire.RoundEvaluation, 0, math.NaN(), 0, 0), "statistics": at(wire.RoundStatistics, 0, 0, 0, 0),
	} {
		if _, err := rows.Upload(p); err == nil {
			t.Errorf("%s: answered", name)
		}
	}
	values, err := rows.Upload(at(wire.RoundGradient, 0, 0, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	point, _, _ := p.Next()
	for name, change := range map[string]func(){
		"a precision below 0": func() { values[0].Neg(values[0]) },
		"squares too small":   func() { values[0].Neg(values[0]); values[2].SetInt64(0) },
	} {
		change()
		if err := p.Observe(point, plan.Sums{Values: values, Owners: 8}); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// What owners keep and hold the model owner to: the variances of the last round, and nothing of the first, which are 0 in any case.
func TestVariancesStay(t *testing.T) {
	f := metaTraining(t, "", "")
	frame := func(kind wire.RoundKind, between float64) string {
		return string(plan.FrameOf(f, kind, &plan.Parameters{Weights: []float64{0, between, 0, 0}}))
	}
	first, again := frame(wire.RoundEvaluation, 0.5), frame(wire.RoundEvaluation, 0.5)
	if frame(wire.RoundGradient, 0) != "" || first != again || first == frame(wire.RoundEvaluation, 0.25) {
		t.Error("owners do not keep the variances of the last round")
	}
}

// Eight owners of whom two help the model owner, which knows all variances: no estimate of the other six follows from the sums of
// both rounds, whatever the variance between owners that it asked for. With one round more, each would.
func TestNoEstimateFollows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 40))
	honest := meta.LeastOwners - (meta.LeastOwners-1)/3
	// rows are the derivatives of the sums Σwb and Σwb² by the estimates of the honest owners.
	derivatives := func(between ...float64) *mat.Dense {
		values, variances := make([]float64, honest), make([]float64, honest)
		for i := range values {
			values[i], variances[i] = r.NormFloat64(), 0.1+r.Float64()
		}
		out := mat.NewDense(2*len(between), honest, nil)
		for k, tau := range between {
			for i := range values {
				w := 1 / (variances[i] + tau)
				out.Set(2*k, i, w)
				out.Set(2*k+1, i, 2*w*values[i])
			}
		}
		return out
	}
	// follows returns the least share of an estimate that is left open, of the first order.
	open := func(a *mat.Dense) float64 {
		var s mat.SVD
		if !s.Factorize(a, mat.SVDFull) {
			t.Fatal("no decomposition")
		}
		var v mat.Dense
		s.VTo(&v)
		rank := 0
		for _, x := range s.Values(nil) {
			if x > 1e-9 {
				rank++
			}
		}
		least := 1.0
		for i := range honest {
			share := 0.0
			for k := rank; k < honest; k++ {
				share += v.At(i, k) * v.At(i, k)
			}
			least = math.Min(least, share)
		}
		return least
	}
	for range 200 {
		if x := open(derivatives(0, 3*r.Float64())); x < 1e-6 {
			t.Errorf("an estimate follows: %v of it is open", x)
		}
	}
	if x := open(derivatives(0, 0.5, 2)); x > 1e-6 {
		t.Errorf("with three rounds %v of each estimate is open, so that this test sees nothing", x)
	}
	// With Egger's test Σ√w·b is one equation more: estimates are no less open than those of the fewest owners without it. One owner less that
	// does not collude, and they are.
	little := func(owners int, egger bool) (share float64) {
		const cases, some = 4000, 1e-4
		honest = owners - (owners-1)/3
		for range cases {
			a := derivatives(0, 3*r.Float64())
			if egger {
				rows, _ := a.Dims()
				more := mat.NewDense(rows+1, honest, nil)
				more.Slice(0, rows, 0, honest).(*mat.Dense).Copy(a)
				for i := range honest {
					more.Set(rows, i, math.Sqrt(a.At(0, i)))
				}
				a = more
			}
			if open(a) < some {
				share += 1.0 / cases
			}
		}
		return share
	}
	without, with, fewer := little(meta.LeastOwners, false), little(meta.EggerOwners, true), little(meta.EggerOwners-4, true)
	if t.Logf("little is open in %.4f of cases, with Egger's test in %.4f, and in %.4f with fewer owners", without, with, fewer); !(with < without && without < fewer) {
		t.Error("Egger's test needs another number of owners")
	}
	honest = meta.LeastOwners - (meta.LeastOwners-1)/3
	if meta.Equations != 4 || honest < meta.Equations+2 || meta.LeastOwners-1-(meta.LeastOwners-2)/3 >= meta.Equations+2 {
		t.Errorf("%d owners are not the fewest of whom two thirds are two more than %d equations", meta.LeastOwners, meta.Equations)
	}
}

// Both rounds are answered from the fit that an owner keeps as from its rows, to the last bit; a fit that sums cannot hold, or of
// another training, is not taken.
func TestMetaGoesOnFromItsFit(t *testing.T) {
	f := metaTraining(t, "", "")
	rows, err := metaRows(t, f, metaTable(60, "abc", ""))
	if err != nil {
		t.Fatal(err)
	}
	kept := rows.Keep()
	back, err := plan.Restore(f, kept)
	if err != nil {
		t.Fatalf("%v in %s", err, kept)
	}
	for kind, between := range map[wire.RoundKind]float64{wire.RoundGradient: 0, wire.RoundEvaluation: 0.25} {
		p := &plan.Point{Kind: kind, Shared: &plan.Parameters{Weights: []float64{between, between, between, between}}}
		want, err := rows.Upload(p)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := back.Upload(p); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v (%v)", kind, got, want, err)
		}
	}
	for _, other := range []string{`"rows":60`, `"estimates":[[`} {
		text := strings.Replace(string(kept), other, map[string]string{`"rows":60`: `"rows":0`, `"estimates":[[`: `"estimates":[[0,0],[`}[other], 1)
		if text == string(kept) {
			t.Fatalf("no %s in %s", other, kept)
		}
		if _, err := plan.Restore(f, []byte(text)); err == nil {
			t.Errorf("taken: %s", text)
		}
	}
	// One level fewer has one term fewer.
	less, err := spec.Parse([]byte(strings.NewReplacer("MODEL", "", "MORE", "", `, "c"]`, "]").Replace(metaFile)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Restore(less, kept); err == nil {
		t.Error("the fit of another training is taken")
	}
}

// Egger's test from sums is that of R's lm(b ~ s, weights = 1/s^2), whose coefficient of s is the intercept of b/s on 1/s.
func TestEggerEqualsR(t *testing.T) {
	b := []float64{0.21, 0.35, -0.1, 0.62, 0.44, 0.05, 0.9, 0.31, 0.18}
	s := []float64{0.1, 0.15, 0.12, 0.3, 0.22, 0.09, 0.41, 0.17, 0.13}
	totals := []*big.Int(nil)
	form := meta.Form{First: true, Egger: true}
	for i := range b {
		e, err := meta.NewEstimate(b[i], s[i])
		if err != nil {
			t.Fatal(err)
		}
		values := meta.Encode([]meta.Estimate{e}, []float64{0}, form)
		if len(values) != form.Values() {
			t.Fatalf("%d values", len(values))
		}
		if totals == nil {
			totals = values
			continue
		}
		for k, v := range values {
			totals[k].Add(totals[k], v)
		}
	}
	sums, _, err := meta.Decode(totals, 1, form, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := sums[0].Asymmetry(len(b))
	const estimate, err2 = 2.7105358622916, 0.8285173305649 // of R
	if math.Abs(got.Estimate-estimate) > 1e-9 || math.Abs(got.Error-err2) > 1e-9 {
		t.Errorf("%+v, want %v and %v", got, estimate, err2)
	}
}
