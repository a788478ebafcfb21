//go:build testkeys || soak

package emergency

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestExampleTrainsWhole(t *testing.T) {
	m, p := exampletest.Whole(t, Files())
	if len(m.Inference.Terms) != 4 || !(p.Cost > 0) {
		t.Errorf("%d terms, cost %v on other rows", len(m.Inference.Terms), p.Cost)
	}
}
