package kinds_test

import (
	"testing"

	"github.com/blindfit/blindfit/internal/bench/kinds"
	"github.com/blindfit/blindfit/ml/spec"
)

// Every kind can be measured, and Newton's rounds are few.
func TestKindsAreMeasured(t *testing.T) {
	for _, k := range kinds.Kinds {
		got, err := k.Measure(10)
		if err != nil {
			t.Errorf("%s: %v", k.Name, err)
			continue
		}
		t.Logf("%s: %+v", k.Name, *got)
		if got.Rounds < 1 || got.Rounds > 11 || got.Bytes < 2000 || !(got.Seconds > 0) {
			t.Errorf("%s: %+v", k.Name, *got)
		}
		for _, columns := range kinds.Columns {
			if k.Most > 0 && columns > k.Most {
				continue
			}
			if _, err := k.File(columns); err != nil {
				t.Errorf("%s with %d columns: %v", k.Name, columns, err)
			}
		}
	}
	if len(kinds.Kinds) < len(spec.Accepted("model.kind"))-1 { // a perceptron has no sums of its own
		t.Error("a kind is not measured")
	}
}
