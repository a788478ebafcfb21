package simulate_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

// With little noise, standard errors and covariances of a fit to noisy sums are near those of the exact fit, in the units of the columns; with much
// there are none, which is said. They are larger where noise is.
func TestErrorsUnderNoise(t *testing.T) {
	const text = `{"features": [{"name": "x", "type": "continuous", "min": 20, "max": 60}, {"name": "c", "type": "nominal", "levels": ["a", "b"]}],
		"target": {"name": "y", "type": "continuous", "min": -100, "max": 300}, "model": {"kind": "linear_regression", "method": "one_round"}, "cohort": {"min": 3, "max": 5}%s}`
	r := rand.New(rand.NewPCG(1, 2))
	var parts []string
	for range 3 {
		var b strings.Builder
		b.WriteString("x,c,y\n")
		for range 4000 {
			x, c := 20+40*r.Float64(), r.IntN(2)
			fmt.Fprintf(&b, "%.4f,%s,%.4f\n", x, []string{"a", "b"}[c], 10+2*x-30*float64(c)+60*r.NormFloat64()/2)
		}
		parts = append(parts, b.String())
	}
	fit := func(fields string) *simulate.Result {
		f, err := spec.Parse(fmt.Appendf(nil, text, fields))
		if err != nil {
			t.Fatal(err)
		}
		var rows []*schema.Table
		for _, part := range parts {
			table, _, err := f.Schema().ReadCSV(strings.NewReader(part), schema.ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, table)
		}
		out, err := simulate.TrainWithNoise(f, rows, rand.NewChaCha8([32]byte{4}), nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	exact, little, much := fit(""), fit(`, "privacy": {"epsilon": 50}`), fit(`, "privacy": {"epsilon": 0.05}`)
	want, got := exact.Model.Inference, little.Model.Inference
	if got == nil || !got.Noisy() || want.Noisy() || got.Freedom < 11900 {
		t.Fatalf("unexpected inference %+v", got)
	}
	for j := range want.Terms {
		if ratio := got.Terms[j].Error / want.Terms[j].Error; got.Terms[j].Name != want.Terms[j].Name || math.Abs(ratio-1) > 0.1 {
			t.Errorf("the error of %s is %g times that of the exact fit", want.Terms[j].Name, ratio)
		}
		for k := range j {
			if ratio := got.Covariance.At(j, k) / want.Covariance.At(j, k); math.Abs(ratio-1) > 0.1 && math.Abs(want.Covariance.At(j, k)) > 1e-3 {
				t.Errorf("the covariance of %d and %d is %g times that of the exact fit", j, k, ratio)
			}
		}
		if d := math.Abs(little.Model.Original()[0].Weights[j].Value-exact.Model.Original()[0].Weights[j].Value) / want.Terms[j].Error; d > 1 {
			t.Errorf("%s is %g errors off", want.Terms[j].Name, d)
		}
	}
	if more := fit(`, "privacy": {"epsilon": 5}`).Model.Inference; more == nil || more.Terms[1].Error < 1.01*got.Terms[1].Error {
		t.Errorf("more noise has no larger errors: %+v", more)
	}
	if much.Model.Inference != nil || !strings.Contains(strings.Join(much.Warnings, "; "), "too large beside the sums for standard errors") {
		t.Errorf("much noise has errors %+v and the warnings %q", much.Model.Inference, much.Warnings)
	}
	b, err := little.Model.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := model.Parse(b)
	if err != nil || !again.Inference.Noisy() {
		t.Fatal(err)
	}
	if b2, _ := again.Marshal(); !bytes.Equal(b, b2) {
		t.Error("a model with errors under noise is written differently when it was read")
	}
}
