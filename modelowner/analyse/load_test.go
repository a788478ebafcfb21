//go:build testkeys

package analyse_test

import (
	"errors"
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

// Sums with noise are refused, with the way out.
func TestNoiseIsRefused(t *testing.T) {
	text := strings.Replace(read(t, "birthwt", "model.json"), `"features"`, `"privacy": {"epsilon": 3}, "features"`, 1)
	training, _ := federation.Run(t, []byte(text), partsOf(t, "birthwt"))
	if _, err := analyse.Load(training.Training); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "noise") || problem.Hint(err) == "" {
		t.Error(err)
	}
}
