//go:build testkeys || soak

package fuel

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	_, p := exampletest.Whole(t, Files())
	// The noise has standard deviation 0.55.
	if p.Cost > 0.5 {
		t.Errorf("cost %v on other rows", p.Cost)
	}
}
