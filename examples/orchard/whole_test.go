//go:build testkeys || soak

package orchard

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	m, p := exampletest.Whole(t, Files())
	// A fifth of the rows is held back, drawn in each owner's vault; all 800 are evaluated if a side of some owner's holdout
	// has a row that stands alone.
	q := m.Summary.Quality
	if *p.Accuracy < 0.75 || len(p.AUC) != 3 || q == nil || q.Rows != 800 && (q.Rows < 100 || q.Rows > 220) || *q.Accuracy < 0.7 {
		t.Errorf("accuracy %v, area %v, held back %+v", *p.Accuracy, p.AUC, q)
	}
}
