package update_test

import (
	"math"
	"testing"

	"github.com/blindfit/blindfit/dataowner/update"
)

// How far the model moved is relative to its size, and nothing is known of a first set of weights or of ones that are no
// numbers.
func TestMovementOfSharedWeights(t *testing.T) {
	var m update.Movement
	w := []float64{3, 4}
	m.Note(1, w)
	if m.In(1) != 0 {
		t.Error("the first weights have moved")
	}
	w[0] = 0 // the owner goes on computing with its own
	m.Note(2, []float64{3, 4.5})
	if want := 0.5 / math.Hypot(3, 4.5); math.Abs(m.In(2)-want) > 1e-15 || m.In(1) != 0 {
		t.Errorf("moved by %v, want %v", m.In(2), want)
	}
	m.Note(3, []float64{math.NaN(), 1})
	m.Note(4, []float64{0, 0})
	if m.In(3) != 0 || m.In(4) != 0 {
		t.Errorf("moved by %v and %v", m.In(3), m.In(4))
	}
}
