package simulate

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// birthwtText declares MASS::birthwt.
const birthwtText = `{"features": [
  {"name": "age", "type": "discrete", "min": 10, "max": 50}, {"name": "lwt", "type": "discrete", "min": 50, "max": 300},
  {"name": "race", "type": "nominal", "levels": ["white", "black", "other"]}, {"name": "smoke", "type": "discrete", "min": 0, "max": 1},
  {"name": "ptl", "type": "discrete", "min": 0, "max": 5}, {"name": "ht", "type": "discrete", "min": 0, "max": 1},
  {"name": "ui", "type": "discrete", "min": 0, "max": 1}, {"name": "ftv", "type": "discrete", "min": 0, "max": 10}],
  "target": {"name": "low", "type": "nominal", "levels": ["0", "1"]}, %s}`

// birthwtLDA are the log odds of R's MASS::lda on MASS::birthwt: log(n₁/n₀) − (m₀ + m₁)ᵀβ/2 and β = S⁻¹(m₁ − m₀).
var birthwtLDA = []float64{
	0.1344502612836768, -0.0203781627460907, -0.0140498790942133, 1.2210481141058702, 0.7953103610480665,
	0.8810099402530883, 0.6381365789258365, 2.0189044469708373, 0.8627299192896242, 0.0348531699077116,
}

// parseText reads a training file with fields in place of %s.
func parseText(t *testing.T, text, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(fmt.Sprintf(text, fields)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// fixture reads a table of testdata.
func fixture(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A discriminant is R's, in both of its methods, is named an approximation, and has no standard errors.
func TestDiscriminantIsLDA(t *testing.T) {
	for _, method := range []string{"one_round", "rounds"} {
		f := parseText(t, birthwtText, `"model": {"kind": "discriminant", "method": "`+method+`"}`)
		got, err := Train(f, dealt(t, f.Schema(), fixture(t, "birthwt.csv")), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range got.Model.Original()[0].Weights {
			if math.Abs(w.Value/birthwtLDA[i]-1) > 1e-5 {
				t.Errorf("%s: %s is %v, lda has %v", method, w.Name, w.Value, birthwtLDA[i])
			}
		}
		if i := got.Model.Inference; i != nil && len(i.Terms) > 0 {
			t.Errorf("%s: an approximation has standard errors", method)
		}
		if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "Check its probabilities") {
			t.Errorf("%s: warnings %q", method, got.Warnings)
		}
		file, err := got.Model.Marshal()
		if err != nil || !strings.Contains(string(file), `"approximation": "linear discriminant analysis is an approximation`) {
			t.Errorf("%s: the model file does not say that it is an approximation: %v", method, err)
		}
	}
}

// Rows that determine no discriminant end the training with the reason.
func TestNoDiscriminant(t *testing.T) {
	for _, method := range []string{"one_round", "rounds"} {
		for rows, want := range map[string]string{
			"x,y\n1,no\n2,no\n3,no\n4,no":   "every row has the same level",
			"x,y\n1,no\n1,no\n2,yes\n2,yes": "tell the two levels apart without error",
		} {
			f := parseText(t, `{"features": [{"name": "x", "type": "discrete", "min": 0, "max": 4}],
			  "target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}, %s}`, `"model": {"kind": "discriminant", "method": "`+method+`"}`)
			table, _, err := f.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Train(f, []*schema.Table{table}, nil); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", method, err)
			}
		}
	}
}
