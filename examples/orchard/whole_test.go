//go:build testkeys || soak

package orchard

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	m, p := exampletest.Whole(t, Files())
	if q := m.Summary.Quality; *p.Accuracy < 0.75 || len(p.AUC) != 3 || q == nil || q.Rows != 160 || *q.Accuracy < 0.7 {
		t.Errorf("accuracy %v, area %v, held back %+v", *p.Accuracy, p.AUC, q)
	}
}
