//go:build testkeys

package analyse_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// partsOf deals the rows of a case out to three owners.
func partsOf(t *testing.T, name string) [][]byte {
	header, rest, _ := strings.Cut(read(t, name, "rows.csv"), "\n")
	parts := []string{header + "\n", header + "\n", header + "\n"}
	for i, line := range strings.Split(strings.TrimSpace(rest), "\n") {
		parts[i%3] += line + "\n"
	}
	return [][]byte{[]byte(parts[0]), []byte(parts[1]), []byte(parts[2])}
}

// A training through a facilitator leaves the sums in its folder, by rounds and in one round, and R's numbers follow from them.
func TestLoadedSumsEqualR(t *testing.T) {
	text := read(t, "birthwt", "model.json")
	for _, method := range []string{"one_round", "rounds"} {
		training, _ := federation.Run(t, []byte(strings.Replace(text, `"one_round"`, `"`+method+`"`, 1)), partsOf(t, "birthwt"))
		source, err := analyse.Load(training.Training)
		if err != nil {
			t.Fatal(err)
		}
		if source.Sums == nil || source.Sums.Training != training.ID.String() {
			t.Fatalf("%s: no sums, or of another training", method)
		}
		got := run(t, source.Sums, analyse.Options{Step: analyse.ByAIC})
		equal(t, got["step"], "birthwt", "step", 0)
		equal(t, got["coefficients"], "birthwt", "step-coefficients", 1)
	}
}

// Owners with enough rows in each fold send the sums of folds through a facilitator, and a cross-validation follows from them. If one has too
// few, nobody does, and the model is the same.
func TestFoldsThroughAFacilitator(t *testing.T) {
	const file = `{"model": {"kind": "linear_regression", "method": "one_round"}, "folds": 4,
		"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1}], "target": {"name": "y", "type": "continuous", "min": -1, "max": 2}}`
	owner := func(number uint64, rows int) []byte {
		g := rand.New(rand.NewPCG(number, 1))
		text := "x,y\n"
		for range rows {
			x := g.Float64()
			text += fmt.Sprintf("%.4f,%.4f\n", x, x/2+g.Float64()/4)
		}
		return []byte(text)
	}
	for _, few := range []int{120, 30} {
		parts := [][]byte{owner(1, 120), owner(2, 150), owner(3, few)}
		training, _ := federation.Run(t, []byte(file), parts)
		source, err := analyse.Load(training.Training)
		if err != nil {
			t.Fatal(err)
		}
		s := source.Sums
		if s == nil || s.Rows != int64(270+few) {
			t.Fatalf("other rows: %+v", s)
		}
		if few == 30 {
			if _, err := s.Run(analyse.Options{Cross: true}); len(s.Folds) > 0 || err == nil || !strings.Contains(err.Error(), "were not divided") {
				t.Errorf("%d folds although one owner has 30 rows: %v", len(s.Folds), err)
			}
			continue
		}
		if err := s.Check(); err != nil || len(s.Folds) != 4 {
			t.Fatalf("%d folds: %v", len(s.Folds), err)
		}
		row := run(t, s, analyse.Options{Cross: true})["cross_validation"].Rows[0]
		// Errors are uniform over a quarter: their variance is 1/192, and the slope explains four times that.
		if mse := number(t, row[1]); mse < 0.8/192 || mse > 1.2/192 {
			t.Errorf("a mean squared error of %g", mse)
		}
		for i, fold := range s.Folds {
			if fold.Rows < 30 || s.Columns[0].Mean == fold.Means[0] {
				t.Errorf("fold %d has %d rows", i, fold.Rows)
			}
		}
	}
}

// Sums with noise are refused, with the way out.
func TestNoiseIsRefused(t *testing.T) {
	text := strings.Replace(read(t, "birthwt", "model.json"), `"features"`, `"privacy": {"epsilon": 3}, "features"`, 1)
	training, _ := federation.Run(t, []byte(text), partsOf(t, "birthwt"))
	if _, err := analyse.Load(training.Training); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "noise") || problem.Hint(err) == "" {
		t.Error(err)
	}
}
