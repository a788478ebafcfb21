package contrast_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/contrast"
	"github.com/blindfit/blindfit/ml/spec"
)

func coefficients(outcomes ...string) (out []contrast.Coefficient) {
	for _, o := range outcomes {
		for _, name := range []string{"(Intercept)", "age", "age2", "race=black", "race=other", "race=black:age", "log(a + b)", "I(x^2)"} {
			out = append(out, contrast.Coefficient{Outcome: o, Name: name})
		}
	}
	return out
}

func TestParse(t *testing.T) {
	for text, want := range map[string][]float64{
		"age":                              {0, 1},
		" - age ":                          {0, -1},
		"age2 - age":                       {0, -1, 1},
		"race=black - race=other":          {0, 0, 0, 1, -1},
		"race=black - race=white":          {0, 0, 0, 1},
		"(race=black + race=other)/2":      {0, 0, 0, 0.5, 0.5},
		"2*(age - 3*(race=other)) + age*2": {0, 4, 0, 0, -6},
		"(Intercept) + 1.5e1 * age":        {1, 15},
		"race=black:age-race=black":        {0, 0, 0, -1, 0, 1},
		"log(a + b) + 2*I(x^2)":            {0, 0, 0, 0, 0, 0, 1, 2},
		"`log(a + b)` - `age`":             {0, -1, 0, 0, 0, 0, 1},
		"-2e-1*age + +age*1/4":             {0, 0.05},
	} {
		got, err := contrast.Parse(text, coefficients(""), []string{"race=white"})
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v, %v", text, got, err)
			continue
		}
		for i, x := range got[0].Weights {
			if w := append(want, make([]float64, 8)...)[i]; math.Abs(x-w) > 1e-15 {
				t.Errorf("%s: weight %d is %v, want %v", text, i, x, w)
			}
		}
	}
}

// Plain names are of each outcome; those with an outcome tell them apart.
func TestOutcomes(t *testing.T) {
	of := coefficients("low", "high")
	got, err := contrast.Parse("race=black - race=other", of, nil)
	if err != nil || len(got) != 2 || got[0].Outcome != "low" || got[1].Outcome != "high" || got[0].Weights[3] != 1 || got[0].Weights[11] != 0 || got[1].Weights[11] != 1 || got[1].Weights[12] != -1 {
		t.Errorf("%v, %v", got, err)
	}
	got, err = contrast.Parse("high:age - low:age", of, nil)
	if err != nil || len(got) != 1 || got[0].Outcome != "" || got[0].Weights[1] != -1 || got[0].Weights[9] != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "ends where the name",
		"age +":                  "ends where the name",
		"agee - age":             `no coefficient is named "agee"; there are (Intercept), age`,
		"race=black -- x":        `no coefficient is named "x"`,
		"age*age2":               "multiplies two coefficients",
		"1/age":                  "divided by numbers",
		"age/0":                  "divided by numbers",
		"age - 1":                "number that multiplies no coefficient",
		"age - age":              "has no coefficient",
		"race=white":             "has no coefficient",
		"(age":                   ") is missing",
		"age)":                   "no coefficient is named",
		"1e*age":                 "no coefficient is named",
		strings.Repeat("(", 1e4): "too many parentheses",
		strings.Repeat("-", 1e4): "too many parentheses",
		"`age2":                  "no coefficient is named",
		"low:age - age":          "no coefficient is named",
	} {
		if _, err := contrast.Parse(text, coefficients(""), []string{"race=white"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: %v, want %s", text, err, want)
		}
	}
	if _, err := contrast.Parse("low:age - age", coefficients("low", "high"), nil); err == nil || !strings.Contains(err.Error(), "some of its names have an outcome") {
		t.Error(err)
	}
}

// Contrasts of a training file are held against the coefficients that its model will have, by their index.
func TestCheck(t *testing.T) {
	file := func(more string) *spec.File {
		f, err := spec.Parse([]byte(`{"model":{"kind":"softmax_regression"},"circle":true,"features":[{"name":"age","type":"discrete","min":0,"max":99},{"name":"race","type":"nominal","levels":["white","black","other"]}],` +
			`"target":{"name":"y","type":"nominal","levels":["low","mid","high"]},"inference":{"contrasts":[` + more + `]}}`))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := file(`"race=black - race=other","high:age - mid:age"`)
	if err := contrast.Check(f); err != nil {
		t.Error(err)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || !slices.Equal(again.Inference.Contrasts, f.Inference.Contrasts) || len(again.Inference.Contrasts) != 2 {
		t.Errorf("%v: %s", err, f.Canonical())
	}
	if err := contrast.Check(file(`"age","race=asian"`)); err == nil || !strings.Contains(err.Error(), `inference.contrasts[1]: no coefficient is named "race=asian"`) {
		t.Error(err)
	}
}
