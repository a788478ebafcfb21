//go:build testkeys

package dataowner

import (
	"math"
	"testing"
)

// TestChangeOfSharedWeights: how far the model moved is relative to its size, and nothing is said of a first set of
// weights or of ones that are no numbers.
func TestChangeOfSharedWeights(t *testing.T) {
	o := newWorld(t).newOwner(testRows)
	w := []float64{3, 4}
	o.moved(1, w)
	if o.changeRound != 0 {
		t.Error("the first weights have moved")
	}
	w[0] = 0 // the owner goes on computing with its own
	o.moved(2, []float64{3, 4.5})
	if want := 0.5 / math.Hypot(3, 4.5); o.changeRound != 2 || math.Abs(o.change-want) > 1e-15 {
		t.Errorf("moved by %v in round %d, want %v", o.change, o.changeRound, want)
	}
	o.moved(3, []float64{math.NaN(), 1})
	o.moved(4, []float64{0, 0})
	if o.changeRound != 2 {
		t.Errorf("round %d moved by %v", o.changeRound, o.change)
	}
}
