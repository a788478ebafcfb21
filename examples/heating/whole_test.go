//go:build testkeys || soak

package heating

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	_, p := exampletest.Whole(t, Files())
	if p.Cost > 1.2 {
		t.Errorf("cost %v on other rows", p.Cost)
	}
}
