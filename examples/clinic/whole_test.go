//go:build testkeys || soak

package clinic

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	_, p := exampletest.Whole(t, Files())
	if *p.Accuracy < 0.72 || len(p.AUC) != 1 || p.AUC[0].Area < 0.8 {
		t.Errorf("accuracy %v, area %v", *p.Accuracy, p.AUC)
	}
}
